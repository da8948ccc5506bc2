"""The box on top of a result: the level in words, the clinic's message for it, the reasons and the numbers to ring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from journey.domain.days import local_date
from journey.domain.opening import parse_opening_hours
from journey.domain.triage import Route
from journey.models import Clinic, Submission, TriageResult
from journey.pathway.schema import Pathway
from journey.pathway.text import fill
from journey.presenters import when
from journey.presenters.check_in import clinic_zone
from journey.presenters.clinic import ClinicCard

# Levels of the readiness table are drawn like the triage level that asks the same of the patient.
DRAWN_AS = {"ready": "expected", "call_today": "watch", "hold": "call_24h", "emergency": "urgent_now"}
LEVEL_WORDS = {
    "expected": lazy("Expected"),
    "watch": lazy("Watch"),
    "call_24h": lazy("Call us today"),
    "urgent_now": lazy("You need help now"),
    "ready": lazy("Ready"),
    "call_today": lazy("We will call you"),
    "hold": lazy("Call us first"),
    "emergency": lazy("You need help now"),
}
PLAIN = "open"  # the shape of a result that says nothing about symptoms
ASKS_A_CALL = frozenset({"call_24h", "urgent_now"})
# These ask about other things than symptoms, so a good result must not sound like a word on symptoms.
NOT_ABOUT_SYMPTOMS = frozenset({"C-PRE", "C-POST", "P-BASE", "I-0"})
GOOD = frozenset({"expected", "ready"})


@dataclass(frozen=True)
class Call:
    tel: str
    words: str
    label: str = ""


@dataclass(frozen=True)
class Verdict:
    level: str
    caption: str
    title: str
    reasons: tuple[str, ...]
    text: str
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Told:
    """The clinic's message for a result: heading, reasons and what to do, with the numbers put in."""

    heading: str
    reasons: tuple[str, ...]
    body: str


def is_emergency(triage: TriageResult | None) -> bool:
    return triage is not None and triage.route == Route.EMERGENCY_NUMBER


def says_something(submission: Submission, triage: TriageResult | None) -> bool:
    """Whether the level is shown: always when it asks for care, else only where symptoms were asked for."""
    if triage is None:
        return False
    return triage.level not in GOOD or submission.check_in.code not in NOT_ABOUT_SYMPTOMS


def verdict(submission: Submission, triage: TriageResult, pathway: Pathway, card: ClinicCard, at: datetime) -> Verdict:
    clinic: Clinic = submission.journey.patient.site.clinic
    closed = not is_clinic_open(clinic, at)
    told = message(triage, pathway, card.values, closed=closed)
    level = DRAWN_AS.get(triage.level, triage.level)
    return Verdict(
        level=level,
        caption=_caption(submission, triage.level, clinic, at),
        title=told.heading,
        reasons=told.reasons,
        text=told.body,
        calls=calls(card, closed=closed) if level in ASKS_A_CALL else (),
    )


def message(triage: TriageResult, pathway: Pathway, values: Mapping[str, str], *, closed: bool = False) -> Told:
    """The pathway's message (clinical.md 3.5, 5.2); `closed` puts the number that answers now first."""
    if triage.level in DRAWN_AS:
        ready = next(each for each in pathway.readiness_messages if each.level == triage.level)
        heading, body = ready.heading, ready.body
    else:
        said = next(m for m in pathway.level_messages if (m.level, m.route) == (triage.level, triage.route))
        heading, body = said.heading, (said.closed_body if closed else "") or said.body
    reasons = [fill(reason, values) for reason in triage.reasons]
    heading = fill(heading, values)
    return Told(_as_heading(heading), tuple(each for each in reasons if each != heading), fill(body, values))


def calls(card: ClinicCard, *, closed: bool) -> tuple[Call, ...]:
    """The clinic's numbers in the order to ring them."""
    if closed:
        return (
            Call(card.out_of_hours_tel, card.out_of_hours_phone, _("We are closed now. Call this number:")),
            Call(card.clinic_tel, card.clinic_phone, _("When we are open:")),
        )
    return (
        Call(card.clinic_tel, card.clinic_phone),
        Call(card.out_of_hours_tel, card.out_of_hours_phone, _("When we are closed:")),
    )


def is_clinic_open(clinic: Clinic, at: datetime) -> bool:
    """In the clinic's own zone; a clinic without hours is closed."""
    if not clinic.opening_hours:
        return False
    return parse_opening_hours(clinic.opening_hours).is_open(at.astimezone(clinic_zone(clinic)))


def level_words(level: str) -> str:
    return str(LEVEL_WORDS[level])


def day_words(submission: Submission) -> str:
    """As in "day 3"; empty before the injection."""
    return "" if submission.day is None else _("day {day}").format(day=submission.day)


def _caption(submission: Submission, level: str, clinic: Clinic, at: datetime) -> str:
    zone = clinic_zone(clinic)
    sent, today = local_date(submission.sent_at, zone), local_date(at, zone)
    parts: Sequence[str] = (
        level_words(level), day_words(submission), "" if sent == today else when.day(sent, today),
    )  # fmt: skip
    return " · ".join(part for part in parts if part)


def _as_heading(text: str) -> str:
    """A single sentence loses its full stop when it stands as a heading."""
    return text.removesuffix(".") if ". " not in text else text
