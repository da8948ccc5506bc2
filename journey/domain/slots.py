"""The next times that are free: hours minus leave, closed days and visits, for one kind of visit and what is wished."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from journey.domain.capacity import ClosedTime, Taken, check_period, working_spans
from journey.domain.errors import NotAccepted
from journey.domain.opening import OpeningHours
from journey.domain.visit_types import VisitShape

STEP = timedelta(minutes=15)
EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset("0123456")  # the same as they stand in a wish, Monday is 0
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Wish:
    """Days from first to last, weekdays (Monday is 0), and the local clock between which a visit starts."""

    first: date
    last: date
    weekdays: frozenset[int] = EVERY_DAY
    from_clock: time = time(0)
    to_clock: time = END_OF_DAY

    def days(self) -> Iterator[date]:
        for ahead in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=ahead)
            if day.weekday() in self.weekdays:
                yield day

    def fits(self, local: datetime) -> bool:
        return self.from_clock <= local.time() <= self.to_clock


@dataclass(frozen=True)
class Person:
    """Somebody who can see the patient: their week at the site, and when they are not free."""

    key: Hashable
    week: OpeningHours
    taken: Taken = field(default_factory=Taken)


@dataclass(frozen=True)
class Place:
    """A room, and when it is occupied: with what is prepared and cleaned."""

    key: Hashable
    taken: Taken = field(default_factory=Taken)


@dataclass(frozen=True)
class Slot:
    """`room` is None where the visit needs none, or the site has none set up."""

    starts_at: datetime
    ends_at: datetime
    person: Hashable
    room: Hashable | None


@dataclass(frozen=True)
class Capacity:
    """What a site has. `rooms` are those that fit the visit; None when it needs none."""

    zone: tzinfo
    people: Sequence[Person]
    rooms: Sequence[Place] | None = None
    closed: Sequence[ClosedTime] = ()
    patient: Taken = field(default_factory=Taken)


def free_slots(wish: Wish, shape: VisitShape, capacity: Capacity, at: datetime) -> Iterator[Slot]:
    """In order of time, then of the people as they were given. Read as many as are needed: it ends with the wish."""
    closed = Taken(each.span for each in capacity.closed)
    for day in wish.days():
        found = [slot for person in capacity.people for slot in _of_person(person, day, wish, shape, capacity, at)]
        found = [slot for slot in found if closed.is_free(slot.starts_at, slot.ends_at)]
        yield from sorted(found, key=lambda slot: slot.starts_at)


def _of_person(
    person: Person, day: date, wish: Wish, shape: VisitShape, capacity: Capacity, at: datetime
) -> Iterator[Slot]:
    for opens, closes in working_spans(person.week, day, capacity.zone):
        starts_at = opens
        while starts_at + shape.length <= closes:
            slot = _slot(person, starts_at, shape, capacity)
            if slot and wish.fits(starts_at.astimezone(capacity.zone)) and _can_be(slot, capacity.zone, at):
                yield slot
            starts_at += STEP


def _slot(person: Person, starts_at: datetime, shape: VisitShape, capacity: Capacity) -> Slot | None:
    ends_at = starts_at + shape.length
    if not (person.taken.is_free(starts_at, ends_at) and capacity.patient.is_free(starts_at, ends_at)):
        return None
    if capacity.rooms is None:
        return Slot(starts_at, ends_at, person.key, None)
    occupied = shape.occupied(starts_at, ends_at)
    room = next((place for place in capacity.rooms if place.taken.is_free(*occupied)), None)
    return Slot(starts_at, ends_at, person.key, room.key) if room else None


def _can_be(slot: Slot, zone: tzinfo, at: datetime) -> bool:
    try:
        check_period(slot.starts_at, slot.ends_at, zone, at)
    except NotAccepted:
        return False
    return True
