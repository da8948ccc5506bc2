"""The default rule set: every vector exactly, the streak rule, unfinished forms, refused inputs, staff clocks."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from journey.domain.rule_fields import InputRefused, Value
from journey.domain.stages import CellSource
from journey.domain.triage import (
    LEVEL_ORDER,
    PLACE_OF_GROUP,
    ROUTE_ORDER,
    Flag,
    Group,
    Level,
    Route,
    RuleSet,
    evaluate,
    evaluate_emergency,
    speak_within,
    staff_clock,
)
from journey.domain.triage_fields import RED_FLAGS, red_flags_in, triage_inputs
from tests.vectors import inputs_of, read_vectors


def words_of(cell: str) -> set[str]:
    return set(cell.split(";")) if cell else set()


WATCHED: dict[str, Value] = {"day": 7, "swelling": "moderate", "cell_source": "autologous"}


@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["case_id"]) for vector in read_vectors()])
def test_evaluate_vector_gives_exact_level_route_rules_and_flags(rule_set: RuleSet, vector: dict[str, str]) -> None:
    result = evaluate(rule_set, inputs_of(vector))

    assert result.level == vector["expected_level"]
    assert result.route == vector["expected_route"]
    assert {rule.id for rule in result.deciding} == words_of(vector["expected_rules"])
    assert set(result.flags) == words_of(vector["expected_flags"])


def test_vectors_all_together_let_every_rule_decide_once(rule_set: RuleSet) -> None:
    deciding = {rule.id for vector in read_vectors() for rule in evaluate(rule_set, inputs_of(vector)).deciding}

    assert deciding == {rule.id for rule in (*rule_set.rules, rule_set.streak, rule_set.default)}


def test_rule_set_default_has_the_table_of_clinical_5_5(rule_set: RuleSet) -> None:
    assert Counter(rule.group for rule in rule_set.rules) == {
        Group.EMERGENCY: 10,
        Group.CLINIC_NOW: 20,
        Group.CALL: 39,
        Group.WATCH: 37,
        Group.EXPECTED: 13,
    }
    assert (rule_set.streak.id, rule_set.default.id, set(rule_set.serious)) == ("GEN-02", "EXP-00", {"TUM-04"})


@pytest.mark.parametrize(
    ("streak", "day", "deciding"),
    [(0, 7, "SWE-05"), (1, 7, "SWE-05"), (2, 7, "GEN-02"), (9, 7, "GEN-02"), (2, 4, "GEN-02")],
)
def test_streak_third_watch_in_a_row_becomes_a_call(rule_set: RuleSet, streak: int, day: int, deciding: str) -> None:
    result = evaluate(rule_set, {**WATCHED, "day": day, "watch_streak": streak})

    assert [rule.id for rule in result.deciding] == [deciding]
    assert [rule.id for rule in result.fired if rule.level is Level.WATCH] == ["SWE-05"]


def test_streak_before_day_4_stays_a_watch(rule_set: RuleSet) -> None:
    result = evaluate(rule_set, {"day": 3, "pain_worst": 7, "watch_streak": 5})

    assert (result.level, result.route) == (Level.WATCH, Route.SELF_CARE)


@pytest.mark.parametrize(("answer", "level"), [({}, Level.EXPECTED), ({"swelling": "severe"}, Level.CALL_24H)])
def test_streak_level_other_than_watch_adds_nothing(rule_set: RuleSet, answer: dict[str, str], level: Level) -> None:
    result = evaluate(rule_set, {"day": 7, "watch_streak": 5, **answer})

    assert result.level is level
    assert rule_set.streak not in result.fired


def test_evaluate_no_rule_fires_gives_the_default_reason(rule_set: RuleSet) -> None:
    result = evaluate(rule_set, {"day": 5, "pain_worst": 0})

    assert (result.level, result.route, result.fired, result.flags) == (Level.EXPECTED, Route.NONE, (), ())
    assert result.reasons == ("You told us you have no symptoms.",)


def test_evaluate_several_levels_shows_reasons_of_the_highest_in_table_order(rule_set: RuleSet) -> None:
    result = evaluate(rule_set, {"day": 5, "discharge": "pus", "redness": "streak", "swelling": "severe", "leg": "yes"})

    assert [rule.id for rule in result.deciding] == ["INF-03", "INF-05", "HAR-03"]
    assert result.reasons[0] == "Thick yellow or green fluid is coming from the needle mark."
    assert "SWE-01" in {rule.id for rule in result.fired}


def test_evaluate_lower_rule_fires_too_keeps_its_flags(rule_set: RuleSet) -> None:
    result = evaluate(rule_set, {"day": 5, "breathing": "yes", "took_nsaid": "yes"})

    assert result.flags == (Flag.AE_CANDIDATE, Flag.NSAID_NOTICE, Flag.SAE_CANDIDATE)


def test_evaluate_serious_rule_below_the_deciding_level_still_flags(rule_set: RuleSet) -> None:
    result = evaluate(rule_set, {"day": 400, "new_cancer": "yes"})

    assert (result.level, Flag.SAE_CANDIDATE in result.flags) == (Level.CALL_24H, True)


def test_evaluate_harvest_only_counts_since_from_the_harvest(rule_set: RuleSet) -> None:
    early = evaluate(rule_set, {"hday": 2, "rash": "widespread"})
    late = evaluate(rule_set, {"hday": 3, "rash": "widespread"})

    assert (early.level, late.level) == (Level.URGENT_NOW, Level.CALL_24H)


def test_evaluate_injection_after_harvest_counts_since_from_the_injection(rule_set: RuleSet) -> None:
    result = evaluate(rule_set, {"day": 1, "hday": 20, "la_signs": "yes"})

    assert [rule.id for rule in result.deciding] == ["LAT-01"]


@pytest.mark.parametrize(
    ("inputs", "name"),
    [
        ({"pain_worst": 9}, "since"),
        ({"day": 5, "hday": 6, "since": 6}, "since"),
        ({"day": 5, "sweling": "severe"}, "sweling"),
        ({"day": 5, "swelling": "Severe"}, "swelling"),
        ({"day": 5, "swelling": ""}, "swelling"),
        ({"day": 5, "hot": True}, "hot"),
        ({"day": 5, "pain_worst": "9"}, "pain_worst"),
        ({"day": 5, "pain_worst": 9.0}, "pain_worst"),
        ({"day": 5, "pain_worst": True}, "pain_worst"),
        ({"day": 5, "pain_worst": 11}, "pain_worst"),
        ({"day": -1}, "day"),
        ({"day": 5, "temp_c": 100.4}, "temp_c"),
        ({"day": 5, "temp_c": float("nan")}, "temp_c"),
        ({"day": 5, "temp_c": "38.0"}, "temp_c"),
    ],
)
def test_evaluate_input_it_cannot_judge_is_refused(rule_set: RuleSet, inputs: dict[str, Value], name: str) -> None:
    with pytest.raises(InputRefused) as refused:
        evaluate(rule_set, inputs)

    assert refused.value.name == name


def test_evaluate_none_is_blank(rule_set: RuleSet) -> None:
    assert evaluate(rule_set, {"day": 5, "temp_c": None, "feverish": "yes"}).level is Level.CALL_24H


@pytest.mark.parametrize(("name", "answer"), RED_FLAGS.items())
def test_emergency_one_red_flag_and_nothing_else_fires(rule_set: RuleSet, name: str, answer: str) -> None:
    result = evaluate_emergency(rule_set, {name: answer})

    assert result is not None
    assert (result.level, result.route) == (Level.URGENT_NOW, Route.EMERGENCY_NUMBER)
    assert result.flags == (Flag.AE_CANDIDATE, Flag.SAE_CANDIDATE)
    assert red_flags_in({name: answer, "note": "x"}) == (name,)


@pytest.mark.parametrize("answers", [{}, {"faint": "dizzy"}, {"discharge": "pus"}, {"breathing": "no"}])
def test_emergency_no_group_a_rule_gives_no_result(rule_set: RuleSet, answers: dict[str, str]) -> None:
    assert evaluate_emergency(rule_set, {"day": 3, **answers}) is None
    assert red_flags_in(answers) == ()


def test_triage_inputs_mixed_answers_keep_what_rules_read(rule_set: RuleSet) -> None:
    inputs = triage_inputs(
        answers={"pain_worst": 6, "note": "breathing = yes", "stiffness": 4, "temp_c": None, "day": 0},
        day=None,
        hday=3,
        cell_source=CellSource.AUTOLOGOUS,
        harvest_tissue="adipose",
        cycle_no=1,
        high_infection_risk=False,
        anticoagulant=True,
        baseline_pain=None,
        pain_nadir=None,
        watch_streak=0,
    )

    assert inputs == {
        "hday": 3,
        "since": 3,
        "cell_source": "autologous",
        "harvest_tissue": "adipose",
        "cycle_no": 1,
        "high_infection_risk": "no",
        "anticoagulant": "yes",
        "watch_streak": 0,
        "pain_worst": 6,
    }
    assert evaluate(rule_set, inputs).level is Level.EXPECTED


def test_levels_and_routes_rank_in_the_order_of_clinical_5_2() -> None:
    assert [level.rank for level in LEVEL_ORDER] == [0, 1, 2, 3]
    assert [str(level) for level in LEVEL_ORDER] == ["expected", "watch", "call_24h", "urgent_now"]
    assert [str(route) for route in ROUTE_ORDER] == [
        "none",
        "self_care",
        "clinic_24h",
        "clinic_now",
        "emergency_number",
    ]
    assert Route.EMERGENCY_NUMBER.rank == 4


def test_staff_clock_every_level_and_route_follows_clinical_5_2() -> None:
    clocks = {group: staff_clock(*PLACE_OF_GROUP[group]) for group in Group}
    minutes = timedelta(minutes=1)

    emergency, clinic_now, call = clocks[Group.EMERGENCY], clocks[Group.CLINIC_NOW], clocks[Group.CALL]
    assert (emergency.page_on_call, emergency.phone_patient_at_once) == (True, True)
    assert (clinic_now.page_on_call, clinic_now.phone_patient_at_once) == (True, False)
    assert (clinic_now.acknowledge_within, clinic_now.speak_within) == (15 * minutes, 30 * minutes)
    assert clinic_now.escalate_after == emergency.escalate_after == (15 * minutes, 30 * minutes)
    assert (call.speak_within, call.escalate_after) == (24 * 60 * minutes, (20 * 60 * minutes,))
    assert (clocks[Group.WATCH].same_working_day, clocks[Group.WATCH].ask_again_after_days) == (True, 1)
    assert clocks[Group.EXPECTED].speak_within is None


def test_speak_within_level_without_alert_is_refused() -> None:
    assert speak_within(Level.URGENT_NOW) == timedelta(minutes=30)
    assert speak_within(Level.CALL_24H) == timedelta(hours=24)
    with pytest.raises(ValueError, match="watch opens no alert"):
        speak_within(Level.WATCH)


def test_evaluate_whole_table_takes_well_under_a_millisecond(rule_set: RuleSet) -> None:
    inputs = inputs_of(read_vectors()[0])

    def one_round() -> float:
        start = time.process_time()
        for _ in range(50):
            evaluate(rule_set, inputs)
        return (time.process_time() - start) / 50

    assert min(one_round() for _ in range(5)) < 0.0005
