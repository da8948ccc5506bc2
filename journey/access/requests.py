"""What patients ask of the clinic about their data."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from journey.access.scope import visible_patients
from journey.models import DataRequest, Patient
from journey.policies import Act, may


def own_requests(patient: Patient) -> QuerySet[DataRequest]:
    """A patient's own, the newest first."""
    return DataRequest.objects.filter(patient=patient).order_by("-asked_at", "pk")


def visible_requests(user: User, at: datetime) -> QuerySet[DataRequest]:
    """For managers: of the patients whom they reach."""
    if not (user.is_staff and may(user, Act.DECIDE_REQUESTS)):
        return DataRequest.objects.none()
    return DataRequest.objects.filter(patient__in=visible_patients(user, at).order_by().values("pk"))
