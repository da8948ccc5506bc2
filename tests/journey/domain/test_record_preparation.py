"""The rules of the preparation: fasting times, the dates of medicines, the check on the day, the sign-in pause."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.domain.fasting import ASA_HOURS, fasting_from
from journey.domain.gate_facts import GateFacts
from journey.domain.medicines import HoldDates, HoldRule, hold_dates
from journey.domain.record.checking import check, progress
from journey.domain.record.entries import NEVER_SAVED, Record
from journey.domain.record.prefill import RECORD as OFFERED
from journey.domain.record.prefill import beginning
from journey.domain.record.preparation.day_plan import reading_key
from journey.domain.record.sections import SECTIONS
from journey.domain.stages import Hand
from journey.pathway.loader import load_default
from tests.records import PLANS, THE_DAY, consultation, preparation, record_of, with_lines, with_values

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 14, 10, tzinfo=UTC)
PROCEDURE = datetime(2026, 11, 24, 9, tzinfo=UTC)
RECORD = record_of(
    {
        **consultation(on=NOW.date(), clinician="7"),
        **preparation(procedure=PROCEDURE, on=NOW, clinician="7", nurse="8"),
    }
)
HOLDS = {
    each.code: HoldRule(each.action, each.stop_days, each.restart_days, each.prescriber, each.staff)
    for each in load_default().medicines
}
FACTS = GateFacts(
    now=NOW,
    clinic_zone=LONDON,
    patient_zone=LONDON,
    record=RECORD,
    hold_rules=HOLDS,
    target_hand=Hand.RIGHT,
    joints=("R-CMC1",),
    procedure_at=PROCEDURE,
    sedation="local_only",
)
PILL = {"name": "Ibuprofen", "drug_class": "nsaid_oral", "plan": "stop", "stop_days": 7, "decided_by": "7"}


def planned(*medicines: dict[str, Any]) -> Record:
    """The record with these lines in the medicine plan."""
    record = with_values(RECORD, "medicine_plan", takes_medicines=True)
    return with_lines(record, "medicine_plan", medicines=list(medicines))


def sentences(section: str, record: Record, level: str, **facts: Any) -> list[str]:
    now = replace(FACTS, **{"record": record, **facts})
    return [each.sentence for each in getattr(check(SECTIONS[section], record.of(section), now), level)]


def worked_out(section: str, record: Record, **facts: Any) -> list[tuple[str, str]]:
    now, entry = replace(FACTS, record=record, **facts), record.of(section)
    return [line for works_out in SECTIONS[section].works_out for line in works_out(entry, now)]


@pytest.mark.parametrize("section", [*PLANS, *THE_DAY])
def test_good_record_has_no_error_no_warning_and_nothing_missing(section: str) -> None:
    assert sentences(section, RECORD, "errors") == sentences(section, RECORD, "warnings") == []
    assert progress(SECTIONS[section], RECORD.of(section), FACTS).missing == ()


# clinical.md 8.4; on 29 March the clocks of London go from 1 to 2, on 25 October from 2 back to 1.
FASTS = [
    ((2026, 11, 24, 9), ["01:00", "03:00", "07:00"]),
    ((2026, 3, 29, 9), ["00:00", "03:00", "07:00"]),
    ((2026, 10, 25, 8), ["01:00", "02:00", "06:00"]),
]


@pytest.mark.parametrize(("day", "clocks"), FASTS)
def test_fasting_times_are_real_hours_before_the_procedure(day: tuple[int, int, int, int], clocks: list[str]) -> None:
    times = fasting_from(datetime(*day, tzinfo=LONDON), ASA_HOURS)

    found = [times.fatty_from, times.solids_from, times.fluids_from]
    assert [f"{each.astimezone(LONDON):%H:%M}" for each in found if each] == clocks


def test_fasting_times_are_said_as_clock_times_of_the_clinic() -> None:
    record = with_values(RECORD, "day_plan", fasting_plan="asa_standard")

    assert worked_out("day_plan", record) == [
        ("Meat, fried and fatty food until", "1am, 24 November 2026"),
        ("Light meal until", "3am, 24 November 2026"),
        ("Clear drinks until", "7am, 24 November 2026"),
    ]
    assert worked_out("day_plan", RECORD) == worked_out("day_plan", record, procedure_at=None) == []


@pytest.mark.parametrize(
    ("sedation", "values", "warned"),
    [
        ("local_only", {"fasting_plan": "none"}, False),
        ("moderate", {"fasting_plan": "asa_standard"}, False),
        ("moderate", {"fasting_plan": "none"}, True),
        ("moderate", {"fasting_plan": "custom", "solids_hours": 6, "fluids_hours": 2}, False),
        ("moderate", {"fasting_plan": "custom", "solids_hours": 5, "fluids_hours": 2}, True),
        ("moderate", {"fasting_plan": "custom", "solids_hours": 6, "fluids_hours": 1}, True),
    ],
)
def test_less_fasting_than_sedation_asks_for_is_a_warning(sedation: str, values: dict[str, Any], warned: bool) -> None:
    record = with_values(RECORD, "day_plan", **values)
    assert bool(sentences("day_plan", record, "warnings", sedation=sedation)) == warned


def test_plan_changed_after_it_was_gone_through_is_refused_until_told_again() -> None:
    changed = with_values(RECORD, "day_plan", fasting_plan="asa_standard")
    cleared = with_values(changed, "day_plan", told_for=None)

    assert [each.place for each in check(SECTIONS["day_plan"], changed.of("day_plan"), FACTS).errors] == ["told_for"]
    assert check(SECTIONS["day_plan"], cleared.of("day_plan"), FACTS).errors == ()


def test_reading_counts_for_the_plan_and_the_time_that_were_read() -> None:
    record = with_values(RECORD, "day_plan", fasting_plan="asa_standard")
    keys = {
        reading_key(FACTS),
        reading_key(replace(FACTS, record=record)),
        reading_key(replace(FACTS, procedure_at=PROCEDURE + timedelta(minutes=1))),
    }

    assert len(keys) == 3
    assert "" not in keys
    assert reading_key(replace(FACTS, procedure_at=None)) == reading_key(replace(FACTS, record=Record())) == ""


def test_stop_and_restart_are_days_of_the_calendar() -> None:
    found = hold_dates(date(2026, 11, 24), 7, 14)

    assert found == HoldDates(last=date(2026, 11, 16), without=date(2026, 11, 17), again=date(2026, 12, 9))
    assert hold_dates(date(2026, 11, 24), 0, None) == HoldDates(date(2026, 11, 23), date(2026, 11, 24), None)


def test_dates_of_a_medicine_move_with_the_procedure() -> None:
    told = dict(worked_out("medicine_plan", planned({**PILL, "restart_days": 14})))
    later = dict(worked_out("medicine_plan", planned(PILL), procedure_at=PROCEDURE + timedelta(days=1)))

    again = "Last day 16 November 2026, without it from 17 November 2026. Again from 9 December 2026."
    assert told["Ibuprofen"] == again
    assert later["Ibuprofen"] == "Last day 17 November 2026, without it from 18 November 2026."
    assert told["NSAID tablets"].startswith("Stop 7 days before")


MEDICINES = [
    ([PILL], [], []),
    ([PILL, {**PILL, "name": " IBUPROFEN "}], ["This medicine has a line already."], []),
    ([{**PILL, "stop_days": 11}], [], ["Ibuprofen: the first day without it was 13 November 2026. Is this right?"]),
    ([{**PILL, "stop_days": 10}], [], []),
    (
        [{"name": "Aspirin", "drug_class": "aspirin_cardiac", "plan": "stop", "stop_days": 3}],
        [],
        ["Aspirin: the rule of this class is to keep taking it. Is this right?"],
    ),
    ([{"name": "Aspirin", "drug_class": "aspirin_cardiac", "plan": "keep"}], [], []),
]


@pytest.mark.parametrize(("lines", "errors", "warnings"), MEDICINES)
def test_medicine_lines(lines: list[dict[str, Any]], errors: list[str], warnings: list[str]) -> None:
    assert sentences("medicine_plan", planned(*lines), "errors") == errors
    assert sentences("medicine_plan", planned(*lines), "warnings") == warnings


def test_medicines_beside_the_answer_that_there_are_none_are_refused() -> None:
    record = with_values(planned(PILL), "medicine_plan", takes_medicines=False)
    assert len(sentences("medicine_plan", record, "errors")) == 1


def test_form_begins_with_the_medicines_of_the_history_and_nobody_has_decided_them() -> None:
    taken = [
        {"name": "Ibuprofen", "drug_class": "nsaid_oral"},
        {"name": "Warfarin", "drug_class": "anticoag_warfarin", "prescriber": "Dr Lund"},
        {"name": "Apixaban", "drug_class": "anticoag_doac"},
        {"name": "Garlic", "drug_class": "other"},
    ]
    history = with_lines(with_values(RECORD, "history", takes_medicines=True), "history", medicines=taken)
    section = SECTIONS["medicine_plan"]
    assert section.suggests is not None

    begun = beginning(section, {}, NEVER_SAVED, {"clinician": "7"}, section.suggests(replace(FACTS, record=history)))

    offered = [[line.get(name) for name in ("plan", "stop_days", "restart_days")] for line in begun.lines["medicines"]]
    assert offered == [
        ["stop", 7, 14],
        ["keep", None, None],
        ["", None, None],
        [None, None, None],
    ]
    assert not any(line.get("decided_by") for line in begun.lines["medicines"])
    assert (begun.values, begun.source["medicines"]) == ({"takes_medicines": True}, OFFERED)


def test_prescriber_is_asked_where_the_class_says_so() -> None:
    marked = {code for code, rule in HOLDS.items() if rule.prescriber}
    lines = [{"name": code, "drug_class": code, "plan": "keep", "decided_by": "7"} for code in HOLDS]
    missing = progress(SECTIONS["medicine_plan"], planned(*lines).of("medicine_plan"), FACTS).missing

    assert {each.partition(":")[0] for each in missing if "prescriber" in each} == marked
    assert marked >= {"aspirin_cardiac", "antiplatelet", "anticoag_warfarin", "heparin", "corticosteroid_oral", "dmard"}


REFUSED = [
    ("sign_in", {"second": "7"}, {}, "A pause is done by two different people."),
    ("sign_in", {"marked_hand": "left"}, {}, "Stop. The plan says the right hand, and the left is marked."),
    ("sign_in", {"marked_hand": "right"}, {"target_hand": Hand.LEFT}, "Stop. The plan says the left hand"),
    ("sign_in", {"monitor_on": "not_needed"}, {"sedation": "deep"}, "Sedation is planned: the monitor is needed."),
    ("sign_in", {"allergies_read": "not_needed"}, {}, "Choose from the list."),
    ("arrival", {"temperature": 98}, {}, "Did you mean °F?"),
    ("arrival", {"last_solid_at": NOW + timedelta(minutes=1)}, {"now": NOW + timedelta(hours=1)}, "after the time of"),
    ("day_plan", {"fasting_plan": "custom", "solids_hours": 2, "fluids_hours": 6, "told_for": None}, {}, "Drinks"),
]


@pytest.mark.parametrize(("section", "values", "facts", "sentence"), REFUSED)
def test_refused(section: str, values: dict[str, Any], facts: dict[str, Any], sentence: str) -> None:
    found = sentences(section, with_values(RECORD, section, **values), "errors", **facts)
    assert [each for each in found if sentence in each] == found != []
