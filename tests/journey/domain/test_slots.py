"""Free times over clock changes, closed days, leave and visits, in three zones (issue: slots across clock changes)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journey.domain.capacity import (
    ClosedTime,
    Taken,
    check_hours,
    check_open,
    check_period,
    closed_span,
    exact_moment,
    is_shown_twice,
    is_within,
    working_spans,
)
from journey.domain.days import local_date
from journey.domain.errors import NotAccepted
from journey.domain.opening import parse_opening_hours
from journey.domain.slots import STEP, Capacity, Person, Place, Slot, Wish, free_slots
from journey.domain.visit_states import ENDED, FOLLOWS
from journey.domain.visit_types import DEFAULTS, RoomNeed, SeenBy, VisitShape

LONDON = ZoneInfo("Europe/London")
SANTIAGO = ZoneInfo("America/Santiago")  # southern; its clocks change at midnight, so a day can begin at 1am
NAIROBI = ZoneInfo("Africa/Nairobi")  # never changes
ZONES = st.sampled_from([LONDON, SANTIAGO, NAIROBI])
# The nights of the changes, and the days around them.
CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 9, 6)]
DAYS = st.builds(
    lambda change, apart: change + timedelta(days=apart),
    st.sampled_from(CHANGES),
    st.integers(min_value=-2, max_value=2),
)
TWO_HALVES = "Mon-Sun 08:30-12:00\nMon-Sun 13:00-17:00"
WEEKS = st.sampled_from(
    [
        parse_opening_hours(text)
        for text in ("Mon-Sun 00:00-24:00", "Mon-Sun 00:30-03:45", TWO_HALVES, "Mon 09:00-09:10")
    ]
)
LENGTHS = st.sampled_from([15, 20, 45, 90, 180])
MINUTE, DAY, LONG_AGO = timedelta(minutes=1), timedelta(days=1), datetime(2026, 1, 1, tzinfo=UTC)
MONDAY = date(2026, 6, 1)
NINE_TO_FIVE = parse_opening_hours("Mon-Fri 09:00-17:00")


@st.composite
def spans(draw: st.DrawFn, day: date) -> list[tuple[datetime, datetime]]:
    """What is taken around a day, by night too; some overlap."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = []
    for _ in range(draw(st.integers(0, 5))):
        start = midnight + draw(st.integers(-600, 2400)) * MINUTE
        found.append((start, start + draw(st.integers(1, 300)) * MINUTE))
    return found


@st.composite
def clinics(draw: st.DrawFn) -> tuple[Wish, VisitShape, Capacity, datetime, dict[str, list[tuple[datetime, datetime]]]]:
    first = draw(DAYS)
    zone, week = draw(ZONES), draw(WEEKS)
    wish = Wish(first, first + timedelta(days=draw(st.integers(0, 3))))
    around = draw(st.sampled_from([0, 10, 30]))
    shape = VisitShape(draw(LENGTHS), RoomNeed.CONSULTING, frozenset(SeenBy), prepare=around, clean_up=around // 2)
    taken = {name: draw(spans(first)) for name in ("ann", "ben", "patient", "one", "two")}
    clocks = st.sampled_from([None, time(1, 30), time(9), time(12, 15)])
    span = closed_span(first, first + timedelta(days=1), draw(clocks), draw(clocks), zone)
    closed = [ClosedTime(*span, "Fair")] if draw(st.booleans()) else []
    people = [Person(name, week, Taken(taken[name])) for name in ("ann", "ben")]
    rooms = [Place(name, Taken(taken[name])) for name in ("one", "two")] if draw(st.booleans()) else None
    capacity = Capacity(zone, people, rooms, closed, Taken(taken["patient"]))
    at = datetime(first.year, first.month, first.day, tzinfo=UTC) + draw(st.integers(-24, 24)) * timedelta(hours=1)
    return wish, shape, capacity, at, taken


def is_apart(slot: tuple[datetime, datetime], taken: list[tuple[datetime, datetime]]) -> bool:
    return all(slot[1] <= start or end <= slot[0] for start, end in taken)


@settings(max_examples=30, deadline=None)
@given(clinics())
def test_every_slot_is_one_that_can_be_kept(made) -> None:
    wish, shape, capacity, at, taken = made
    weeks = {person.key: person.week for person in capacity.people}
    slots = list(free_slots(wish, shape, capacity, at))

    assert len(set(slots)) == len(slots)
    assert [slot.starts_at for slot in slots] == sorted(slot.starts_at for slot in slots)
    for slot in slots:
        period = (slot.starts_at, slot.ends_at)
        day = local_date(slot.starts_at, capacity.zone)
        assert slot.starts_at > at
        assert slot.ends_at - slot.starts_at == shape.length
        assert wish.first <= day <= wish.last
        assert is_apart(period, [each.span for each in capacity.closed])
        assert local_date(slot.ends_at - MINUTE, capacity.zone) == day
        assert not any(is_shown_twice(each, capacity.zone) for each in period)
        assert is_within(weeks[slot.person], *period, capacity.zone)
        assert is_apart(period, taken[slot.person] + taken["patient"])
        local = slot.starts_at.astimezone(capacity.zone)
        assert exact_moment(day, local.time(), capacity.zone) == slot.starts_at
        if capacity.rooms is not None:
            assert is_apart(shape.occupied(*period), taken[slot.room])


@settings(max_examples=30, deadline=None)
@given(clinics())
def test_no_time_that_could_be_kept_is_left_out(made) -> None:
    wish, shape, capacity, at, taken = made
    offered = {(slot.starts_at, slot.person) for slot in free_slots(wish, shape, capacity, at)}

    for person in capacity.people:
        for day in wish.days():
            for opens, closes in working_spans(person.week, day, capacity.zone):
                for number in range(24 * 4):
                    start = opens + number * STEP
                    period = (start, start + shape.length)
                    shut = [each.span for each in capacity.closed]
                    if period[1] > closes or not is_apart(period, taken[person.key] + taken["patient"] + shut):
                        continue
                    rooms = [taken[place.key] for place in capacity.rooms or ()]
                    if capacity.rooms is not None and not any(is_apart(shape.occupied(*period), r) for r in rooms):
                        continue
                    try:
                        check_period(*period, capacity.zone, at)
                    except NotAccepted:
                        continue
                    assert (start, person.key) in offered


@given(ZONES, DAYS, st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_a_typed_time_is_one_moment_or_refused(zone: ZoneInfo, day: date, clock: time) -> None:
    moments = {datetime.combine(day, clock, tzinfo=zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    there = {each for each in moments if each.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, clock)}
    try:
        found = exact_moment(day, clock, zone)
    except NotAccepted:
        assert len(there) != 1
        return
    assert there == {found}


HOUR = timedelta(hours=1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NIGHT = datetime(2026, 10, 24, 23, 15, tzinfo=UTC)  # 12:15am in London, before the clocks go back


@pytest.mark.parametrize(
    ("start", "end", "zone", "sentence"),
    [
        (LONG_AGO, LONG_AGO + HOUR, LONDON, "Choose a time in the future."),
        (NOON, NOON + HOUR, LONDON, "Choose a time in the future."),
        (NOON + HOUR, NOON + HOUR, LONDON, "The visit must end after it starts."),
        (NOON + 2 * HOUR, NOON + HOUR, LONDON, "The visit must end after it starts."),
        (NOON + HOUR, NOON + 14 * HOUR, LONDON, "A visit takes at most 12 hours."),
        (NOON + 10 * HOUR, NOON + 12 * HOUR, LONDON, "A visit begins and ends on the same day."),
        (NIGHT + 2 * HOUR, NIGHT + 4 * HOUR, LONDON, "show this time twice"),
        (NIGHT + HOUR, NIGHT + 4 * HOUR, LONDON, "show this time twice"),
        (NIGHT, NIGHT + 1.5 * HOUR, LONDON, "show this time twice"),
        (NIGHT - HOUR, NIGHT + HOUR / 4, LONDON, "same day"),
    ],
)
def test_time_that_no_visit_can_have_is_refused(start: datetime, end: datetime, zone: ZoneInfo, sentence: str) -> None:
    with pytest.raises(NotAccepted, match=sentence):
        check_period(start, end, zone, NOON)


@pytest.mark.parametrize(
    ("start", "end"),
    [(NOON + HOUR, NOON + 2 * HOUR), (NOON + 6 * HOUR, datetime(2026, 6, 1, 23, tzinfo=UTC))],
    ids=["afternoon", "until midnight"],
)
def test_time_that_a_visit_can_have_is_accepted(start: datetime, end: datetime) -> None:
    check_period(start, end, LONDON, NOON)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "sentence"),
    [
        (date(2026, 3, 29), time(1, 30), LONDON, "does not exist"),
        (date(2026, 10, 25), time(1, 30), LONDON, "show this time twice"),
        (date(2026, 9, 6), time(0, 15), SANTIAGO, "does not exist"),
        (date(2026, 4, 4), time(23, 15), SANTIAGO, "show this time twice"),
    ],
)
def test_clock_that_skips_or_repeats_is_refused(day: date, clock: time, zone: ZoneInfo, sentence: str) -> None:
    with pytest.raises(NotAccepted, match=sentence):
        exact_moment(day, clock, zone)


@pytest.mark.parametrize(
    ("day", "clock", "minutes", "sentence"),
    [
        (0, time(12), 30, "Closed on 1 June 2026 from midday to midnight"),
        (0, time(9), 30, ""),
        (0, time(11, 30), 30, ""),
        (0, time(11, 45), 30, "from midday"),
        (1, time(9), 30, "Closed on 2 June 2026: Painting"),
        (2, time(9), 30, "Closed on 3 June 2026 from midnight to 10am"),
        (2, time(10), 30, ""),
        (3, time(9), 30, ""),
        (-1, time(9), 30, ""),
    ],
)
def test_closed_from_midday_to_ten_two_days_later(day: int, clock: time, minutes: int, sentence: str) -> None:
    closed = [ClosedTime(*closed_span(MONDAY, MONDAY + 2 * DAY, time(12), time(10), LONDON), "Painting")]
    starts_at = exact_moment(MONDAY + day * DAY, clock, LONDON)
    period = (starts_at, starts_at + minutes * MINUTE)
    if not sentence:
        check_open(*period, closed, LONDON)
        return
    with pytest.raises(NotAccepted, match=sentence):
        check_open(*period, closed, LONDON)


@pytest.mark.parametrize(
    ("day", "clocks", "hours"),
    [
        (date(2026, 3, 29), (None, None), 23),
        (date(2026, 10, 25), (None, None), 25),
        (date(2026, 3, 29), (time(0), time(12)), 11),
        (date(2026, 10, 25), (time(0), time(12)), 13),
        (date(2026, 10, 25), (time(12), None), 12),
        (date(2026, 6, 1), (time(9), time(12, 30)), 3.5),
    ],
)
def test_closed_time_is_as_long_as_the_clock_makes_it(
    day: date, clocks: tuple[time | None, time | None], hours: float
) -> None:
    starts_at, ends_at = closed_span(day, day, *clocks, LONDON)
    assert (ends_at - starts_at).total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ("Mon 09:00-11:00\nMon 12:30-17:00", "Dr Osei works at Elm Street from 9am to 11am and 12:30pm to 5pm"),
        ("Tue 09:00-17:00", "Dr Osei does not work at Elm Street on that day"),
    ],
)
def test_outside_hours_says_what_they_are(hours: str, sentence: str) -> None:
    start = datetime(2026, 6, 1, 11, 15, tzinfo=LONDON)
    with pytest.raises(NotAccepted, match=sentence):
        check_hours("Dr Osei", "Elm Street", parse_opening_hours(hours), start, start + HOUR, LONDON)


class TestSearch:
    """What a coordinator asks for."""

    def found(self, wish: Wish, *, at: datetime = LONG_AGO, minutes: int = 30, **more) -> list[Slot]:
        shape = VisitShape(minutes, RoomNeed.CONSULTING, frozenset(SeenBy), prepare=10, clean_up=5)
        people = more.pop("people", [Person("ann", NINE_TO_FIVE)])
        return list(islice(free_slots(wish, shape, Capacity(LONDON, people, **more), at), 500))

    def clocks(self, slots: list[Slot]) -> list[str]:
        return [f"{slot.starts_at.astimezone(LONDON):%a %H:%M}" for slot in slots]

    def test_weekday_and_time_of_day_narrow(self) -> None:
        wish = Wish(MONDAY, MONDAY + timedelta(days=13), frozenset({1}), time(16), time(16, 30))
        assert self.clocks(self.found(wish)) == ["Tue 16:00", "Tue 16:15", "Tue 16:30"] * 2

    def test_a_room_is_kept_free_for_preparing_and_cleaning(self) -> None:
        taken = Taken([(datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2026, 6, 1, 15, tzinfo=UTC))])  # 10am to 4pm
        slots = self.found(Wish(MONDAY, MONDAY), rooms=[Place("one", taken)])
        assert self.clocks(slots) == ["Mon 09:00", "Mon 09:15", "Mon 16:15", "Mon 16:30"]

    def test_another_room_and_another_person_are_offered(self) -> None:
        morning = Taken([(datetime(2026, 6, 1, 8, tzinfo=UTC), datetime(2026, 6, 1, 15, 30, tzinfo=UTC))])
        people = [Person("ann", NINE_TO_FIVE, morning), Person("ben", NINE_TO_FIVE)]
        first = self.found(Wish(MONDAY, MONDAY), people=people, rooms=[Place("one", morning), Place("two")])[0]
        assert (first.person, first.room) == ("ben", "two")

    def test_weekend_past_and_a_visit_longer_than_the_day_have_none(self) -> None:
        assert self.found(Wish(date(2026, 6, 6), date(2026, 6, 7))) == []
        assert self.found(Wish(MONDAY, MONDAY), at=datetime(2026, 6, 1, 16, tzinfo=UTC)) == []
        assert self.found(Wish(MONDAY, MONDAY), minutes=9 * 60) == []
        assert self.found(Wish(MONDAY, MONDAY - timedelta(days=1))) == []

    def test_no_room_of_the_kind_is_none_at_all(self) -> None:
        assert self.found(Wish(MONDAY, MONDAY), rooms=[]) == []


def test_states_lead_only_to_states_and_ended_ones_only_to_corrections() -> None:
    assert set().union(*FOLLOWS.values()) <= set(FOLLOWS)
    assert {state for state in ENDED if FOLLOWS[state] - {"entered_in_error", "arrived", "done"}} == set()
    assert all(state in ENDED or "entered_in_error" in after for state, after in FOLLOWS.items())


def test_every_default_fits_a_day() -> None:
    for shape in DEFAULTS.values():
        assert 5 <= shape.minutes <= 12 * 60
        assert shape.seen_by
