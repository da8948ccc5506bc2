"""Day numbers and local dates across midnight, clock changes and the worked numbers of clinical.md 8.4."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.domain.days import (
    anniversary,
    at_local,
    day_number,
    days_until,
    first_free_day,
    last_allowed_day_before,
    last_day,
    local_date,
    plain_date,
)

BERLIN, LONDON, HAVANA = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London"), ZoneInfo("America/Havana")
ZONES = st.sampled_from(
    [
        BERLIN,
        LONDON,
        HAVANA,
        ZoneInfo("Pacific/Apia"),
        ZoneInfo("Australia/Lord_Howe"),
        ZoneInfo("America/Santiago"),
        UTC,
    ]
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC))


def berlin(*parts):
    return datetime(*parts, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (berlin(2026, 3, 28, 23, 50), 0),
        (berlin(2026, 3, 29, 0, 10), 1),
        (berlin(2026, 3, 29, 23, 59), 1),
        (berlin(2026, 3, 30, 0, 0), 2),
        (berlin(2026, 3, 27, 23, 59), -1),
    ],
)
def test_day_number_in_the_night_the_clocks_change_counts_dates(at, day):
    assert day_number(at, berlin(2026, 3, 28, 17, 0), BERLIN) == day


def test_day_number_uses_the_readers_zone_not_utc():
    injected, sent = datetime(2026, 6, 1, 14, tzinfo=UTC), datetime(2026, 6, 1, 23, 30, tzinfo=UTC)

    assert (day_number(sent, injected, UTC), day_number(sent, injected, BERLIN)) == (0, 1)


@given(anchor=MOMENTS, at=MOMENTS, zone=ZONES)
def test_day_number_at_any_time_is_the_distance_of_the_dates(anchor, at, zone):
    day = day_number(at, anchor, zone)

    assert local_date(anchor, zone) + timedelta(days=day) == local_date(at, zone)
    assert days_until(at, anchor, zone) == day


def test_duration_of_n_days_covers_day_0_to_day_n():
    injected = date(2026, 11, 24)

    assert (last_day(injected, 14), first_free_day(injected, 14)) == (date(2026, 12, 8), date(2026, 12, 9))


def test_stop_seven_days_before_means_last_allowed_eight_days_before():
    assert last_allowed_day_before(date(2026, 11, 24), 7) == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("start", "years", "expected"),
    [
        (date(2026, 11, 24), 2, date(2028, 11, 24)),
        (date(2028, 2, 29), 2, date(2030, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2028, 2, 29), 0, date(2028, 2, 29)),
    ],
)
def test_anniversary_keeps_the_date_where_the_year_has_it(start, years, expected):
    assert anniversary(start, years) == expected


@pytest.mark.parametrize(
    ("day", "clock", "zone", "last", "expected"),
    [
        (date(2026, 6, 1), time(6), BERLIN, False, datetime(2026, 6, 1, 4, tzinfo=UTC)),
        # 29 March 2026, 02:00 to 03:00 does not exist in Berlin.
        (date(2026, 3, 29), time(2, 30), BERLIN, False, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 30), BERLIN, True, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # 25 October 2026, 02:00 to 03:00 comes twice.
        (date(2026, 10, 25), time(2, 30), BERLIN, False, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), BERLIN, True, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_local_time_skipped_or_doubled_has_one_moment(day, clock, zone, last, expected):
    assert at_local(day, clock, zone, last=last) == expected


@given(day=st.dates(date(2024, 1, 1), date(2034, 1, 1)), clock=st.times(), zone=ZONES)
def test_local_time_last_is_never_before_first(day, clock, zone):
    assert at_local(day, clock, zone) <= at_local(day, clock, zone, last=True)


def test_plain_date_has_no_leading_zero():
    assert plain_date(date(2026, 3, 8)) == "8 March 2026"
