"""When a patient is reminded: moments of clinical.md 3.1, quiet hours across clock changes."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.domain.reminders import (
    LATEST,
    Moment,
    Occasion,
    after_quiet,
    can_wait,
    check_in_moments,
    due_now,
    goes_by_letter,
    is_at_once,
    next_bundle,
    starts_of_due_visits,
    visit_moments,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENS = datetime(2026, 11, 24, 6, tzinfo=UTC)
ZONES = ("Europe/London", "Australia/Sydney", "Asia/Kolkata")
# The moments of 2026 at which the clocks change there; the third has none.
CHANGES = ("2026-03-29T01:00", "2026-10-25T01:00", "2026-04-04T16:00", "2026-10-03T16:00")
OPEN, HALF, CLOSING = Occasion.CHECK_IN_OPEN, Occasion.CHECK_IN_HALF_WAY, Occasion.CHECK_IN_CLOSING


def test_what_can_wait_for_the_message_of_the_next_day() -> None:
    """clinical.md 3.1 for what is said of a check-in; a visit is said while the patient can still set out."""
    eight = next_bundle(OPENS, ZoneInfo("Europe/London"), time(8))
    assert eight == OPENS.replace(day=25, hour=8)
    for occasion, ends_at, was_said, waits in (
        (OPEN, eight + 2 * HOUR, False, True),
        (OPEN, eight + HOUR, False, False),
        (CLOSING, eight - HOUR, True, True),
        (Occasion.VISIT_DAY, eight + 3 * HOUR, False, True),
        (Occasion.VISIT_DAY, eight + 2 * HOUR, False, False),
        (Occasion.VISIT_MISSED, None, False, True),
        (Occasion.VISIT_MOVED, eight + 9 * DAY, False, False),
        (Occasion.VISIT_STANDS, eight + 9 * DAY, False, False),
        (Occasion.DATES_CHANGED, None, False, False),
    ):
        assert can_wait(occasion, ends_at, eight, was_said=was_said) is waits, (occasion, ends_at)


@pytest.mark.parametrize(
    ("code", "length", "expected"),
    [
        ("A-3", 18 * HOUR, [(OPEN, 0), (HALF, 4), (CLOSING, 16)]),
        ("F-6W", 240 * HOUR, [(OPEN, 0), (HALF, 120), (CLOSING, 238)]),
        ("P-0", 7 * HOUR, [(OPEN, 0), (HALF, 3.5), (CLOSING, 5)]),
        ("A-0", 5 * HOUR, [(OPEN, 0), (CLOSING, 3)]),
        ("EXTRA-1", 3 * HOUR, [(OPEN, 0), (CLOSING, 1)]),
        ("I-0", HOUR, [(OPEN, 0)]),
    ],
)
def test_check_in_is_told_when_it_opens_half_way_and_before_it_closes(
    code: str, length: timedelta, expected: list[tuple[Occasion, float]]
) -> None:
    found = list(check_in_moments(code, OPENS, OPENS + length))
    assert found == [Moment(occasion, OPENS + hours * HOUR) for occasion, hours in expected]


def test_visit_is_told_a_week_and_a_day_before() -> None:
    assert [each.at for each in visit_moments(OPENS)] == [OPENS - 7 * DAY, OPENS - DAY]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (-HOUR, None),
        (0 * HOUR, OPEN),
        (3 * HOUR, OPEN),
        (4 * HOUR, HALF),
        (17 * HOUR, CLOSING),
        (16 * HOUR + LATEST, None),
    ],
)
def test_newest_that_came_due_is_said_and_old_news_is_not(after: timedelta, expected: Occasion | None) -> None:
    found = due_now(check_in_moments("A-3", OPENS, OPENS + 18 * HOUR), OPENS, OPENS + after)
    assert (found and found.occasion) == expected


def test_visits_that_are_looked_at_are_those_of_which_something_is_due() -> None:
    for half_hours in range(1, 9 * 48):
        starts_at = OPENS + half_hours * HOUR / 2
        due = due_now(visit_moments(starts_at), OPENS - 30 * DAY, OPENS)
        looked_at = [each for each, after, until in starts_of_due_visits(OPENS) if after < starts_at <= until]
        assert looked_at == ([due.occasion] if due else []), half_hours


def test_visit_booked_for_tomorrow_is_not_told_a_week_before() -> None:
    booked = OPENS - 2 * DAY
    assert due_now(visit_moments(OPENS), booked, booked) is None
    found = due_now(visit_moments(OPENS), booked, OPENS - DAY)
    assert found is not None
    assert found.occasion is Occasion.VISIT_DAY


@pytest.mark.parametrize(("code", "expected"), [("P-0", True), ("EXTRA-2", True), ("P-1", False), ("A-0", False)])
def test_safety_check_ins_leave_at_once(code: str, expected: bool) -> None:
    assert is_at_once(code) is expected


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Europe/London", "2026-11-24T20:59", "2026-11-24T20:59"),
        ("Europe/London", "2026-11-24T21:00", "2026-11-25T08:00"),
        ("Europe/London", "2026-11-25T07:59", "2026-11-25T08:00"),
        ("Europe/London", "2026-11-25T08:00", "2026-11-25T08:00"),
        ("Europe/London", "2026-10-24T23:00", "2026-10-25T08:00"),  # the clocks go back that night
        ("Europe/London", "2026-03-28T23:00", "2026-03-29T08:00"),  # and forward
        ("Australia/Sydney", "2026-10-03T22:00", "2026-10-04T08:00"),
        ("Asia/Kolkata", "2026-11-24T23:30", "2026-11-25T08:00"),
    ],
)
def test_reminder_waits_for_the_end_of_the_quiet_hours_by_the_patients_clock(
    zone: str, local: str, expected: str
) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    found = after_quiet(moment, ZoneInfo(zone), time(21), time(8))
    assert found.astimezone(ZoneInfo(zone)).isoformat()[:16] == expected


@given(
    st.sampled_from(CHANGES),
    st.one_of(st.integers(-36 * 60, 36 * 60), st.integers(0, 2 * 365 * 24 * 60)),
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.integers(0, 23),
)
def test_nothing_leaves_in_quiet_hours_and_nothing_waits_longer_than_a_day(
    change: str, minutes: int, zone: str, begins: int, ends: int
) -> None:
    moment = datetime.fromisoformat(change).replace(tzinfo=UTC) + timedelta(minutes=minutes)
    if begins == ends:
        return
    found = after_quiet(moment, ZoneInfo(zone), time(begins), time(ends))

    assert moment <= found <= moment + 25 * HOUR
    clock = found.astimezone(ZoneInfo(zone)).time().replace(microsecond=0)
    quiet = begins <= clock.hour < ends if begins < ends else clock.hour >= begins or clock.hour < ends
    assert not quiet


def test_letter_goes_only_while_the_post_can_still_come() -> None:
    about_visits = {each for each in Occasion if each.startswith("visit_")} - {Occasion.VISIT_OFFER, Occasion.VISIT_DAY}
    posted = about_visits | {Occasion.DATES_CHANGED}
    assert {each for each in Occasion if goes_by_letter(each, OPENS + 3 * DAY, OPENS)} == posted
    assert {each for each in Occasion if goes_by_letter(each, OPENS + 3 * DAY - HOUR, OPENS)} == {Occasion.VISIT_MISSED}
