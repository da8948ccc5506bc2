"""Booking, moving and cancelling visits. The database refuses overlaps; the loser of a race reads why."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from journey.access.calls_made import calls_made
from journey.actions.appointment_time import check_time
from journey.actions.due_twice import check_booked_once, close_offers
from journey.actions.events import record
from journey.actions.holding import hold_patients
from journey.actions.locking import check_version, constraints_in_words, locked, once_more
from journey.actions.permission import check_may, check_works_at
from journey.actions.refusals import already_done
from journey.actions.reminders import note_change, note_offer
from journey.actions.treatment_day import check_ends_alone, check_moves_alone, check_offered_alone
from journey.actions.visit_choice import (
    close_ask,
    close_other_asks,
    close_waits,
    locked_choice,
    release_offers,
    settle_choice,
)
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.reminders import OPPOSITE, Occasion
from journey.domain.visit_states import CANCELLED, ENDED, FOLLOWS, NEEDS_THE_START, needs_reason
from journey.domain.waiting import offer_end
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState, ContactAttempt, ContactResult, Cycle, Room
from journey.models.appointment import TAKES_TIME, TO_COME
from journey.policies import Act


@once_more
@transaction.atomic
def book_appointment(
    *,
    cycle: Cycle,
    clinician: User,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    room: Room | None = None,
    state: AppointmentState = AppointmentState.BOOKED,
    why_outside: str = "",
    instead_of: Appointment | None = None,
    another: bool = False,
) -> Appointment:
    """Book a visit in the future, or offer it: the time is held. `instead_of` is a visit that stays until the patient
    has chosen an offered time. A follow-up visit that stands already is booked once more only as `another`. Raises
    NotAccepted for that and for a time that cannot be (closed, away, outside the hours without a reason), and SlotTaken
    for an overlap: it says when, and with whom."""
    journey = cycle.journey
    check_may(by, Act.BOOK, journey.patient_id, at=at)
    check_works_at(clinician, journey.patient.site, field="clinician")
    visit = Appointment(
        patient=journey.patient,
        journey=journey,
        cycle=cycle,
        clinician=clinician,
        site=journey.patient.site,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        room=room,
        state=state,
        state_at=at,
        state_by=by,
        instead_of=instead_of,
    )
    outside = why_outside.strip()
    hold_patients([journey.patient_id])
    if instead_of is not None:
        _offer_instead(locked(instead_of), by, at)
    if state == AppointmentState.OFFERED:
        check_offered_alone(visit)
    check_time(visit, by, at, why_outside=outside)
    if instead_of is None and not another:
        check_booked_once(visit, at)
    _hold_until(visit, at)
    _insert(visit)
    close_other_asks(visit, by, at)
    if state == AppointmentState.OFFERED:
        note_offer(visit=visit, at=at)
    else:
        close_waits(visit, by, at)
        close_offers(visit, by, at)
    kind_of_event = "visit_booked" if state == AppointmentState.BOOKED else f"visit_{state}"
    record(journey, kind_of_event, by=by, at=at, cycle=cycle, reason=outside, data=_words(visit))
    return visit


@once_more
@transaction.atomic
def move_appointment(
    *,
    appointment: Appointment,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    clinician: User | None = None,
    room: Room | None = None,
    reason: str = "",
    why_outside: str = "",
    expected_version: int | None = None,
    with_its_date: bool = False,
    tell: bool = False,
) -> Appointment:
    """Make the visit at the new time, then free the old, then hold the new: all or nothing. Both stay and know each
    other. Returns the new one. An offer stays an offer; what was confirmed is booked, for nobody confirmed the new.
    A treatment day only moves `with_its_date`: MoveNotAllowed otherwise. `tell`: the patient gets a message of a new
    time."""
    check_may(by, Act.BOOK, appointment.patient_id, at=at)
    rows = locked_choice(appointment)
    old, outside = _running(appointment, AppointmentState.MOVED, by, expected_version), why_outside.strip()
    if not with_its_date:
        check_moves_alone(old, starts_at)
    if clinician is not None and clinician != old.clinician:
        check_works_at(clinician, old.site, field="clinician")
    new = Appointment(
        patient=old.patient,
        journey=old.journey,
        cycle=old.cycle,
        clinician=clinician or old.clinician,
        site=old.site,
        kind=old.kind,
        starts_at=starts_at,
        ends_at=ends_at,
        room=room,
        state=AppointmentState.REQUESTED,
        state_at=at,
        state_by=by,
        state_reason=outside,
        instead_of=old.instead_of,
    )
    check_time(new, by, at, why_outside=outside, instead_of=old)
    # A request holds no time, so moving by half an hour does not collide with itself.
    _insert(new)
    held = AppointmentState.OFFERED if old.state == AppointmentState.OFFERED else AppointmentState.BOOKED
    old.state, old.moved_to, old.state_at, old.state_by = AppointmentState.MOVED, new, at, by
    old.state_reason = reason.strip()
    close_ask(old, by, at)
    old.version += 1
    old.save()
    release_offers(old, rows, by, at)
    new.state = held
    _hold_until(new, at)
    with constraints_in_words(new):
        new.full_clean()
        new.save(update_fields=["state", "offer_ends_at"])
    if held == AppointmentState.OFFERED:
        note_offer(visit=new, at=at)
    elif tell and (new.starts_at != old.starts_at or _is_to_be_told(old)):
        before = min(old.starts_at, new.starts_at)
        note_change(visit=new, occasion=Occasion.VISIT_MOVED, before=before, at=at)
    data = {**_words(new), "from": str(old.pk)}
    record(
        old.journey, "visit_moved", by=by, at=at, cycle=old.cycle, reason=together(reason.strip(), outside), data=data
    )
    return new


@once_more
@transaction.atomic
def set_appointment_state(
    *,
    appointment: Appointment,
    state: AppointmentState,
    by: User,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
    tell: bool = False,
) -> Appointment:
    """What became of a visit, as `domain/visit_states.py` allows. A cancellation, a mark put right and an entry made
    in error need a reason. A repeat by the same person changes nothing; AlreadyDone tells another who was first.
    `tell`: the patient gets a message of what the clinic cancels."""
    check_may(by, Act.BOOK, appointment.patient_id, at=at)
    rows = locked_choice(appointment)
    visit = _running(appointment, state, by, expected_version)
    if visit.state == state:
        return visit
    if needs_reason(visit.state, state) and not reason.strip():
        words = _("Say why the visit is cancelled.") if state in CANCELLED else _("Say why.")
        raise NotAccepted(words, field="reason")
    check_ends_alone(visit, state)
    if visit.state == AppointmentState.OFFERED and state in TO_COME:
        check_offered_alone(visit)
    if state in NEEDS_THE_START and visit.starts_at > at:
        raise MoveNotAllowed(_("This visit has not started yet."))
    if state in TAKES_TIME and visit.state not in TAKES_TIME:
        _hold_again(visit, by, at)
    data = {"appointment": str(visit.pk), "before": visit.state}
    was_offered, was_to_come = visit.state == AppointmentState.OFFERED, visit.state in TO_COME and visit.starts_at > at
    visit.state, visit.state_at, visit.state_by = state, at, by
    visit.state_reason = reason.strip()
    visit.version += 1
    _hold_until(visit, at)
    if state in ENDED:
        close_ask(visit, by, at)
    with constraints_in_words(visit):
        visit.save()
    record(visit.journey, f"visit_{state}", by=by, at=at, cycle=visit.cycle, reason=reason.strip(), data=data)
    if was_offered and state in TO_COME:
        settle_choice(visit, rows, by, at)
    elif state in ENDED:
        release_offers(visit, rows, by, at)
    if tell and was_to_come and state == AppointmentState.CANCELLED_BY_CLINIC:
        note_change(visit=visit, occasion=Occasion.VISIT_CANCELLED, before=visit.starts_at, at=at)
    return visit


def _offer_instead(visit: Appointment, by: User, at: datetime) -> None:
    """Now it is the patient's turn. Raises MoveNotAllowed for a visit that moved or ended meanwhile."""
    if visit.state not in TO_COME:
        raise MoveNotAllowed(_("This visit changed meanwhile, so no other time is offered for it. Look at it again."))
    if visit.asks:
        close_ask(visit, by, at)
        visit.version += 1
        visit.save(update_fields=["answered_at", "answered_by", "answer", "version"])


def _hold_until(visit: Appointment, at: datetime) -> None:
    """An offer ends: nobody else can have the time meanwhile."""
    if visit.state == AppointmentState.OFFERED:
        visit.offer_ends_at = offer_end(visit.starts_at, at, is_choice=True)


def _hold_again(visit: Appointment, by: User, at: datetime) -> None:
    """A request that is granted asks like a booking. Somebody who came after all is put right without asking: the time
    is over, and the constraints still refuse two at once."""
    if visit.starts_at > at:
        check_time(visit, by, at)


def _running(appointment: Appointment, state: AppointmentState, by: User, expected_version: int | None) -> Appointment:
    """The visit under its lock, if this state may follow; unchanged when the same person sent it before."""
    visit = locked(appointment)
    if visit.state == state and state != AppointmentState.MOVED and visit.state_by == by:
        return visit
    if visit.state == state or state not in FOLLOWS[visit.state]:
        words = visit.get_state_display().lower()
        if visit.state_by is None or visit.state_at is None:
            raise MoveNotAllowed(_("This visit is marked “{state}”.", state=words))
        template = gettext_noop("This visit is already marked “{state}” by {who}.")
        raise already_done(template, by=visit.state_by, at=visit.state_at, state=words)
    check_version(visit, expected_version)
    return visit


def _insert(visit: Appointment) -> None:
    with constraints_in_words(visit):
        visit.full_clean()
        visit.save(force_insert=True)


def _is_to_be_told(visit: Appointment) -> bool:
    """Its time was new, and the message of that has not left: now that it moved again, that one leaves no more. Or the
    last that they heard is that it cannot be."""
    return visit.reminders.filter(occasion=Occasion.VISIT_MOVED, mail=None).exists() or _heard_that_it_cannot_be(visit)


def _heard_that_it_cannot_be(visit: Appointment) -> bool:
    """In a message that left or in a call, and not since that it can."""
    words = visit.reminders.filter(occasion__in=OPPOSITE)
    newest = words.order_by("-at").first()
    if newest is not None:
        same = words.filter(occasion=newest.occasion)
        left = same.filter(Q(mail__sent_at__isnull=False) | Q(posted_at__isnull=False)).exists()
        heard = left or calls_made(same).exists()
        if newest.occasion == Occasion.VISIT_STANDS:
            return not heard
        if heard:
            return True
    return ContactAttempt.objects.filter(visit=visit, result=ContactResult.REACHED).exists()


def _words(visit: Appointment) -> dict[str, str]:
    return {
        "appointment": str(visit.pk),
        "visit": visit.kind,
        "with": str(visit.clinician),
        "starts_at": visit.starts_at.isoformat(),
    }
