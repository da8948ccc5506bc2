"""The page after sending: the verdict, what to do, whom to call, who reads the answers and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey.access import may_correct
from journey.domain.days import local_date
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.triage_fields import red_flags_in
from journey.domain.windows import CheckInState
from journey.models import CheckIn, Submission, TriageResult
from journey.models.pathway_version import content_of
from journey.pathway.schema import Pathway
from journey.pathway.text import fill
from journey.presenters import when
from journey.presenters.calls import is_clinic_open
from journey.presenters.care_cards import AT_ONCE, CareCard, at_once_card, emergency_card
from journey.presenters.check_in import check_answers_url
from journey.presenters.clinic import ClinicCard
from journey.presenters.corridor import Expectation, expectation_of
from journey.presenters.emergency_sheet import Fact, emergency_sheet
from journey.presenters.filling import text_of
from journey.presenters.instructions import Rule, holding, rules_of
from journey.presenters.pain_chart import PainChart, pain_chart
from journey.presenters.points_again import points_again
from journey.presenters.reading import Line, read_line, sent_line, told_lines
from journey.presenters.red_flag import EmergencyCard, emergency_of
from journey.presenters.senders import in_place_of_patient, sender_words
from journey.presenters.verdict import PLAIN, Verdict, is_emergency, says_something, verdict

SELF_CARE = frozenset({"expected", "watch"})
URGENT = frozenset({"urgent_now", "emergency"})  # nothing on the page may compete with getting help
ASKS_A_CALL = URGENT | {"call_24h", "hold"}


@dataclass(frozen=True)
class ResultPage:
    """`emergency` replaces `verdict` when the emergency number is what matters. Lists may be empty, addresses blank."""

    title: str
    verdict: Verdict | None
    emergency: EmergencyCard | None
    lines: tuple[Line, ...]
    again_title: str
    again: tuple[str, ...]
    next_lines: tuple[str, ...]
    expectation: Expectation | None
    to_do: tuple[Rule, ...]
    care_title: str
    care: tuple[CareCard, ...]
    sheet: tuple[Fact, ...]
    chart: PainChart | None
    correct_url: str
    unsent: bool
    answer_url: str

    @property
    def has_texts(self) -> bool:
        """Whether anything stands beside the chart."""
        return bool(self.again or self.next_lines or self.expectation or self.to_do)


def result_page(
    check_in: CheckIn, submission: Submission, card: ClinicCard, at: datetime, *, reader: User
) -> ResultPage:
    """`submission` is the newest one of `check_in`, as `submission_of` loads it."""
    submission.check_in, submission.journey = check_in, check_in.journey
    check_in.cycle.journey = check_in.journey
    pathway = content_of(check_in.pathway_version_id)
    triage = triage_of(submission)
    level = triage.level if triage and says_something(submission, triage) else ""
    emergency = is_emergency(triage)
    again = points_again(check_in, submission, pathway, card.values)
    shown = _verdict(submission, triage, pathway, card, at, again=bool(again))
    return ResultPage(
        title=_("Call {number} now").format(number=card.emergency_number) if emergency else shown.title,
        verdict=None if emergency else shown,
        emergency=_emergency(submission, triage, pathway, card) if triage and emergency else None,
        lines=_lines(submission, triage, at, reader, urgent=level in URGENT),
        again_title=_("Let us go through this again"),
        again=again,
        next_lines=(*_wishes(submission, triage), *_next_lines(submission, level, at)),
        expectation=None if level in URGENT else expectation_of(submission, triage),
        to_do=_to_do(submission, pathway, level, at),
        care_title=_care_title(level),
        care=_care(submission, pathway, card, level, at),
        sheet=emergency_sheet(check_in, card) if level in URGENT else (),
        chart=None if level in URGENT else pain_chart(check_in.cycle, at),
        correct_url=check_answers_url(check_in) if may_correct(check_in, at) else "",
        unsent=getattr(check_in, "draft", None) is not None,
        answer_url=reverse("patient:answer", args=[submission.pk]),
    )


def triage_of(submission: Submission) -> TriageResult | None:
    return getattr(submission, "triage", None)


def _verdict(
    submission: Submission,
    triage: TriageResult | None,
    pathway: Pathway,
    card: ClinicCard,
    at: datetime,
    *,
    again: bool,
) -> Verdict:
    if triage is not None and says_something(submission, triage):
        return verdict(submission, triage, pathway, card, at)
    title, text = _("Thank you. We have your answers."), ""
    if submission.after_closing:
        text = _("They came after the check-in was closed. If something worries you, do not wait. Call us.")
    elif again:
        title = _("Thank you. Let us go through some of it again.")
    elif triage is None:
        title, text = _("A person reads your answers"), _("If you feel worse before that, do not wait. Call us.")
    return Verdict(PLAIN, text_of(submission.check_in).title, title, (), text, ())


def _emergency(submission: Submission, triage: TriageResult, pathway: Pathway, card: ClinicCard) -> EmergencyCard:
    flags = red_flags_in(submission.answers)
    told = [item.label for item in pathway.red_flags.items if item.field in flags]
    told = told or [fill(reason, card.values) for reason in triage.reasons]
    return emergency_of(pathway, card, told, triage)


def _lines(
    submission: Submission, triage: TriageResult | None, at: datetime, reader: User, *, urgent: bool
) -> tuple[Line, ...]:
    """Who sent them, when it was not the patient, and who has them. While help is urgent or an alert is on the list, by
    when a nurse reads them is no comfort and is left out."""
    told = told_lines(submission, triage, at)
    read = () if (urgent or told) and submission.seen_at is None else (read_line(submission, at),)
    shown = in_place_of_patient(submission) and submission.sent_by_id != reader.pk
    by = (Line("save", _("{sentence}.").format(sentence=sender_words(submission, reader))),) if shown else ()
    return (*by, sent_line(submission, at), *told, *read)


def _care_title(level: str) -> str:
    if level == "watch":
        return _("Do not wait for tomorrow if it changes")
    return _("If it gets worse") if level in {"expected", "call_24h", "urgent_now"} else _("When to call")


def _wishes(submission: Submission, triage: TriageResult | None) -> Sequence[str]:
    """What follows from "no" and "not sure" to going on."""
    wants = submission.answers.get("u_go_on")
    if wants == "no":
        return (_("You said that you do not want to go on. That is fine. Nothing happens unless you say yes."),)
    if wants == "unsure":
        return (_("You are not sure if you want to go on. That is fine. We talk about it with you first."),)
    if triage is not None and "withdrawal_offer" in triage.flags:
        return (_("When we speak, you can stop the treatment for good, or take more time. Both are fine."),)
    return ()


def _next_lines(submission: Submission, level: str, at: datetime) -> Sequence[str]:
    """The next check-in by its name; after `watch` it is tomorrow's. Who left the app is asked by a person."""
    if level in ASKS_A_CALL:
        return ()
    if submission.journey.patient.off_app_since is not None:
        return (_("We call you next, or ask at your visit, as you wished."),)
    coming = _coming(submission) if submission.journey.is_looked_after else None
    if coming is None:
        return ()
    zone = submission.journey.patient.zone
    today = local_date(at, zone)
    opens = coming.opens_at.astimezone(zone)
    title, time = text_of(coming).title, when.clock(opens)
    if opens <= at:
        return (_("Your next check-in is open now: {title}.").format(title=title),)
    words = _("Your next check-in is {title}: {day}, from {time}.")
    if level == "watch" and opens.date() == today + timedelta(days=1):
        words = _("We will ask again tomorrow, {day}, from {time}.")
        if coming.code != "EXTRA":
            words = _("We will ask again tomorrow, {day}, from {time}, in the check-in that is due: {title}.")
    return (words.format(title=title, day=when.day(opens.date(), today), time=time),)


def _coming(submission: Submission) -> CheckIn | None:
    return (
        CheckIn.objects.filter(cycle=submission.cycle_id, due_at__gt=submission.sent_at)
        .exclude(pk=submission.check_in_id)
        .exclude(state__in=[CheckInState.SUBMITTED, CheckInState.CANCELLED])
        .order_by("due_at")
        .first()
    )


def _to_do(submission: Submission, pathway: Pathway, level: str, at: datetime) -> tuple[Rule, ...]:
    """Today's instructions, where the result leaves the patient to care for the hand at home."""
    cycle = submission.check_in.cycle
    if level not in SELF_CARE or cycle.injection_at is None:
        return ()
    rules = holding(rules_of(pathway.instructions, cycle, at, submission.journey.patient.zone))
    return tuple(rules)


def _care(submission: Submission, pathway: Pathway, card: ClinicCard, level: str, at: datetime) -> tuple[CareCard, ...]:
    """When to call from now on. While the result itself asks for a call, only the emergency stands beside it."""
    if is_emergency(triage_of(submission)):
        return ()
    emergency = emergency_card(tuple(item.label for item in pathway.red_flags.items), card)
    if level in ASKS_A_CALL:
        return (emergency,)
    cycle, stage = submission.check_in.cycle, StageCode(submission.check_in.stage_code)
    mode = HarvestMode(cycle.harvest_mode) if cycle.harvest_mode else None
    points = tuple(fill(point, card.values) for point in pathway.stage_text(stage, mode).call_when)
    title = _("Call us at once if:") if stage in AT_ONCE else _("Call us if:")
    closed = not is_clinic_open(submission.journey.patient.site.clinic, at)
    return (at_once_card(title, points, card, closed=closed), emergency)


def submission_of(check_in_id: UUID) -> Submission | None:
    """The newest version of what was sent for a check-in, with all that its result shows. One statement."""
    return (
        Submission.objects.filter(check_in=check_in_id, latest=True)
        .select_related("triage__alert_reason__alert__acknowledged_by", "seen_by", "sent_by", "caregiver")
        .select_related("triage__alert_reason__alert__closed_by")
        .first()
    )
