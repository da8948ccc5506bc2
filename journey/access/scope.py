"""What this person may reach: every list, number and record of patients starts here."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from journey.models import Alert, Appointment, CheckIn, Journey, Patient, Stage, Submission
from journey.policies import Act, may


def visible_patients(user: User) -> QuerySet[Patient]:
    """Staff who may read records see the clinic's patients; a patient sees nobody but themself."""
    if not user.is_authenticated or not user.is_active:
        return Patient.objects.none()
    if user.is_staff:
        return Patient.objects.all() if may(user, Act.READ_RECORDS) else Patient.objects.none()
    return Patient.objects.filter(user=user)


def visible_journeys(user: User) -> QuerySet[Journey]:
    return _scoped(Journey.objects.all(), user, "patient")


def visible_check_ins(user: User) -> QuerySet[CheckIn]:
    return _scoped(CheckIn.objects.all(), user, "journey__patient")


def visible_submissions(user: User) -> QuerySet[Submission]:
    return _scoped(Submission.objects.all(), user, "journey__patient")


def visible_stages(user: User) -> QuerySet[Stage]:
    return _scoped(Stage.objects.all(), user, "cycle__journey__patient")


def visible_alerts(user: User) -> QuerySet[Alert]:
    """Staff only: a patient reads about an alert on their result page, never the row."""
    return Alert.objects.all() if user.is_staff and may(user, Act.READ_RECORDS) else Alert.objects.none()


def visible_appointments(user: User) -> QuerySet[Appointment]:
    return _scoped(Appointment.objects.all(), user, "patient")


def get_journey(user: User, journey_id: UUID) -> Journey:
    """For staff: a journey they may see, with what every staff screen shows of the patient."""
    return found(
        visible_journeys(user)
        .filter(pk=journey_id)
        .select_related("patient__site__clinic", "lead_clinician", "coordinator")
    )


def _scoped(rows: QuerySet[Any], user: User, path: str) -> QuerySet[Any]:
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if user.is_staff:
        return rows if may(user, Act.READ_RECORDS) else rows.none()
    return rows.filter(**{f"{path}__user": user})


def found(rows: QuerySet[Any]) -> Any:
    row = rows.first()
    if row is None:
        raise Http404
    return row
