"""Each number that the clinic approves (clinical.md 10) decides something: another number, another result."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.domain.errors import NotAccepted
from journey.domain.exception_plans import repeat_harvest
from journey.domain.gate_checks_before import allergies_confirmed, baseline_fresh
from journey.domain.gate_checks_cells import stored_cells_detail
from journey.domain.gate_facts import GateFacts
from journey.domain.moves import Choices
from journey.domain.record.checking import check
from journey.domain.record.sections import SECTIONS
from journey.domain.release import release_criteria
from journey.domain.stages import HarvestMode, StageCode, StageState, Tissue
from tests.journey.domain.journeys import standing_at
from tests.records import cells, consultation, record_of, with_values

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TAKEN, DAY = NOW - timedelta(minutes=20), timedelta(days=1)
HARVESTED = with_values(
    record_of({**cells(at=TAKEN, operator="7"), **consultation(on=NOW.date(), clinician="7")}),
    "harvest",
    site="abdomen",
    tumescent_ml=900,
    lidocaine_total_mg=1200,
)
RECORD = with_values(HARVESTED, "arrival", weight=Decimal(60))
FACTS = GateFacts(
    now=NOW,
    clinic_zone=LONDON,
    patient_zone=LONDON,
    record=RECORD,
    tissue=Tissue.ADIPOSE,
    harvest_mode=HarvestMode.PATIENT_HARVEST,
    harvest_at=TAKEN,
    procedure_at=NOW,
    born=date(1990, 1, 1),
    baseline_at=NOW - 20 * DAY,
    allergies_confirmed_at=NOW - 20 * DAY,
)


def findings(section: str, facts: GateFacts) -> Any:
    return check(SECTIONS[section], facts.record.of(section), facts)


def viability(facts: GateFacts) -> bool:
    return next(each.passed for each in release_criteria(facts, intact=True) if each.id == "REL-3")


def viability_of_grown(facts: GateFacts) -> bool:
    return viability(replace(facts, record=with_values(facts.record, "processing", process_method="culture_expanded")))


def thawed(facts: GateFacts) -> str:
    return stored_cells_detail(replace(facts, harvest_mode=HarvestMode.BANKED_CELLS))


NUMBERS: dict[str, tuple[int, Callable[[GateFacts], object]]] = {
    "allergy_max_age_days": (19, allergies_confirmed),
    "baseline_max_age_days": (19, baseline_fresh),
    "min_age": (37, lambda facts: findings("contraindications", facts).errors),
    "min_viability_pct": (91, lambda facts: (viability(facts), thawed(facts))),
    "min_viability_pct_expanded": (91, viability_of_grown),
    "same_day_expiry_h": (3, lambda facts: findings("processing", facts).warnings),
    "tumescent_lidocaine_max_mg_kg": (19, lambda facts: findings("harvest", facts).errors),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_number_decides(name: str) -> None:
    number, result = NUMBERS[name]
    assert number != getattr(FACTS, name)
    assert result(replace(FACTS, **{name: number})) != result(FACTS)


def test_days_before_another_harvest_are_those_of_the_clinic() -> None:
    at = standing_at(StageCode.HARVESTING, StageState.ABORTED, harvest_at=NOW)
    assert at.repeat_harvest_min_days == 14
    choices = Choices(procedure_at=NOW + 20 * DAY)
    assert repeat_harvest(at, choices).stages
    with pytest.raises(NotAccepted, match="15 December 2026 or later"):
        repeat_harvest(replace(at, repeat_harvest_min_days=21), choices)
