"""Where an adverse event stands, which step follows which, and by when each is wanted (clinical.md 7.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from journey.domain.adverse_events import EventOutcome
from journey.domain.opening import OpeningHours
from journey.domain.words import gettext_noop


class EventState(StrEnum):
    DRAFT = "draft"
    DISMISSED = "dismissed"
    TRIAGED = "triaged"
    ASSESSED = "assessed"
    REPORT_DUE = "report_due"
    REPORTED = "reported"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"


STATE_WORDS: Mapping[EventState, str] = {
    EventState.DRAFT: gettext_noop("Draft"),
    EventState.DISMISSED: gettext_noop("Dismissed"),
    EventState.TRIAGED: gettext_noop("Confirmed"),
    EventState.ASSESSED: gettext_noop("Assessed"),
    EventState.REPORT_DUE: gettext_noop("Report due"),
    EventState.REPORTED: gettext_noop("Reported"),
    EventState.FOLLOW_UP: gettext_noop("New facts to report"),
    EventState.CLOSED: gettext_noop("Closed"),
}


class EventMove(StrEnum):
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    ASSESS = "assess"
    SECOND_OPINION = "second_opinion"
    REPORT = "report"
    ADD_FACTS = "add_facts"
    CORRECT_AWARE = "correct_aware"
    CLOSE = "close"
    REOPEN = "reopen"


_JUDGED = frozenset({EventState.ASSESSED, EventState.REPORT_DUE, EventState.REPORTED, EventState.FOLLOW_UP})
FROM: Mapping[EventMove, frozenset[EventState]] = {
    EventMove.CONFIRM: frozenset({EventState.DRAFT}),
    EventMove.DISMISS: frozenset({EventState.DRAFT}),
    EventMove.ASSESS: _JUDGED | {EventState.TRIAGED},
    EventMove.SECOND_OPINION: _JUDGED,
    EventMove.REPORT: _JUDGED,
    EventMove.ADD_FACTS: _JUDGED,
    EventMove.CORRECT_AWARE: _JUDGED | {EventState.DRAFT, EventState.TRIAGED},
    EventMove.CLOSE: frozenset({EventState.ASSESSED, EventState.REPORTED, EventState.FOLLOW_UP}),
    EventMove.REOPEN: frozenset({EventState.DISMISSED, EventState.CLOSED}),
}
SETTLED = frozenset({EventState.DISMISSED, EventState.CLOSED})
OPEN_STATES = tuple(state for state in EventState if state not in SETTLED)
CONFIRMED_STATES = tuple(state for state in EventState if state not in {EventState.DRAFT, EventState.DISMISSED})


def may_move(move: EventMove, state: str) -> bool:
    return state in FROM[move]


@dataclass(frozen=True)
class Open:
    """How many reports are not made yet: of the event itself, and of new facts."""

    first: int = 0
    news: int = 0


def state_with(open_reports: Open, *, reported: bool, news: bool) -> EventState:
    """After an assessment, a report or new facts: the first report that is missing says it. `reported` is whether any
    report was made; `news` whether facts came that are not reported."""
    if open_reports.first:
        return EventState.REPORT_DUE
    if open_reports.news or news:
        return EventState.FOLLOW_UP
    return EventState.REPORTED if reported else EventState.ASSESSED


# Targets (clinical.md 7.2, 5.2): working days follow the opening hours, hours run on the wall.
CONFIRM_WORKING_DAYS, ASSESS_WORKING_DAYS = 1, 3
CONFIRM_SERIOUS_WITHIN, ASSESS_SERIOUS_WITHIN = timedelta(hours=1), timedelta(hours=24)
ATTEMPTS_BEFORE_UNKNOWN = 3
# Not before this hour of the clinic's day [D]: at midnight nobody can send anything.
TELL_FROM = time(7)


def confirm_by(aware_at: datetime, hours: OpeningHours | None, *, sae_candidate: bool) -> datetime:
    """By when a clinician confirms or dismisses a draft. Local time in, local time out."""
    if sae_candidate:
        return _on_the_wall(aware_at, CONFIRM_SERIOUS_WITHIN)
    return working_days_after(aware_at, hours, CONFIRM_WORKING_DAYS)


def assess_by(confirmed_at: datetime, hours: OpeningHours | None, *, serious: bool) -> datetime:
    if serious:
        return _on_the_wall(confirmed_at, ASSESS_SERIOUS_WITHIN)
    return working_days_after(confirmed_at, hours, ASSESS_WORKING_DAYS)


def _on_the_wall(local: datetime, span: timedelta) -> datetime:
    """An hour that passed, also in the night in which the clocks change."""
    return (local.astimezone(UTC) + span).astimezone(local.tzinfo)


def working_days_after(local: datetime, hours: OpeningHours | None, days: int) -> datetime:
    """The end of the `days`-th day with opening hours after today. Without known hours, days of 24 hours."""
    if hours is None or not any(hours.week):
        return local + timedelta(days=days)
    moment = local
    for _day in range(days):
        moment = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=1)
        moment = hours.next_open(moment)
    return _last_close(moment, hours)


def _last_close(moment: datetime, hours: OpeningHours) -> datetime:
    _opens, closes = hours.week[moment.weekday()][-1]
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(minutes=closes)


class LateStep(StrEnum):
    """What a clinician has not done by its time."""

    CONFIRM = "confirm"
    ASSESS = "assess"


def late_step(state: str, *, sae_candidate: bool, due_at: datetime | None, at: datetime) -> LateStep | None:
    """What the lead clinician is told of: a draft that may be serious past its hour, and what was confirmed past the
    time for its assessment (clinical.md 7.2)."""
    if due_at is None or due_at >= at:
        return None
    if state == EventState.DRAFT:
        return LateStep.CONFIRM if sae_candidate else None
    return LateStep.ASSESS if state == EventState.TRIAGED else None


def tell_of_late(at: datetime, told_on: Sequence[date]) -> bool:
    """At once, at any hour, and from then on once every day. `at` is local; `told_on` are the days told so far."""
    return not told_on or (at.date() not in told_on and at.time() >= TELL_FROM)


@dataclass(frozen=True)
class Ending:
    """What closing asks."""

    outcome: str
    attempts: int  # to reach the patient, since the clinic knew
    open_reports: int
    serious: bool
    assessors: int


class Missing(StrEnum):
    """Why it cannot be closed yet."""

    REPORTS = "reports"
    OUTCOME = "outcome"
    SECOND_ASSESSOR = "second_assessor"


MISSING_WORDS: Mapping[Missing, str] = {
    Missing.REPORTS: gettext_noop("A report is not made yet."),
    Missing.OUTCOME: gettext_noop("The outcome is unknown. Write what it is, or log 3 attempts to reach the patient."),
    Missing.SECOND_ASSESSOR: gettext_noop("A serious event needs a second assessor, another clinician."),
}


def missing_to_close(ending: Ending) -> tuple[Missing, ...]:
    unknown = ending.outcome in {"", EventOutcome.UNKNOWN}
    found = {
        Missing.REPORTS: ending.open_reports > 0,
        Missing.OUTCOME: unknown and ending.attempts < ATTEMPTS_BEFORE_UNKNOWN,
        Missing.SECOND_ASSESSOR: ending.serious and ending.assessors < 2,
    }
    return tuple(name for name, is_missing in found.items() if is_missing)
