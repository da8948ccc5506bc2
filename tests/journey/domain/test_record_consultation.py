"""The rules of the consultation that look at several fields: sides and codes, images, history, contraindications."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.domain.gate_facts import GateFacts
from journey.domain.reasons import NOT_CANDIDATE_REASONS
from journey.domain.record.checking import LONGEST_KEY, check, progress
from journey.domain.record.consultation.contraindications import LABELS, days_since_steroid
from journey.domain.record.consultation.decision import RISKS
from journey.domain.record.consultation.diagnoses import CONDITIONS, is_usual, side_fits
from journey.domain.record.consultation.history import ILLNESSES, MEDICINE_CLASSES
from journey.domain.record.entries import NEVER_SAVED, Record
from journey.domain.record.prefill import INTAKE, LAST_SESSION, beginning
from journey.domain.record.sections import SECTIONS, sections_of
from journey.domain.stages import Hand, StageCode
from tests.records import CONSULTATION, SHORT_FORM, consultation, record_of, with_lines, with_values

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TODAY = date(2026, 11, 24)
RECORD = record_of(consultation(on=TODAY, clinician="7"))
FACTS = GateFacts(
    now=NOW,
    clinic_zone=LONDON,
    patient_zone=LONDON,
    record=RECORD,
    target_hand=Hand.RIGHT,
    joints=("R-CMC1",),
    born=date(1961, 5, 4),
    anticoagulant=False,
    high_infection_risk=False,
    sedation="local_only",
)
PRIMARY = RECORD.of("problem").of("diagnoses")[0]
SAMPLE = {"taken_on": TODAY - timedelta(days=5)}
GRADE = {"joint": "R-CMC1"}
XRAY = {"modality": "xray", "imaged_on": TODAY, "views": ("lateral",)}


def lines(section: str, **changed: list[dict[str, Any]]) -> Record:
    return with_lines(RECORD, section, **changed)


def diagnosed(**changed: Any) -> Record:
    return lines("problem", diagnoses=[{**PRIMARY, **changed}])


def sentences(section: str, record: Record, level: str, **facts: Any) -> list[str]:
    now = replace(FACTS, record=record, **facts)
    return [each.sentence for each in getattr(check(SECTIONS[section], record.of(section), now), level)]


def missing(section: str, record: Record, **facts: Any) -> tuple[str, ...]:
    return progress(SECTIONS[section], record.of(section), replace(FACTS, record=record, **facts)).missing


@pytest.mark.parametrize("section", CONSULTATION)
def test_record_of_a_candidate_has_no_error_no_warning_and_nothing_missing(section: str) -> None:
    assert sentences(section, RECORD, "errors") == sentences(section, RECORD, "warnings") == []
    assert missing(section, RECORD) == ()


SIDES = [
    ("M18.11", "right", True),
    ("M18.11", "left", False),
    ("M18.12", "right", False),
    ("M18.31", "left", False),
    ("M18.52", "left", True),
    ("M18.0", "both", True),
    ("M18.0", "right", False),
    ("M18.2", "left", False),
    ("M18.4", "both", True),
    ("M18.9", "left", True),
    ("M19.041", "left", False),
    ("M15.1", "both", True),
    ("M65.332", "right", False),
    ("M06.9", "right", True),
]


@pytest.mark.parametrize(("code", "side", "fits"), SIDES)
def test_code_that_names_a_side_fits_that_side_only(code: str, side: str, fits: bool) -> None:
    assert side_fits(code, side) == fits
    told = sentences("problem", diagnosed(icd_code=code, laterality=side, joints=()), "errors", target_hand=None)
    assert (f"{code} is a code of another side." in told) == (not fits)


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=lambda each: each.code)
def test_codes_of_a_condition_are_usual_for_it_and_fit_their_side(condition: Any) -> None:
    for side, codes in condition.codes.items():
        for code in codes:
            assert is_usual(condition.code, code)
            assert side_fits(code, side or "left")


@pytest.mark.parametrize(
    ("condition", "code", "usual"),
    [
        ("cmc1_oa", "M65.4", False),
        ("ligament_injury", "S63.641", True),
        ("cmc1_oa", "S63.641", False),
        ("other", "Z99.9", True),
    ],
)
def test_unusual_code_is_a_warning_and_no_error(condition: str, code: str, usual: bool) -> None:
    record = diagnosed(condition=condition, condition_other="Lump" if condition == "other" else "", icd_code=code)
    warned = sentences("problem", record, "warnings")
    assert warned == ([] if usual else [f"{code} is not a usual code for this condition."])
    assert sentences("problem", record, "errors") == []


ERRORS = [
    ("problem", diagnosed(laterality="left", icd_code="M18.12", joints=()), "The plan treats the other hand."),
    ("problem", diagnosed(joints=("R-CMC1", "L-MCP2")), "These joints are of the other hand: L-MCP2."),
    ("problem", diagnosed(icd_code="m18.11"), "Write the code as M18.11."),
    ("problem", diagnosed(condition="hand_pain_nos", icd_code="M79.641"), "cannot be the primary diagnosis"),
    ("problem", lines("problem", diagnoses=[PRIMARY, PRIMARY]), "Only one: Primary diagnosis."),
    (
        "encounter",
        with_values(RECORD, "encounter", cell_procedures_total=3, cell_procedures_last_12m=4),
        "cannot be more",
    ),
    ("imaging", lines("imaging", images=[XRAY], grades=[{"joint": "R-PIP2", "eaton_stage": "I"}]), "base of the thumb"),
    ("decision", with_values(RECORD, "decision", candidacy_reasons=("too_mild",)), "speak against treatment"),
    (
        "examination",
        lines("examination", strength=[{"measure": "pinch_key", "hand": "right", "trial_1": Decimal("20.1")}]),
        "A pinch is at most 20 kg. Was it typed in lb?",
    ),
    (
        "decision",
        with_values(RECORD, "decision", candidacy="not_candidate", plan_manipulation=""),
        "Choose what speaks against treatment.",
    ),
    ("decision", with_values(RECORD, "decision", candidacy="deferred"), "This is for a candidate only. Clear it."),
    ("decision", diagnosed(condition="hand_pain_nos", icd_code="M79.641"), "nobody can be a candidate for it"),
]


@pytest.mark.parametrize(("section", "record", "sentence"), ERRORS)
def test_contradiction_is_refused(section: str, record: Record, sentence: str) -> None:
    assert [each for each in sentences(section, record, "errors") if sentence in each]


@pytest.mark.parametrize(
    ("number", "reads_right"),
    [
        ("NCT01234567", True),
        ("ISRCTN01234567", True),
        ("2026-123456-12-00", True),
        ("NCT0123456", False),
        ("ISRCTN1", False),
        ("2026-123456-12", False),
    ],
)
def test_trial_number_is_of_a_registry(number: str, reads_right: bool) -> None:
    in_trial = {"regulatory_pathway": "clinical_trial", "trial_id": number, "ethics_ref": "E 12"}
    record = with_values(RECORD, "encounter", **in_trial)
    assert (sentences("encounter", record, "errors") == []) == reads_right


def test_trial_needs_its_number_and_its_ethics_reference() -> None:
    record = with_values(RECORD, "encounter", regulatory_pathway="clinical_trial")
    assert missing("encounter", record) == ("Trial number", "Ethics reference")


@pytest.mark.parametrize(
    ("taken", "procedure", "warned"),
    [
        (TODAY - timedelta(days=365), None, False),
        (TODAY - timedelta(days=366), None, True),
        (TODAY - timedelta(days=340), NOW + timedelta(days=25), False),
        (TODAY - timedelta(days=341), NOW + timedelta(days=25), True),
    ],
)
def test_image_is_judged_at_the_procedure(taken: date, procedure: datetime | None, warned: bool) -> None:
    record = lines("imaging", images=[{**XRAY, "imaged_on": taken}])
    assert bool(sentences("imaging", record, "warnings", procedure_at=procedure)) == warned


def test_arthritis_with_an_image_needs_a_grade() -> None:
    asked = ("Kellgren-Lawrence grade of the joint to treat",)
    assert missing("imaging", lines("imaging", grades=[])) == asked
    assert missing("imaging", lines("imaging", grades=[], images=[{"modality": "none", "none_reason": "New."}])) == ()
    elsewhere = [{"joint": "L-PIP2", "kl_grade": 4}]
    assert missing("imaging", lines("imaging", images=[XRAY], grades=elsewhere)) == asked, "of another joint"
    other = with_lines(diagnosed(condition="de_quervain", icd_code="M65.4"), "imaging", grades=[])
    assert missing("imaging", other) == ()


def test_eaton_stage_without_a_lateral_film_is_a_warning() -> None:
    graded = [{"joint": "R-CMC1", "kl_grade": 2, "eaton_stage": "II"}]
    record = lines("imaging", images=[{**XRAY, "views": ("pa",)}], grades=graded)
    assert sentences("imaging", record, "warnings") == [
        "The Eaton stage needs a true lateral film, and none is recorded."
    ]


def test_diagnoses_without_a_primary_one_are_not_enough() -> None:
    assert missing("problem", diagnosed(is_primary=None)) == ("primary diagnosis",)


class TestHistory:
    @pytest.mark.parametrize(
        ("values", "medicines", "labs", "suggests"),
        [
            ({}, [{"drug_class": "corticosteroid_oral"}], [], True),
            ({}, [{"drug_class": "immunosuppressant"}], [], True),
            ({}, [{"drug_class": "biologic"}], [], True),
            ({}, [{"drug_class": "dmard"}], [], False),
            ({"history": ("inflammatory_arthritis",)}, [{"drug_class": "dmard"}], [], True),
            ({"history": ("diabetes",)}, [], [{**SAMPLE, "hba1c": 64}], False),
            ({"history": ("diabetes",)}, [], [{**SAMPLE, "hba1c": 65}], True),
            ({}, [], [{**SAMPLE, "hba1c": 65}], False),
            ({"history": ("neutropenia",)}, [], [], True),
            ({"history": ("dialysis",)}, [], [], True),
            ({"history": ("transplant",)}, [], [], True),
            ({"history": ("implant_in_joint",)}, [], [], True),
            ({"history": ("cancer",)}, [], [], False),
        ],
    )
    def test_high_infection_risk_is_suggested_until_the_plan_has_it(
        self, values: dict[str, Any], medicines: list[Any], labs: list[Any], suggests: bool
    ) -> None:
        record = with_lines(with_values(RECORD, "history", **values), "history", medicines=medicines, labs=labs)
        told = [each for each in sentences("history", record, "warnings") if "high infection risk" in each]
        assert bool(told) == suggests
        assert not [
            each
            for each in sentences("history", record, "warnings", high_infection_risk=True)
            if "high infection risk" in each
        ]

    @pytest.mark.parametrize(
        ("drug_class", "thins"),
        [
            ("anticoag_warfarin", True),
            ("anticoag_doac", True),
            ("heparin", True),
            ("antiplatelet", True),
            ("aspirin_cardiac", False),
            ("nsaid_oral", False),
        ],
    )
    def test_blood_thinner_is_asked_of_the_plan(self, drug_class: str, thins: bool) -> None:
        record = lines("history", medicines=[{"name": "X", "drug_class": drug_class}])
        assert bool(sentences("history", record, "warnings")) == thins
        assert sentences("history", record, "warnings", anticoagulant=True) == []

    def test_what_the_case_needs_is_missing(self) -> None:
        assert missing("history", with_values(RECORD, "history", takes_medicines=True)) == ("list of medicines",)
        assert missing("history", RECORD, sedation="moderate") == ("ASA class, for sedation",)
        assert missing("history", RECORD, anticoagulant=None, high_infection_risk=None) == (
            "blood thinner, in the plan",
            "infection risk, in the plan",
        )


def with_steroid(days: int, joint: str = "R-CMC1") -> Record:
    given = {"steroid_injection_on": TODAY - timedelta(days=days), "steroid_injection_joint": joint}
    return with_values(RECORD, "problem", prior_treatments=("steroid_injection",), **given)


def before_the_last(days: int, joint: str = "R-CMC1") -> Record:
    """The last one was into a joint that is not to be treated, the one before it into this."""
    other = {"given_on": TODAY - timedelta(days=days), "joint": joint}
    return with_lines(with_steroid(5, "L-PIP2"), "problem", other_steroids=[other])


TOLD_ELSEWHERE = [
    ("bleeding_disorder_uncontrolled", lines("history", labs=[{**SAMPLE, "platelets": 49}]), True),
    ("bleeding_disorder_uncontrolled", lines("history", labs=[{**SAMPLE, "platelets": 50}]), False),
    ("anaemia", lines("history", labs=[{**SAMPLE, "haemoglobin": 99}]), True),
    ("anaemia", lines("history", labs=[{**SAMPLE, "haemoglobin": 100}]), False),
    ("diabetes_poor_control", lines("history", labs=[{**SAMPLE, "hba1c": 65}]), True),
    ("diabetes_poor_control", lines("history", labs=[{**SAMPLE, "hba1c": 64}]), False),
    ("inr_high", lines("history", labs=[{**SAMPLE, "inr": 4}]), True),
    ("inr_high", lines("history", labs=[{**SAMPLE, "inr": 3}]), False),
    ("active_infection", with_values(RECORD, "history", history=("infection_now",)), True),
    ("prior_donor_cells", with_values(RECORD, "history", prior_allogeneic_exposure=True), True),
    ("prior_donor_cells", with_values(RECORD, "problem", cell_therapy_source="allogeneic"), True),
    ("steroid_injection_same_joint_84d", with_steroid(83), True),
    ("steroid_injection_same_joint_84d", with_steroid(84), False),
    ("steroid_injection_same_joint_84d", with_steroid(10, "L-CMC1"), False),
    ("eaton_4_or_kl_4", lines("imaging", images=[XRAY], grades=[{**GRADE, "kl_grade": 4}]), True),
    ("eaton_4_or_kl_4", lines("imaging", images=[XRAY], grades=[{**GRADE, "eaton_stage": "IV"}]), True),
    ("eaton_4_or_kl_4", lines("imaging", images=[XRAY], grades=[{**GRADE, "kl_grade": 3}]), False),
    ("eaton_4_or_kl_4", lines("imaging", images=[XRAY], grades=[{**GRADE, "joint": "L-PIP2", "kl_grade": 4}]), False),
    ("steroid_injection_same_joint_84d", before_the_last(83), True),
    ("steroid_injection_same_joint_84d", before_the_last(84), False),
    ("steroid_injection_same_joint_84d", before_the_last(20, "L-PIP2"), False),
]


@pytest.mark.parametrize(("key", "record", "contradicts"), TOLD_ELSEWHERE)
def test_no_that_the_record_contradicts_is_a_warning(key: str, record: Record, contradicts: bool) -> None:
    told = check(SECTIONS["contraindications"], record.of("contraindications"), replace(FACTS, record=record)).warnings
    assert [each.place for each in told] == ([key] if contradicts else [])
    agreed = with_values(record, "contraindications", **{key: "yes"})
    assert sentences("contraindications", agreed, "warnings") == []


def test_key_of_a_warning_fits_its_column_however_much_it_tells_of() -> None:
    classes = [code for code, _words in MEDICINE_CLASSES if code != "other"]
    medicines = [{"name": "X", "drug_class": code} for code in classes]
    ill = tuple(code for code, _words in ILLNESSES if code not in {"none", "other"})
    record = with_lines(with_values(RECORD, "history", history=ill), "history", medicines=medicines)
    told = check(SECTIONS["history"], record.of("history"), replace(FACTS, record=record)).warnings
    assert [len(each.key) <= LONGEST_KEY for each in told] == [True, True]


def test_newest_blood_sample_counts() -> None:
    older = {"taken_on": TODAY - timedelta(days=50), "platelets": 40}
    record = lines("history", labs=[{**SAMPLE, "platelets": 200}, older])
    assert sentences("contraindications", record, "warnings") == []


@pytest.mark.parametrize(("born", "refused"), [(date(2008, 11, 24), False), (date(2008, 11, 25), True)])
def test_age_is_that_of_the_date_of_birth(born: date, refused: bool) -> None:
    assert bool(sentences("contraindications", RECORD, "errors", born=born)) == refused


@pytest.mark.parametrize(("said", "refused"), [("pregnant", True), ("breastfeeding", True), ("possible", False)])
def test_no_to_a_pregnancy_that_the_history_tells_of_is_refused(said: str, refused: bool) -> None:
    told = with_values(RECORD, "history", pregnancy_status=said)

    assert bool(sentences("contraindications", told, "errors")) == refused


def test_unknown_blocks_closing() -> None:
    assert missing("contraindications", with_values(RECORD, "contraindications", under_18="unknown")) == ("Under 18",)


def test_days_since_the_steroid_are_counted_to_the_procedure() -> None:
    facts = replace(FACTS, record=with_steroid(10), procedure_at=NOW + timedelta(days=20))
    assert days_since_steroid(facts) == 30


def test_checklist_names_every_contraindication_and_reason_once() -> None:
    """clinical.md 2.1: 18 contraindications, and five more reasons for a no."""
    assert len({code for code, _words in LABELS}) == 18
    assert len(set(NOT_CANDIDATE_REASONS)) == len(NOT_CANDIDATE_REASONS) == 23
    assert len(RISKS) == 9


def test_later_session_asks_the_short_form() -> None:
    assert tuple(each.code for each in sections_of(StageCode.CONSULTATION)) == CONSULTATION
    assert tuple(each.code for each in sections_of(StageCode.CONSULTATION, 2)) == SHORT_FORM


def test_new_form_begins_with_the_intake_and_the_last_session() -> None:
    last = RECORD.of("problem")
    begun = beginning(SECTIONS["problem"], {"i_months": 18, "i_tried": ["splint", "prp"], "i_pain_use": "?"}, last, {})

    assert dict(begun.values) == {
        "dominant_hand": "right",
        "symptom_months": 18,
        "prior_treatments": ("splint", "prp"),
    }
    assert begun.source == {"dominant_hand": LAST_SESSION, "symptom_months": INTAKE, "prior_treatments": INTAKE}
    listed = beginning(SECTIONS["history"], {"i_meds": ["fish oil"]}, last, {}).lines
    assert listed == {"medicines": [{"name": "fish oil"}]}
    assert beginning(SECTIONS["encounter"], {}, NEVER_SAVED, {"clinician": "7"}).values == {"clinician": "7"}
    assert beginning(SECTIONS["encounter"], {}, NEVER_SAVED, {"nurse": "8"}).values == {}


def test_angle_that_is_unusual_for_its_movement_is_asked_about() -> None:
    def moved(movement: str, degrees: int) -> list[str]:
        line = {"joint": "R-CMC1", "movement": movement, "degrees": degrees}
        return sentences("examination", lines("examination", movement=[line]), "warnings")

    assert moved("mcp_flexion", 101) == ["0 to 100 degrees are usual. Is 101 right?"]
    assert moved("mcp_extension", -61) == ["-60 to 45 degrees are usual. Is -61 right?"]
    assert moved("mcp_flexion", 100) == moved("mcp_extension", -60) == []
