"""Where somebody who can come earlier is looked for, and how long a time is held."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from journey.domain.slots import END_OF_DAY, Slot
from journey.domain.visits import VisitWindow
from journey.domain.waiting import Wanted, due_days, earlier_days, offer_end, was_offered

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
TODAY = AT.date()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_in", "is_choice", "held_for"),
    [(30 * DAY, False, DAY), (30 * DAY, True, 7 * DAY), (3 * DAY, True, 3 * DAY), (5 * HOUR, False, 5 * HOUR)],
)
def test_time_is_held_for_a_day_or_a_week_and_never_after_it_begins(
    starts_in: timedelta, is_choice: bool, held_for: timedelta
) -> None:
    assert offer_end(AT + starts_in, AT, is_choice=is_choice) == AT + held_for


@pytest.mark.parametrize(
    ("notice", "now_on", "not_before", "days"),
    [
        (2, 10, None, (2, 9)),
        (2, 10, 5, (5, 9)),
        (7, 10, 5, (7, 9)),
        (3, 3, None, None),
        (1, 10, 12, None),
        (1, 400, None, (1, 121)),
    ],
)
def test_search_lies_between_the_notice_and_the_day_before_the_visit(
    notice: int, now_on: int, not_before: int | None, days: tuple[int, int] | None
) -> None:
    wanted = Wanted(frozenset(), "any", notice)
    first = None if not_before is None else TODAY + not_before * DAY
    wish = earlier_days(wanted, today=TODAY, now_on=TODAY + now_on * DAY, not_before=first)
    assert (wish and (wish.first, wish.last)) == (days and (TODAY + days[0] * DAY, TODAY + days[1] * DAY))


@pytest.mark.parametrize(
    ("part", "clock"),
    [("any", (time(0), END_OF_DAY)), ("morning", (time(0), time(11, 59, 59))), ("afternoon", (time(12), END_OF_DAY))],
)
def test_no_weekday_means_every_day_and_the_time_of_day_is_the_clinics(part: str, clock: tuple[time, time]) -> None:
    wish = earlier_days(Wanted(frozenset(), part, 1), today=TODAY, now_on=date(2026, 12, 24), not_before=None)
    assert wish is not None
    assert (wish.weekdays, (wish.from_clock, wish.to_clock)) == (frozenset(range(7)), clock)


@pytest.mark.parametrize(("person", "start", "was"), [("a", AT, True), ("a", AT + HOUR, False), ("b", AT, False)])
def test_same_time_with_the_same_person_is_offered_once(person: str, start: datetime, was: bool) -> None:
    assert was_offered(Slot(AT, AT + HOUR, "a", None), [(person, start)]) is was


@pytest.mark.parametrize(("notice", "days"), [(1, (34, 46)), (7, (34, 46)), (40, (40, 46)), (47, None)])
def test_due_visit_is_looked_for_in_its_window_after_the_notice(notice: int, days: tuple[int, int] | None) -> None:
    window = VisitWindow(TODAY + 34 * DAY, TODAY + 39 * DAY, TODAY + 46 * DAY)
    wish = due_days(Wanted(frozenset(), "any", notice), today=TODAY, window=window)
    assert (wish and (wish.first, wish.last)) == (days and (TODAY + days[0] * DAY, TODAY + days[1] * DAY))
