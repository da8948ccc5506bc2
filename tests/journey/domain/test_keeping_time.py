"""The end of a record's time, by the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.domain.keeping_time import LEAST_YEARS, MOST_YEARS, newest_run_out, runs_out_on


@pytest.mark.parametrize(
    ("last", "years", "over"),
    [
        (date(2016, 5, 4), 10, date(2026, 5, 4)),
        (date(2016, 2, 29), 8, date(2024, 2, 29)),
        (date(2016, 2, 29), 10, date(2026, 3, 1)),
        (date(2016, 12, 31), 30, date(2046, 12, 31)),
    ],
)
def test_time_runs_out_on_the_same_day_years_later(last: date, years: int, over: date) -> None:
    assert runs_out_on(last, years) == over


@given(
    last=st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    today=st.dates(date(2000, 1, 1), date(2120, 12, 31)),
    years=st.integers(LEAST_YEARS, MOST_YEARS),
)
def test_list_and_page_agree_on_every_day(last: date, today: date, years: int) -> None:
    """The list asks for last contacts up to a day, the page adds years to one: the same records are past their time."""
    assert (last <= newest_run_out(today, years)) == (runs_out_on(last, years) <= today)
