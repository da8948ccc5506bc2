"""When an alert may be put off, and what brings it back: tables, without a database."""

from typing import Any

import pytest

from journey.domain.rule_sets import RuleSet
from journey.domain.snooze import INFECTION, NO_ANSWERS, NOT_REACHED, URGENT, Told, is_as_agreed, why_not, worse_answers
from journey.domain.triage import Level, evaluate

CALL, URGENT_NOW = Level.CALL_24H, Level.URGENT_NOW
WELL: dict[str, Any] = {"day": 5, "since": 5, "cell_source": "autologous", "cycle_no": 1, "pain_worst": 2}


def rules(rule_set: RuleSet, *ids: str) -> dict[str, Any]:
    known = {rule.id: rule for rule in rule_set.rules}
    return {code: known.get(code) for code in ids}


def test_rules_of_infection_are_known_by_family_review_or_number(rule_set: RuleSet) -> None:
    found = {rule.id for rule in rule_set.rules if rule.is_infection}
    assert found == {rule.id for rule in rule_set.rules if rule.id.startswith("INF-")} | {"HAR-02"}
    assert {rule.id for rule in rule_set.rules if rule.family == "infection"} < found
    assert {rule.id for rule in rule_set.rules if "infection_review" in rule.flags} < found


@pytest.mark.parametrize(
    ("level", "fired", "has_findings", "is_reached", "refusal"),
    [
        (CALL, ("SWE-01",), False, True, ""),
        (CALL, ("PAI-01", "PAI-11"), False, True, ""),
        (CALL, ("SWE-01",), False, False, NOT_REACHED),
        (URGENT_NOW, ("NEU-02",), False, True, URGENT),
        (URGENT_NOW, ("INF-03",), False, True, URGENT),
        (CALL, ("INF-13",), False, True, INFECTION),
        (CALL, ("SWE-01", "INF-21"), False, True, INFECTION),  # only watched, and still of infection
        (CALL, ("SWE-01", "RULE-OF-ANOTHER-TABLE"), False, True, INFECTION),
        (CALL, ("SWE-01",), True, True, NO_ANSWERS),
        (CALL, (), False, True, NO_ANSWERS),
    ],
)
def test_why_not(
    rule_set: RuleSet, level: Level, fired: tuple[str, ...], has_findings: bool, is_reached: bool, refusal: str
) -> None:
    assert why_not(level, rules(rule_set, *fired), has_findings=has_findings, is_reached=is_reached)[0] == refusal


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        ({"swelling": "moderate"}, {"swelling": "moderate"}, ()),
        ({"swelling": "moderate"}, {"swelling": "mild"}, ()),
        ({"swelling": "moderate"}, {"swelling": "severe"}, ("swelling",)),
        ({}, {"swelling": "none", "hot": "no", "pain_worst": 0}, ()),
        ({}, {"hot": "yes"}, ("hot",)),
        ({"pain_worst": 8}, {"pain_worst": 9}, ("pain_worst",)),
        ({"pain_worst": 8}, {}, ()),
        ({}, {"temp_c": 36.8}, ()),
        ({"temp_c": 36.5}, {"temp_c": 37.4}, ()),
        ({"temp_c": 37.4}, {"temp_c": 37.5}, ("temp_c",)),
        ({"temp_c": 36.5}, {"temp_c": 35.4}, ("temp_c",)),
        ({"day": 4}, {"day": 9}, ()),
    ],
)
def test_worse_answers(before: dict[str, Any], now: dict[str, Any], worse: tuple[str, ...]) -> None:
    assert worse_answers(before, now) == worse


@pytest.mark.parametrize(
    ("now", "joins"),
    [
        ({}, True),
        ({"pain_worst": 1}, True),
        ({"pain_worst": 9}, False),
        ({"pain_worst": 3}, False),
        ({"hot": "yes"}, False),
        ({"temp_c": 38.2}, False),
        ({"worry": "yes"}, False),
        ({"breathing": "yes"}, False),
        ({"bruise": "spreading"}, False),
    ],
)
def test_only_what_is_no_worse_joins_what_was_agreed(rule_set: RuleSet, now: dict[str, Any], joins: bool) -> None:
    agreed = told(rule_set, swelling="severe")
    new = evaluate(rule_set, {**WELL, "swelling": "severe", **now})
    assert is_as_agreed(_told(new, {**WELL, "swelling": "severe", **now}), [agreed], new.fired) is joins


def test_another_day_brings_rules_of_its_own(rule_set: RuleSet) -> None:
    """Swelling that was expected until day 14 is asked about anew from day 15 on (SWE-02)."""
    agreed = told(rule_set, swelling="moderate", swelling_trend="worse")
    later = {**WELL, "day": 16, "since": 16, "swelling": "moderate"}
    new = evaluate(rule_set, later)
    assert not is_as_agreed(_told(new, later), [agreed], new.fired)


def test_nothing_joins_where_nothing_was_agreed(rule_set: RuleSet) -> None:
    assert not is_as_agreed(told(rule_set, swelling="severe"), [], [])


def told(rule_set: RuleSet, **answers: Any) -> Told:
    inputs = {**WELL, **answers}
    return _told(evaluate(rule_set, inputs), inputs)


def _told(result: Any, inputs: dict[str, Any]) -> Told:
    return Told(result.level, frozenset(rule.id for rule in result.deciding), inputs)
