"""A time that was closed is open after all: who has not moved keeps their visit, and hears so once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.models import User
from journey.access.calls_made import calls_made
from journey.access.closures import Gap, gap_over, to_move
from journey.actions.holding import hold_patients
from journey.actions.reminders import note_stands
from journey.actions.visit_choice import release
from journey.domain.reminders import Occasion
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState, ContactAttempt, ContactResult


def visits_in(gap: Gap, at: datetime) -> list[UUID]:
    """Those that stand there still. Asked before it opens."""
    return list(to_move(gap, at).values_list("pk", flat=True))


def stand_again(visits: Iterable[UUID], since: datetime | None, by: User, at: datetime) -> None:
    """Called by the action that opened the time. Another closure or leave over a visit leaves it as it is. Times that
    were offered instead are free again, unless the patient said yes to one; what was moved stays where it is. `since`
    is when the closed time was entered."""
    rows = Appointment.objects.filter(pk__in=list(visits)).select_related("site__clinic", "journey__patient", "patient")
    found = [each for each in rows.order_by("pk") if gap_over(each, each.site.clinic.zone) is None]
    hold_patients(each.patient_id for each in found)
    for visit in found:
        heard = _offers_freed(visit, by, at) or _was_reached(visit, since)
        note_stands(visit, heard=heard, at=at)


def _offers_freed(visit: Appointment, by: User, at: datetime) -> bool:
    offers = visit.offers.filter(state=AppointmentState.OFFERED, waiting=None).order_by("pk")
    held = list(offers.select_for_update(of=("self",), no_key=True).select_related("journey", "cycle"))
    for offer in held:
        release(offer, by, at, _("The visit takes place after all."))
    return bool(held)


def _was_reached(visit: Appointment, since: datetime | None) -> bool:
    """In a try about the visit, or in any call since it stood in the queue that the visit cannot be."""
    tries = ContactAttempt.objects.filter(visit=visit, result=ContactResult.REACHED)
    about_it = tries if since is None else tries.filter(at__gte=since)
    return about_it.exists() or calls_made(visit.reminders.filter(occasion=Occasion.VISIT_CLOSED)).exists()
