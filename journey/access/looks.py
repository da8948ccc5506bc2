"""Who looked at a record: what its patient reads of the trace."""

from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.models import Kind, Outcome, Trace
from journey.models import Invitation, Patient

LOOKS = (Kind.READ, Kind.EXPORT, Kind.FEED)


def renewals_of(patient: Patient) -> QuerySet[Invitation]:
    """When the clinic gave the patient a new way to sign in, newest first, with who did it."""
    return Invitation.objects.filter(patient=patient, renews=True).select_related("sent_by").order_by("-sent_at")


class Looked(TypedDict):
    """One person on one day. `taken` counts the looks that took a copy away."""

    day: date
    actor_id: UUID
    actor_name: str
    actor_roles: list[str]
    taken: int


def looks_at(patient: Patient) -> QuerySet[Trace, Any]:
    """`Looked` rows by person and day of the patient's own zone, newest first; names and roles are of that day."""
    return (
        Trace.objects.filter(patient_id=patient.pk, kind__in=LOOKS, outcome=Outcome.DONE, actor_id__isnull=False)
        .exclude(actor_id=patient.user_id)
        .annotate(day=TruncDate("at", tzinfo=patient.zone))
        .values("day", "actor_id", "actor_name", "actor_roles")
        .annotate(taken=Count("number", filter=~Q(kind=Kind.READ)))
        .order_by("-day", "actor_name", "actor_id")
    )
