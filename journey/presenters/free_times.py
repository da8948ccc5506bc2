"""The next free times in words, each with the address that takes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey.access.capacity import site_capacity, visit_shapes
from journey.domain.days import local_date
from journey.domain.slots import Slot, Wish, free_slots
from journey.models import Appointment, Journey, Room
from journey.presenters import when
from journey.presenters.worklists import Now

MOST_SLOTS = 240
MOST_LINES = 20
MOST_TIMES = 12
SPARE = 5
LOOK_ON = timedelta(days=28)


@dataclass(frozen=True)
class Time:
    """`words` say the whole of it, for those who do not see the row."""

    clock: str
    words: str
    url: str


@dataclass(frozen=True)
class Line:
    """One person on one day."""

    day: str
    person: str
    room: str
    times: tuple[Time, ...]
    more: int


def find_slots(
    journey: Journey, kind: str, wish: Wish, now: Now, *, person: User | None = None, visit: Appointment | None = None
) -> Iterator[Slot]:
    """`journey` comes with its patient and site. The search for another time of a `visit` frees its own."""
    shape, patient = visit_shapes()[kind], journey.patient
    capacity = site_capacity(
        patient.site, shape, wish.first, wish.last, patient=patient, zone=now.zone, person=person, without=visit
    )
    return free_slots(wish, shape, capacity, now.at)


def lines(
    slots: Iterator[Slot], journey: Journey, kind: str, now: Now, visit: Appointment | None, how: str = ""
) -> tuple[Line, ...]:
    """By day, then by who has the first time of it. `how` goes on to the page that takes one."""
    some = list(islice(slots, MOST_SLOTS))
    found: list[Line] = []
    for day, of_day in groupby(some, key=lambda slot: local_date(slot.starts_at, now.zone)):
        by_person: dict[object, list[Slot]] = {}
        for slot in of_day:
            by_person.setdefault(slot.person, []).append(slot)
        found += [_line(day, mine, journey, kind, now, visit, how) for mine in by_person.values()]
    return tuple(found[:MOST_LINES])


def _line(
    day: date, slots: Sequence[Slot], journey: Journey, kind: str, now: Now, visit: Appointment | None, how: str
) -> Line:
    rooms = sorted({str(slot.room) for slot in slots if slot.room is not None})
    return Line(
        day=when.day(day, now.today),
        person=str(slots[0].person),
        room=", ".join(rooms),
        times=tuple(_time(slot, journey, kind, now, visit, how) for slot in slots[:MOST_TIMES]),
        more=max(0, len(slots) - MOST_TIMES),
    )


def _time(slot: Slot, journey: Journey, kind: str, now: Now, visit: Appointment | None, how: str = "") -> Time:
    return Time(
        clock=when.clock(slot.starts_at.astimezone(now.zone)),
        words=said(slot, now),
        url=slot_url(slot, journey, kind, visit, how),
    )


def said(slot: Slot, now: Now) -> str:
    """ "Tuesday 1 December, 9am, with Dr Osei, Room 1"."""
    moment = when.moment(slot.starts_at, now.zone, now.today)
    words = _("{moment}, with {who}").format(moment=moment, who=slot.person)
    return f"{words}, {slot.room}" if isinstance(slot.room, Room) else words


def slot_url(slot: Slot, journey: Journey, kind: str, visit: Appointment | None, how: str = "") -> str:
    person = slot.person
    asked = {"clinician": getattr(person, "pk", ""), "start": f"{slot.starts_at:%Y-%m-%dT%H:%MZ}"}
    if how:
        asked["how"] = how
    what = {"visit": visit.pk} if visit else {"journey": journey.pk, "kind": kind}
    return f"{reverse('admin:journey_appointment_slot')}?{urlencode({**what, **asked})}"


def next_free(journey: Journey, kind: str, first: date, now: Now, visit: Appointment | None) -> list[Time]:
    """A few that are near to what was wished, for the loser of a race: at most two clock times of each day."""
    wish = Wish(max(first, now.today), max(first, now.today) + LOOK_ON)
    found: list[Time] = []
    slots = find_slots(journey, kind, wish, now, visit=visit)
    for _day, of_day in groupby(slots, key=lambda slot: local_date(slot.starts_at, now.zone)):
        first_of = {slot.starts_at: slot for slot in reversed(list(of_day))}
        found += [_time(first_of[start], journey, kind, now, visit) for start in sorted(first_of)[:2]]
        if len(found) >= SPARE:
            break
    return found[:SPARE]
