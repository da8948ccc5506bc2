"""The expected corridor: the table of clinical.md 5.6 by day, and that it never parts from triage."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journey.domain.corridor import UNTROUBLED, Corridors, Facts, facts_of
from journey.domain.rule_sets import build_rule_set
from journey.domain.triage import Level, RuleSet, evaluate
from journey.domain.triage_fields import ANSWER_FIELDS

DAYS = (*range(17), 41, 42, 43, 90, 365)


@pytest.fixture(scope="module")
def corridors(rule_set: RuleSet) -> Corridors:
    return Corridors(rule_set)


def own_cells(day: int | None, hday: int | None = None, **others: Any) -> Facts:
    usual = {
        "cell_source": "autologous", "harvest_tissue": "bone_marrow", "cycle_no": 1, "high_infection_risk": "no",
        "anticoagulant": "no", "baseline_pain": 6, "pain_nadir": None, "watch_streak": 0, **others,
    }  # fmt: skip
    known = frozenset((name, value) for name, value in usual.items() if value is not None)
    return Facts(day, day if hday is None else hday, known)


@pytest.mark.parametrize(
    ("name", "day", "most"),
    [
        # clinical.md 5.6, row by row; a baseline of 6
        ("pain_worst", 0, 6), ("pain_worst", 3, 6), ("pain_worst", 4, 5), ("pain_worst", 7, 5), ("pain_worst", 8, 6),
        ("pain_worst", 42, 6), ("pain_worst", 43, 6),
        ("swelling", 3, "moderate"), ("swelling", 4, "mild"), ("swelling", 14, "mild"), ("swelling", 15, "none"),
        ("swelling", 43, "none"), ("hot", 3, "yes"), ("hot", 4, "no"), ("redness", 7, "small"), ("redness", 8, "none"),
        ("nerve", 0, "numb_or_weak"), ("nerve", 1, "tingling"), ("nerve", 2, "none"), ("movement", 7, "less"),
        ("movement", 8, "as_before"), ("bruise", 14, "small"), ("bruise", 15, "none"), ("lump", 5, "none"),
        ("unwell", 2, "a_bit"), ("unwell", 3, "no"), ("unwell", 43, "a_bit"), ("h_pain", 3, 7), ("h_pain", 4, 4),
        ("discharge", 2, "clear_or_blood"), ("discharge", 3, "none"), ("worry", 0, "no"), ("breathing", 0, "no"),
    ],
)  # fmt: skip
def test_most_follows_the_table_by_time(corridors: Corridors, name: str, day: int, most: object) -> None:
    assert corridors.most(own_cells(day), name) == most


@pytest.mark.parametrize(
    ("others", "day", "most"),
    [
        ({"baseline_pain": 3}, 8, 3),
        ({"baseline_pain": None}, 8, 3),
        ({"pain_nadir": 2}, 5, 3),
        ({"pain_nadir": 3}, 5, 4),
        ({"baseline_pain": 9}, 50, 7),
    ],
)
def test_most_pain_minds_the_patients_own_past(
    corridors: Corridors, others: dict[str, Any], day: int, most: int
) -> None:
    assert corridors.most(own_cells(day, **others), "pain_worst") == most


def test_temperature_has_a_lower_and_an_upper_end(corridors: Corridors) -> None:
    inside = corridors.expected(own_cells(3), "temp_c")
    assert (min(inside), max(inside)) == (35.5, 37.4)


@pytest.mark.parametrize(
    ("name", "value", "day", "by"),
    [
        ("swelling", "moderate", 2, 4),
        ("swelling", "mild", 2, 15),
        ("hot", "yes", 0, 4),
        ("nerve", "numb_or_weak", 0, 1),
        ("pain_worst", 6, 1, 4),
        ("pain_worst", 3, 1, None),
        ("unwell", "a_bit", 50, None),
    ],
)
def test_eases_is_the_first_day_that_expects_it_no_more(
    corridors: Corridors, name: str, value: Any, day: int, by: int | None
) -> None:
    assert corridors.eases(own_cells(day), name, value) == by


def test_eases_counts_from_the_injection_where_cells_were_taken_before(corridors: Corridors) -> None:
    assert corridors.eases(own_cells(0, hday=2), "h_pain", 7) == 2


@pytest.mark.parametrize(
    ("name", "value", "hday", "by"),
    [("h_pain", 7, 0, 4), ("h_pain", 4, 4, None), ("unwell", "a_bit", 1, 3), ("bruise", "small", 5, 15)],
)
def test_before_the_injection_days_are_counted_from_the_harvest(
    corridors: Corridors, name: str, value: Any, hday: int, by: int | None
) -> None:
    facts = own_cells(None, hday)

    assert value in corridors.expected(facts, name)
    assert corridors.eases(facts, name, value) == by


def test_steps_are_the_same_as_every_day_by_itself(corridors: Corridors) -> None:
    for facts in (own_cells(3), own_cells(3, hday=5, baseline_pain=2), own_cells(3, baseline_pain=None)):
        for name in ("pain_worst", "h_pain", "swelling"):
            by_day, steps = {}, dict(corridors.steps(facts, name, 400))
            for day in range(401):
                by_day[day] = steps.get(day, by_day.get(day - 1))
            assert by_day == {day: corridors.most(facts.on(day), name) for day in range(401)}


def test_steps_of_rules_that_reckon_with_days_look_at_each_day(triage_parts: dict[str, Any]) -> None:
    row = {**triage_parts["rows"][-60], "id": "NEW-1", "group": "D", "level": "watch", "route": "self_care"}
    row |= {"condition": "pain_worst - day >= 2", "flags": ""}
    made = Corridors(build_rule_set(**{**triage_parts, "rows": [*triage_parts["rows"], row]}))
    assert made.steps(own_cells(0), "pain_worst", 3) == ((0, 1), (1, 2), (2, 3), (3, 4))


def test_a_day_that_asks_for_more_by_itself_has_no_corridor(triage_parts: dict[str, Any]) -> None:
    row = {**triage_parts["rows"][-60], "id": "NEW-1", "group": "D", "level": "watch", "route": "self_care"}
    row |= {"condition": "cycle_no >= 2", "flags": ""}
    made = Corridors(build_rule_set(**{**triage_parts, "rows": [*triage_parts["rows"], row]}))
    assert made.most(own_cells(3, cycle_no=2), "pain_worst") is None
    assert made.most(own_cells(3), "pain_worst") == 6


def test_facts_of_what_another_table_read_are_none() -> None:
    assert facts_of({"check_in": "P-1", "temp_c": 36.8}) is None
    assert facts_of({"breathing": "yes"}) is None
    read = facts_of({"day": 3, "hday": 4, "since": 3, "cycle_no": 1, "pain_worst": 4})
    assert read == Facts(3, 4, frozenset({("cycle_no", 1)}))


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    day = draw(st.sampled_from((None, *DAYS)))
    gap = draw(st.sampled_from((0, 1, 14)))
    scores, yes_no = st.none() | st.integers(0, 10), st.sampled_from(("no", "yes"))
    return own_cells(
        day,
        gap + (day or 0),
        cell_source=draw(st.sampled_from(("autologous", "allogeneic"))),
        harvest_tissue=draw(st.sampled_from(("bone_marrow", "adipose", "none"))),
        cycle_no=draw(st.integers(1, 3)),
        high_infection_risk=draw(yes_no),
        anticoagulant=draw(yes_no),
        baseline_pain=draw(scores),
        pain_nadir=draw(scores),
        watch_streak=draw(st.integers(0, 3)),
    )


@settings(derandomize=True, deadline=None, max_examples=60)
@given(facts=any_facts(), name=st.sampled_from(tuple(ANSWER_FIELDS)))
def test_inside_alone_is_expected_and_the_first_outside_is_not(
    rule_set: RuleSet, corridors: Corridors, facts: Facts, name: str
) -> None:
    inside = corridors.expected(facts, name)

    def level(value: Any) -> Level:
        return evaluate(rule_set, {**UNTROUBLED, **facts.values, name: value}).level

    assert all(level(value) is Level.EXPECTED for value in inside)
    for order in ANSWER_FIELDS[name].worse:
        first_outside = next((value for value in order if value not in inside), None)
        assert first_outside is None or level(first_outside) is not Level.EXPECTED
