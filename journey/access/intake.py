"""What a patient told before the first talk."""

from dataclasses import dataclass
from datetime import datetime

from journey.models import Patient, Submission

INTAKE_CODE = "C-PRE"


@dataclass(frozen=True)
class ToldAllergies:
    """What they answered (yes or not_sure), and each allergy in their own words, if they named any. `at`: when it was
    sent."""

    answer: str
    lines: tuple[str, ...]
    at: datetime


def told_allergies(patient: Patient) -> ToldAllergies | None:
    """What the newest intake of the patient, in any journey, says of allergies, unless it says that there are none. One
    statement."""
    sent = Submission.objects.filter(cycle__journey__patient=patient, check_in__code=INTAKE_CODE, latest=True)
    answers, at = sent.order_by("-sent_at").values_list("answers", "sent_at").first() or ({}, None)
    answer = answers.get("i_allergy")
    if at is None or answer not in {"yes", "not_sure"}:
        return None
    return ToldAllergies(answer, tuple(str(each) for each in answers.get("i_allergy_list") or ()), at)


def speaks_against_none(told: ToldAllergies | None, patient: Patient) -> bool:
    """The patient named an allergy, and nobody confirmed the list since."""
    confirmed = patient.allergies_confirmed_at
    return told is not None and bool(told.lines) and (confirmed is None or told.at > confirmed)
