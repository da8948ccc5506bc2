"""The bench over plain pathways: what changes, which levels fall, and answers that are worse and judged milder."""

from itertools import islice

import pytest

from journey.domain.readiness import READINESS_FIELDS, ReadinessLevel
from journey.domain.rule_cases import BadRow, Case
from journey.domain.triage import Level
from journey.domain.triage_fields import TRIAGE_FIELDS
from journey.pathway import Pathway
from journey.pathway.bench import (
    alike,
    compare,
    compare_by_chance,
    generated_cases,
    generated_readiness,
    judged_milder,
    ready_but_worse,
    shipped_cases,
    worse_but_lower,
)
from journey.pathway.compiled import readiness_table, rule_set
from tests.bench import MILDER, pathway_with
from tests.journey.domain.test_triage_properties import lowered_by_worse_answers


def test_same_rules_change_nothing_and_shipped_cases_get_their_level(pathway: Pathway) -> None:
    found = compare(pathway, pathway, [*shipped_cases(), *generated_cases(300)])

    assert len(found.trials) == 430
    assert (found.changes, found.unexpected, found.refused) == ([], [], ())


def test_milder_rule_shows_each_case_that_falls_with_both_verdicts(pathway: Pathway) -> None:
    found = compare(pathway, pathway_with(MILDER), shipped_cases())

    assert found.falls
    for trial in found.falls:
        assert trial.old.rules == ("INF-07",)
        assert (trial.old.level, trial.new.level) == (Level.URGENT_NOW, Level.CALL_24H)
        assert trial.differs[:2] == ("level", "route")
    assert found.unexpected == [each for each in found.trials if each.falls]
    # The other way round the same cases rise, and none falls.
    back = compare(pathway_with(MILDER), pathway, shipped_cases())
    assert back.falls == []
    assert {each.case.case_id for each in back.rises} == {each.case.case_id for each in found.falls}


def test_emergency_number_that_becomes_a_call_to_the_clinic_is_a_fall_on_the_same_level(pathway: Pathway) -> None:
    changed = pathway_with({"ALG-01": {"group": "B", "route": "clinic_now"}})
    (trial,) = compare(pathway, changed, [Case(2, "breath", {"day": 3, "breathing": "yes"})]).falls

    assert trial.old.level == trial.new.level
    assert trial.differs == ("route",)


def test_case_that_no_rules_can_judge_is_named_and_the_others_are_tried(pathway: Pathway) -> None:
    found = compare(pathway, pathway, [Case(2, "odd", {"day": 3, "since": 4}), Case(3, "good", {"day": 3})])

    assert [each.case.case_id for each in found.trials] == ["good"]
    assert found.refused == (BadRow(2, "since", "It must be the same as day, or as hday when day is blank: 3."),)


def test_alike_falls_are_told_once_with_the_plainest_example(pathway: Pathway) -> None:
    falls = compare(pathway, pathway_with(MILDER), generated_cases(1_200)).falls
    (way,) = alike(falls)

    assert way.count == len(falls) > 3
    assert way.example.old.rules == ("INF-07",)
    assert all(len(way.example.case.inputs) <= len(each.case.inputs) + 9 for each in falls)


def test_generated_cases_are_the_same_for_a_seed_fit_their_fields_and_reach_every_level(pathway: Pathway) -> None:
    cases = list(generated_cases(1_000))

    assert cases == [*islice(generated_cases(1_100), 1_000)]
    assert cases[:50] != list(generated_cases(50, seed=2))
    for case in cases:
        for name, value in case.inputs.items():
            TRIAGE_FIELDS[name].check(value)
    found = compare(pathway, pathway, cases)
    assert len(found.trials) == 1_000
    assert {each.new.level for each in found.trials} == set(Level)
    deciding = {rule for each in found.trials for rule in each.new.rules}
    assert len(deciding) > 90
    assert any("day" not in each.inputs for each in cases)
    assert {name for each in cases for name in each.inputs} == set(TRIAGE_FIELDS) - {"since"}


def test_shipped_rules_judge_no_worse_answer_milder(pathway: Pathway) -> None:
    assert list(worse_but_lower(rule_set(pathway), [*shipped_cases()[:20], *generated_cases(30)])) == []


@pytest.mark.parametrize(
    ("rule", "condition", "field"),
    [
        ("SWE-01", "swelling = mild and day >= 4 and day <= 4000", "swelling"),
        ("INF-07", "temp_c >= 39.0 and temp_c <= 40.0 and WINDOW42", "temp_c"),
        ("PAI-01", "pain_worst = 8 and day <= 42", "pain_worst"),
    ],
)
def test_pair_is_found_in_which_one_answer_is_worse_and_the_level_is_lower(
    rule: str, condition: str, field: str
) -> None:
    """The same that the property over random forms finds, told as a pair."""
    rules = rule_set(pathway_with({rule: {"condition": condition}}))
    cases = list(generated_cases(90))

    pairs = list(worse_but_lower(rules, cases))

    wanted = [sentence for case in cases for sentence in lowered_by_worse_answers(rules, dict(case.inputs))]
    assert [
        f"{each.field} = {each.worse} gives {each.after.level} after {each.before.level}" for each in pairs
    ] == wanted
    assert field in {each.field for each in pairs}
    assert all(each.after.rank < each.before.rank for each in pairs)


def test_generated_readiness_cases_fit_their_fields_and_let_every_rule_decide(pathway: Pathway) -> None:
    cases = list(generated_readiness(1_000))

    assert cases == [*islice(generated_readiness(1_100), 1_000)]
    for case in cases:
        for name, value in case.inputs.items():
            READINESS_FIELDS[name].check(value)
    found = compare_by_chance(pathway, pathway, 1_000)
    ready = [each for each in found.trials if each.case.case_id.startswith("R")]
    assert (len(found.trials), len(ready), found.changes) == (2_000, 1_000, [])
    assert {rule for each in ready for rule in each.new.rules} == {each.id for each in readiness_table(pathway).rules}
    assert {each.new.level for each in ready} == set(ReadinessLevel)


def test_readiness_rule_that_became_milder_falls(pathway: Pathway) -> None:
    changed = pathway_with({"RDY-03": {"level": "call_today"}})

    falls = compare_by_chance(pathway, changed, 200).falls

    assert {(each.old.rules, each.old.level, each.new.level) for each in falls} == {
        (("RDY-03",), ReadinessLevel.HOLD, ReadinessLevel.CALL_TODAY)
    }
    assert {each.case.inputs["infection_now"] for each in falls} == {"yes"}


def test_worse_answer_before_the_day_that_is_judged_milder_is_found(pathway: Pathway) -> None:
    """Somebody who does not want it any more, below somebody who is not sure."""
    assert judged_milder(pathway) == ()

    changed = pathway_with({"RDY-13": {"condition": "wants = unsure"}, "RDY-14": {"condition": "wants = no"}})

    found = list(ready_but_worse(readiness_table(changed), generated_readiness(60)))
    assert {(each.field, each.better, each.worse) for each in found} == {("wants", "unsure", "no")}
