"""The waiting list: what somebody on it would accept, in which days a time is looked for, and how long it is held."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from journey.domain.slots import END_OF_DAY, EVERY_DAY, Slot, Wish
from journey.domain.visits import VisitWindow

# Design numbers, none of them clinical (docs/decisions/0036-the-waiting-list.md).
HELD_FOR_ONE = timedelta(hours=24)
HELD_FOR_A_CHOICE = timedelta(days=7)
NOTICE_DAYS = (1, 2, 3, 7, 14)
# A search of every free time of months would be slow, and nobody is offered the same day twice.
LOOK_ON = timedelta(days=120)
PARTS = {
    "any": (time(0), END_OF_DAY),
    "morning": (time(0), time(11, 59, 59)),
    "afternoon": (time(12), END_OF_DAY),
}


@dataclass(frozen=True)
class Wanted:
    """What they would accept: weekdays (Monday is 0; none chosen means all), time of day, and days of notice."""

    weekdays: frozenset[int]
    part: str
    notice_days: int


def offer_end(starts_at: datetime, at: datetime, *, is_choice: bool) -> datetime:
    """Until when a time is held: a choice among several for a week, one of the waiting list for a day, because the next
    in line waits. Never after the visit would begin."""
    return min(at + (HELD_FOR_A_CHOICE if is_choice else HELD_FOR_ONE), starts_at)


def earlier_days(wanted: Wanted, *, today: date, now_on: date, not_before: date | None) -> Wish | None:
    """Where to look for a time that is earlier than the visit on `now_on`: whole days before it, after the notice, and
    not before the days on which such a visit may be. None when no day is left."""
    first = today + timedelta(days=wanted.notice_days)
    return _wish(wanted, max(first, not_before) if not_before else first, now_on - timedelta(days=1))


def due_days(wanted: Wanted, *, today: date, window: VisitWindow) -> Wish | None:
    """Where to look for a visit that is due and has no time yet: in its window, after the notice."""
    return _wish(wanted, max(today + timedelta(days=wanted.notice_days), window.earliest), window.latest)


def _wish(wanted: Wanted, first: date, last: date) -> Wish | None:
    last = min(last, first + LOOK_ON)
    start, end = PARTS[wanted.part]
    return Wish(first, last, wanted.weekdays or EVERY_DAY, start, end) if first <= last else None


def was_offered(slot: Slot, before: list[tuple[object, datetime]]) -> bool:
    """Whether they were asked about this time before: each freed time is offered once to each person."""
    return any(person == slot.person and slot.starts_at <= start < slot.ends_at for person, start in before)
