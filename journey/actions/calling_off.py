"""What becomes of visits when a journey is postponed or closed: held times are free, and staff call off the rest."""

from datetime import datetime

from accounts.models import User
from journey.actions.events import record
from journey.actions.holding import hold_patients
from journey.actions.reminders import note_change
from journey.actions.visit_choice import close_ask, release, release_offers
from journey.domain.reminders import Occasion
from journey.domain.standing_visits import falls_away, offer_ends
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState, Journey
from journey.models.appointment import UPCOMING


def follow_status(
    journey: Journey, *, call_off: bool, reason: str, by: User | None, at: datetime, tell: bool = True
) -> list[Appointment]:
    """Called by the executor of moves, which holds the journey. Offers that nobody can take any more are released;
    with `call_off` the visits to come that fall away are cancelled with the reason, and returned; a treatment day that
    was postponed to a date of its own visit stays. `tell` is False where one message speaks of all that changed."""
    hold_patients([journey.patient_id])
    ahead = Appointment.objects.filter(journey=journey, state__in=UPCOMING, starts_at__gt=at).order_by("pk")
    rows = list(ahead.select_for_update(of=("self",), no_key=True).select_related("journey", "cycle", "site__clinic"))
    keeps = {"keeps_safety_checks": journey.keeps_safety_checks}
    gone = []
    for visit in rows:
        if visit.state == AppointmentState.OFFERED:
            if offer_ends(visit.kind, journey.status, **keeps):
                release(visit, by, at, _("The treatment is postponed or ended."))
        elif call_off and falls_away(visit.kind, journey.status, **keeps) and not visit.is_treatment_day:
            gone.append(visit)
    for visit in gone:
        _call_off(visit, rows, reason, by, at)
        if tell:
            note_change(visit=visit, occasion=Occasion.VISIT_CANCELLED, before=visit.starts_at, at=at)
    return gone


def _call_off(visit: Appointment, rows: list[Appointment], reason: str, by: User | None, at: datetime) -> None:
    data = {"appointment": str(visit.pk), "before": visit.state}
    state = AppointmentState.CANCELLED_BY_CLINIC
    visit.state, visit.state_at, visit.state_by, visit.state_reason = state, at, by, reason
    if by is not None:
        close_ask(visit, by, at)
        release_offers(visit, rows, by, at)
    visit.version += 1
    visit.save()
    record(visit.journey, f"visit_{state}", by=by, at=at, cycle=visit.cycle, reason=reason, data=data)
