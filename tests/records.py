"""What a clinician records when all is well: typed values for tests, and writing them through the real action."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from journey.actions.records import save_record
from journey.actions.vitals import add_vitals
from journey.domain.record.consultation.contraindications import LABELS
from journey.domain.record.consultation.decision import RISKS
from journey.domain.record.entries import Entry, Record, complete, plain
from journey.domain.record.injection.pauses import SIGN_OUT_ITEMS, TIME_OUT_ITEMS
from journey.domain.record.post_care.discharge import CRITERIA
from journey.domain.record.post_care.instructions import from_the_library
from journey.domain.record.preparation.sign_in import ITEMS as SIGN_IN_ITEMS
from journey.domain.record.refusals import WarningsToSee
from journey.domain.record.sections import SECTIONS, sections_of
from journey.domain.stages import HarvestMode, StageCode, Tissue
from journey.models import RECORDS, Cycle, Journey
from journey.standing import standing_of

Content = tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]
CONSULTATION = ("encounter", "problem", "imaging", "examination", "history", "contraindications", "decision")
SHORT_FORM = ("contraindications", "decision")
PLANS = ("medicine_plan", "day_plan", "baseline")
THE_DAY = ("arrival", "sign_in")
BEFORE_NEEDLE, AFTER_NEEDLE = ("time_out",), ("injection", "sign_out")


def consultation(*, on: date, clinician: str, hand: str = "right", sedated: bool = False) -> dict[str, Content]:
    """Values and lines of each section of the consultation, by its code."""
    return {
        "encounter": (
            {
                "mode": "in_person",
                "clinician": clinician,
                "clinician_role": "hand_surgeon",
                "registration_no": "HS-20417",
                "regulatory_pathway": "local_law_unapproved_use",
            },
            {},
        ),
        "problem": (
            {
                "dominant_hand": "right",
                "symptom_months": 30,
                "pain_worst_24h": 6,
                "pain_avg_7d": 5,
                "pain_rest": 3,
                "pain_use": 6,
                "prior_treatments": ("splint", "hand_therapy"),
            },
            {
                "diagnoses": [
                    {
                        "condition": "cmc1_oa",
                        "certainty": "confirmed",
                        "laterality": hand,
                        "joints": (f"{hand[0].upper()}-CMC1",),
                        "icd_code": {"right": "M18.11", "left": "M18.12"}[hand],
                        "is_primary": True,
                    }
                ]
            },
        ),
        "imaging": (
            {},
            {
                "images": [{"modality": "xray", "imaged_on": on - timedelta(days=30), "views": ("pa", "lateral")}],
                "grades": [{"joint": f"{hand[0].upper()}-CMC1", "kl_grade": 2, "eaton_stage": "II"}],
            },
        ),
        "examination": ({"skin_intact": True, "neurovascular_ok": True}, {}),
        "history": (
            {
                "history": ("none",),
                "pregnancy_status": "not_applicable",
                "takes_medicines": False,
                "asa_class": 2 if sedated else None,
            },
            {},
        ),
        "contraindications": ({key: "no" for key, _label in LABELS}, {}),
        "decision": (
            {
                "candidacy": "candidate",
                "candidacy_reasons": ("diagnosis_fits", "patient_choice_informed"),
                "alternatives_discussed": ("hand_therapy", "surgery"),
                "plan_manipulation": "same_day_concentrate",
                "risks_discussed": tuple(code for code, _words in RISKS),
                "effect_uncertain_discussed": True,
            },
            {},
        ),
    }


MARROW = (
    {
        "site": "posterior_iliac_crest",
        "site_side": "right",
        "volume_ml": Decimal("60.00"),
        "anticoagulant_type": "acd_a",
    },
    {"draws": [{"draw_ml": Decimal("10.00")} for _draw in range(6)]},
)
FAT = (
    {
        "site": "abdomen",
        "site_side": "midline",
        "volume_ml": Decimal("80.00"),
        "cannula_mm": Decimal("3.0"),
        "anticoagulant_type": "none",
    },
    {},
)


def cells(*, at: datetime, operator: str, tissue: str = Tissue.BONE_MARROW) -> dict[str, Content]:
    """Values and lines of what is recorded of the cells, whichever way they come: taken, or there, at `at`."""
    taken, draws = FAT if tissue == Tissue.ADIPOSE else MARROW
    counts = {
        "final_volume_ml": Decimal("4.00"),
        "tnc_measured": True,
        "tnc_million": Decimal("400.000"),
        "viability_measured": True,
        "viability_pct": Decimal("90.0"),
        "gram_stain": "negative",
        "sterility_culture": "pending",
        "recall_plan": "Ring the patient and the ward, treat by the result.",
    }
    stored = {"sterility_culture": "negative", "recall_plan": ""}
    return {
        "harvest": (
            {
                "operator": operator,
                "plain_agent": "none",
                "immediate_complication": ("none",),
                **taken,
            },
            draws,
        ),
        "processing": (
            {
                "process_method": "mechanical_fat" if tissue == Tissue.ADIPOSE else "bmac_centrifuge",
                "kit_lot": "KIT-2231",
                "kit_expiry": at.date() + timedelta(days=200),
                "started_at": at + timedelta(minutes=4),
                "ended_at": at + timedelta(minutes=12),
                "aseptic_record": True,
                "expires_at": at + timedelta(hours=4),
                **counts,
            },
            {},
        ),
        "donor_unit": (
            {
                "donation_id": "G1234 26 123456",
                "supplier": "Cord Bank",
                "supplier_registration": "CB-7",
                "lot": "L-88",
                "unit_no": "U-3",
                "expiry": at.date() + timedelta(days=200),
                "donor_eligibility_doc": "DE-1",
                "donor_eligible": True,
                "cert_of_analysis": "CA-1",
                "received_at": at - timedelta(hours=1),
                "cold_chain_ok": True,
                "recall_checked_at": at - timedelta(minutes=30),
                "culture_grown": False,
                **counts,
                **stored,
            },
            {},
        ),
        "banked_cells": (
            {
                "bank_lot": "B-9",
                "stored_on": at.date() - timedelta(days=100),
                "stored_until": at.date() + timedelta(days=200),
                "thaw_at": at - timedelta(minutes=20),
                "culture_grown": False,
                "expires_at": at + timedelta(hours=4),
                **counts,
                **stored,
            },
            {},
        ),
    }


def preparation(
    *, procedure: datetime, on: datetime, clinician: str, nurse: str, hand: str = "right", sedated: bool = False
) -> dict[str, Content]:
    """Values and lines of each section of the preparation; `on` is the moment of the check on the day."""
    eaten = {"last_solid_at": procedure - timedelta(hours=9), "last_fluid_at": procedure - timedelta(hours=3)}
    return {
        "medicine_plan": ({"takes_medicines": False}, {}),
        "day_plan": ({"fasting_plan": "asa_standard" if sedated else "none", "told_for": procedure}, {}),
        "baseline": measured(min(on, procedure).date(), BEFORE_KG),
        "arrival": (
            {
                "checked_at": on,
                "temperature": Decimal("36.6"),
                "infection_screen": "clear",
                "skin_clear": True,
                "labs_reviewed": True,
                "weight": Decimal("70.0"),
                "escort_confirmed": True,
                "examined_in_person": True,
                **(eaten if sedated else {}),
            },
            {},
        ),
        "sign_in": (
            {
                **{each.name: "yes" for each in SIGN_IN_ITEMS},
                "done_at": on,
                "led_by": clinician,
                "second": nurse,
                "marked_hand": hand,
                "marked_by": clinician,
            },
            {},
        ),
    }


def measured(on: date, kg: Mapping[str, str], **values: Any) -> Content:
    """Grip of both hands with three trials each, by hand: the middle trial."""
    trials = {
        hand: {f"trial_{number}": Decimal(middle) + step for number, step in enumerate((-1, 0, 1), start=1)}
        for hand, middle in kg.items()
    }
    lines = [{"measure": "grip", "hand": hand, **each} for hand, each in trials.items()]
    return {"measured_on": on, "grip_device": "Jamar", **values}, {"strength": lines}


BEFORE_KG = {"right": "18.0", "left": "24.0"}
AFTER_KG = {"right": "21.5", "left": "24.0"}


def follow_up(*, on: date, code: str = "M3", **changed: Any) -> dict[str, Content]:
    """Values and lines of what is measured at a visit, and of the visit itself."""
    seen = {"new_lump": False, "skin_intact": True, "neurovascular_ok": True}
    decided = {"response": "better", "decision": "additional_session", "decision_reason": "It helped for a while."}
    about = {"visit_code": code, "visited_on": on, "mode": "in_person", "ae_review": True}
    return {
        "measures": measured(on, AFTER_KG, visit_code=code),
        "visit": ({**about, **seen, **decided, "other_treatment_since": ("none",), **changed}, {}),
    }


def injection(*, at: datetime, operator: str, nurse: str, hand: str = "right") -> dict[str, Content]:
    """Values and lines of each section of the injection; `at` is the moment of both pauses."""
    people = {"done_at": at, "led_by": operator, "second": nurse}
    target = {"joint": f"{hand[0].upper()}-CMC1", "needle_gauge": 25, "volume_ml": Decimal("1.00")}
    return {
        "time_out": ({**{each.name: "yes" for each in TIME_OUT_ITEMS}, **people, "said_hand": hand}, {}),
        "injection": (
            {
                "operator": operator,
                "guidance": "ultrasound",
                "image_saved": True,
                "skin_prep": "alcohol",
                "sterile_technique": True,
                "la_agent": "none",
                "immediate_reaction": ("none",),
            },
            {"targets": [target]},
        ),
        "sign_out": ({**{each.name: "yes" for each in SIGN_OUT_ITEMS}, **people}, {}),
    }


def post_care(*, at: datetime) -> dict[str, Content]:
    """Values and lines of each section of the post-care; `at` is when the observation began."""
    usual = {
        "heart_rate": 72,
        "systolic": 128,
        "diastolic": 80,
        "breaths": 14,
        "spo2": 98,
        "temperature": Decimal("36.7"),
        "pain": 3,
        "alertness": "A",
    }
    well = {"hand_colour": "pink", "capillary_refill_s": 2, "hand_feeling": "normal", "hand_movement": "full"}
    times = [at + timedelta(minutes=minute) for minute in (0, 15, 30)]
    return {
        "observation": (
            {
                "observation_start": at,
                "anaphylaxis": "none",
                "hand_swelling": "mild",
                "hand_bleeding": "none",
                **well,
            },
            {"vitals": [{"taken_at": taken, **usual} for taken in times]},
        ),
        "instructions": (
            {"teach_back": "correct", "red_flag_card_given": True},
            {"given": [{"code": "no_heavy_grip", "days": 14, "acknowledged": True}]},
        ),
        "discharge": (
            {**{each.name: "yes" for each in CRITERIA}, "first_call_planned": at + timedelta(hours=50)},
            {},
        ),
    }


def entry(section: str, content: Content) -> Entry:
    """The content as an entry that was saved once."""
    filled = complete(SECTIONS[section], *content)
    return Entry(filled.values, filled.lines, version=1)


def record_of(contents: Mapping[str, Content]) -> Record:
    return Record({code: {1: entry(code, content)} for code, content in contents.items()})


def with_values(record: Record, section: str, **changed: Any) -> Record:
    """The same record, with other values of one section."""
    known = record.of(section)
    values = {**known.values, **changed}
    return Record({**record.entries, section: {1: Entry(values, known.lines, version=1)}})


def with_lines(record: Record, section: str, **changed: list[dict[str, Any]]) -> Record:
    """The same record, with other lines of one section."""
    known = record.of(section)
    lines = {**known.lines, **complete(SECTIONS[section], {}, changed).lines}
    lines = {code: lines[code] if code in changed else known.of(code) for code in lines}
    return Record({**record.entries, section: {1: Entry(known.values, lines, version=1)}})


def record_preparation(
    journey: Journey, cycle: Cycle, *, by: User, nurse: User, at: datetime, sections: Iterable[str]
) -> None:
    """The plans, or what is checked on the day (`THE_DAY`), with nothing in the way."""
    assert cycle.procedure_at is not None
    contents = preparation(
        procedure=cycle.procedure_at,
        on=at,
        clinician=str(by.pk),
        nurse=str(nurse.pk),
        hand=journey.target_hand,
        sedated=cycle.sedation not in {"", "local_only"},
    )
    for code in sections:
        values, lines = contents[code]
        save_record(
            cycle=cycle, section=SECTIONS[code], values=values, lines=lines, by=by, at=at, reason="As on the day."
        )


def record_injection(
    journey: Journey,
    cycle: Cycle,
    *,
    by: User,
    nurse: User,
    at: datetime,
    sections: Iterable[str],
    paused: datetime | None = None,
) -> None:
    """The pauses and what was given, with nothing in the way; `paused` is the time of the pauses."""
    contents = injection(at=paused or at, operator=str(by.pk), nurse=str(nurse.pk), hand=journey.target_hand)
    target = contents["injection"][1]["targets"][0]
    target["joint"] = journey.joints[0]
    for code in sections:
        values, lines = contents[code]
        save_record(cycle=cycle, section=SECTIONS[code], values=values, lines=lines, by=by, at=at, seen=usual(target))


def record_first_vitals(cycle: Cycle, *, by: User, at: datetime, started: datetime) -> None:
    """The observation began, with vitals."""
    first = post_care(at=started)["observation"][1]["vitals"][0]
    add_vitals(cycle=cycle, values=first, by=by, at=at)


def record_post_care(cycle: Cycle, *, by: User, at: datetime, started: datetime) -> None:
    """All that is needed to go home: watched since `started`, the whole library of instructions given."""
    contents = post_care(at=started)
    facts = standing_of(cycle.journey, at, cycle_id=cycle.pk).facts
    given = [{**each, "acknowledged": True} for each in from_the_library(facts).of("given")]
    contents["instructions"] = (contents["instructions"][0], {"given": given})
    for code, (values, lines) in contents.items():
        save_record(cycle=cycle, section=SECTIONS[code], values=values, lines=lines, by=by, at=at)


def usual(target: Mapping[str, Any]) -> list[str]:
    """The warning that this volume is unusual for some joints, as seen."""
    return [f"targets.0.volume_ml: {plain([target['joint'], target['volume_ml']])}"]


def record_consultation(
    journey: Journey, cycle: Cycle, *, by: User, at: datetime, sections: Iterable[str] = CONSULTATION
) -> None:
    """All that the consultation needs, as a candidate's."""
    hand, sedated = journey.target_hand or "right", cycle.sedation not in {"", "local_only"}
    contents = consultation(on=at.date(), clinician=str(by.pk), hand=hand, sedated=sedated)
    for code in sections:
        values, lines = contents[code]
        save_record(cycle=cycle, section=SECTIONS[code], values=values, lines=lines, by=by, at=at)


def record_visit(
    cycle: Cycle, *, by: User, at: datetime, sections: Iterable[str] = ("measures", "visit"), **changed: Any
) -> None:
    """A visit of the day of `at`: what was measured, and what was found and decided; its warnings are looked at."""
    code = changed.pop("code", "UNSCHEDULED")
    contents = follow_up(on=at.date(), code=code, **changed)
    for section in sections:
        number = RECORDS[section].objects.filter(cycle=cycle).count() + 1
        values, lines = contents[section]
        about = {"cycle": cycle, "section": SECTIONS[section], "number": number}
        try:
            save_record(**about, values=values, lines=lines, by=by, at=at)
        except WarningsToSee as refusal:
            seen = [each.key for each in refusal.findings]
            save_record(**about, values=values, lines=lines, by=by, at=at, seen=seen)


def record_cells(cycle: Cycle, *, by: User, at: datetime, began: datetime) -> None:
    """All that is needed of the cells, whichever way they come; taken, or given, at `began`."""
    contents = cells(at=began, operator=str(by.pk), tissue=cycle.tissue)
    for section in sections_of(StageCode.HARVESTING, mode=HarvestMode(cycle.harvest_mode)):
        values, lines = contents[section.code]
        save_record(cycle=cycle, section=section, values=values, lines=lines, by=by, at=at)
