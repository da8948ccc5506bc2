"""What follows when one of several offered times is taken, and when something a patient asked is settled."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from journey.actions.events import record
from journey.actions.holding import hold_patients
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState, Ask, Waiting, WaitingEnd
from journey.models.appointment import STANDING


def locked_choice(visit: Appointment) -> list[Appointment]:
    """The visit, every time that is offered for the same kind of visit of its session, and what those would replace:
    locked in one order after the patient, so that two people who change some of them meet at the first."""
    hold_patients([visit.patient_id])
    same = Q(cycle=visit.cycle_id, kind=visit.kind)
    wanted = Q(pk__in=[visit.pk, visit.instead_of_id]) | same & Q(state=AppointmentState.OFFERED)
    rows = Appointment.objects.filter(wanted).order_by("pk").select_for_update(of=("self",), no_key=True)
    return list(rows.select_related("journey", "cycle", "patient", "clinician"))


def settle_choice(taken: Appointment, rows: list[Appointment], by: User, at: datetime) -> None:
    """`taken` was offered and holds its time for good now: the other offers free theirs, and the visit that it stands
    for is marked as moved. `rows` are those of `locked_choice`."""
    for other in rows:
        if other.pk != taken.pk and other.state == AppointmentState.OFFERED:
            release(other, by, at, _("Another time was chosen."))
    if taken.waiting_id is not None:
        Waiting.objects.filter(pk=taken.waiting_id, ended_at=None).update(ended_at=at, end=WaitingEnd.TAKEN)
    _waits_for(taken).update(ended_at=at, end=WaitingEnd.OVER)
    old = next((row for row in rows if row.pk == taken.instead_of_id), None)
    if old is None:
        return
    close_ask(old, by, at)
    if old.state in STANDING:
        old.state, old.moved_to, old.state_at, old.state_by = AppointmentState.MOVED, taken, at, by
        data = {
            "appointment": str(taken.pk),
            "visit": taken.kind,
            "with": str(taken.clinician),
            "starts_at": taken.starts_at.isoformat(),
            "from": str(old.pk),
        }
        record(old.journey, "visit_moved", by=by, at=at, cycle=old.cycle, data=data)
    old.version += 1
    old.save()


def release_offers(visit: Appointment, rows: list[Appointment], by: User, at: datetime) -> None:
    """The visit moved or ended, so nobody chooses another time for it any more. `rows` as above."""
    for offer in rows:
        if offer.instead_of_id == visit.pk and offer.state == AppointmentState.OFFERED:
            release(offer, by, at, _("Another time was chosen."))


def close_other_asks(visit: Appointment, by: User, at: datetime) -> None:
    """A time of this kind is booked or offered: whoever found none that fits has got an answer."""
    waiting = Appointment.objects.filter(
        cycle=visit.cycle_id, kind=visit.kind, ask=Ask.OTHER_TIMES, asked_at__isnull=False, answered_at__isnull=True
    )
    waiting.update(answered_at=at, answered_by=by)


def close_waits(visit: Appointment, by: User, at: datetime) -> None:
    """The visit is booked: who waited for it to get a time waits no more, and what was held for them is free."""
    release_held(_waits_for(visit), by, at, _("Another time was chosen."))
    _waits_for(visit).update(ended_at=at, end=WaitingEnd.OVER)


def release_held(places: QuerySet[Waiting], by: User, at: datetime, why: str) -> None:
    """What is held for these places is free. Called before the places themselves are changed: offers before places, as
    everywhere."""
    held = Appointment.objects.filter(waiting__in=places, state=AppointmentState.OFFERED).order_by("pk")
    for offer in held.select_for_update(of=("self",), no_key=True).select_related("journey", "cycle"):
        release(offer, by, at, why)


def _waits_for(visit: Appointment) -> QuerySet[Waiting]:
    return Waiting.objects.filter(cycle=visit.cycle_id, kind=visit.kind, ended_at=None).exclude(code="")


def close_ask(visit: Appointment, by: User, at: datetime, answer: str = "") -> None:
    """The caller holds the visit and saves it."""
    if visit.asks:
        visit.answered_at, visit.answered_by, visit.answer = at, by, answer


def release(
    offer: Appointment,
    by: User | None,
    at: datetime,
    why: str,
    state: AppointmentState = AppointmentState.CANCELLED_BY_CLINIC,
) -> None:
    """The time is free again. The caller holds the row; `by` is None for the clock alone."""
    data = {"appointment": str(offer.pk), "before": offer.state}
    offer.state, offer.state_at, offer.state_by = state, at, by
    offer.state_reason = why
    offer.version += 1
    offer.save(update_fields=["state", "state_at", "state_by", "state_reason", "version"])
    reason = offer.state_reason
    record(offer.journey, f"visit_{state}", by=by, at=at, cycle=offer.cycle, reason=reason, data=data)
