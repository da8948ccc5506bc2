"""What the coordinator's numbers count, and what is too few to say."""

from datetime import date, timedelta

import pytest

from journey.domain.numbers import (
    Period,
    is_due,
    share_of,
    spread_of,
    took_place,
)
from journey.domain.visits import VisitWindow

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 30))
WINDOW = VisitWindow(date(2026, 11, 10), date(2026, 11, 12), date(2026, 11, 15))


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (0, 0, None),
        (4, 4, None),
        (1, 4, None),
        (0, 5, 0),
        (5, 5, 100),
        (1, 6, 17),
        (1, 8, 13),
        (2, 3, None),
        (199, 200, 100),
    ],
)
def test_share_says_no_percentage_of_fewer_than_five(part: int, whole: int, percent: int | None) -> None:
    found = share_of([number < part for number in range(whole)])
    assert (found.part, found.whole, found.percent) == (part, whole, percent)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], (0, 0, None, None, None)),
        ([None, None], (0, 2, None, None, None)),
        ([9, 3, None], (2, 3, None, 3, 9)),
        ([5, 1, 4, 2, 3], (5, 5, 3, 1, 5)),
        ([10, 20, 30, 40, None, 0, 21], (6, 7, 20.5, 0, 40)),
    ],
)
def test_spread_says_no_median_of_fewer_than_five(days: list[int | None], said: tuple[object, ...]) -> None:
    found = spread_of(days)
    assert (found.part, found.whole, found.middle, found.least, found.most) == said


@pytest.mark.parametrize(
    ("latest", "ended", "due"),
    [
        (date(2026, 11, 1), None, True),
        (date(2026, 10, 31), None, False),
        (date(2026, 11, 23), None, True),
        (date(2026, 11, 24), None, False),  # today it can still take place
        (date(2026, 11, 30), None, False),
        (date(2026, 11, 15), date(2026, 11, 15), False),
        (date(2026, 11, 15), date(2026, 11, 16), True),
    ],
)
def test_check_is_due_when_its_window_ended_in_the_period_and_nothing_ended_it_before(
    latest: date, ended: date | None, due: bool
) -> None:
    window = VisitWindow(latest - 5 * DAY, latest - 3 * DAY, latest)
    assert is_due(window, PERIOD, TODAY, (None, ended)) == due


@pytest.mark.parametrize(
    ("days", "done"), [([], False), ([9], False), ([10], True), ([15], True), ([16], False), ([1, 12, 20], True)]
)
def test_check_took_place_on_a_day_of_its_window(days: list[int], done: bool) -> None:
    assert took_place(WINDOW, [date(2026, 11, day) for day in days]) == done


def test_usual_period_is_the_last_year() -> None:
    usual = Period.usual(TODAY)
    assert (usual.first, usual.last) == (date(2025, 11, 24), TODAY)
    assert usual.holds(usual.first)
    assert usual.holds(usual.last)
    assert not usual.holds(TODAY + DAY)
