"""Instructions with real dates: n days cover day 0 to day n, hours end at a time of day (clinical.md 2.5)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journey.models import Cycle
from journey.pathway.loader import load_default
from journey.presenters.change_days import change_days
from journey.presenters.instructions import Rule, applies, by_end, holding, rules_of
from tests.journey.presenters.scenes import plain

LONDON = ZoneInfo("Europe/London")
INJECTED = datetime(2026, 11, 17, 8, 15, tzinfo=UTC)  # a Tuesday
LIBRARY = load_default().instructions


def cycle(**changed: object) -> Cycle:
    usual = {"harvest_mode": "patient_harvest", "harvest_at": INJECTED - timedelta(hours=2), "injection_at": INJECTED}
    return Cycle(sedation="local_only", **{**usual, **changed})


def on_day(number: int, **changed: object) -> datetime:
    return INJECTED + timedelta(days=number, hours=2)


def rule(code: str, day: int, *, told: bool = False, **changed: object) -> Rule:
    rules = rules_of(LIBRARY, cycle(**changed), on_day(day), LONDON, told=told)
    return next(each for each in rules if each.code == code)


@pytest.mark.parametrize(
    ("code", "day", "title", "left", "until"),
    [
        ("limit_hand_movement", 0, "Rest your hand and wear your splint", "3 days to go", "until Friday 20 November"),
        ("limit_hand_movement", 3, "Rest your hand and wear your splint", "Last day today", "until Friday 20 November"),
        ("limit_hand_movement", 4, "Rest your hand and wear your splint", "Over", "until Friday 20 November"),
        ("no_heavy_grip", 3, "Lift nothing over 1 kg", "4 days to go", "until Tuesday 24 November"),
        ("no_heavy_grip", 7, "Lift nothing over 1 kg", "Last day today", "until Tuesday 24 November"),
        ("no_heavy_grip", 8, "Lift nothing over 2 kg", "6 days to go", "until Tuesday 1 December"),
        ("keep_dry", 2, "Keep the needle mark dry", "Last day today", "until Thursday 19 November"),
        ("keep_dry", 3, "Do not soak the hand", "4 days to go", "until Tuesday 24 November"),
        ("avoid_strenuous", 27, "No sport, heavy work or weights", "1 day to go", "until Tuesday 15 December"),
        ("no_nsaid", 14, "No ibuprofen, naproxen or diclofenac", "Last day today", "until Tuesday 1 December"),
        ("no_driving", 0, "Do not drive", "1 day to go", "at least until Wednesday 18 November"),
        ("no_driving", 5, "Do not drive", "Until we tell you", ""),
    ],
)
def test_rule_on_a_day_says_what_is_left(code: str, day: int, title: str, left: str, until: str) -> None:
    found = rule(code, day)

    assert (found.title, found.left, plain(found.until)) == (title, left, until)


@pytest.mark.parametrize("days", range(31))
def test_rule_of_n_days_holds_from_day_0_to_day_n(days: int) -> None:
    held = {each.code for each in holding(rules_of(LIBRARY, cycle(), on_day(days), LONDON))}

    for each in LIBRARY:
        if each.days is not None and not each.until_told:
            assert (each.code in held) == (days <= each.days)


def test_rule_first_free_day_is_the_day_after_the_last() -> None:
    found = rule("no_heavy_grip", 3)

    assert (found.start, found.last, found.free) == (date(2026, 11, 17), date(2026, 11, 24), date(2026, 11, 25))


@pytest.mark.parametrize(
    ("hours", "holds"), [(0, True), (45, True), (47, False)], ids=["at once", "before 48 h", "after 48 h"]
)
def test_rule_in_hours_ends_at_its_time_of_day(hours: int, holds: bool) -> None:
    rules = rules_of(LIBRARY, cycle(), INJECTED + timedelta(hours=hours), LONDON)
    dressing = next(each for each in rules if each.code == "harvest_dressing")

    assert dressing.holds is holds
    assert plain(dressing.until) == "until Thursday 19 November, 6:15am"


def test_rule_before_the_injection_starts_on_that_day() -> None:
    found = rule("ice", 0, injection_at=None, harvest_at=None)

    assert (found.left, found.until) == ("Starts on your injection day", "for 3 days")
    assert not found.holds


def test_dressing_before_the_harvest_starts_when_cells_are_taken() -> None:
    assert rule("harvest_dressing", 0, injection_at=None, harvest_at=None).left == "Starts when cells are taken"


def test_rule_until_told_ends_when_the_stage_is_closed() -> None:
    assert rule("return_to_work", 20).holds
    assert not rule("return_to_work", 20, told=True).holds


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"harvest_mode": "donor_product", "harvest_at": None}, False),
        ({"harvest_mode": "banked_cells", "harvest_at": None}, False),
        ({"harvest_at": None}, False),
        ({"harvest_at": None, "injection_at": None}, True),
    ],
    ids=["own cells", "donor", "banked", "nothing was taken", "not yet"],
)
def test_dressing_applies_only_where_cells_are_taken(changed: dict[str, object], expected: bool) -> None:
    dressing = load_default().instruction_by_code["harvest_dressing"]

    assert applies(dressing, cycle(**changed)) is expected


def test_home_sentence_names_the_last_day() -> None:
    assert rule("ice", 3).sentence == "Use ice if it helps. Today is the last day."
    assert plain(rule("ice", 1).sentence) == "Use ice if it helps. Until Friday 20 November."
    assert rule("no_driving", 5).sentence == "Do not drive. Until we tell you."


def test_meter_grows_from_the_first_to_the_last_day() -> None:
    assert [rule("ice", day).meter for day in range(4)] == ["M3 7H3", "M3 7H101", "M3 7H199", "M3 7H297"]


def test_by_end_puts_what_has_no_end_last() -> None:
    ordered = by_end(holding(rules_of(LIBRARY, cycle(), on_day(5), LONDON)))

    dates = [each.last for each in ordered if each.last]
    assert dates == sorted(dates)
    assert ordered[-1].last is None


def test_change_days_tell_each_end_and_start_once() -> None:
    days = {plain(each.title): each.lines for each in change_days(LIBRARY, cycle(), on_day(3), LONDON)}

    assert days["Today, Friday 20 November"][0] == "Last day: rest your hand and wear your splint"
    assert "Ends: use ice if it helps" in days["Saturday 21 November, day 4"]
    assert days["Wednesday 25 November, day 8"][:2] == (
        "Ends: lift nothing over 1 kg",
        "Starts: lift nothing over 2 kg",
    )
    assert days["Wednesday 16 December, day 29"] == ("Ends: no sport, heavy work or weights",)


def test_change_days_hold_other_lines_in_date_order() -> None:
    others = [(date(2026, 11, 22), "Check-in: Day 5")]

    days = change_days(LIBRARY, cycle(), on_day(3), LONDON, others)

    assert [each.on for each in days] == sorted(each.on for each in days)
    assert next(each.lines for each in days if each.on == date(2026, 11, 22)) == ("Check-in: Day 5",)


def test_change_days_before_the_injection_are_empty() -> None:
    assert change_days(LIBRARY, cycle(injection_at=None, harvest_at=None), on_day(0), LONDON) == []
