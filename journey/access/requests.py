"""What patients ask of the clinic about their data."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from journey.access.scope import visible_patients
from journey.models import DataRequest, Patient, SiteMembership
from journey.policies import Act, may


def own_requests(patient: Patient) -> QuerySet[DataRequest]:
    """A patient's own, the newest first."""
    return DataRequest.objects.filter(patient=patient).order_by("-asked_at", "pk")


def visible_requests(user: User, at: datetime) -> QuerySet[DataRequest]:
    """For managers: of the patients whom they reach, and of those at a site that no manager works at. The law's days
    run there too, and a request that nobody sees is answered by nobody."""
    if not (user.is_staff and may(user, Act.DECIDE_REQUESTS)):
        return DataRequest.objects.none()
    reached = Q(patient__in=visible_patients(user, at).order_by().values("pk"))
    return DataRequest.objects.filter(reached | ~has_manager("patient__site"))


def has_manager(site: str) -> Exists:
    """Whether a manager who can sign in works at the site that this path leads to."""
    managers = SiteMembership.objects.filter(
        site=OuterRef(site), person__is_active=True, person__is_staff=True, person__groups__name=Role.MANAGER
    )
    return Exists(managers)


def is_without_manager(patient: Patient) -> bool:
    return Patient.objects.filter(~has_manager("site"), pk=patient.pk).exists()
