"""Which check-ins a cycle gets (clinical.md 3.2), and which visits (2.6)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journey.domain.schedule import SeriesFacts, extra_window, series_for, taken_over
from journey.domain.stages import HarvestMode
from journey.domain.windows import Anchor, window
from journey.pathway import load_default, window_specs

SCHEDULE = window_specs(load_default())
EXTRA = SCHEDULE["EXTRA"]
LONDON = ZoneInfo("Europe/London")
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=LONDON)
INJECTED = NINE + timedelta(hours=3)
H_SERIES = ["H-0", "H-1", "H-3", "H-7"]


def facts(mode=HarvestMode.PATIENT_HARVEST, **changed):
    return SeriesFacts(
        **{
            "baseline_max_age_days": 30,
            "anchors": {
                Anchor.CONSULT: NINE - timedelta(days=40),
                Anchor.PROCEDURE: NINE,
                Anchor.HARVEST: NINE,
                Anchor.INJECTION: INJECTED,
            },
            "zone": LONDON,
            "harvest_mode": mode,
            **changed,
        }
    )


def only(anchor, at=NINE):
    return {"anchors": {anchor: at}}


def codes(anchor, known, at):
    return [each.code for each in series_for(anchor, known, at, SCHEDULE)]


def test_first_cycle_has_intake_and_understanding():
    assert codes(Anchor.CONSULT, facts(), NINE - timedelta(days=60)) == ["C-PRE", "C-POST"]


def test_later_cycle_has_understanding_only():
    assert codes(Anchor.CONSULT, facts(cycle_no=2), NINE - timedelta(days=60)) == ["C-POST"]


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (30, ["P-BASE", "P-14", "P-7", "P-1", "P-0"]),
        (12, ["P-BASE", "P-14", "P-7", "P-1", "P-0"]),
        (9, ["P-BASE", "P-7", "P-1", "P-0"]),
        (1, ["P-BASE", "P-1", "P-0"]),
    ],
)
def test_check_in_closed_before_it_is_made_is_left_out(days_before, expected):
    assert codes(Anchor.PROCEDURE, facts(), NINE - timedelta(days=days_before)) == expected


@pytest.mark.parametrize(
    ("baseline_on", "good_for", "asked"),
    [
        (None, 30, True),
        (date(2026, 10, 24), 30, True),
        (date(2026, 10, 24), 31, False),
        (date(2026, 10, 25), 30, False),
        (date(2026, 10, 25), 29, True),
    ],
)
def test_baseline_older_than_the_clinic_takes_it_for_good_is_asked_again(baseline_on, good_for, asked):
    known = facts(baseline_on=baseline_on, baseline_max_age_days=good_for)
    made = codes(Anchor.PROCEDURE, known, NINE - timedelta(days=20))

    assert ("P-BASE" in made) is asked


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (facts(**only(Anchor.HARVEST)), H_SERIES),
        (facts(**only(Anchor.HARVEST), injection_same_day_planned=True), []),
        (facts(), []),
        (facts(anchors={Anchor.HARVEST: NINE, Anchor.INJECTION: NINE + timedelta(days=10)}), H_SERIES),
        (facts(HarvestMode.DONOR_PRODUCT, **only(Anchor.HARVEST)), []),
        (facts(HarvestMode.BANKED_CELLS, **only(Anchor.HARVEST)), []),
        (facts(**only(Anchor.HARVEST, NINE + timedelta(hours=12))), H_SERIES[1:]),
    ],
)
def test_harvest_series_exists_only_for_own_cells_injected_another_day(known, expected):
    assert codes(Anchor.HARVEST, known, NINE) == expected


@pytest.mark.parametrize(("years", "last"), [(5, "F-Y5"), (15, "F-Y15")])
def test_injection_series_runs_to_the_last_year(years, last):
    made = codes(Anchor.INJECTION, facts(long_term_years=years), INJECTED)

    assert (made[0], made[1], made[-1]) == ("I-0", "A-0", last)
    assert len(made) == 15 + years - 1


def test_injection_recorded_two_days_late_begins_with_what_is_still_open():
    assert codes(Anchor.INJECTION, facts(), INJECTED + timedelta(days=2))[0] == "A-2"


def test_series_of_an_unknown_anchor_is_empty():
    assert series_for(Anchor.INJECTION, facts(**only(Anchor.CONSULT)), NINE, SCHEDULE) == ()


def test_series_uses_the_schedule_it_is_given():
    own = {"A-1": SCHEDULE["A-1"]}

    assert [each.code for each in series_for(Anchor.INJECTION, facts(), INJECTED, own)] == ["A-1"]


def test_same_facts_give_the_same_series():
    known = facts()

    assert series_for(Anchor.INJECTION, known, INJECTED, SCHEDULE) == series_for(
        Anchor.INJECTION, replace(known), INJECTED, SCHEDULE
    )


def test_newer_injection_takes_over_yearly_check_ins_only():
    assert taken_over(["F-12M", "F-Y2", "A-14", "F-Y5"]) == ("F-Y2", "F-Y5")


def test_extra_is_open_the_whole_next_day():
    extra = extra_window(EXTRA, INJECTED, LONDON, [])

    assert extra.opens_at == datetime(2026, 11, 25, 6, tzinfo=LONDON)
    assert extra.closes_at == datetime(2026, 11, 25, 23, 59, tzinfo=LONDON)


@pytest.mark.parametrize(("code", "made"), [("A-1", False), ("A-2", True)])
def test_extra_is_not_made_when_another_check_in_is_due_that_day(code, made):
    other = window(SCHEDULE[code], facts().anchors, LONDON)

    assert (extra_window(EXTRA, INJECTED, LONDON, [other]) is not None) is made
