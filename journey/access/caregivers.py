"""Who helps a patient, and whom a person helps."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from journey.access.scope import found
from journey.models import Caregiver, JourneyEvent, Patient, Submission


class HelpersAct(NamedTuple):
    """A row of the history. `before` is the state that a visit had, None where it was about none."""

    by_id: UUID
    at: datetime
    kind: str
    before: str | None


def caregivers_with_uses(patient: Patient) -> QuerySet[Caregiver]:
    """A patient's helpers with every look and every sending of each. Three statements, however many there are."""
    sent = Submission.objects.only("sent_at", "caregiver_id").order_by("-sent_at")
    return patient.caregivers.prefetch_related("looks", Prefetch("submissions", sent)).select_related("ended_by")


def acts_of_helpers(patient: Patient) -> list[HelpersAct]:
    """What those who help or helped this patient did for them, newest first. One statement."""
    helpers = Caregiver.objects.filter(patient=patient, user__isnull=False).values("user")
    rows = JourneyEvent.objects.filter(journey__patient=patient, by__in=helpers).order_by("-at")
    return [HelpersAct(*row) for row in rows.values_list("by_id", "at", "kind", "data__before").distinct()]


def own_caregivers(user: User) -> QuerySet[Caregiver]:
    """The helpers of a signed-in patient, with their invitations."""
    return Caregiver.objects.none() if user.is_staff else Caregiver.objects.filter(patient__user=user)


def get_own_caregiver(user: User, caregiver_id: UUID) -> Caregiver:
    return found(own_caregivers(user).filter(pk=caregiver_id).select_related("patient__site__clinic"))


def helped_people(user: User, *, at: datetime) -> list[Caregiver]:
    """Whom this person helps now, by name."""
    rows = Caregiver.objects.none() if user.is_staff else Caregiver.objects.helping(at).filter(user=user)
    return list(rows.select_related("patient__site__clinic").order_by("patient__full_name", "patient_id"))


def has_helped(user: User) -> bool:
    """Whether this person is or was somebody's helper."""
    return not user.is_staff and Caregiver.objects.filter(user=user).exists()


def get_own_help(user: User, caregiver_id: UUID) -> Caregiver:
    """The help that this person gives to somebody."""
    rows = Caregiver.objects.none() if user.is_staff else Caregiver.objects.filter(user=user)
    return found(rows.filter(pk=caregiver_id).select_related("patient__site__clinic"))
