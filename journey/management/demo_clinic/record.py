"""What the made-up clinicians record at the consultation, told from who the patient is."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from journey.domain.record.consultation.contraindications import LABELS
from journey.domain.record.consultation.decision import CANDIDATE, NOT_CANDIDATE, RISKS
from journey.domain.record.consultation.diagnoses import CONDITIONS
from journey.management.demo_clinic.cast import Person

Content = tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]
# By the name of the joint without its finger: what hurts there, and its code for right and left.
FINGER = ("finger_oa", "M19.041", "M19.042")
DISEASES = {
    "CMC": ("cmc1_oa", "M18.11", "M18.12"),
    "RADIOCARPAL": ("wrist_oa", "M19.031", "M19.032"),
    "STT": ("wrist_oa", "M19.031", "M19.032"),
    "TFCC": ("ligament_injury", "M24.241", "M24.242"),
    "DORSAL": ("de_quervain", "M65.4", "M65.4"),
}
SHORT_FORM = ("contraindications", "decision")


def consultation(person: Person, *, doctor: User, on: date, number: int) -> dict[str, Content]:
    """Values and lines by section; of a later session the short form only."""
    contents = {
        "encounter": _encounter(doctor),
        "problem": _problem(person),
        "imaging": _imaging(person, on),
        "examination": _examination(person),
        "history": _history(person, on),
        "contraindications": _contraindications(person),
        "decision": _decision(person),
    }
    return {code: content for code, content in contents.items() if number == 1 or code in SHORT_FORM}


def _disease(person: Person) -> tuple[str, str]:
    joint = person.joints[0].partition("-")[2].rstrip("12345")
    condition, right, left = DISEASES.get(joint, FINGER)
    return condition, right if person.hand == "right" else left


def _encounter(doctor: User) -> Content:
    values = {
        "mode": "in_person",
        "clinician": str(doctor.pk),
        "clinician_role": "hand_surgeon",
        "registration_no": f"HS-{sum(map(ord, doctor.username)) * 31}",
        "cell_procedures_total": 148,
        "cell_procedures_last_12m": 36,
        "regulatory_pathway": "local_law_unapproved_use",
    }
    return values, {}


def _problem(person: Person) -> Content:
    condition, code = _disease(person)
    pain = person.baseline_pain
    values = {
        "dominant_hand": "right",
        "symptom_months": 26,
        "pain_worst_24h": min(pain + 1, 10),
        "pain_avg_7d": pain,
        "pain_rest": max(pain - 3, 0),
        "pain_use": pain,
        "prior_treatments": ("splint", "hand_therapy", "topical_nsaid"),
    }
    diagnosis = {
        "condition": condition,
        "certainty": "confirmed",
        "laterality": person.hand,
        "joints": person.joints,
        "icd_code": code,
        "is_primary": True,
    }
    return values, {"diagnoses": [diagnosis]}


def _imaging(person: Person, on: date) -> Content:
    image = {
        "modality": "xray",
        "imaged_on": on - timedelta(days=40),
        "views": ("pa", "lateral", "oblique"),
        "findings": "As graded. No fracture.",
    }
    is_arthritis = CONDITIONS[_disease(person)[0]].is_arthritis
    grades = [{"joint": joint, "kl_grade": 2} for joint in person.joints] if is_arthritis else []
    return {}, {"images": [image], "grades": grades}


def _examination(person: Person) -> Content:
    values = {
        "swelling": 1,
        "tender_joints": person.joints,
        "instability": False,
        "skin_intact": True,
        "neurovascular_ok": True,
        "kapandji": 8,
    }
    grip = {"measure": "grip", "hand": person.hand, "trial_1": 20, "trial_2": 21, "trial_3": 19, "device": "Jamar"}
    return values, {"strength": [grip]}


def medicines_of(person: Person) -> list[dict[str, Any]]:
    medicines = []
    if person.anticoagulant:
        medicines.append({"name": "Apixaban", "drug_class": "anticoag_doac", "dose": "5 mg", "schedule": "twice a day"})
    if person.infection_risk:
        medicines.append({"name": "Methotrexate", "drug_class": "dmard", "dose": "15 mg", "schedule": "once a week"})
    if not medicines:
        medicines.append({"name": "Ibuprofen", "drug_class": "nsaid_oral", "dose": "400 mg", "schedule": "on bad days"})
    return medicines


def _history(person: Person, on: date) -> Content:
    illnesses = ("inflammatory_arthritis",) if person.infection_risk else ("none",)
    medicines = medicines_of(person)
    values = {
        "history": illnesses,
        "pregnancy_status": "not_applicable",
        "prior_allogeneic_exposure": False,
        "takes_medicines": bool(medicines),
    }
    sample = {"taken_on": on - timedelta(days=12), "haemoglobin": 136, "platelets": 244, "egfr": 82}
    return values, {"medicines": medicines, "labs": [sample]}


def _contraindications(person: Person) -> Content:
    answers = {key: "no" for key, _label in LABELS}
    if person.infection_risk:
        answers |= {"immunosuppressed": "yes", "immunosuppressed_opinion": "Rheumatology agrees: go on as it is."}
    return answers, {}


def _decision(person: Person) -> Content:
    turned_down = "not_candidate" in person.turns
    values = {
        "candidacy": NOT_CANDIDATE if turned_down else CANDIDATE,
        "candidacy_reasons": ("better_option_exists",) if turned_down else ("diagnosis_fits", "failed_usual_care"),
        "alternatives_discussed": ("hand_therapy", "steroid_injection", "surgery", "no_treatment"),
        "plan_manipulation": "" if turned_down else _manipulation(person),
        "risks_discussed": tuple(code for code, _words in RISKS),
        "effect_uncertain_discussed": True,
    }
    return values, {}


def _manipulation(person: Person) -> str:
    if person.cells["cell_source"] == "allogeneic":
        return "culture_expanded"
    return "mechanical_fat" if person.cells["tissue"] == "adipose" else "same_day_concentrate"
