"""The rules of what is measured and of a visit: days, devices, trials, what confounds, what is suggested."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.domain.gate_facts import GateFacts
from journey.domain.outcomes import Answered
from journey.domain.record.checking import check, progress
from journey.domain.record.entries import Entry, Record, complete
from journey.domain.record.follow_up.earlier import earlier
from journey.domain.record.follow_up.judging import newest_visit, suggestion
from journey.domain.record.follow_up.strength import NAMES, baseline_strengths
from journey.domain.record.follow_up.visit_codes import NAMES as VISIT_NAMES
from journey.domain.record.follow_up.visit_codes import VISITS, YEARS, check_in_of
from journey.domain.record.sections import SECTIONS
from journey.domain.stages import Hand
from journey.domain.visits import VISIT_CODES
from journey.domain.words import say
from journey.pathway.compiled import visit_specs
from journey.pathway.loader import load_default
from tests.records import entry, follow_up, measured, record_of, with_lines, with_values

LONDON = ZoneInfo("Europe/London")
INJECTED = datetime(2026, 8, 26, 9, tzinfo=UTC)
NOW = INJECTED + timedelta(days=90)
TODAY = NOW.date()
RECORD = record_of({"baseline": measured(INJECTED.date(), {"right": "18.0", "left": "24.0"}), **follow_up(on=TODAY)})
RECORD = with_values(RECORD, "visit", decision="continue_follow_up")
FACTS = GateFacts(
    now=NOW,
    clinic_zone=LONDON,
    patient_zone=LONDON,
    record=RECORD,
    target_hand=Hand.RIGHT,
    injection_at=INJECTED,
    answers=(Answered("P-BASE", date(2026, 8, 19), 6), Answered("F-3M", TODAY, 4, 3)),
    visits=visit_specs(load_default()),
)


def first(section: str, record: Record = RECORD) -> Entry:
    """The first entry as it stands in the database, with the id of its row."""
    return replace(record.of(section), id="1")


def stored(record: Record) -> Record:
    return Record({code: {1: first(code, record)} for code in record.entries})


def sentences(record: Record, section: str, level: str = "errors", **facts: Any) -> list[str]:
    now = replace(FACTS, **{"record": stored(record), **facts})
    return [each.sentence for each in getattr(check(SECTIONS[section], first(section, record), now), level)]


def missing(record: Record, section: str, **facts: Any) -> tuple[str, ...]:
    now = replace(FACTS, **{"record": stored(record), **facts})
    return progress(SECTIONS[section], first(section, record), now).missing


def told(record: Record, section: str, **facts: Any) -> dict[str, str]:
    now = replace(FACTS, **{"record": stored(record), **facts})
    works = SECTIONS[section].works_out
    return dict(line for works_out in works for line in works_out(first(section, record), now))


def visited(**values: Any) -> Record:
    return with_values(RECORD, "visit", **values)


def gripped(section: str = "measures", hand: str = "right", measure: str = "grip", **trials: Any) -> Record:
    line = {"measure": measure, "hand": hand, **{name: Decimal(value) for name, value in trials.items()}}
    kept = [each for each in RECORD.of(section).of("strength") if (each["measure"], each["hand"]) != (measure, hand)]
    return with_lines(RECORD, section, strength=[line, *kept])


@pytest.mark.parametrize("section", ["baseline", "measures", "visit"])
def test_good_record_has_no_error_no_warning_and_nothing_missing(section: str) -> None:
    assert sentences(RECORD, section) == sentences(RECORD, section, "warnings") == []
    assert missing(RECORD, section) == ()


BEFORE = TODAY - timedelta(days=91)
REFUSED: list[tuple[Record, str, dict[str, Any], str]] = [
    (visited(visited_on=BEFORE), "visit", {}, "This is before the injection of 26 August 2026."),
    (RECORD, "visit", {"injection_at": None}, "No injection was given in this session"),
    (with_values(RECORD, "measures", measured_on=BEFORE), "measures", {}, "This is before the injection"),
    (RECORD, "measures", {"injection_at": None}, "No injection was given in this session"),
    (
        with_values(RECORD, "baseline", measured_on=INJECTED.date() + timedelta(days=1)),
        "baseline",
        {},
        "This is after the injection of 26 August 2026. It belongs to a visit.",
    ),
    (visited(visited_on=TODAY + timedelta(days=1)), "visit", {}, "This cannot be in the future."),
    (gripped(trial_1="100.1", trial_2="20"), "measures", {}, "Strength must be at least 0 and at most 100 kg."),
    (gripped(measure="pinch_key", trial_1="6", trial_2="20.1"), "measures", {}, "A pinch is at most 20 kg."),
    (visited(mode="phone", new_lump=True), "visit", {}, "This is for a visit in person only."),
    (visited(new_lump=False, lump_review="open"), "visit", {}, "This is for a new lump only."),
    (visited(long_term_plan="visit"), "visit", {}, "This is for the one-year visit and later ones only."),
    (visited(other_treatment_since=("none", "steroid")), "visit", {}, "cannot stand with another answer."),
]


@pytest.mark.parametrize(("record", "section", "facts", "sentence"), REFUSED, ids=[each[3] for each in REFUSED])
def test_refused(record: Record, section: str, facts: dict[str, Any], sentence: str) -> None:
    found = sentences(record, section, **facts)
    assert [each for each in found if sentence in each] != [], found


WARNED: list[tuple[Record, str, str]] = [
    (visited(visit_code="W6"), "visit", "This visit is planned from 2 October 2026 to 14 October 2026."),
    (with_values(RECORD, "measures", visit_code="M6"), "measures", "This visit is planned from 10 February 2027"),
    (visited(mode="video", new_lump=None), "visit", "This visit is in person by default"),
    (visited(other_treatment_since=("steroid",)), "visit", "cannot be put down to this one"),
    (gripped(trial_1="70.1", trial_2="60"), "measures", "Trial 1: 70.1 kg is unusual."),
    (gripped(trial_2="20"), "measures", "Only one trial: no mean is made of it."),
    (
        with_values(RECORD, "measures", grip_device="Baseline BIMS"),
        "measures",
        "Before treatment it was measured with Jamar. The change cannot be told.",
    ),
]


@pytest.mark.parametrize(("record", "section", "sentence"), WARNED, ids=[each[2] for each in WARNED])
def test_warned(record: Record, section: str, sentence: str) -> None:
    found = sentences(record, section, "warnings")
    assert [each for each in found if sentence in each] != [], found
    assert sentences(record, section) == []


def test_same_device_in_other_letters_is_no_warning() -> None:
    assert sentences(with_values(RECORD, "measures", grip_device=" jamar"), "measures", "warnings") == []


def test_six_weeks_is_too_early_and_no_time_for_another_session() -> None:
    early = visited(visit_code="W6", decision="additional_session")

    found = sentences(early, "visit", "warnings", injection_at=NOW - timedelta(days=42))

    assert found == [
        "Before three months it is too early to tell. Is it right?",
        "Day 42: another session opens after 90 days at the earliest. Is it right?",
    ]
    chosen = with_values(early, "visit", response="too_early", decision="continue_follow_up")
    assert sentences(chosen, "visit", "warnings", injection_at=NOW - timedelta(days=42)) == []


def test_second_record_of_a_planned_visit_is_refused_and_one_that_was_not_planned_is_not() -> None:
    both = {1: first("visit"), 2: replace(first("visit"), id="2")}
    facts = replace(FACTS, record=Record({**RECORD.entries, "visit": both}))

    again = check(SECTIONS["visit"], both[2], facts)
    assert [each.sentence for each in again.errors] == [
        "This visit has its record already. Open that one, or choose “Not planned”."
    ]
    new = replace(both[2], id="", values={**both[2].values, "visit_code": "UNSCHEDULED"})
    assert check(SECTIONS["visit"], new, facts).errors == ()


def test_line_that_is_there_twice_is_refused() -> None:
    line = RECORD.of("measures").of("strength")[0]
    assert sentences(with_lines(RECORD, "measures", strength=[line, line]), "measures") == ["This line is there twice."]


@pytest.mark.parametrize(
    ("record", "section", "words"),
    [
        (gripped(trial_1="20.1"), "measures", "Grip, right: two trials"),
        (gripped(hand="left"), "measures", "Grip, left: two trials"),
        (with_values(RECORD, "measures", grip_device=""), "measures", "model of the dynamometer"),
        (gripped(measure="pinch_tip", trial_1="3", trial_2="4"), "measures", "model of the pinch gauge"),
        (visited(ae_review=False), "visit", "open results and events, looked at"),
        (Record({**RECORD.entries, "measures": {1: complete(SECTIONS["measures"], {}, {})}}), "visit",
         "the measurements of this visit"),
        (gripped(trial_1="20.1"), "visit", "grip of both hands, in the measurements of this visit"),
    ],
)  # fmt: skip
def test_missing(record: Record, section: str, words: str) -> None:
    assert missing(record, section) == (words,)


def test_other_hand_may_be_left_out_for_a_reason_and_answers_are_asked_for() -> None:
    one_hand = with_values(gripped(hand="left"), "measures", other_hand_reason="In plaster.")
    assert missing(one_hand, "measures") == ()
    assert missing(RECORD, "visit", answers=()) == ("the patient's answers (F-3M)",)


def test_means_shares_and_changes_are_worked_out() -> None:
    assert told(gripped(trial_1="20.1", trial_2="21.0", trial_3="19.8"), "measures") == {
        "Grip, right": "Mean 20.3 kg, best 21.0 kg. 85 % of the left hand. Before 18.0 kg: 2.3 kg more.",
        "Grip, left": "Mean 24.0 kg, best 25.0 kg. 118 % of the right hand. Before 24.0 kg: no change.",
    }
    assert told(gripped(trial_1="20.1"), "measures")["Grip, right"] == "No mean: fewer than two trials."
    other = told(with_values(RECORD, "measures", grip_device="BIMS"), "measures")["Grip, right"]
    assert other.endswith("Before: 18.0 kg with Jamar, so the change cannot be told.")
    weaker = told(gripped(trial_1="15", trial_2="16"), "measures")["Grip, right"]
    assert weaker.endswith("Before 18.0 kg: 2.5 kg less.")
    assert "Before" not in str(told(RECORD, "baseline"))


def test_total_motion_and_joints_are_worked_out() -> None:
    straight = {f"{joint}_{way}": 0 for joint in ("mcp", "pip", "dip") for way in ("flexion", "extension")}
    bent = {**straight, "finger": "2", "mcp_flexion": 85, "pip_flexion": 95, "dip_flexion": 60, "pip_extension": -20}
    record = with_values(RECORD, "measures", tender_joints=("R-CMC1", "R-MCP2"), swollen_joints=("R-CMC1",))
    record = with_lines(record, "measures", fingers=[bent, {"finger": "3", "mcp_flexion": 85}])

    assert {name: words for name, words in told(record, "measures").items() if "Grip" not in name} == {
        "Total motion, index finger": "220 degrees",
        "Total motion, middle finger": "blank: all six angles are needed",
        "Joints": "2 tender, 1 swollen",
    }


def test_baseline_of_the_preparation_stands_before_that_of_the_consultation() -> None:
    line = {"measure": "grip", "hand": "right", "trial_1": Decimal(10), "trial_2": Decimal(12), "device": "Old"}
    tip = {**line, "measure": "pinch_tip"}
    examined = Record({**RECORD.entries, "examination": {1: entry("examination", ({}, {"strength": [line, tip]}))}})

    found = baseline_strengths(replace(FACTS, record=examined, consult_at=INJECTED - timedelta(days=20)))

    assert (found["grip", "right"].mean, found["grip", "right"].device) == (Decimal("18.0"), "Jamar")
    assert (found["pinch_tip", "right"].mean, found["pinch_tip", "right"].on) == (Decimal("11.0"), date(2026, 8, 6))


SUGGESTED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({}, {}, "better"),
    ({"visit_code": "W6"}, {}, "too_early"),
    ({"visit_code": "CALL_48_72H"}, {}, "too_early"),
    ({"visit_code": "M6"}, {}, "cannot_tell"),  # F-6M is not there
    ({}, {"answers": FACTS.answers[1:]}, "cannot_tell"),
    ({}, {"answers": (Answered("P-BASE", TODAY, 2), *FACTS.answers[1:])}, "cannot_tell"),
    ({}, {"answers": (*FACTS.answers[:1], Answered("F-3M", TODAY, 8))}, "worse"),
    ({}, {"answers": (*FACTS.answers[:1], Answered("F-3M", TODAY, 3, 2))}, "much_better"),
    ({"visit_code": "UNSCHEDULED"}, {}, "better"),
    ({"visit_code": "UNSCHEDULED"}, {"injection_at": NOW - timedelta(days=79)}, "too_early"),
    (
        {"visit_code": "UNSCHEDULED"},
        {"answers": (*FACTS.answers[:1], Answered("F-3M", TODAY - timedelta(days=15), 1))},
        "cannot_tell",
    ),
]


@pytest.mark.parametrize(("values", "facts", "response"), SUGGESTED)
def test_suggested_response(values: dict[str, Any], facts: dict[str, Any], response: str) -> None:
    assert suggestion(first("visit", visited(**values)), replace(FACTS, **facts)) == response


def test_suggestion_says_its_numbers_and_that_it_proves_nothing() -> None:
    assert told(RECORD, "visit") == {
        "Suggested response": "Better. This does not prove that the treatment caused it.",
        "Worst pain in 24 hours": "Before treatment: 6. On 24 November 2026: 4. 2 points and 33 % less. "
        "The patient's own view of the change: 3 of 7, 1 is best.",
    }
    confounded = told(visited(other_treatment_since=("surgery",)), "visit")
    assert confounded["Another treatment since"] == "The response cannot be put down to this treatment."
    assert told(RECORD, "visit", answers=())["Worst pain in 24 hours"] == (
        "Not answered before treatment. F-3M has not been answered."
    )


def test_new_form_begins_with_the_visit_of_these_days_that_has_no_record() -> None:
    blank = replace(FACTS, record=Record({"baseline": RECORD.entries["baseline"]}))
    for code in ("measures", "visit"):
        suggests = SECTIONS[code].suggests
        assert suggests is not None
        assert suggests(blank).get("visit_code") == "M3"
        assert suggests(FACTS).get("visit_code") == ""
        assert suggests(replace(blank, injection_at=None)).get("visit_code") == ""
    measures = SECTIONS["measures"].suggests
    assert measures is not None
    assert measures(blank).get("grip_device") == "Jamar"


def test_newest_visit_is_that_of_the_latest_day() -> None:
    older = Entry({"visited_on": TODAY - timedelta(days=48)}, version=1)
    facts = replace(FACTS, record=Record({"visit": {1: first("visit"), 2: older}}))
    assert newest_visit(facts) == first("visit")
    assert newest_visit(replace(FACTS, record=Record())) is None


def test_every_planned_visit_has_a_name_and_its_check_in() -> None:
    codes = [code for code, _words in VISITS]
    assert codes == [*VISIT_CODES, "UNSCHEDULED"]
    assert {*VISIT_NAMES, *dict(YEARS)} == set(VISIT_CODES)
    assert (check_in_of("M12"), check_in_of("Y7"), check_in_of("UNSCHEDULED")) == ("F-12M", "F-Y7", "")
    assert len({say(words) for words in NAMES.values()}) == 8


VISITED = {
    number: entry("measures", ({"visit_code": code, "measured_on": TODAY - timedelta(days=days)}, {}))
    for number, code, days in ((1, "W6", 48), (2, "M3", 0), (3, "UNSCHEDULED", 20))
}


@pytest.mark.parametrize(
    ("section", "number", "found"),
    [
        ("measures", 1, [("Before", "Before treatment")]),
        ("measures", 2, [("Before", "Before treatment"), ("Last", "Not planned")]),
        ("measures", 3, [("Before", "Before treatment"), ("Last", "Six weeks")]),
        ("measures", 4, [("Before", "Before treatment"), ("Last", "Three months")]),
        ("visit", 1, []),
        ("history", 1, []),
    ],
)
def test_visit_before_is_the_one_before_by_its_day(section: str, number: int, found: list[tuple[str, str]]) -> None:
    baseline = replace(RECORD.of("baseline"), version=1)
    facts = replace(FACTS, record=Record({"baseline": {1: baseline}, "measures": VISITED}))

    assert [(each.short, each.title) for each in earlier(section, number, facts)] == found
