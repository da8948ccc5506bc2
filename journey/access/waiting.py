"""Places on the waiting list: those that are open, and those that staff reach."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from journey.access.scope import visible_patients
from journey.domain.visits import VisitWindow, visit_window
from journey.models import Appointment, Waiting
from journey.models.pathway_version import visit_specs_of


def open_places() -> QuerySet[Waiting]:
    return Waiting.objects.filter(ended_at=None)


def window_of_place(place: Waiting) -> VisitWindow | None:
    """The days of the due visit that they wait for; None for who would come earlier, and for a visit that the pathway
    of the journey does not have any more. The place comes with its patient, session and journey."""
    spec = visit_specs_of(place.cycle.journey.pathway_version_id).get(place.code)
    if spec is None or place.cycle.injection_at is None:
        return None
    return visit_window(spec, place.cycle.injection_at, place.patient.zone)


def place_of(visit: Appointment) -> Waiting | None:
    """The place of whoever has this visit and would come earlier; the visit was reached before."""
    return open_places().filter(cycle=visit.cycle_id, kind=visit.kind, code="").first()


def visible_places(user: User, at: datetime) -> QuerySet[Waiting]:
    """In the order of joining."""
    rows = open_places().filter(patient__in=visible_patients(user, at))
    return rows.select_related("patient", "cycle__journey").order_by("joined_at", "pk")
