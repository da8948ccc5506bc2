"""A rule that could never fire is found; one that could fire never is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journey.domain.rule_limits import why_never
from journey.domain.rule_tree import All as Both
from journey.domain.rule_tree import (
    AnyOf,
    Blank,
    Compare,
    FieldRef,
    Known,
    Literal,
    Member,
    Node,
    Not,
    Operator,
    compile_test,
)
from journey.domain.rules import parse
from journey.domain.triage_fields import TRIAGE_FIELDS

FIELDS = {name: TRIAGE_FIELDS[name] for name in ("hot", "redness", "pain_worst")}
NEVER = "no answers fit all of its parts together"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("pain_worst > 10", "“pain_worst > 10” can never be true."),
        ("hot = yes or day < 0", "“day < 0” can never be true."),
        ("pain_worst - baseline_pain > 10", "“pain_worst - baseline_pain > 10” can never be true."),
        ("pain_worst - baseline_pain in {11, 12}", "“pain_worst - baseline_pain in {11, 12}” can never be true."),
        ("temp_c > 43", "“temp_c > 43” can never be true."),
        ("pain_worst >= 5 and pain_worst < 5", NEVER),
        ("day > 3 and day < 4", NEVER),
        ("redness = small and not redness = small", NEVER),
        ("redness in {small, large} and redness = streak", NEVER),
        ("blank(hot) and hot = yes", NEVER),
        ("not known(hot) and not blank(hot)", NEVER),
        ("(day > 5 or hot = yes) and day < 3 and hot = no", NEVER),
    ],
)
def test_condition_that_cannot_hold_is_named(condition: str, words: str) -> None:
    assert words in why_never(parse(condition, TRIAGE_FIELDS), TRIAGE_FIELDS)


@pytest.mark.parametrize(
    "condition",
    [
        "temp_c > 37.1 and temp_c < 37.2",
        "pain_worst - baseline_pain >= 3 and pain_worst <= 2",  # two fields: not searched
        "not hot = yes",
        "blank(hot) or hot = yes",
        "pain_worst = 10 and day = 0",
    ],
)
def test_condition_that_may_hold_is_left_alone(condition: str) -> None:
    assert why_never(parse(condition, TRIAGE_FIELDS), TRIAGE_FIELDS) == ""


atoms = st.one_of(
    st.sampled_from([Blank("hot"), Known("redness")]),
    st.sampled_from(["no", "yes"]).map(lambda value: Compare(FieldRef("hot"), Operator.EQUAL, Literal(value))),
    st.sets(st.sampled_from(FIELDS["redness"].values), min_size=1).map(
        lambda values: Member(FieldRef("redness"), frozenset(values))
    ),
    st.builds(
        lambda sign, value: Compare(FieldRef("pain_worst"), sign, Literal(value)),
        st.sampled_from(Operator),
        st.integers(0, 10),
    ),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Both(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=6,
)


@given(conditions, st.lists(st.tuples(*(st.sampled_from([None, *f]) for f in (
    FIELDS["hot"].values, FIELDS["redness"].values, range(11)))), min_size=1, max_size=20))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_condition_that_holds_for_any_answers_is_never_called_impossible(
    node: Node, days: list[tuple[str | None, str | None, int | None]]
) -> None:
    test = compile_test(node)
    known = [{name: value for name, value in zip(FIELDS, day, strict=True) if value is not None} for day in days]
    if any(test(values) for values in known):
        assert NEVER not in why_never(node, FIELDS)
