"""The rules of the post-care: the observation clock, vitals, what goes home, the criteria of the discharge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.domain.gate_facts import GateFacts
from journey.domain.instructions import InstructionRule
from journey.domain.record.checking import check, progress
from journey.domain.record.entries import NEVER_SAVED, Entry, Record
from journey.domain.record.post_care.clock import clock_in_words, observation_clock
from journey.domain.record.post_care.discharge import two_days_on
from journey.domain.record.post_care.instructions import from_the_library
from journey.domain.record.sections import SECTIONS, has_begun, is_open
from journey.domain.stages import STAGE_ORDER, CellSource, HarvestMode, StageCode, StageState
from journey.domain.words import say
from tests.records import injection, post_care, preparation, record_of, with_lines, with_values

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 11, 24, 13, 50, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RECORD = record_of(
    {
        **preparation(procedure=START, on=START, clinician="7", nurse="8"),
        **injection(at=START, operator="7", nurse="8"),
        **post_care(at=START),
    }
)
ICE = InstructionRule("Use ice", 3, None, 0, 7, pulls=("ice",))
LIBRARY = {
    "limit_hand_movement": InstructionRule("Rest", 3, None, 0, 14, pulls=("rest",)),
    "ice": ICE,
    "no_nsaid": InstructionRule("No ibuprofen", 14, None, 0, 42, pulls=("no_nsaid",)),
    "harvest_dressing": InstructionRule("Plaster", None, 48, 24, 72, own_cells_only=True),
    "no_driving": InstructionRule("Do not drive", None, 24, 24, 336, until_told=True),
    "warm_socks": InstructionRule("Keep your feet warm", 2, None, 0, 5),
}
FACTS = GateFacts(
    now=START + 40 * MINUTE,
    clinic_zone=LONDON,
    patient_zone=LONDON,
    record=RECORD,
    harvest_mode=HarvestMode.PATIENT_HARVEST,
    harvest_at=START - 120 * MINUTE,
    injection_at=START,
)
SET = RECORD.of("observation").of("vitals")[0]


def watched(*minutes: int, **values: Any) -> Record:
    """Vitals at these minutes."""
    record = with_values(RECORD, "observation", **values)
    lines = [{**SET, "taken_at": START + minute * MINUTE} for minute in minutes]
    return with_lines(record, "observation", vitals=lines)


def last_vitals(**values: Any) -> Record:
    first = {**SET, "taken_at": START}
    return with_lines(RECORD, "observation", vitals=[first, {**SET, "taken_at": START + 15 * MINUTE, **values}])


def given(*lines: dict[str, Any], **library: InstructionRule) -> tuple[Record, dict[str, InstructionRule]]:
    return with_lines(RECORD, "instructions", given=[{"acknowledged": True, **each} for each in lines]), library


def sentences(record: Record, level: str, section: str, **facts: Any) -> list[str]:
    now = replace(FACTS, **{"record": record, **facts})
    return [each.sentence for each in getattr(check(SECTIONS[section], record.of(section), now), level)]


def at_clock(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%H:%M}" if at else ""


@pytest.mark.parametrize("section", ["observation", "instructions", "discharge"])
def test_good_record_has_no_error_no_warning_and_nothing_missing(section: str) -> None:
    assert sentences(RECORD, "errors", section) == sentences(RECORD, "warnings", section) == []
    assert progress(SECTIONS[section], RECORD.of(section), FACTS).missing == ()


SEDATED = with_lines(RECORD, "injection", sedation_given=[{"drug": "Midazolam", "dose": "2 mg", "given_at": START}])


# clinical.md 2.5: 30 minutes after local only; 60 with donor cells, any sedation, or an anaphylaxis before; 2, 6 or 12
# hours from when a treated anaphylaxis has settled.
@pytest.mark.parametrize(
    ("changed", "minutes", "leave_from"),
    [
        ({}, 30, "14:20"),
        ({"cell_source": CellSource.AUTOLOGOUS}, 30, "14:20"),
        ({"cell_source": CellSource.ALLOGENEIC}, 60, "14:50"),
        ({"sedation": "minimal"}, 60, "14:50"),
        ({"sedation": "local_only"}, 30, "14:20"),
        ({"record": SEDATED}, 60, "14:50"),
        ({"earlier_anaphylaxis": True}, 60, "14:50"),
        ({"observation_min_local": 45}, 45, "14:35"),
        ({"record": watched(anaphylaxis="two_hours", anaphylaxis_settled_at=START + 20 * MINUTE)}, 140, "16:10"),
        ({"record": watched(anaphylaxis="six_hours", anaphylaxis_settled_at=START)}, 360, "19:50"),
        ({"record": watched(anaphylaxis="twelve_hours", anaphylaxis_settled_at=START)}, 720, "01:50"),
        ({"record": watched(anaphylaxis="two_hours", anaphylaxis_settled_at=None)}, 120, ""),
        ({"record": Record()}, 30, ""),
    ],
)
def test_minimum_of_the_observation(changed: dict[str, Any], minutes: int, leave_from: str) -> None:
    clock = observation_clock(replace(FACTS, **changed))

    assert (clock.least_minutes, at_clock(clock.leave_from)) == (minutes, leave_from)


@pytest.mark.parametrize(
    ("taken", "due"),
    [
        ((), 0),
        ((0,), 15),
        ((3,), 15),
        ((9,), 15),
        ((0, 10), 30),
        ((0, 15), 30),
        ((0, 15, 24), 30),
        ((0, 15, 25), 60),
        ((0, 47), 60),
        ((0, 15, 30, 55), 90),
        ((0, 15, 30, 90), 120),
        ((30, 0), 60),
    ],
)
def test_next_vitals_are_due_at_0_15_30_then_each_30(taken: tuple[int, ...], due: int) -> None:
    clock = observation_clock(replace(FACTS, record=watched(*taken)))

    assert (clock.due_minute, clock.due) == (due, START + due * MINUTE)


def test_clock_says_when_the_patient_may_leave_and_how_many_vitals_there_are() -> None:
    words = dict(clock_in_words(observation_clock(FACTS), FACTS))

    assert words == {
        "At least": "30 minutes", "May leave from": "2:20pm", "Vitals": "3 of 3", "Next vitals": "2:50pm",
    }  # fmt: skip


@pytest.mark.parametrize("start", ["2026-10-25T00:45+01:00", "2026-03-29T00:45+00:00"])
def test_clocks_that_change_meanwhile_change_no_minute(start: str) -> None:
    """In the night of a change, London shows another hour after 30 real minutes."""
    began = datetime.fromisoformat(start).astimezone(LONDON)
    facts = replace(FACTS, record=with_values(RECORD, "observation", observation_start=began), injection_at=began)
    clock = observation_clock(facts)

    assert clock.leave_from is not None
    assert clock.leave_from.timestamp() - began.timestamp() == 30 * 60
    assert clock.watched((began.astimezone(UTC) + 29 * MINUTE).astimezone(LONDON)) == 29


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (watched(0, -1), "before the observation began"),
        (watched(0, 0), "vitals of this minute already"),
        (watched(0, 41), "cannot be in the future"),
        (last_vitals(systolic=80, diastolic=80), "not below the upper one"),
        (with_values(RECORD, "observation", observation_start=START - MINUTE), "before the injection"),
        (watched(0, anaphylaxis="two_hours", anaphylaxis_settled_at=START - MINUTE), "before the injection"),
    ],
)
def test_observation_refuses(record: Record, sentence: str) -> None:
    assert sentence in " ".join(sentences(record, "errors", "observation"))


def test_vitals_after_the_way_home_are_refused() -> None:
    told = sentences(watched(0, 20), "errors", "observation", discharge_at=START + 19 * MINUTE)

    assert told == ["The patient had gone home by then."]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"heart_rate": 86}, ""),
        ({"heart_rate": 87}, "Heart rate 87 is more than 20 % from 72."),
        ({"heart_rate": 58}, ""),
        ({"heart_rate": 57}, "more than 20 %"),
        ({"systolic": 102}, "Upper blood pressure 102 is more than 20 % from 128."),
        ({"diastolic": 97}, "Lower blood pressure 97"),
        ({"spo2": 94}, ""),
        ({"spo2": 93}, "SpO2 93 %. Tell the clinician now."),
        ({"alertness": "V"}, "Not fully alert."),
        ({"pain": 6}, ""),
        ({"pain": 7}, "Pain 7 of 10."),
        ({"temperature": Decimal("37.9")}, ""),
        ({"temperature": Decimal("38.0")}, "Fever: 38.0 °C."),
    ],
)
def test_vitals_that_a_clinician_has_to_see_are_warned_of(values: dict[str, Any], sentence: str) -> None:
    told = " ".join(sentences(last_vitals(**values), "warnings", "observation"))

    assert (sentence in told) if sentence else told == ""


def test_baseline_before_the_procedure_counts_more_than_the_first_vitals() -> None:
    low = with_values(last_vitals(heart_rate=87, spo2=91), "observation", base_heart_rate=80, base_spo2=91)

    assert sentences(low, "warnings", "observation") == []
    assert len(sentences(with_values(low, "observation", base_heart_rate=60), "warnings", "observation")) == 1


def test_worrying_hand_is_warned_of() -> None:
    blue = with_values(RECORD, "observation", hand_colour="blue", capillary_refill_s=4, hand_bleeding="active")

    assert len(sentences(blue, "warnings", "observation")) == 3


OTHER = {"code": "other", "code_other": "Use no ice on the wrist", "days": 3}


@pytest.mark.parametrize(
    ("told", "level", "sentence"),
    [
        (given({"code": "ice", "days": 7}, ice=ICE), "errors", ""),
        (given({"code": "ice", "days": 8}, ice=ICE), "errors", "0 to 7 are allowed."),
        (given({"code": "ice", "hours": 8}, ice=ICE), "errors", "This one is given in days."),
        (given({"code": "ice", "days": 1, "hours": 8}, ice=ICE), "errors", "Write days or hours, not both."),
        (given({"code": "ice", "days": 1}, ice=replace(ICE, days=0, longest=0)), "errors", "0 to 0 are allowed."),
        (given({"code": "ice", "days": 1}, no_nsaid=LIBRARY["no_nsaid"]), "errors", "This clinic does not give this"),
        (given({"code": "ice", "days": 1}, {"code": "ice", "days": 1}, ice=ICE), "errors", "has a line already"),
        (
            given({"code": "ice", "days": 3}, {**OTHER, "directions": ("no_ice",)}, ice=ICE),
            "warnings",
            "This contradicts “Ice”.",
        ),
        (
            given({"code": "ice", "days": 3}, {**OTHER, "directions": ("heat",)}, ice=ICE),
            "warnings",
            "This contradicts “Ice”.",
        ),
        (given({"code": "ice", "days": 3}, OTHER, ice=ICE), "warnings", ""),
        (given({**OTHER, "directions": ("no_ice",)}, ice=ICE), "warnings", "Not given: Ice. Is this right?"),
    ],
)
def test_instructions_are_within_the_library_and_do_not_contradict(
    told: tuple[Record, dict[str, InstructionRule]], level: str, sentence: str
) -> None:
    record, library = told
    said = sentences(record, level, "instructions", instruction_rules=library)

    assert any(sentence in each for each in said) if sentence else said == []


def test_medicine_that_the_plan_keeps_contradicts_an_instruction() -> None:
    record, library = given({"code": "no_nsaid", "days": 14}, no_nsaid=LIBRARY["no_nsaid"])
    taken = {"name": "Ibuprofen", "drug_class": "nsaid_oral", "plan": "allowed", "decided_by": "7"}
    record = with_lines(record, "medicine_plan", medicines=[taken])

    told = sentences(record, "warnings", "instructions", instruction_rules=library)
    assert told == ["The medicine plan keeps Ibuprofen. Which one holds?"]


def test_form_begins_with_the_library_for_this_patient() -> None:
    lines = from_the_library(replace(FACTS, instruction_rules=LIBRARY)).of("given")
    donor = from_the_library(
        replace(FACTS, instruction_rules=LIBRARY, harvest_mode=HarvestMode.DONOR_PRODUCT, harvest_at=None)
    )

    assert lines[0] == {"code": "limit_hand_movement", "days": 3}
    assert lines[3] == {"code": "harvest_dressing", "hours": 48}
    assert lines[-1] == {"code": "other", "code_other": "Keep your feet warm", "days": 2}
    assert [each["code"] for each in donor.of("given")] == [
        "limit_hand_movement", "ice", "no_nsaid", "no_driving", "other",
    ]  # fmt: skip


def test_days_cover_day_0_to_day_n_and_hours_end_at_a_time() -> None:
    record, _library = given(
        {"code": "limit_hand_movement", "days": 3}, {"code": "harvest_dressing", "hours": 48},
        {"code": "no_driving", "hours": 24},
    )  # fmt: skip
    facts = replace(FACTS, record=record, instruction_rules=LIBRARY)
    section = SECTIONS["instructions"]
    words = dict(line for works_out in section.works_out for line in works_out(record.of("instructions"), facts))

    assert words == {
        "Rest the hand, wear the splint": "from 24 November 2026 to 27 November 2026",
        "Plaster where cells were taken": "from 24 November 2026 to 26 November 2026, 11:50am",
        "No driving": "from 24 November 2026 to 25 November 2026, 1:50pm, or until the team says",
    }


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (last_vitals(heart_rate=100), "more than 20 % from the baseline"),
        (last_vitals(spo2=90), "The last SpO2 was 90 %"),
        (last_vitals(pain=8), "The last pain was 8 of 10"),
        (with_values(last_vitals(pain=8), "discharge", pain_plan="Paracetamol, call at 8pm"), ""),
        (with_values(RECORD, "discharge", first_call_planned=START + timedelta(hours=48)), ""),
        (with_values(RECORD, "discharge", first_call_planned=START + timedelta(hours=72)), ""),
        (with_values(RECORD, "discharge", first_call_planned=START + timedelta(hours=73)), "73 hours after"),
        (with_values(RECORD, "discharge", first_call_planned=START + timedelta(hours=47)), "47 hours after"),
    ],
)
def test_discharge_warns(record: Record, sentence: str) -> None:
    told = " ".join(sentences(record, "warnings", "discharge"))

    assert (sentence in told) if sentence else told == ""


def test_look_that_was_left_out_is_said_once_the_patient_is_home_and_keeps_nobody_here() -> None:
    record, home = watched(0, 15, 30, 60), START + 104 * MINUTE
    (told,) = sentences(record, "warnings", "discharge", discharge_at=home)
    assert told.startswith("Vitals 4 of 5:")

    facts = replace(FACTS, record=record, discharge_at=home)
    assert dict(clock_in_words(observation_clock(facts), facts))["Vitals"] == "4 of 5"


@pytest.mark.parametrize(
    ("minute", "offered"), [(0, "13:00"), (1, "13:30"), (30, "13:30"), (31, "14:00"), (59, "14:00")]
)
def test_first_call_is_offered_at_the_first_half_hour_after_48_hours(minute: int, offered: str) -> None:
    at = START.replace(hour=13, minute=minute, second=5 if minute == 1 else 0)

    assert at_clock(two_days_on(replace(FACTS, injection_at=at)).get("first_call_planned")) == offered
    assert two_days_on(replace(FACTS, injection_at=None)) == NEVER_SAVED == Entry()


@pytest.mark.parametrize(
    ("current", "begun", "opened"),
    [
        (StageCode.HARVESTING, [], []),
        (StageCode.INJECTION, ["observation"], ["observation"]),
        (
            StageCode.POST_CARE,
            ["observation", "instructions", "discharge"],
            ["observation", "instructions", "discharge"],
        ),
        (StageCode.FOLLOW_UP, ["observation", "instructions", "discharge"], []),
    ],
)
def test_observation_begins_while_the_injection_is_still_open(
    current: StageCode, begun: list[str], opened: list[str]
) -> None:
    before = STAGE_ORDER.index(current)
    stages = {
        code: StageState.COMPLETE if place < before else StageState.NOT_STARTED
        for place, code in enumerate(STAGE_ORDER)
    } | {current: StageState.IN_PROGRESS}
    sections = [SECTIONS[code] for code in ("observation", "instructions", "discharge")]

    assert [each.code for each in sections if has_begun(each, stages)] == begun
    assert [each.code for each in sections if is_open(each, stages)] == opened
    assert all(each.by_nurses and say(each.title) for each in sections)
