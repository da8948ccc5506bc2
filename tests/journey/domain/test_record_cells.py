"""The rules of the harvest and of the cells that look at several fields (clinical.md 2.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.domain.gate_facts import GateFacts
from journey.domain.record.cells.harvest import doses_are_within_their_limits, of_the_other_tissue
from journey.domain.record.cells.processing import same_day, viability_of
from journey.domain.record.checking import check, progress
from journey.domain.record.entries import Record
from journey.domain.record.sections import SECTIONS, has_begun, is_open, sections_of
from journey.domain.stages import HarvestMode, StageCode, StageState, Tissue
from tests.records import cells, record_of, with_lines, with_values

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TAKEN = NOW - timedelta(minutes=20)
RECORD = record_of(cells(at=TAKEN, operator="7"))
FACTS = GateFacts(
    now=NOW, clinic_zone=LONDON, patient_zone=LONDON, record=RECORD, tissue=Tissue.BONE_MARROW, harvest_at=TAKEN
)
FAT: dict[str, Any] = {"tissue": Tissue.ADIPOSE}
TO_NUMBING: dict[str, Any] = {"allergies": frozenset({"local_anaesthetic"})}
TO_HEPARIN: dict[str, Any] = {"allergies": frozenset({"heparin"})}


def named(substance: str) -> dict[str, Any]:
    """An allergy that was given no class."""
    return {"allergies": frozenset({"other"}), "allergy_names": frozenset({substance})}


CELLS = ("harvest", "processing", "donor_unit", "banked_cells")


def harvest(**changed: Any) -> Record:
    return with_values(RECORD, "harvest", **changed)


def of_fat(volume: str = "60", **changed: Any) -> Record:
    return with_values(RECORD, "harvest", site="abdomen", volume_ml=Decimal(volume), **changed)


def weighed(record: Record, kg: int | None) -> Record:
    """In the check on the day, which is the one place for it."""
    return with_values(record, "arrival", weight=None if kg is None else Decimal(kg))


def tumescent(mg: int, *, kg: int | None = 60, **changed: Any) -> Record:
    return weighed(of_fat(**{"lidocaine_total_mg": mg, "tumescent_ml": 900, **changed}), kg)


def numbed(agent: str, mg: str, kg: int | None = 60, of: Callable[..., Record] = harvest) -> Record:
    return weighed(of(plain_agent=agent, plain_mg=Decimal(mg)), kg)


def processed(**changed: Any) -> Record:
    return with_values(RECORD, "processing", **changed)


def drawn(*volumes: str) -> Record:
    return with_lines(RECORD, "harvest", draws=[{"draw_ml": Decimal(each)} for each in volumes])


def added(section: str = "processing", **line: Any) -> Record:
    return with_lines(RECORD, section, additives=[{"substance": "Mix", "substance_class": "none", **line}])


def no_draws(**changed: Any) -> Record:
    return with_lines(harvest(**changed), "harvest", draws=[])


def found(section: str, record: Record, level: str, **facts: Any) -> list[tuple[str, str]]:
    now = replace(FACTS, record=record, **facts)
    return [(each.place, each.sentence) for each in getattr(check(SECTIONS[section], record.of(section), now), level)]


@pytest.mark.parametrize("section", CELLS)
def test_good_record_has_no_error_no_warning_and_nothing_missing(section: str) -> None:
    assert found(section, RECORD, "errors") == found(section, RECORD, "warnings") == []
    facts = replace(FACTS, papers=frozenset({"donor_eligibility", "certificate"}))
    assert progress(SECTIONS[section], RECORD.of(section), facts).missing == ()


ERRORS = [
    ("harvest", no_draws(volume_ml=Decimal(300)), {}, "volume_ml", "Between 5 and 240 mL"),
    ("harvest", no_draws(volume_ml=Decimal(-5)), {}, "volume_ml", "at least 5"),
    ("harvest", no_draws(volume_ml=Decimal("240.01")), {}, "volume_ml", "Between 5 and 240 mL"),
    ("harvest", with_lines(of_fat("9.99"), "harvest", draws=[]), FAT, "volume_ml", "Between 10 and 300 mL"),
    ("harvest", drawn("10", "10", "10", "10", "10", "8.99"), {}, "volume_ml", "The draws make 58.99 mL"),
    ("harvest", harvest(anticoagulant_type="heparin"), TO_HEPARIN, "anticoagulant_type", "allergic"),
    ("harvest", harvest(), {"allergies": frozenset({"citrate"})}, "anticoagulant_type", "allergic"),
    ("harvest", harvest(anticoagulant_type="none", anticoagulant_ml=Decimal(2)), {}, "anticoagulant_ml", "None was"),
    ("harvest", harvest(site="abdomen"), {}, "site", "other cells"),
    ("harvest", harvest(), FAT, "site", "other cells"),
    ("harvest", harvest(tumescent_ml=100), {}, "tumescent_ml", "fat only"),
    ("harvest", of_fat(needle_gauge=11), FAT, "needle_gauge", "marrow only"),
    ("harvest", tumescent(2101), FAT, "lidocaine_total_mg", "limit of 2100 mg"),
    ("harvest", tumescent(100, tumescent_ml=None), FAT, "tumescent_ml", "Plain anaesthetic has fields of its own"),
    ("harvest", tumescent(100, tumescent_ml=0), FAT, "tumescent_ml", "Plain anaesthetic has fields of its own"),
    ("harvest", tumescent(100), {**FAT, **TO_NUMBING}, "lidocaine_total_mg", "allergic to local anaesthetics"),
    ("harvest", numbed("ropivacaine", "10"), TO_NUMBING, "plain_agent", "allergic to this"),
    ("harvest", numbed("lidocaine", "270.1"), {}, "plain_mg", "270.1 mg is over the limit of 270 mg for 60 kg"),
    ("harvest", numbed("lidocaine", "301", kg=90), {}, "plain_mg", "301 mg is over the limit of 300 mg for 90 kg"),
    ("harvest", numbed("bupivacaine", "121"), {}, "plain_mg", "121 mg is over the limit of 120 mg"),
    ("harvest", numbed("lidocaine", "271", of=of_fat), FAT, "plain_mg", "over the limit of 270 mg"),
    ("harvest", harvest(plain_mg=Decimal(10)), {}, "plain_mg", "a local anaesthetic only"),
    (
        "harvest", tumescent(601),
        {**FAT, "tumescent_lidocaine_max_mg_kg": 10}, "lidocaine_total_mg", "limit of 600 mg (10 mg/kg)",
    ),
    ("processing", processed(kit_expiry=date(2026, 11, 23)), {}, "kit_expiry", "expired before it was used"),
    ("processing", processed(started_at=TAKEN - timedelta(minutes=1)), {}, "started_at", "before the harvest"),
    ("processing", processed(ended_at=TAKEN + timedelta(minutes=3)), {}, "ended_at", "before the start"),
    ("processing", processed(expires_at=TAKEN + timedelta(minutes=12)), {}, "expires_at", "before it is made"),
    (
        "processing", processed(dose_low_million=Decimal(5), dose_high_million=Decimal(4)), {},
        "dose_high_million", "ends before",
    ),
    (
        "processing", added(substance_class="albumin"), {"allergies": frozenset({"albumin"})},
        "additives.0.substance_class", "allergic",
    ),
    ("processing", added(substance="Horse serum"), named("serum of horses"), "additives.0.substance", "allergic"),
    ("banked_cells", added("banked_cells", substance="Eggs"), named("Egg"), "additives.0.substance", "allergic"),
    ("donor_unit", added("donor_unit", substance="Clexane"), TO_HEPARIN, "additives.0.substance", "allergic"),
    ("harvest", harvest(), named("Citric acid, citrates"), "anticoagulant_type", "allergic"),
    ("processing", processed(process_method="other"), {}, "process_method_other", "Write what “other” is."),
    ("harvest", harvest(anticoagulant_type="other"), {}, "anticoagulant_type_other", "Write what “other” is."),
    ("processing", added(additive_expiry=date(2026, 11, 23)), {}, "additives.0.additive_expiry", "expired"),
    (
        "donor_unit", added("donor_unit", substance_class="dmso"), {"allergies": frozenset({"dmso"})},
        "additives.0.substance_class", "allergic",
    ),
    ("donor_unit", with_values(RECORD, "donor_unit", expiry=date(2026, 11, 23)), {}, "expiry", "expired"),
    (
        "banked_cells", with_values(RECORD, "banked_cells", expires_at=TAKEN - timedelta(hours=1)), {},
        "expires_at", "thawed",
    ),
    ("processing", processed(thaw_at=TAKEN + timedelta(minutes=11)), {}, "thaw_at", "before the processing ended"),
    (
        "processing", processed(thaw_at=NOW, expires_at=NOW), {}, "expires_at", "expire before it is thawed",
    ),
]  # fmt: skip
WARNINGS = [
    ("harvest", harvest(plain_agent="other", plain_agent_other="Articaine"), {}, "plain_agent", "No limit is known"),
    ("harvest", harvest(plain_agent=""), {}, "plain_agent", "Nobody wrote this down"),
    ("harvest", no_draws(volume_ml=Decimal("120.01")), {}, "volume_ml", "More than 120 mL"),
    ("harvest", drawn("10.01", "49.99"), {}, "draws.0.draw_ml", "more than 10 mL"),
    ("processing", processed(expires_at=TAKEN + timedelta(hours=4, minutes=1)), {}, "expires_at", "within 4 hours"),
    ("processing", processed(viability_pct=Decimal("65")), {}, "viability_pct", "unusual"),
    ("processing", processed(process_method="culture_expanded", cd73=Decimal(94)), {}, "cd73", "at least 95 %"),
    ("processing", processed(process_method="culture_expanded", cd34=Decimal("2.1")), {}, "cd34", "at most 2 %"),
]
FINE = [
    ("harvest", no_draws(volume_ml=Decimal(120)), {}),
    ("harvest", drawn("10", "10", "10", "10", "10", "9"), {}),
    ("harvest", harvest(anticoagulant_type="heparin"), {"allergies": frozenset({"citrate", "latex"})}),
    ("harvest", with_lines(of_fat("300"), "harvest", draws=[]), FAT),
    ("harvest", tumescent(2100), FAT),
    ("harvest", numbed("lidocaine", "270"), {}),
    ("harvest", numbed("mepivacaine", "270", of=of_fat), FAT),
    ("harvest", with_values(numbed("lidocaine", "270", kg=None), "arrival", weight=Decimal(60)), {}),
    ("harvest", harvest(), TO_NUMBING),
    ("processing", processed(kit_expiry=NOW.date()), {}),
    ("processing", added(), {"allergies": frozenset({"food", "other"})}),
    ("processing", processed(process_method="culture_expanded", cd73=Decimal(95), cd34=Decimal(2)), {}),
]  # fmt: skip


@pytest.mark.parametrize(("section", "record", "facts", "place", "words"), ERRORS)
def test_what_cannot_be_is_refused(section: str, record: Record, facts: Any, place: str, words: str) -> None:
    errors = found(section, record, "errors", **facts)
    assert [each for each, sentence in errors if words in sentence] == [place], errors


@pytest.mark.parametrize(("section", "record", "facts", "place", "words"), WARNINGS)
def test_what_is_unusual_is_a_warning(section: str, record: Record, facts: Any, place: str, words: str) -> None:
    assert found(section, record, "errors", **facts) == []
    assert place in [each for each, sentence in found(section, record, "warnings", **facts) if words in sentence]


@pytest.mark.parametrize(("section", "record", "facts"), FINE)
def test_limits_themselves_are_accepted(section: str, record: Record, facts: Any) -> None:
    assert found(section, record, "errors", **facts) == []


def test_sternum_is_not_offered() -> None:
    assert "sternum" not in SECTIONS["harvest"].field["site"].codes


@pytest.mark.parametrize(
    ("mode", "sections"),
    [
        (None, ("harvest", "processing")),
        (HarvestMode.PATIENT_HARVEST, ("harvest", "processing")),
        (HarvestMode.DONOR_PRODUCT, ("donor_unit",)),
        (HarvestMode.BANKED_CELLS, ("banked_cells",)),
    ],
)
def test_way_of_the_cells_says_what_is_recorded(mode: HarvestMode | None, sections: tuple[str, ...]) -> None:
    assert tuple(each.code for each in sections_of(StageCode.HARVESTING, mode=mode)) == sections


def test_cells_from_elsewhere_are_recorded_from_preparation_on() -> None:
    stages = dict.fromkeys(StageCode, StageState.NOT_STARTED) | {StageCode.CONSULTATION: StageState.COMPLETE}
    preparing = stages | {StageCode.PREPARATION: StageState.IN_PROGRESS}
    injecting = stages | {
        StageCode.PREPARATION: StageState.COMPLETE,
        StageCode.HARVESTING: StageState.SKIPPED,
        StageCode.INJECTION: StageState.IN_PROGRESS,
    }
    after = injecting | {StageCode.INJECTION: StageState.COMPLETE}
    unit, harvested = SECTIONS["donor_unit"], SECTIONS["harvest"]

    assert [has_begun(unit, each) for each in (stages, preparing, injecting)] == [False, True, True]
    assert [is_open(unit, each) for each in (preparing, injecting, after)] == [True, True, False]
    assert not has_begun(harvested, preparing)
    assert not is_open(harvested, injecting)


def test_product_that_was_frozen_needs_its_time_and_what_was_alive_afterwards() -> None:
    for changed, missing in (
        ({"thaw_at": NOW}, ("viability after thawing",)),
        ({"post_thaw_viability_pct": Decimal(80)}, ("time of thawing",)),
        ({"thaw_at": NOW, "post_thaw_viability_pct": Decimal(80)}, ()),
    ):
        record = processed(**changed)
        assert progress(SECTIONS["processing"], record.of("processing"), FACTS).missing == missing
    assert viability_of(record.of("processing")) == 80
    assert same_day(FACTS).get("expires_at") == TAKEN + timedelta(hours=4)
    assert same_day(replace(FACTS, harvest_at=None)).get("expires_at") is None


def test_harvest_asks_what_its_tissue_has() -> None:
    assert of_the_other_tissue(FACTS) == ("cannula_mm", "tumescent_ml", "lidocaine_total_mg")
    assert of_the_other_tissue(replace(FACTS, **FAT)) == ("needle_gauge",)
    assert of_the_other_tissue(replace(FACTS, tissue=None)) == ()


@pytest.mark.parametrize(
    ("record", "facts", "lacks"),
    [
        (numbed("lidocaine", "10"), {}, ()),
        (numbed("lidocaine", "10", kg=None), {}, ("weight, in the check on the day",)),
        (tumescent(100, kg=None), FAT, ("weight, in the check on the day",)),
        (weighed(numbed("lidocaine", "271", kg=None), 60), {}, ("271 mg is over the limit of 270 mg for 60 kg.",)),
    ],
)
def test_anaesthetic_of_a_harvest_waits_for_the_weight_and_is_judged_again(
    record: Record, facts: dict[str, Any], lacks: tuple[str, ...]
) -> None:
    """The weight has one place, and may be written there after the harvest."""
    standing = replace(FACTS, record=record, **facts)
    assert tuple(doses_are_within_their_limits(record.of("harvest"), standing)) == lacks


@pytest.mark.parametrize(("volume", "refused"), [("0.09", True), ("0.1", False), ("50", False), ("50.01", True)])
def test_final_volume_is_a_tenth_of_a_millilitre_at_least(volume: str, refused: bool) -> None:
    """clinical.md 2.3: 0.1 to 50."""
    for section in ("processing", "banked_cells"):
        entry = with_values(RECORD, section, final_volume_ml=Decimal(volume)).of(section)
        places = [each.place for each in check(SECTIONS[section], entry, FACTS).errors]
        assert ("final_volume_ml" in places) is refused, section
