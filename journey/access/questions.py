"""Questions of patients: those of a journey, as its patient or staff read them, and those that staff may see."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.prepared import Prepared
from journey.access.scope import visible_patients
from journey.models import PatientQuestion


def questions_of(journey_id: UUID) -> list[PatientQuestion]:
    """All of a journey, each with the people: those without an answer first, then the newest. One statement."""
    return sorted(_questions.rows(journey_id=journey_id), key=lambda each: each.answered_at is not None)


@Prepared
def _questions(journey_id: UUID) -> QuerySet[PatientQuestion]:
    rows = PatientQuestion.objects.filter(stage__cycle__journey=journey_id)
    return rows.select_related("stage", "asked_by", "caregiver", "answered_by").order_by("-asked_at", "-id")


def visible_questions(user: User, at: datetime) -> QuerySet[PatientQuestion]:
    """Of the patients whom this member of staff reaches."""
    if not user.is_staff:
        return PatientQuestion.objects.none()
    patients = visible_patients(user, at).order_by().values("pk")
    return PatientQuestion.objects.filter(stage__cycle__journey__patient__in=patients)
