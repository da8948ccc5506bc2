"""The list of what else may be done: open check-ins, late ones, telling about a symptom."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.gate_checks_consent import asks_for_a_signature
from journey.domain.stages import StageCode
from journey.domain.transitions import OPEN_STATUSES
from journey.domain.windows import CheckInState
from journey.models import Appointment, AppointmentState, CheckIn
from journey.presenters.scene import Scene, series
from journey.presenters.visit_plain_words import VISIT_WORDS

REPORT = "REPORT"
# Belongs to an hour that has gone by: a nurse completes it, nobody sends it late (clinical.md 3.2, "if missed").
NEVER_LATE = frozenset({"I-0", "P-0", "EXTRA", REPORT})
# An earlier stage's check-in stays on the list this long; one of the present stage as long as it can be sent.
LATE_ON_LIST = timedelta(days=14)
BEFORE_NEEDLE = (StageCode.PREPARATION, StageCode.HARVESTING, StageCode.INJECTION)
BEFORE_INJECTION = (StageCode.CONSULTATION, *BEFORE_NEEDLE)


@dataclass(frozen=True)
class Task:
    """`own_only`: the patient's alone, whatever a helper may do."""

    key: str
    name: str
    url: str
    status: str
    open: bool
    hint: str = ""
    own_only: bool = False


def open_check_ins(scene: Scene) -> list[CheckIn]:
    """Those that can be done now: an unfinished report first, then what closes first. An empty report is no task."""
    found = [
        each
        for each in scene.asked
        if each.state_at(scene.at) is CheckInState.OPEN and (each.code != REPORT or each.__dict__["has_draft"])
    ]
    return sorted(found, key=lambda each: (each.code != REPORT, each.span.closes_at))


def late_check_ins(scene: Scene) -> list[CheckIn]:
    """Closed ones that may still be sent, the newest of each series: of the present stage, or closed not long ago."""
    newest = {
        (each.cycle_id, series(each)): each
        for each in scene.asked
        if each.code not in NEVER_LATE
        and each.state_at(scene.at) is CheckInState.MISSED
        and (each.stage_code == scene.place or scene.at - each.span.closes_at <= LATE_ON_LIST)
    }
    return list(newest.values())


def tasks_of(scene: Scene, on_card: str) -> tuple[Task, ...]:
    """Everything that can be done and is not on the card: other open check-ins, late ones, telling about a symptom.
    `on_card` is the address of what the card asks for. An unfinished report is gone on with, not begun again."""
    if scene.settings.missing():
        return ()
    to_do = open_check_ins(scene)
    rows = [_open_task(scene, each) for each in to_do]
    rows += [_late_task(scene, each) for each in late_check_ins(scene)]
    rows += _times_tasks(scene)
    rows += _consent_task(scene)
    if may_report(scene) and all(each.code != REPORT for each in to_do):
        rows.append(_report_task(scene))
    return tuple(row for row in rows if row.url != on_card)


def consent_url(scene: Scene) -> str:
    return reverse("patient:consent", args=[scene.cycle.pk])


def _consent_task(scene: Scene) -> list[Task]:
    """From the first talk to the needle: what is known, and the signature. None before a clinician approved a text."""
    found = scene.cycle.__dict__
    before = scene.place in BEFORE_INJECTION and scene.cycle.injection_at is None
    if not before or scene.status not in OPEN_STATUSES or found["newest_text"] is None:
        return []
    name, url = _("What is known, and your consent"), consent_url(scene)
    if not asks_for_a_signature(scene.standing.facts):
        return [Task("consent", name, url, _("Signed"), open=False, own_only=True)]
    if found["text_read"] != found["newest_text"]:
        hint = _("Read it before you decide.")
        return [Task("consent", name, url, _("To read"), open=True, hint=hint, own_only=True)]
    return [Task("consent", name, url, _("Not signed"), open=True, own_only=True)]


def times_url(offer: Appointment) -> str:
    """Where an offered time is answered: one of the waiting list has a page of its own."""
    name = "visit_offer" if offer.waiting_id is not None else "visit_times"
    return reverse(f"patient:{name}", args=[offer.pk])


def _times_tasks(scene: Scene) -> list[Task]:
    """One for each visit whose time the patient chooses."""
    offered = [each for each in scene.visits if each.state == AppointmentState.OFFERED and each.starts_at > scene.at]
    first: dict[tuple[object, ...], Appointment] = {}
    for each in offered:
        if each.accepted_at is None:
            first.setdefault((each.cycle_id, each.kind, each.waiting_id), each)
    return [_times_task(scene, each, offered) for each in first.values()] if not scene.closed else []


def _times_task(scene: Scene, first: Appointment, offered: list[Appointment]) -> Task:
    count = sum(each.kind == first.kind and each.cycle_id == first.cycle_id for each in offered)
    name = _("Choose a time: {visit}").format(visit=str(VISIT_WORDS[first.kind]))
    words = ngettext("We hold {n} time for you.", "We hold {n} times for you.", count).format(n=count)
    url = times_url(first)
    if first.waiting_id is not None:
        title = _("An earlier time: {visit}") if first.instead_of_id else _("A time for you: {visit}")
        name = title.format(visit=str(VISIT_WORDS[first.kind]))
        words = _("Say yes or no. We hold it for a short time.")
    return Task(f"times-{first.pk}", name, url, _("To do"), open=True, hint=words)


def may_report(scene: Scene) -> bool:
    """From the preparation on, until another team looks after the patient or they wished to stop everything. Before the
    first needle only while the journey is open: the form asks for what would keep the needle away (clinical.md 3.2)."""
    if not scene.snapshot.any_needle:
        return scene.status in OPEN_STATUSES and scene.place in BEFORE_NEEDLE
    return scene.journey.is_looked_after


def check_in_title(scene: Scene, check_in: CheckIn) -> str:
    """ "Six months", with the session where it belongs to an earlier one."""
    title = scene.pathway.check_in_by_code[check_in.code].title
    earlier = next((each.number for each in scene.cycles[:-1] if each.pk == check_in.cycle_id), None)
    return title if earlier is None else _("{title}, session {number}").format(title=title, number=earlier)


def time_note(scene: Scene, check_in: CheckIn, minutes: int) -> str:
    takes = _about(minutes)
    if check_in.closes_at is None:
        return takes
    return _("{takes} Open until {moment}.").format(takes=takes, moment=scene.until(check_in.closes_at))


def late_note(minutes: int) -> str:
    return _("{takes} It is late, but you can still send it.").format(takes=_about(minutes))


def _about(minutes: int) -> str:
    return ngettext("About {n} minute.", "About {n} minutes.", minutes).format(n=minutes)


def _open_task(scene: Scene, check_in: CheckIn) -> Task:
    spec = scene.pathway.check_in_by_code[check_in.code]
    status = _("Not finished") if check_in.__dict__["has_draft"] else _("To do")
    url = reverse("patient:check_in", args=[check_in.pk])
    hint = time_note(scene, check_in, spec.minutes)
    return Task(f"check-in-{check_in.pk}", check_in_title(scene, check_in), url, status, open=True, hint=hint)


def _late_task(scene: Scene, check_in: CheckIn) -> Task:
    spec = scene.pathway.check_in_by_code[check_in.code]
    url = reverse("patient:check_in", args=[check_in.pk])
    title, hint = check_in_title(scene, check_in), late_note(spec.minutes)
    return Task(f"check-in-{check_in.pk}", title, url, _("Late"), open=True, hint=hint)


def _report_task(scene: Scene) -> Task:
    url = reverse("patient:report", args=[scene.journey.pk])
    hint = _("A nurse reads it when we are open.")
    name = _("Tell us about a symptom")
    if not scene.snapshot.any_needle:
        name = _("Tell us if you feel ill or something changed")
    return Task("report", name, url, _("Any time"), open=False, hint=hint)
