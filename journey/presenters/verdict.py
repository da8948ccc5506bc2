"""The box on top of a result: the level in words, the clinic's message for it, the reasons and the numbers to ring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from journey.domain.days import local_date
from journey.domain.schedule import PREPARING
from journey.domain.triage import Level, Route
from journey.models import Clinic, Submission, TriageResult
from journey.pathway.schema import Pathway
from journey.pathway.text import fill
from journey.presenters import when
from journey.presenters.calls import Call, emergency_call, in_order, is_clinic_open, text_and_calls, title_and_call
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
class Verdict:
    level: str
    caption: str
    title: str
    reasons: tuple[str, ...]
    text: str
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Advice:
    """`calls` are in the order to ring them; empty where the level does not ask for a call."""

    title: str
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
    """Whether the level is shown: always when it asks for care, else only where symptoms were asked for. Of answers
    that came after their check-in was closed nothing is said that would not be so: that a treatment is ready, or that
    the clinic asks again."""
    if triage is None:
        return False
    if submission.after_closing and triage.level == Level.WATCH:
        return bool(submission.journey.is_looked_after)
    if submission.after_closing and submission.check_in.code.startswith(PREPARING):
        return triage.level not in GOOD
    return triage.level not in GOOD or submission.check_in.code not in NOT_ABOUT_SYMPTOMS


def verdict(submission: Submission, triage: TriageResult, pathway: Pathway, card: ClinicCard, at: datetime) -> Verdict:
    clinic: Clinic = submission.journey.patient.site.clinic
    told = advice(triage.level, triage.route, pathway, card, closed=not is_clinic_open(clinic, at))
    return Verdict(
        level=drawn_as(triage.level),
        caption=_caption(submission, triage.level, told.title, at),
        title=told.title,
        reasons=_reasons(triage, card.values, told.title),
        text=told.text,
        calls=told.calls,
    )


def advice(level: str, route: str, pathway: Pathway, card: ClinicCard, *, closed: bool) -> Advice:
    """What the clinic says to a level; where it asks for a call the numbers stand as buttons and nowhere else."""
    heading, body = _said(level, route, pathway, closed=closed)
    if not asks_a_call(level):
        return Advice(_as_heading(fill(heading, card.values)), fill(body, card.values), ())
    if route == Route.EMERGENCY_NUMBER:
        return Advice(_as_heading(fill(heading, card.values)), fill(body, card.values), (emergency_call(card),))
    title, in_title = title_and_call(heading, card)
    text, in_text = text_and_calls(body, card)
    calls = in_order((*in_title, *in_text), card, closed=closed)
    return Advice(_as_heading(fill(title, card.values)), fill(text, card.values), calls)


def message(triage: TriageResult, pathway: Pathway, values: Mapping[str, str]) -> Told:
    """The same in words only, for reading later (clinical.md 3.5, 5.2)."""
    heading, body = _said(triage.level, triage.route, pathway, closed=False)
    heading = _as_heading(fill(heading, values))
    return Told(heading, _reasons(triage, values, heading), fill(body, values))


def _said(level: str, route: str, pathway: Pathway, *, closed: bool) -> tuple[str, str]:
    """Heading and body in the pathway's words, not filled; `closed` puts the number that answers now first."""
    if level in DRAWN_AS:
        ready = next(each for each in pathway.readiness_messages if each.level == level)
        return ready.heading, ready.body
    said = next(each for each in pathway.level_messages if (each.level, each.route) == (level, route))
    return said.heading, (said.closed_body if closed else "") or said.body


def _reasons(triage: TriageResult, values: Mapping[str, str], heading: str) -> tuple[str, ...]:
    reasons = [fill(reason, values) for reason in triage.reasons]
    return tuple(each for each in reasons if _as_heading(each) != heading)


def drawn_as(level: str) -> str:
    """The triage level whose shape and colour a result has."""
    return DRAWN_AS.get(level, level)


def asks_a_call(level: str | None) -> bool:
    return level is not None and drawn_as(level) in ASKS_A_CALL


def level_words(level: str) -> str:
    return str(LEVEL_WORDS[level])


def day_words(submission: Submission) -> str:
    """As in "day 3"; empty before the injection."""
    return "" if submission.day is None else _("day {day}").format(day=submission.day)


def _caption(submission: Submission, level: str, title: str, at: datetime) -> str:
    """ "Watch · day 3"; the level's words only where the title does not say them already."""
    zone = clinic_zone(submission.journey.patient.site.clinic)
    sent, today = local_date(submission.sent_at, zone), local_date(at, zone)
    words = level_words(level)
    parts: Sequence[str] = (
        _("Urgent") if words == title else words,
        day_words(submission),
        "" if sent == today else when.day(sent, today),
    )
    return " · ".join(part for part in parts if part)


def _as_heading(text: str) -> str:
    """A single sentence loses its full stop when it stands as a heading."""
    return text.removesuffix(".") if ". " not in text else text
