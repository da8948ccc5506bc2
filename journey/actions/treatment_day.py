"""A treatment day moves with all that belongs to it (decision 30): its visit alone is not moved or called off."""

from datetime import datetime

from journey.domain.errors import MoveNotAllowed
from journey.domain.visit_states import CANCELLED
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState
from journey.models.appointment import NEEDLE_DAYS, STANDING, TO_COME


def check_moves_alone(visit: Appointment, starts_at: datetime) -> None:
    """Another person, room or end leaves the day as it is. Raises MoveNotAllowed for another start."""
    if starts_at != visit.starts_at and visit.is_treatment_day:
        raise MoveNotAllowed(_("A treatment day moves with all that belongs to it. Move its date in the journey."))


def check_ends_alone(visit: Appointment, state: AppointmentState) -> None:
    """An offer that nobody took yet may be withdrawn. Raises MoveNotAllowed for a cancellation."""
    if state in CANCELLED and visit.state in STANDING and visit.is_treatment_day:
        raise MoveNotAllowed(
            _("A treatment day is not cancelled alone. Move its date, or postpone or end the treatment in the journey.")
        )


def check_offered_alone(offer: Appointment) -> None:
    """Raises MoveNotAllowed for an offer that would stand instead of the day that is agreed."""
    if stands_instead_of_the_day(offer):
        raise MoveNotAllowed(
            _("The patient cannot choose another treatment day here. It moves with all that belongs to it.")
        )


def stands_instead_of_the_day(offer: Appointment) -> bool:
    if offer.kind not in NEEDLE_DAYS:
        return False
    same = Appointment.objects.filter(cycle=offer.cycle_id, kind=offer.kind, state__in=TO_COME)
    rows = same.exclude(pk=offer.pk).select_related("cycle", "journey", "site__clinic")
    return any(row.is_treatment_day for row in rows)
