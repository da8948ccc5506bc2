"""The rules of the injection: the right hand, volumes, doses of cells and anaesthetic, allergies, the two pauses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.domain.consent import ConsentFacts, SignedConsent
from journey.domain.doses import ANAESTHETIC_LIMITS, Anaesthetic, anaesthetic_mg, cells_given, most_mg, share_of_limit
from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import check, progress
from journey.domain.record.entries import Record
from journey.domain.record.injection.given import planned_targets
from journey.domain.record.sections import SECTIONS
from journey.domain.stages import Hand, HarvestMode, Tissue
from tests.records import cells, injection, preparation, record_of, with_lines, with_values

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RECORD = with_values(
    record_of(
        {
            **preparation(procedure=NOW, on=NOW, clinician="7", nurse="8"),
            **cells(at=NOW - timedelta(hours=2), operator="7"),
            **injection(at=NOW, operator="7", nurse="8"),
        }
    ),
    "arrival",
    weight=Decimal("60.0"),
)
FACTS = GateFacts(
    now=NOW,
    clinic_zone=LONDON,
    patient_zone=LONDON,
    record=RECORD,
    target_hand=Hand.RIGHT,
    joints=("R-CMC1", "R-STT"),
    harvest_mode=HarvestMode.PATIENT_HARVEST,
    injection_at=NOW,
)
TARGET = RECORD.of("injection").of("targets")[0]
WEEKS_BEFORE = NOW - timedelta(weeks=3)
LIDOCAINE = {"la_agent": "lidocaine", "la_pct": Decimal(1), "la_ml": Decimal(2), "la_site": "skin_only"}


def given(**values: Any) -> Record:
    return with_values(RECORD, "injection", **values)


def named(substance: str) -> dict[str, Any]:
    """An allergy that was given no class."""
    return {"allergies": frozenset({"other"}), "allergy_names": frozenset({substance})}


def sedated_with(drug: str) -> Record:
    return with_lines(RECORD, "injection", sedation_given=[{"drug": drug, "dose": "20 mg", "given_at": NOW}])


def at_target(**values: Any) -> Record:
    return with_lines(RECORD, "injection", targets=[{**TARGET, **values}])


def consent(back: datetime | None = None) -> dict[str, Any]:
    """With a yes to the use of left-over cells, taken back or not."""
    signed = SignedConsent(NOW, NOW, NOW, text=1, plan="", left_over_cells=True)
    return {"consent": ConsentFacts(signed=signed, left_over_withdrawn_at=back)}


def numbed_at_harvest(agent: str, mg: str, **values: Any) -> Record:
    return with_values(given(**LIDOCAINE), "harvest", plain_agent=agent, plain_mg=Decimal(mg), **values)


def sentences(record: Record, level: str, section: str = "injection", **facts: Any) -> list[str]:
    now = replace(FACTS, **{"record": record, **facts})
    return [each.sentence for each in getattr(check(SECTIONS[section], record.of(section), now), level)]


def worked_out(record: Record, **facts: Any) -> dict[str, str]:
    now, section = replace(FACTS, **{"record": record, **facts}), SECTIONS["injection"]
    return dict(line for works_out in section.works_out for line in works_out(record.of("injection"), now))


@pytest.mark.parametrize("section", ["time_out", "injection", "sign_out"])
def test_good_record_has_no_error_no_warning_and_nothing_missing(section: str) -> None:
    assert sentences(RECORD, "errors", section) == sentences(RECORD, "warnings", section) == []
    assert progress(SECTIONS[section], RECORD.of(section), FACTS).missing == ()


# clinical.md 8.4
@pytest.mark.parametrize(
    ("agent", "percent", "ml", "kg", "mg", "most"),
    [
        ("lidocaine", "1", "2", "60", "20", "270"),
        ("lidocaine", "2", "15", "60", "300", "270"),
        ("lidocaine", "2", "15", "80", "300", "300"),
        ("ropivacaine", "0.5", "10", "70", "50", "210"),
        ("ropivacaine", "0.5", "10", "90", "50", "225"),
        ("bupivacaine", "0.25", "4", "50", "10", "100"),
        ("mepivacaine", "1", "10", "100", "100", "400"),
    ],
)
def test_anaesthetic_dose_and_its_limit(agent: str, percent: str, ml: str, kg: str, mg: str, most: str) -> None:
    assert anaesthetic_mg(Decimal(percent), Decimal(ml)) == Decimal(mg)
    assert most_mg(agent, Decimal(kg)) == Decimal(most)


def test_two_agents_add_up_by_their_shares() -> None:
    half = [Anaesthetic("lidocaine", Decimal(135)), Anaesthetic("ropivacaine", Decimal(90))]

    assert share_of_limit(half, Decimal(60)) == 1
    assert set(ANAESTHETIC_LIMITS) == {"lidocaine", "ropivacaine", "bupivacaine", "mepivacaine"}


def test_cells_given_are_the_viable_part_of_the_volume() -> None:
    # clinical.md 8.4: 400 million, 90 %, 4 mL, 1 mL given
    assert str(cells_given(Decimal(400), Decimal(90), Decimal(4), Decimal(1))) == "90.000"


def test_doses_are_worked_out_from_what_is_stored() -> None:
    assert worked_out(given(**LIDOCAINE)) == {
        "Volume given": "1.00 mL",
        "Viable cells given": "90.000 million",
        "Local anaesthetic": "20 mg, at most 270 mg for 60.0 kg",
    }
    numbed = worked_out(numbed_at_harvest("bupivacaine", "12.5"))
    assert numbed["Plain anaesthetic at the harvest"] == "Bupivacaine, 12.5 mg"
    numbed = worked_out(numbed_at_harvest("bupivacaine", "12.5"), harvest_at=WEEKS_BEFORE)
    assert numbed["Plain anaesthetic at the harvest"] == "Bupivacaine, 12.5 mg, on another day: not in the sum"
    uncounted = with_values(RECORD, "processing", tnc_measured=False, tnc_million=None)
    assert worked_out(uncounted)["Viable cells given"] == "not known: the product was not counted"


def test_targets_begin_with_the_planned_joints_and_the_usual_needle() -> None:
    lines = planned_targets(replace(FACTS, joints=("R-CMC1", "R-PIP2"))).of("targets")
    assert [(each["joint"], each["needle_gauge"]) for each in lines] == [("R-CMC1", 25), ("R-PIP2", 25)]


def test_viability_after_thawing_makes_the_dose() -> None:
    thawed = with_values(RECORD, "processing", post_thaw_viability_pct=Decimal(75))
    assert worked_out(thawed)["Viable cells given"] == "75.000 million"


REFUSED = [
    (at_target(joint="L-CMC1"), {}, "Stop. This is the left hand, and the plan says the right."),
    (
        at_target(joint="R-CMC1"),
        {"target_hand": Hand.LEFT},
        "Stop. This is the right hand, and the plan says the left.",
    ),
    (at_target(joint="R-MCP1"), {}, "This joint is not in the plan. Change the plan first."),
    (at_target(volume_ml=Decimal(300)), {}, "50"),
    (at_target(volume_ml=Decimal(-1)), {}, "0"),
    (at_target(volume_ml=Decimal("4.01")), {}, "4.01 mL given and left over, and the product was 4.00 mL."),
    (given(residual_ml=Decimal("3.01")), {}, "4.01 mL given and left over, and the product was 4.00 mL."),
    (given(**{**LIDOCAINE, "la_pct": Decimal(2), "la_ml": Decimal(15)}), {}, "300 mg is over the limit of 270 mg for"),
    (given(**LIDOCAINE), {"allergies": frozenset({"local_anaesthetic"})}, "The patient is allergic to this."),
    (given(skin_prep="chlorhexidine"), {"allergies": frozenset({"chlorhexidine"})}, "The patient is allergic to this."),
    (given(skin_prep="iodine"), {"allergies": frozenset({"iodine"})}, "The patient is allergic to this."),
    (given(**LIDOCAINE), named("Lidocaína, lidocaines"), "The patient is allergic to this."),
    (
        given(**{**LIDOCAINE, "la_agent": "other", "la_agent_other": "Something new"}),
        {"allergies": frozenset({"local_anaesthetic"})},
        "The patient is allergic to this.",
    ),
    (given(guidance="other"), {}, "Write what “other” is."),
    (given(guidance_other="Nerve stimulator"), {}, "This is for “other” only. Clear it."),
    (given(skin_prep="alcohol"), named("isopropyl alcohol"), "The patient is allergic to this."),
    (given(skin_prep="other", skin_prep_other="Octenidine"), named("OCTENIDINE wash"), "allergic to this."),
    (sedated_with("Propofol 1 %"), named("propofol"), "The patient is allergic to this."),
    (given(residual_disposition="research_with_consent"), {}, "has not agreed that left-over cells are used"),
    (given(residual_disposition="research_with_consent"), consent(back=NOW), "has not agreed"),
    (given(assistant="7"), {}, "Operator and assistant are two different people."),
    (
        numbed_at_harvest("lidocaine", "250.1"),
        {},
        "20 mg and 250.1 mg at the harvest: over the limit of 270 mg for 60.0 kg.",
    ),
    # Another agent adds up by its share: 20 of 270 mg and 112 of 120 mg.
    (numbed_at_harvest("bupivacaine", "112"), {}, "20 mg and 112 mg at the harvest: over the limit of 270 mg"),
]


@pytest.mark.parametrize(("record", "facts", "sentence"), REFUSED, ids=[each[2] for each in REFUSED])
def test_refused(record: Record, facts: dict[str, Any], sentence: str) -> None:
    found = sentences(record, "errors", **facts)
    assert [each for each in found if sentence in each] != [], found


WARNED = [
    (
        with_values(given(**LIDOCAINE), "harvest", plain_agent=""),
        {"harvest_at": NOW - timedelta(hours=2)},
        "Nobody wrote down what plain anaesthetic the harvest took.",
    ),
    (at_target(volume_ml=Decimal("1.1")), {}, "(CMC1), right hand: 0.5 to 1 mL are usual. Is 1.1 mL right?"),
    (at_target(volume_ml=Decimal("0.4")), {}, "are usual"),
    (at_target(joint="R-STT", volume_ml=Decimal("1.2")), {}, "are usual"),
    (given(**{**LIDOCAINE, "la_site": "intra_articular"}), {}, "Inside the joint: toxic to cells"),
    (given(**{**LIDOCAINE, "la_agent": "other", "la_agent_other": "Articaine"}), {}, "No limit is known here"),
    (given(guidance="both"), {"allergies": frozenset({"contrast"})}, "contrast medium. None was used?"),
    (
        with_values(given(**LIDOCAINE), "harvest", lidocaine_total_mg=400, tumescent_ml=Decimal(200)),
        {},
        "With 400 mg in the fluid of the harvest this makes 420 mg.",
    ),
    (
        numbed_at_harvest("lidocaine", "50", lidocaine_total_mg=400, tumescent_ml=Decimal(200)),
        {},
        "With 400 mg in the fluid of the harvest this makes 470 mg.",
    ),
]


@pytest.mark.parametrize(("record", "facts", "sentence"), WARNED, ids=[each[2] for each in WARNED])
def test_warned(record: Record, facts: dict[str, Any], sentence: str) -> None:
    found = sentences(record, "warnings", **facts)
    assert [each for each in found if sentence in each] == found != []
    assert sentences(record, "errors", **facts) == []


UNSAID = with_values(given(**LIDOCAINE), "harvest", plain_agent="")
FINE: list[tuple[Record, dict[str, Any]]] = [
    (at_target(volume_ml=Decimal("0.5")), {}),
    (numbed_at_harvest("lidocaine", "250"), {}),
    (numbed_at_harvest("bupivacaine", "111"), {}),
    (numbed_at_harvest("lidocaine", "270"), {"harvest_at": WEEKS_BEFORE}),
    (numbed_at_harvest("lidocaine", "270"), {"harvest_at": WEEKS_BEFORE, "injection_at": None}),
    (UNSAID, {"harvest_at": WEEKS_BEFORE}),
    (UNSAID, {"harvest_mode": HarvestMode.DONOR_PRODUCT}),
    (given(guidance="none", blind_reason="The machine broke."), {}),
]
AGREED = [consent(), consent(back=NOW + timedelta(minutes=1))]


@pytest.mark.parametrize(("record", "facts"), FINE)
def test_accepted_without_a_word(record: Record, facts: dict[str, Any]) -> None:
    assert sentences(record, "errors", **facts) == sentences(record, "warnings", **facts) == []


@pytest.mark.parametrize("tissue", list(Tissue))
def test_sum_counts_only_what_the_harvest_takes(tissue: Tissue) -> None:
    record = numbed_at_harvest("lidocaine", "250.1", site="other", site_other="Back")

    assert sentences(record, "errors", "harvest", tissue=tissue) == []
    assert sentences(record, "errors", tissue=tissue) != []


def test_lidocaine_written_down_without_its_fluid_was_plain() -> None:
    record = with_values(given(**LIDOCAINE), "harvest", lidocaine_total_mg=251)

    assert sentences(record, "errors") == ["20 mg and 251 mg at the harvest: over the limit of 270 mg for 60.0 kg."]


@pytest.mark.parametrize("facts", AGREED, ids=["stands", "taken back after it was given"])
def test_left_over_goes_to_research_with_a_yes(facts: dict[str, Any]) -> None:
    assert sentences(given(residual_disposition="research_with_consent"), "errors", **facts) == []


def test_anaesthetic_without_a_weight_is_missing_something() -> None:
    record = with_values(given(**LIDOCAINE), "arrival", weight=None)
    found = progress(SECTIONS["injection"], record.of("injection"), replace(FACTS, record=record)).missing
    assert found == ("weight, in the check on the day",)


PAUSES = [
    ("time_out", {"second": "7"}, "A pause is done by two different people."),
    ("sign_out", {"second": "7"}, "A pause is done by two different people."),
    ("time_out", {"said_hand": "left"}, "Stop. The plan says the right hand."),
    ("time_out", {"done_at": NOW + timedelta(minutes=1)}, "The time-out is before the needle"),
    ("sign_out", {"done_at": NOW - timedelta(minutes=1)}, "The sign-out is after the last injection."),
    ("time_out", {"right_patient": "not_needed"}, "Choose from the list."),
]


@pytest.mark.parametrize(("section", "values", "sentence"), PAUSES)
def test_pause_is_refused(section: str, values: dict[str, Any], sentence: str) -> None:
    record = with_values(RECORD, section, **values)
    found = sentences(record, "errors", section, now=NOW + timedelta(hours=1))
    assert any(sentence in each for each in found), found
