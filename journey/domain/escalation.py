"""Who is told of an alert, and when: the steps of its clock (clinical.md 5.2), without a clock or a database.

Both clocks run on wall time, day and night. A rise starts them again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from journey.domain.triage import Level


class Step(StrEnum):
    """The steps of both clocks; those of one clock follow one another in this order."""

    PAGE = "page"
    NOT_TAKEN = "not_taken"
    NOT_SPOKEN = "not_spoken"
    CALL = "call"
    NOT_CALLED = "not_called"


class Who(StrEnum):
    """Whom a step tells; each falls back on somebody, so that a message never has nobody to go to."""

    OWNER = "owner"
    OWNER_OR_FIRST = "owner_or_first"
    FIRST = "first"
    SECOND = "second"
    LEAD = "lead"
    MANAGERS = "managers"


@dataclass(frozen=True)
class ClockStep:
    """`after` is counted from the start of the clock. `until_taken`: it comes only while nobody has acknowledged the
    alert. Every step ends when somebody has spoken with the patient. `limit`: nothing stays without an owner past it.
    """

    step: Step
    after: timedelta
    tells: tuple[Who, ...]
    until_taken: bool
    limit: bool = False


CLOCKS: Mapping[Level, tuple[ClockStep, ...]] = {
    Level.URGENT_NOW: (
        ClockStep(Step.PAGE, timedelta(0), (Who.FIRST, Who.OWNER), until_taken=True),
        ClockStep(Step.NOT_TAKEN, timedelta(minutes=15), (Who.LEAD, Who.SECOND), until_taken=True, limit=True),
        ClockStep(Step.NOT_SPOKEN, timedelta(minutes=30), (Who.LEAD, Who.MANAGERS), until_taken=False),
    ),
    Level.CALL_24H: (
        ClockStep(Step.CALL, timedelta(0), (Who.OWNER_OR_FIRST,), until_taken=True),
        ClockStep(Step.NOT_CALLED, timedelta(hours=20), (Who.LEAD,), until_taken=False, limit=True),
    ),
}
# How long an alert of each level may be open before it has an owner.
OWNED_WITHIN: Mapping[Level, timedelta] = {
    level: next(each.after for each in steps if each.limit) for level, steps in CLOCKS.items()
}


@dataclass(frozen=True)
class AlertClock:
    """What the rule needs to know of an alert. `told` are the steps told since it runs."""

    level: Level
    runs_from: datetime
    is_taken: bool
    is_reached: bool
    is_closed: bool
    told: frozenset[Step] = frozenset()


@dataclass(frozen=True)
class Reachable:
    """Somebody with an address to be told at, and what they are to this alert. `works_here`: at the patient's site."""

    key: UUID
    is_owner: bool = False
    is_first: bool = False
    is_second: bool = False
    is_lead: bool = False
    is_clinician: bool = False
    is_nurse: bool = False
    is_manager: bool = False
    works_here: bool = True


def due_steps(clock: AlertClock, at: datetime) -> tuple[ClockStep, ...]:
    """The steps that should have been told by now and were not. After a time without a worker that may be several: they
    are told together, once."""
    return tuple(each for each in _to_come(clock) if clock.runs_from + each.after <= at)


def next_step(clock: AlertClock, at: datetime) -> tuple[ClockStep, datetime] | None:
    """What comes next if nothing changes, and when; None when nothing more will be told."""
    moments = ((each, clock.runs_from + each.after) for each in _to_come(clock))
    return next(((each, moment) for each, moment in moments if moment > at), None)


def is_wanted(clock: AlertClock, step: Step) -> bool:
    """A message of this step, asked again when it is about to leave: not when the alert went on without it."""
    known = next((each for each in CLOCKS[clock.level] if each.step is step), None)
    return known is not None and _asks(clock, known)


def later_steps(step: Step) -> frozenset[Step]:
    """Those that follow this one on its clock."""
    steps = next(steps for steps in CLOCKS.values() if step in {each.step for each in steps})
    place = next(number for number, each in enumerate(steps) if each.step is step)
    return frozenset(each.step for each in steps[place + 1 :])


def _to_come(clock: AlertClock) -> Iterable[ClockStep]:
    steps = CLOCKS[clock.level]
    done = max((place + 1 for place, each in enumerate(steps) if each.step in clock.told), default=0)
    return [each for each in steps[done:] if _asks(clock, each)]


def _asks(clock: AlertClock, step: ClockStep) -> bool:
    return not (clock.is_closed or clock.is_reached or (clock.is_taken and step.until_taken))


def recipients(steps: Iterable[ClockStep], people: Sequence[Reachable]) -> tuple[UUID, ...]:
    """Whom these steps tell, each once, the one whom it concerns most first. Empty only when no member of staff can be
    reached at all."""
    found = [person.key for step in steps for who in step.tells for person in _are(who, people)]
    return tuple(dict.fromkeys(found)) or tuple(person.key for person in _anybody(people))


def report_recipients(people: Sequence[Reachable], *, is_overdue: bool) -> tuple[UUID, ...]:
    """Whom a report that is due is told (clinical.md 7.3): who leads, else the clinicians of the site; the managers too
    once it is overdue. Empty only when no member of staff can be reached at all."""
    found = [*_are(Who.LEAD, people), *(_are(Who.MANAGERS, people) if is_overdue else [])]
    return tuple(dict.fromkeys(person.key for person in found or _anybody(people)))


def _are(who: Who, people: Sequence[Reachable]) -> Sequence[Reachable]:
    match who:
        case Who.OWNER:
            return [each for each in people if each.is_owner]
        case Who.OWNER_OR_FIRST:
            return _are(Who.OWNER, people) or _are(Who.FIRST, people)
        case Who.FIRST:
            return [each for each in people if each.is_first] or _are(Who.SECOND, people) or _are(Who.LEAD, people)
        case Who.SECOND:
            return [each for each in people if each.is_second]
        case Who.LEAD:
            return [each for each in people if each.is_lead] or _doctors(people)
        case Who.MANAGERS:
            return [each for each in people if each.is_manager and each.works_here]


def _doctors(people: Sequence[Reachable]) -> Sequence[Reachable]:
    return [each for each in people if each.is_clinician and each.works_here]


def _anybody(people: Sequence[Reachable]) -> Sequence[Reachable]:
    """Nobody is on call and no clinician is there: the nurses, else the managers, of the site first."""
    nurses = [each for each in people if each.is_nurse and each.works_here]
    managers = [each for each in people if each.is_manager]
    return nurses or [each for each in managers if each.works_here] or managers
