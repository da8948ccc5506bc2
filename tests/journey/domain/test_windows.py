"""The windows of clinical.md 3.2, row by row with dates, and what time does to a check-in."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.domain.days import day_number
from journey.domain.windows import Anchor, CheckInState, Window, can_be_corrected, can_be_sent, effective_state, window
from journey.pathway import load_default, window_specs

SCHEDULE = window_specs(load_default())
LONDON = ZoneInfo("Europe/London")
ZONES = [LONDON, ZoneInfo("America/Havana"), ZoneInfo("Pacific/Apia"), ZoneInfo("Australia/Lord_Howe"), UTC]
CONSULT = datetime(2026, 11, 2, 10, 0, tzinfo=LONDON)
PROCEDURE = datetime(2026, 11, 24, 9, 0, tzinfo=LONDON)
HARVEST = datetime(2026, 11, 24, 9, 30, tzinfo=LONDON)
INJECTION = datetime(2026, 11, 24, 12, 0, tzinfo=LONDON)
DISCHARGE = datetime(2026, 11, 24, 13, 0, tzinfo=LONDON)
ANCHORS = {
    Anchor.CONSULT: CONSULT,
    Anchor.PROCEDURE: PROCEDURE,
    Anchor.HARVEST: HARVEST,
    Anchor.INJECTION: INJECTION,
    Anchor.DISCHARGE: DISCHARGE,
}

ROWS = """
C-PRE   2026-10-19 06:00  2026-10-26 18:00  2026-11-02 10:00
C-POST  2026-11-03 06:00  2026-11-04 18:00  2026-11-09 23:59
P-BASE  2026-11-10 06:00  2026-11-17 18:00  2026-11-24 09:00
P-14    2026-11-08 06:00  2026-11-10 18:00  2026-11-14 23:59
P-7     2026-11-16 06:00  2026-11-17 18:00  2026-11-19 23:59
P-1     2026-11-22 21:00  2026-11-23 18:00  2026-11-23 23:00
P-0     2026-11-24 01:00  2026-11-24 06:00  2026-11-24 08:30
H-0     2026-11-24 12:30  2026-11-24 15:30  2026-11-24 23:59
H-1     2026-11-25 06:00  2026-11-25 18:00  2026-11-25 23:59
H-3     2026-11-27 06:00  2026-11-27 18:00  2026-11-27 23:59
H-7     2026-12-01 06:00  2026-12-01 18:00  2026-12-03 23:59
I-0     2026-11-24 12:15  2026-11-24 13:00  2026-11-24 13:00
A-0     2026-11-24 15:00  2026-11-24 18:00  2026-11-24 23:59
A-1     2026-11-25 06:00  2026-11-25 18:00  2026-11-25 23:59
A-2     2026-11-26 06:00  2026-11-26 18:00  2026-11-26 23:59
A-3     2026-11-27 06:00  2026-11-27 18:00  2026-11-27 23:59
A-5     2026-11-29 06:00  2026-11-29 18:00  2026-11-30 23:59
A-7     2026-12-01 06:00  2026-12-01 18:00  2026-12-02 23:59
A-10    2026-12-04 06:00  2026-12-04 18:00  2026-12-05 23:59
A-14    2026-12-08 06:00  2026-12-08 18:00  2026-12-11 23:59
F-21    2026-12-14 06:00  2026-12-15 18:00  2026-12-20 23:59
F-28    2026-12-21 06:00  2026-12-22 18:00  2026-12-27 23:59
F-6W    2027-01-02 06:00  2027-01-05 18:00  2027-01-12 23:59
F-3M    2027-02-15 06:00  2027-02-22 18:00  2027-03-08 23:59
F-6M    2027-05-11 06:00  2027-05-25 18:00  2027-06-15 23:59
F-12M   2027-11-03 06:00  2027-11-24 18:00  2027-12-24 23:59
F-Y2    2028-10-10 06:00  2028-11-24 18:00  2029-01-08 23:59
F-Y3    2029-10-10 06:00  2029-11-24 18:00  2030-01-08 23:59
F-Y4    2030-10-10 06:00  2030-11-24 18:00  2031-01-08 23:59
F-Y5    2031-10-10 06:00  2031-11-24 18:00  2032-01-08 23:59
"""
TABLE = {
    cells[0]: [" ".join(cells[n : n + 2]) for n in (1, 3, 5)] for cells in map(str.split, ROWS.strip().splitlines())
}


def local(span, zone=LONDON):
    return [at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in (span.opens_at, span.due_at, span.closes_at)]


def injected(*parts, zone=LONDON):
    return {Anchor.INJECTION: datetime(*parts, tzinfo=zone)}


@pytest.mark.parametrize("code", TABLE)
def test_window_of_each_row_has_its_dates(code):
    assert local(window(SCHEDULE[code], ANCHORS, LONDON)) == TABLE[code]


def test_table_here_holds_every_code_to_year_5():
    assert set(TABLE) == {
        code for code in SCHEDULE if code != "EXTRA" and (not code.startswith("F-Y") or int(code[3:]) <= 5)
    }


@pytest.mark.parametrize(
    ("clock", "due", "closes"),
    [
        ((17, 59), "2026-11-24 23:59", "2026-11-24 23:59"),
        ((18, 0), "2026-11-24 23:59", "2026-11-24 23:59"),
        ((18, 1), "2026-11-25 00:01", "2026-11-25 12:00"),
        ((22, 0), "2026-11-25 04:00", "2026-11-25 12:00"),
    ],
)
def test_a0_after_six_in_the_evening_closes_at_noon_next_day(clock, due, closes):
    span = window(SCHEDULE["A-0"], injected(2026, 11, 24, *clock), LONDON)

    assert local(span)[1:] == [due, closes]


def test_i0_before_the_discharge_is_known_stays_open_to_the_end_of_the_next_day():
    assert local(window(SCHEDULE["I-0"], {Anchor.INJECTION: INJECTION}, LONDON))[2] == "2026-11-25 23:59"


def test_h0_after_a_late_harvest_can_never_open():
    span = window(SCHEDULE["H-0"], {Anchor.HARVEST: datetime(2026, 11, 24, 21, 0, tzinfo=LONDON)}, LONDON)

    assert span.never_opens


def test_window_over_a_clock_change_keeps_its_local_times():
    span = window(SCHEDULE["A-1"], injected(2026, 3, 28, 17), LONDON)

    assert local(span) == ["2026-03-29 06:00", "2026-03-29 18:00", "2026-03-29 23:59"]
    assert span.opens_at == datetime(2026, 3, 29, 5, tzinfo=UTC)


def test_hours_before_the_procedure_are_elapsed_hours_over_a_clock_change():
    procedure = {Anchor.PROCEDURE: datetime(2026, 3, 29, 9, tzinfo=LONDON)}

    span = window(SCHEDULE["P-1"], procedure, LONDON)

    assert procedure[Anchor.PROCEDURE] - span.opens_at == timedelta(hours=36)
    assert local(span)[0] == "2026-03-27 20:00"


def test_window_that_ends_in_a_doubled_hour_takes_the_second():
    # In Santiago the hour before midnight comes twice on 4 April 2026.
    santiago = ZoneInfo("America/Santiago")
    span = window(SCHEDULE["A-1"], injected(2026, 4, 3, 12, zone=santiago), santiago)

    assert local(span, santiago)[2] == "2026-04-04 23:59"
    assert span.closes_at == datetime(2026, 4, 5, 3, 59, tzinfo=UTC)


@given(
    code=st.sampled_from(sorted(SCHEDULE.keys() - {"EXTRA"})),
    anchor_at=st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    stay=st.integers(0, 600),
    zone=st.sampled_from(ZONES),
)
def test_window_anywhere_is_due_after_opening_and_never_after_close(code, anchor_at, stay, zone):
    anchors = dict.fromkeys(Anchor, anchor_at) | {Anchor.DISCHARGE: anchor_at + timedelta(minutes=stay)}

    span = window(SCHEDULE[code], anchors, zone)

    assert span.opens_at <= span.due_at <= span.closes_at
    assert span.closes_at.tzinfo is UTC


@given(
    day=st.sampled_from([1, 2, 3, 5, 7, 10, 14]),
    anchor_at=st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from([LONDON, ZoneInfo("America/Havana"), ZoneInfo("Australia/Lord_Howe"), UTC]),
)
def test_a_series_anywhere_is_due_on_its_day(day, anchor_at, zone):
    span = window(SCHEDULE[f"A-{day}"], {Anchor.INJECTION: anchor_at}, zone)

    assert day_number(span.opens_at, anchor_at, zone) == day
    assert day_number(span.due_at, anchor_at, zone) == day


SPAN = Window(*(datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (6, 18, 23)))
BEFORE, START, END, AFTER = (
    datetime(2026, 11, 24, *clock, tzinfo=UTC) for clock in ((5, 59), (6, 0), (23, 0), (23, 1))
)
SCHEDULED, OPEN, SUBMITTED, MISSED, CANCELLED = CheckInState


@pytest.mark.parametrize(
    ("stored", "at", "state"),
    [
        (SCHEDULED, BEFORE, SCHEDULED),
        (SCHEDULED, START, OPEN),
        (SCHEDULED, END, OPEN),
        (SCHEDULED, AFTER, MISSED),
        (OPEN, AFTER, MISSED),
        (MISSED, BEFORE, SCHEDULED),
        (SUBMITTED, AFTER, SUBMITTED),
        (CANCELLED, START, CANCELLED),
    ],
)
def test_state_follows_the_clock_until_sent_or_cancelled(stored, at, state):
    assert effective_state(stored, SPAN, at) is state


@pytest.mark.parametrize(
    ("stored", "at", "later_one_sent", "allowed"),
    [
        (SCHEDULED, BEFORE, False, False),
        (SCHEDULED, START, True, True),
        (SCHEDULED, AFTER, False, True),
        (MISSED, AFTER, True, False),
        (SUBMITTED, START, False, False),
        (CANCELLED, START, False, False),
    ],
)
def test_late_answers_are_taken_until_the_next_check_in_is_sent(stored, at, later_one_sent, allowed):
    assert can_be_sent(stored, SPAN, at, later_one_sent=later_one_sent) is allowed


@pytest.mark.parametrize(
    ("stored", "at", "allowed"), [(SUBMITTED, END, True), (SUBMITTED, AFTER, False), (SCHEDULED, START, False)]
)
def test_correction_is_possible_until_close(stored, at, allowed):
    assert can_be_corrected(stored, SPAN, at) is allowed
