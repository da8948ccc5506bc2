"""The readiness table: each rule alone, the test values of clinical.md 3.5, and the hours of fasting."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journey.domain.readiness import (
    ALERT_PLACES,
    READINESS_FIELDS,
    READINESS_ORDER,
    SEDATION_PLANS,
    ReadinessFlag,
    ReadinessLevel,
    ReadinessTable,
    build_readiness_table,
    evaluate_readiness,
    evaluate_readiness_emergency,
    hours_before,
    readiness_inputs,
)
from journey.domain.rule_fields import InputRefused, Value
from journey.domain.rule_rows import RulesRefused
from journey.domain.triage import Level, Route, staff_clock

READY, CALL_TODAY, HOLD, EMERGENCY = READINESS_ORDER
PROCEDURE = datetime(2027, 3, 10, 14, 0, tzinfo=UTC)
ALL_FINE: dict[str, Value] = {
    "breathing": "no",
    "face_swelling": "no",
    "faint": "no",
    "chest_pain": "no",
    "sepsis_sign": "no",
    "temp_c": 36.8,
    "feverish": "no",
    "infection_now": "no",
    "skin_problem": "no",
    "antibiotics_14d": "no",
    "meds_plan": "yes",
    "stopped_thinner": "no",
    "new_medicine": "no",
    "new_allergy": "no",
    "pregnant_possible": "no",
    "escort": "yes",
    "wants": "yes",
    "i_allergy": "no",
    "allergy_status": "none_known",
    "sedation": "moderate",
    "check_in": "P-0",
    "hours_since_solid": 10.0,
    "hours_since_fluid": 4.0,
}


def level_of(table: ReadinessTable, **changes: Value | None) -> ReadinessLevel:
    return evaluate_readiness(table, {**ALL_FINE, **changes}).level


@pytest.mark.parametrize(
    ("answer", "rule", "level"),
    [
        ({"breathing": "yes"}, "RDY-01", EMERGENCY),
        ({"face_swelling": "yes"}, "RDY-01", EMERGENCY),
        ({"faint": "collapsed"}, "RDY-01", EMERGENCY),
        ({"chest_pain": "yes"}, "RDY-01", EMERGENCY),
        ({"sepsis_sign": "yes"}, "RDY-01", EMERGENCY),
        ({"temp_c": 38.0}, "RDY-02", HOLD),
        ({"temp_c": None, "feverish": "yes"}, "RDY-02", HOLD),
        ({"infection_now": "yes"}, "RDY-03", HOLD),
        ({"skin_problem": "yes"}, "RDY-04", HOLD),
        ({"temp_c": 37.5}, "RDY-05", CALL_TODAY),
        ({"temp_c": 37.9}, "RDY-05", CALL_TODAY),
        ({"antibiotics_14d": "yes"}, "RDY-06", CALL_TODAY),
        ({"meds_plan": "no"}, "RDY-07", CALL_TODAY),
        ({"meds_plan": "unsure"}, "RDY-07", CALL_TODAY),
        ({"stopped_thinner": "yes"}, "RDY-08", CALL_TODAY),
        ({"new_medicine": "yes"}, "RDY-09", CALL_TODAY),
        ({"new_allergy": "yes"}, "RDY-09", CALL_TODAY),
        ({"pregnant_possible": "yes"}, "RDY-10", HOLD),
        ({"hours_since_solid": 5.9}, "RDY-11", HOLD),
        ({"hours_since_fluid": 1.9}, "RDY-11", HOLD),
        ({"escort": "no"}, "RDY-12", CALL_TODAY),
        ({"wants": "no"}, "RDY-13", HOLD),
        ({"wants": "unsure"}, "RDY-14", CALL_TODAY),
        ({"allergy_status": "not_yet_asked"}, "RDY-15", CALL_TODAY),
        ({"i_allergy": "not_sure"}, "RDY-15", CALL_TODAY),
    ],
)
def test_readiness_one_answer_fires_its_rule_alone(
    readiness_table: ReadinessTable, answer: dict[str, Value | None], rule: str, level: ReadinessLevel
) -> None:
    result = evaluate_readiness(readiness_table, {**ALL_FINE, **answer})

    assert [fired.id for fired in result.fired] == [rule]
    assert result.level is level
    assert result.deciding == result.fired
    assert result.reasons == (result.fired[0].reason,)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"temp_c": 37.4},
        {"temp_c": 37.4, "feverish": "yes"},
        {"temp_c": None},
        {"faint": "dizzy"},
        {"meds_plan": "not_needed"},
        {"i_allergy": "yes"},
        {"allergy_status": "has_allergies"},
        {"hours_since_solid": 6.0, "hours_since_fluid": 2.0},
        {"sedation": "local_only", "hours_since_solid": 1.0, "hours_since_fluid": 0.1, "escort": "no"},
        {"sedation": "minimal", "escort": "no"},
        {"sedation": None, "hours_since_solid": 1.0, "escort": "no"},
        {"check_in": "P-1", "hours_since_solid": 1.0},
    ],
)
def test_readiness_answer_within_limits_is_ready(
    readiness_table: ReadinessTable, answer: dict[str, Value | None]
) -> None:
    result = evaluate_readiness(readiness_table, {**ALL_FINE, **answer})

    assert (result.level, result.fired, result.reasons, result.flags) == (READY, (), (), ())


@pytest.mark.parametrize("sedation", SEDATION_PLANS)
def test_readiness_sedation_plan_decides_on_fasting_and_escort(readiness_table: ReadinessTable, sedation: str) -> None:
    fasting = level_of(readiness_table, sedation=sedation, hours_since_solid=1.0)
    escort = level_of(readiness_table, sedation=sedation, escort="no")

    assert (fasting is HOLD) is (sedation != "local_only")
    assert (escort is CALL_TODAY) is (sedation not in {"local_only", "minimal"})


def test_readiness_antibiotics_and_fever_hold_wins(readiness_table: ReadinessTable) -> None:
    result = evaluate_readiness(readiness_table, {**ALL_FINE, "antibiotics_14d": "yes", "temp_c": 38.5})

    assert result.level is HOLD
    assert result.reasons == ("You have a fever. We may need to move your date.",)
    assert [rule.id for rule in result.fired] == ["RDY-02", "RDY-06"]


def test_readiness_every_level_together_emergency_wins(readiness_table: ReadinessTable) -> None:
    assert level_of(readiness_table, chest_pain="yes", wants="no", escort="no") is EMERGENCY


@pytest.mark.parametrize(
    ("answer", "flags"),
    [
        ({"stopped_thinner": "yes"}, (ReadinessFlag.STAFF_PRIORITY_HIGH,)),
        ({"wants": "no"}, (ReadinessFlag.WITHDRAWAL_OFFER,)),
        (
            {"wants": "no", "stopped_thinner": "yes"},
            (ReadinessFlag.STAFF_PRIORITY_HIGH, ReadinessFlag.WITHDRAWAL_OFFER),
        ),
        ({"wants": "unsure"}, ()),
    ],
)
def test_readiness_flags_of_all_fired_rules_are_given(
    readiness_table: ReadinessTable, answer: dict[str, Value], flags: tuple[ReadinessFlag, ...]
) -> None:
    assert evaluate_readiness(readiness_table, {**ALL_FINE, **answer}).flags == flags


def test_readiness_questions_not_asked_fire_nothing(readiness_table: ReadinessTable) -> None:
    assert evaluate_readiness(readiness_table, {"check_in": "C-PRE"}).level is READY


def test_readiness_unfinished_form_gives_red_flags_only(readiness_table: ReadinessTable) -> None:
    flagged = evaluate_readiness_emergency(readiness_table, {"faint": "collapsed", "wants": "no"})

    assert flagged is not None
    assert (flagged.level, flagged.reasons) == (EMERGENCY, ("Call {emergency_number} now.",))
    assert evaluate_readiness_emergency(readiness_table, {"faint": "dizzy", "wants": "no"}) is None


@pytest.mark.parametrize("inputs", [{"wants": "maybe"}, {"want": "no"}, {"temp_c": 101.0}, {"check_in": "A-1"}])
def test_readiness_input_it_cannot_judge_is_refused(readiness_table: ReadinessTable, inputs: dict[str, Value]) -> None:
    with pytest.raises(InputRefused):
        evaluate_readiness(readiness_table, inputs)


@pytest.mark.parametrize(
    ("solid_ago", "fluid_ago", "level"),
    [
        (timedelta(hours=6), timedelta(hours=2), READY),
        (timedelta(hours=5, minutes=59), timedelta(hours=2), HOLD),
        (timedelta(hours=6), timedelta(hours=1, minutes=59), HOLD),
        (timedelta(hours=6) - timedelta(microseconds=1), timedelta(hours=2), HOLD),
        (timedelta(hours=-1), timedelta(hours=2), HOLD),
        (None, timedelta(hours=2), READY),
        (None, None, READY),
    ],
)
def test_readiness_inputs_fasting_times_decide_to_the_minute(
    readiness_table: ReadinessTable,
    solid_ago: timedelta | None,
    fluid_ago: timedelta | None,
    level: ReadinessLevel,
) -> None:
    inputs = readiness_inputs(
        answers={"wants": "yes", "note": "x"},
        check_in="P-0",
        sedation="moderate",
        allergy_status="none_known",
        procedure_at=PROCEDURE,
        last_solid_at=None if solid_ago is None else PROCEDURE - solid_ago,
        last_fluid_at=None if fluid_ago is None else PROCEDURE - fluid_ago,
    )

    assert evaluate_readiness(readiness_table, inputs).level is level


def test_readiness_inputs_clocks_change_in_the_night_real_hours_count() -> None:
    zone = ZoneInfo("Europe/London")
    supper = datetime(2027, 3, 28, 0, 30, tzinfo=zone)
    procedure = datetime(2027, 3, 28, 7, 0, tzinfo=zone)

    assert hours_before(procedure, supper) == 5.5


def test_readiness_inputs_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        hours_before(PROCEDURE, datetime(2027, 3, 10, 8, 0))


@pytest.mark.parametrize(
    ("answer", "level"), [("no", READY), ("yes", READY), ("not_sure", CALL_TODAY), (None, CALL_TODAY)]
)
def test_readiness_inputs_allergies_answered_here_replace_the_record(
    readiness_table: ReadinessTable, answer: str | None, level: ReadinessLevel
) -> None:
    inputs = readiness_inputs(
        answers={"i_allergy": answer},
        check_in="C-PRE",
        sedation=None,
        allergy_status="not_yet_asked",
        procedure_at=None,
        last_solid_at=None,
        last_fluid_at=None,
    )

    assert evaluate_readiness(readiness_table, inputs).level is level


def test_readiness_alert_levels_have_the_clocks_of_triage() -> None:
    assert staff_clock(*ALERT_PLACES[EMERGENCY]) == staff_clock(Level.URGENT_NOW, Route.EMERGENCY_NUMBER)
    assert staff_clock(*ALERT_PLACES[HOLD]) == staff_clock(Level.CALL_24H, Route.CLINIC_24H)
    assert set(ALERT_PLACES) == {EMERGENCY, HOLD}
    assert [level.rank for level in READINESS_ORDER] == [0, 1, 2, 3]


def test_readiness_level_one_answer_made_worse_never_falls(readiness_table: ReadinessTable) -> None:
    for name, field in READINESS_FIELDS.items():
        for chain in field.worse:
            levels = [level_of(readiness_table, **{name: value}).rank for value in chain]
            assert levels == sorted(levels), name


@pytest.mark.parametrize(
    ("change", "path", "sentence"),
    [
        ({"level": "ready"}, "row 2, RDY-01, level", "A rule cannot make anybody ready."),
        ({"flags": "priority"}, "row 2, RDY-01, flags", "'priority' is not known."),
        ({"condition": "day >= 3"}, "row 2, RDY-01, condition", "At character 1: There is no field 'day'."),
        ({"notes": "x"}, "row 2, RDY-01, notes", "There is no such column."),
    ],
)
def test_readiness_table_faulty_row_is_named(change: dict[str, str], path: str, sentence: str) -> None:
    row = {"id": "RDY-01", "level": "emergency", "condition": "breathing = yes", "reason": "Call now.", "flags": ""}

    with pytest.raises(RulesRefused) as refused:
        build_readiness_table([{**row, **change}])

    assert refused.value.problems[0].path == path
    assert refused.value.problems[0].sentence.startswith(sentence)


def test_readiness_table_without_red_flags_is_refused() -> None:
    with pytest.raises(RulesRefused, match="There is no rule of level emergency"):
        build_readiness_table([])
