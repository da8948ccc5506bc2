"""Properties (a) to (e) of clinical.md 5.9 over random forms, and proof that broken rules are caught."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from journey.domain.rule_fields import Value
from journey.domain.rule_sets import build_rule_set
from journey.domain.rule_tree import fields_of
from journey.domain.triage import Group, Level, Route, RuleSet, TriageResult, evaluate, evaluate_emergency
from journey.domain.triage_fields import ANSWER_FIELDS
from tests.vectors import inputs_of, read_vectors

NORMAL = {name: field.worse[0][0] for name, field in ANSWER_FIELDS.items()} | {"temp_c": 36.8}
DAYS = (*range(18), 41, 42, 43, 44, 90, 365, 1095)
Form = dict[str, Value]
ANSWERS: list[tuple[str, Value | None]] = [
    *((name, value) for name, field in ANSWER_FIELDS.items() for chain in field.worse for value in chain),
    *((name, None) for name in ANSWER_FIELDS),
]
TEMPERATURES = [answer for answer in ANSWERS if answer[0] == "temp_c"]
OTHERS = [answer for answer in ANSWERS if answer[0] != "temp_c"]
RULES = settings(derandomize=True, deadline=None, max_examples=180)
SEARCH = settings(derandomize=True, deadline=None, max_examples=3000, phases=[Phase.generate], database=None)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form with everything normal but for up to a dozen answers, each anything or blank."""
    since_harvest = draw(st.sampled_from((None, 0, 1, 5, 40)))
    day = draw(st.sampled_from(DAYS)) if since_harvest is None else draw(st.sampled_from((None, *DAYS)))
    yes_no = st.sampled_from(("no", "yes"))
    scores = st.none() | st.integers(0, 10)
    context = {
        "day": day,
        "hday": None if since_harvest is None else since_harvest + (day or 0),
        "cell_source": draw(st.sampled_from(("autologous", "allogeneic"))),
        "harvest_tissue": draw(st.sampled_from(("bone_marrow", "adipose", "none"))),
        "cycle_no": draw(st.integers(1, 3)),
        "high_infection_risk": draw(yes_no),
        "anticoagulant": draw(yes_no),
        "baseline_pain": draw(scores),
        "pain_nadir": draw(scores),
        "watch_streak": draw(st.integers(0, 3)),
    }
    temperature = draw(st.lists(st.sampled_from(TEMPERATURES), max_size=1))
    changes = draw(st.lists(st.sampled_from(OTHERS), max_size=12))
    form = {**context, **NORMAL, **dict(temperature), **dict(changes)}
    return {name: value for name, value in form.items() if value is not None}


def lowered_by_worse_answers(rule_set: RuleSet, form: Form) -> Iterator[str]:
    """Every step to the next worse answer of one question that lowers the level or the route."""
    for name, field in ANSWER_FIELDS.items():
        for chain in field.worse:
            if form.get(name) not in chain:
                continue
            before = evaluate(rule_set, form)
            for worse in chain[chain.index(form[name]) + 1 :]:
                now = evaluate(rule_set, {**form, name: worse})
                if rank_of(now) < rank_of(before):
                    yield f"{name} = {worse} gives {now.level} after {before.level}"
                before = now


def raised_by_blanks(rule_set: RuleSet, form: Form) -> Iterator[str]:
    """Every question whose blank gives a higher level than its normal answer."""
    for name in ANSWER_FIELDS:
        if name == "temp_c" and form.get("feverish") == "yes":
            continue
        blank = evaluate(rule_set, {**form, name: None})
        normal = evaluate(rule_set, {**form, name: NORMAL[name]})
        if blank.level.rank > normal.level.rank:
            yield f"{name} blank gives {blank.level}, {NORMAL[name]} gives {normal.level}"


def rank_of(result: TriageResult) -> tuple[int, int]:
    return result.level.rank, result.route.rank


def test_fields_every_answer_has_an_order_of_badness() -> None:
    for name, field in ANSWER_FIELDS.items():
        assert field.worse, name
        for value in (value for chain in field.worse for value in chain):
            field.check(value)
        assert set(field.values) <= {value for chain in field.worse for value in chain}


@RULES
@given(form=forms())
def test_level_one_answer_made_worse_never_falls(rule_set: RuleSet, form: Form) -> None:
    """LOG-07: no answer made worse ever lowers the level."""
    assert list(lowered_by_worse_answers(rule_set, form)) == []


@RULES
@given(form=forms())
def test_level_blank_instead_of_normal_never_rises(rule_set: RuleSet, form: Form) -> None:
    assert list(raised_by_blanks(rule_set, form)) == []


@RULES
@given(form=forms())
def test_result_same_inputs_and_version_is_the_same(
    rule_set: RuleSet, triage_parts: dict[str, Any], form: Form
) -> None:
    again = build_rule_set(**triage_parts) if form.get("day") == 0 else rule_set
    reordered = dict(reversed(form.items()))

    assert evaluate(rule_set, form) == evaluate(again, reordered)


@RULES
@given(form=forms(), random=st.randoms(use_true_random=False))
def test_result_rules_in_another_order_is_the_same(rule_set: RuleSet, form: Form, random: Random) -> None:
    shuffled = replace(rule_set, rules=tuple(random.sample(rule_set.rules, len(rule_set.rules))))

    expected, result = evaluate(rule_set, form), evaluate(shuffled, form)

    assert (result.level, result.route, result.flags) == (expected.level, expected.route, expected.flags)
    assert {rule.id for rule in result.deciding} == {rule.id for rule in expected.deciding}
    assert {rule.id for rule in result.fired} == {rule.id for rule in expected.fired}


def test_emergency_rules_all_other_answers_blank_still_fire(rule_set: RuleSet) -> None:
    tried = set()
    for vector in read_vectors():
        whole = inputs_of(vector)
        for rule in evaluate(rule_set, whole).deciding:
            if rule.group is not Group.EMERGENCY:
                continue
            asked = fields_of(rule.tree) | {"day", "hday"}
            alone = {name: value for name, value in whole.items() if name in asked}
            partial = evaluate_emergency(rule_set, alone)
            assert partial is not None
            assert rule in partial.deciding
            assert rank_of(evaluate(rule_set, alone)) == (Level.URGENT_NOW.rank, Route.EMERGENCY_NUMBER.rank)
            tried.add(rule.id)

    assert tried == {rule.id for rule in rule_set.rules if rule.group is Group.EMERGENCY}


def without(parts: dict[str, Any], identity: str) -> RuleSet:
    return build_rule_set(**{**parts, "rows": [row for row in parts["rows"] if row["id"] != identity]})


def with_condition(parts: dict[str, Any], identity: str, condition: str) -> RuleSet:
    rows = [{**row, "condition": condition} if row["id"] == identity else row for row in parts["rows"]]
    return build_rule_set(**{**parts, "rows": rows})


@pytest.mark.parametrize("identity", ["SWE-01", "INF-05", "PAI-01", "BRU-01"])
def test_level_property_rule_of_the_worst_answer_gone_is_caught(triage_parts: dict[str, Any], identity: str) -> None:
    broken = without(triage_parts, identity)

    find(forms(), lambda form: any(lowered_by_worse_answers(broken, form)), settings=SEARCH)


def test_level_property_threshold_with_a_hole_is_caught(triage_parts: dict[str, Any]) -> None:
    broken = with_condition(triage_parts, "INF-07", "temp_c >= 39.0 and temp_c <= 40.0 and WINDOW42")

    find(forms(), lambda form: any(lowered_by_worse_answers(broken, form)), settings=SEARCH)


def test_blank_property_rule_that_fires_on_a_blank_is_caught(triage_parts: dict[str, Any]) -> None:
    broken = with_condition(triage_parts, "INF-15", "not (hot = no) and day >= 8")

    find(forms(), lambda form: any(raised_by_blanks(broken, form)), settings=SEARCH)
