"""Questions of a patient that their table refuses."""

from collections.abc import Callable
from typing import Any

from journey.models import Journey, PatientQuestion
from tests.builders import NOW, helper_of, newest_cycle, staff


def question(journey: Journey, **changed: Any) -> PatientQuestion:
    known = {
        "stage": newest_cycle(journey).stages.get(code="post_care"), "words": "When may I drive?", "asked_at": NOW,
        "asked_by": journey.patient.user,
    }  # fmt: skip
    return PatientQuestion.objects.create(**{**known, **changed})


def _of_both(journey: Journey) -> PatientQuestion:
    return question(journey, caregiver=helper_of(journey.patient), told_by="phone")


BREAKS: dict[str, Callable[[Journey], Any]] = {
    "question_has_words": lambda journey: question(journey, words=""),
    "question_told_by_known": lambda journey: question(journey, told_by="letter"),
    "question_of_a_helper_or_told": _of_both,
    "question_answered_paired": lambda journey: question(journey, answer="Soon.", answered_at=NOW),
    "question_answered_in_words": lambda journey: question(journey, answered_at=NOW, answered_by=staff()),
}
