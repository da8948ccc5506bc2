"""Instructions with real dates: n days cover day 0 to day n, hours end at a time of day (clinical.md 2.5)."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest

from journey.models import Cycle
from journey.pathway.care import Icon, Instruction
from journey.pathway.loader import load_default
from journey.presenters.agreed import agreed
from journey.presenters.change_days import change_days
from journey.presenters.instructions import Rule, applies, by_end, holding, icon_of, rules_of, spans_of
from journey.templatetags.ui import ICONS as DRAWINGS
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


@pytest.mark.parametrize(
    ("code", "day", "brief", "presses"),
    [
        ("ice", 3, "last day today", True),
        ("ice", 1, "until Friday 20 November", False),
        ("harvest_dressing", 1, "until Thursday 19 November, 6:15am", False),
        ("no_driving", 0, "at least until Wednesday 18 November", False),
        ("no_driving", 5, "until we tell you", False),
    ],
)
def test_brief_names_the_end_and_presses_on_the_last_day(code: str, day: int, brief: str, presses: bool) -> None:
    found = rule(code, day)

    assert (plain(found.brief), found.presses) == (brief, presses)


@pytest.mark.parametrize(
    ("code", "day", "after"),
    [
        ("no_heavy_grip", 3, "From Wednesday 25 November: you may lift up to 2 kg."),
        ("no_heavy_grip", 8, "From Wednesday 2 December: you may lift more than 2 kg, but no heavy weights."),
        ("no_heavy_grip", 15, "You may lift more than 2 kg, but no heavy weights. Since Wednesday 2 December."),
        ("harvest_dressing", 1, "From Thursday 19 November, 6:15am: you may take the plaster off."),
        ("harvest_dressing", 2, "You may take the plaster off. Since Thursday 19 November, 6:15am."),
        ("no_nsaid", 14, "From Wednesday 2 December: ask us before you take these tablets again."),
        ("no_driving", 5, ""),
        ("return_to_work", 20, ""),
    ],
)
def test_rule_says_what_may_be_done_again_and_from_when(code: str, day: int, after: str) -> None:
    assert plain(rule(code, day).after) == after


@pytest.mark.parametrize("instruction", LIBRARY, ids=lambda each: each.code)
def test_every_end_that_is_not_the_teams_to_tell_says_what_comes_after(instruction: Instruction) -> None:
    assert all(bool(span.after) is not instruction.until_told for span in spans_of(instruction))


@pytest.mark.parametrize("name", get_args(Icon))
def test_every_icon_of_the_pathway_has_a_drawing_of_its_own_or_a_named_one(name: str) -> None:
    instruction = msgspec.structs.replace(LIBRARY[0], icon=name)
    assert icon_of(instruction) in DRAWINGS


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
    assert "You do not need ice any more" in days["Saturday 21 November, day 4"]
    assert days["Wednesday 25 November, day 8"] == (
        "You may lift up to 2 kg",
        "You may soak the hand again",
        "You may stop taking your temperature. Take it if you feel ill",
    )
    assert days["Wednesday 16 December, day 29"] == ("You may do sport and heavy work again, bit by bit",)


def test_change_days_without_a_word_for_after_name_the_end_and_the_start() -> None:
    mute = [
        msgspec.structs.replace(
            each, after="", limits=tuple(msgspec.structs.replace(part, after="") for part in each.limits)
        )
        for each in LIBRARY
    ]
    days = {plain(each.title): each.lines for each in change_days(mute, cycle(), on_day(3), LONDON)}

    assert days["Wednesday 25 November, day 8"][:2] == (
        "Ends: lift nothing over 1 kg",
        "Starts: lift nothing over 2 kg",
    )
    assert days["Wednesday 16 December, day 29"] == ("Ends: no sport, heavy work or weights",)


def test_change_days_of_an_instruction_in_hours_name_the_time() -> None:
    days = {plain(each.title): each.lines for each in change_days(LIBRARY, cycle(), on_day(1), LONDON)}

    assert "From 6:15am: you may take the plaster off" in days["Thursday 19 November, day 2"]


def test_change_days_hold_other_lines_in_date_order() -> None:
    others = [(date(2026, 11, 22), "Check-in: Day 5")]

    days = change_days(LIBRARY, cycle(), on_day(3), LONDON, others)

    assert [each.on for each in days] == sorted(each.on for each in days)
    assert next(each.lines for each in days if each.on == date(2026, 11, 22)) == ("Check-in: Day 5",)


def test_change_days_before_the_injection_are_empty() -> None:
    assert change_days(LIBRARY, cycle(injection_at=None, harvest_at=None), on_day(0), LONDON) == []


def agreed_cycle(*lines: dict[str, object]) -> Cycle:
    """A session of which these instructions were recorded as given."""
    blank = {"code": "", "code_other": "", "days": None, "hours": None, "acknowledged": True}
    known = cycle()
    known.__dict__["record"] = {"instructions": [{"lines": {"given": [{**blank, **line} for line in lines]}}]}
    return known


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ({"code": "no_heavy_grip", "days": 14}, [(0, 7), (8, 14)]),
        ({"code": "no_heavy_grip", "days": 21}, [(0, 7), (8, 21)]),
        ({"code": "no_heavy_grip", "days": 5}, [(0, 5)]),
        ({"code": "limit_hand_movement", "days": 6}, [(0, 6), (1, 6)]),
        ({"code": "limit_hand_movement", "days": 0}, [(0, 0)]),
        ({"code": "keep_dry", "hours": 72}, [(0, 3), (4, 7)]),
        ({"code": "keep_dry", "hours": 240}, [(0, 10)]),
        ({"code": "avoid_strenuous", "days": 10}, [(0, 10)]),
        ({"code": "other", "code_other": "Keep your arm up", "days": 2}, [(0, 2)]),
    ],
)
def test_length_that_was_agreed_wins_over_the_library(line: dict[str, object], spans: list[tuple[int, int]]) -> None:
    (found,) = agreed(LIBRARY, agreed_cycle(line))

    assert [(span.first, span.last) for span in spans_of(found)] == spans


def test_patient_reads_only_what_was_given_with_its_own_days() -> None:
    known = agreed_cycle(
        {"code": "ice", "days": 2}, {"code": "thermometer", "days": 7, "acknowledged": False},
        {"code": "other", "code_other": "Keep your arm up", "days": 1},
    )  # fmt: skip
    rules = rules_of(LIBRARY, known, on_day(0), LONDON)
    days = change_days(LIBRARY, known, on_day(0), LONDON)

    assert [(each.title, each.last) for each in rules] == [
        ("Use ice if it helps", date(2026, 11, 19)),
        ("Keep your arm up", date(2026, 11, 18)),
    ]
    assert {each.on for each in days} == {date(2026, 11, 19), date(2026, 11, 20)}


@pytest.mark.parametrize("instruction", LIBRARY, ids=lambda each: each.code)
def test_text_of_an_instruction_leaves_its_length_to_the_number(instruction: Instruction) -> None:
    """A length that is agreed is said once, by its dates: no text may say another."""
    assert not re.search(r"\d+ (days|hours)", instruction.how)
