"""The card that comes first: whose turn it is and the one thing to do now, and the list of what else may be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.opening import parse_opening_hours
from journey.domain.stages import JourneyStatus
from journey.domain.triage import Level
from journey.domain.windows import CheckInState
from journey.models import CheckIn
from journey.presenters import when
from journey.presenters.follow_ups import Fact, between
from journey.presenters.scene import Scene, series
from journey.presenters.waiting import BEFORE_NEEDLE, CALLING, Wait

REPORT = "REPORT"
# Belongs to an hour that has gone by: a nurse completes it, nobody sends it late (clinical.md 3.2, "if missed").
NEVER_LATE = frozenset({"I-0", "P-0", "EXTRA", REPORT})
# An earlier stage's check-in stays on the list this long; one of the present stage as long as it can be sent.
LATE_ON_LIST = timedelta(days=14)


@dataclass(frozen=True)
class Note:
    icon: str
    text: str


@dataclass(frozen=True)
class TodayCard:
    """`turn` is "you" or "us". `action_url` is empty when there is nothing to press."""

    turn: str
    turn_word: str
    date: str
    title: str
    text: str = ""
    action_url: str = ""
    action: str = ""
    notes: tuple[Note, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Task:
    key: str
    name: str
    url: str
    status: str
    open: bool
    hint: str = ""


def today_card(scene: Scene, wait: Wait | None) -> TodayCard | None:
    """Help first, then the check-in that is open, then whom the journey waits for; None when it is closed and nothing
    is open."""
    calling = _calling(scene)
    if calling is not None:
        return _call_card(scene, calling)
    if scene.settings.missing():
        return _card(scene, "us", _("We are still setting up"), text=_("We will be in touch."))
    to_do = open_check_ins(scene)
    if to_do:
        return _check_in_card(scene, to_do[0])
    if wait is not None and wait.check_in is not None:
        return _check_in_card(scene, wait.check_in)
    if scene.status is not JourneyStatus.ACTIVE:
        return None
    return _wait_card(scene, wait) if wait else _quiet_card(scene)


def open_check_ins(scene: Scene) -> list[CheckIn]:
    """Those that can be done now: an unfinished report first, then what closes first. An empty report is no task."""
    found = [
        each
        for each in scene.check_ins
        if each.state_at(scene.at) is CheckInState.OPEN and (each.code != REPORT or each.__dict__["has_draft"])
    ]
    return sorted(found, key=lambda each: (each.code != REPORT, each.span.closes_at))


def late_check_ins(scene: Scene) -> list[CheckIn]:
    """Closed ones that may still be sent, the newest of each series: of the present stage, or closed not long ago."""
    newest = {
        (each.cycle_id, series(each)): each
        for each in scene.check_ins
        if each.code not in NEVER_LATE
        and each.state_at(scene.at) is CheckInState.MISSED
        and (each.stage_code == scene.place or scene.at - each.span.closes_at <= LATE_ON_LIST)
    }
    return list(newest.values())


def tasks_of(scene: Scene, card: TodayCard | None) -> tuple[Task, ...]:
    """Everything that can be done and is not on the card: other open check-ins, late ones, telling about a symptom."""
    if scene.settings.missing():
        return ()
    rows = [_open_task(scene, each) for each in open_check_ins(scene)]
    rows += [_late_task(scene, each) for each in late_check_ins(scene)]
    if may_report(scene):
        rows.append(_report_task(scene))
    return tuple(row for row in rows if card is None or row.url != card.action_url)


def may_report(scene: Scene) -> bool:
    """After the first needle, until another team looks after the patient or they wished to stop everything."""
    ended = scene.status in (JourneyStatus.CLOSED_TRANSFERRED, JourneyStatus.CLOSED_DECEASED)
    stopped = scene.status is JourneyStatus.CLOSED_WITHDRAWN and not scene.journey.keeps_safety_checks
    return scene.snapshot.any_needle and not ended and not stopped


def check_in_title(scene: Scene, check_in: CheckIn) -> str:
    return scene.pathway.check_in_by_code[check_in.code].title


def _card(scene: Scene, turn: str, title: str, *, word: str = "", **more: object) -> TodayCard:
    usual = _("Your turn") if turn == "you" else _("Our turn")
    return TodayCard(turn, word or usual, when.day(scene.today, scene.today), title, **more)  # type: ignore[arg-type]


def _check_in_card(scene: Scene, check_in: CheckIn) -> TodayCard:
    spec = scene.pathway.check_in_by_code[check_in.code]
    begun, late = bool(check_in.__dict__["has_draft"]), check_in.state_at(scene.at) is CheckInState.MISSED
    report = check_in.code == REPORT
    return _card(
        scene,
        "you",
        spec.title if report else _("Your check-in: {title}").format(title=spec.title),
        text=scene.pathway.notes.unfinished if begun else spec.intro,
        action_url=reverse("patient:check_in", args=[check_in.pk]),
        action=_("Go on") if begun else _("Start check-in"),
        notes=(Note("clock", _late_note(spec.minutes) if late else _time_note(scene, check_in, spec.minutes)),),
    )


def _time_note(scene: Scene, check_in: CheckIn, minutes: int) -> str:
    takes = _about(minutes)
    if check_in.closes_at is None:
        return takes
    return _("{takes} Open until {moment}.").format(takes=takes, moment=scene.until(check_in.closes_at))


def _late_note(minutes: int) -> str:
    return _("{takes} It is late, but you can still send it.").format(takes=_about(minutes))


def _about(minutes: int) -> str:
    return ngettext("About {n} minute.", "About {n} minutes.", minutes).format(n=minutes)


def _calling(scene: Scene) -> CheckIn | None:
    """The answers for which the patient was told to call, while nobody has spoken with them."""
    alerts = scene.cycle.__dict__["open_alerts"]
    ended = scene.status in (JourneyStatus.CLOSED_TRANSFERRED, JourneyStatus.CLOSED_DECEASED)
    if ended or all(alert["contacted_at"] for alert in alerts):
        return None
    told = [each for each in scene.check_ins if each.__dict__["level"] in CALLING]
    return max(told, key=lambda each: (each.__dict__["level"] == Level.URGENT_NOW, each.due_at), default=None)


def _call_card(scene: Scene, check_in: CheckIn) -> TodayCard:
    found = check_in.__dict__
    message = next(
        each for each in scene.pathway.level_messages if (each.level, each.route) == (found["level"], found["route"])
    )
    body = message.body if _is_open(scene) or not message.closed_body else message.closed_body
    page = "patient:check_in_result" if found["judged_id"] else "patient:check_in_help_now"
    return _card(
        scene,
        "you",
        scene.filled(message.heading),
        text=scene.filled(body),
        action_url=reverse(page, args=[check_in.pk]),
        action=_("See why"),
    )


def _is_open(scene: Scene) -> bool:
    hours = scene.settings.opening_hours
    return bool(hours) and parse_opening_hours(hours).is_open(scene.at.astimezone(scene.clinic_zone))


def _wait_card(scene: Scene, wait: Wait) -> TodayCard:
    since = wait.since and Fact(_("Since"), scene.clinic_day(wait.since))
    if wait.turn == "you":
        return _card(scene, "you", wait.text, facts=tuple(fact for fact in (since,) if fact))
    who = Fact(_("Who is on it"), wait.who)
    facts = [who, since, _next_news(scene)]
    title = _("Nothing for you to do now")
    return _card(scene, "us", title, text=wait.text, facts=tuple(fact for fact in facts if fact))


def _next_news(scene: Scene) -> Fact:
    if scene.next_visits:
        return Fact(_("Next visit"), scene.clinic_moment(scene.next_visits[0].starts_at))
    cycle = scene.cycle
    if cycle.planned_from and cycle.planned_to and cycle.planned_to >= scene.today:
        words = between(cycle.planned_from, cycle.planned_to, scene.today)
        return Fact(_("Treatment day"), f"{words[:1].upper()}{words[1:]}")
    return Fact(_("Next news"), _("No date yet"))


def _quiet_card(scene: Scene) -> TodayCard:
    """Nothing is late for anybody: what comes next, and when."""
    facts = [Fact(_("Your day"), scene.clinic_moment(day))] if (day := _day_to_come(scene)) else []
    coming = next((each for each in scene.check_ins if each.state_at(scene.at) is CheckInState.SCHEDULED), None)
    if coming is not None:
        opens = _("{title}: opens {moment}").format(
            title=check_in_title(scene, coming), moment=scene.own_moment(coming.opens_at)
        )
        facts.append(Fact(_("Next check-in"), opens))
    if scene.next_visits:
        facts.append(Fact(_("Next visit"), scene.clinic_moment(scene.next_visits[0].starts_at)))
    text = "" if facts else _("We will tell you what comes next. No date yet.")
    return _card(scene, "us", _("Nothing for you to do now"), word=_("Nothing to do"), text=text, facts=tuple(facts))


def _day_to_come(scene: Scene) -> datetime | None:
    """The first needle, while it is still to come; on that day it is today's."""
    day = scene.cycle.procedure_at
    if day is None or scene.place not in BEFORE_NEEDLE or scene.cycle.harvest_at or scene.cycle.injection_at:
        return None
    return day if scene.clinic_date(day) >= scene.clinic_date(scene.at) else None


def _open_task(scene: Scene, check_in: CheckIn) -> Task:
    spec = scene.pathway.check_in_by_code[check_in.code]
    status = _("Not finished") if check_in.__dict__["has_draft"] else _("To do")
    url = reverse("patient:check_in", args=[check_in.pk])
    hint = _time_note(scene, check_in, spec.minutes)
    return Task(f"check-in-{check_in.pk}", spec.title, url, status, open=True, hint=hint)


def _late_task(scene: Scene, check_in: CheckIn) -> Task:
    spec = scene.pathway.check_in_by_code[check_in.code]
    url = reverse("patient:check_in", args=[check_in.pk])
    return Task(f"check-in-{check_in.pk}", spec.title, url, _("Late"), open=True, hint=_late_note(spec.minutes))


def _report_task(scene: Scene) -> Task:
    url = reverse("patient:report", args=[scene.journey.pk])
    hint = _("A nurse reads it when we are open.")
    return Task("report", _("Tell us about a symptom"), url, _("Any time"), open=False, hint=hint)
