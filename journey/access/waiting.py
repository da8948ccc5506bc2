"""Places on the waiting list: those that are open, and those that staff reach."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from journey.access.scope import visible_patients
from journey.models import Appointment, Waiting


def open_places() -> QuerySet[Waiting]:
    return Waiting.objects.filter(ended_at=None)


def place_of(visit: Appointment) -> Waiting | None:
    """The place of whoever has this visit; the visit was reached before."""
    return open_places().filter(cycle=visit.cycle_id, kind=visit.kind).first()


def visible_places(user: User, at: datetime) -> QuerySet[Waiting]:
    """In the order of joining."""
    rows = open_places().filter(patient__in=visible_patients(user, at))
    return rows.select_related("patient", "cycle__journey").order_by("joined_at", "pk")
