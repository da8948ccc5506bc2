"""Booking, moving and cancelling visits. The database refuses overlaps; the loser of a race reads why."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from journey.access import visible_patients
from journey.actions.events import record
from journey.actions.locking import check_version, constraints_in_words, locked
from journey.actions.permission import check_may, check_works_at
from journey.actions.refusals import already_done
from journey.domain.days import plain_clock, plain_date
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState, Cycle, Patient
from journey.models.appointment import TAKES_TIME
from journey.policies import Act

ENDED = frozenset(
    {
        AppointmentState.DONE,
        AppointmentState.NO_SHOW,
        AppointmentState.CANCELLED_BY_PATIENT,
        AppointmentState.CANCELLED_BY_CLINIC,
        AppointmentState.MOVED,
    }
)
# An afternoon's visit can lie over many short ones.
MOST_NAMED = 3


@transaction.atomic
def book_appointment(
    *, cycle: Cycle, clinician: User, kind: str, starts_at: datetime, ends_at: datetime, by: User, at: datetime
) -> Appointment:
    """Book a visit in the future. Raises NotAccepted for an overlap (it says when, and with whom), a past start or an
    end before its start."""
    journey = cycle.journey
    check_may(by, Act.BOOK, journey.patient_id, at=at)
    check_works_at(clinician, journey.patient.site, field="clinician")
    if starts_at <= at:
        raise NotAccepted(_("Choose a time in the future."), field="starts_at")
    appointment = Appointment(
        patient=journey.patient,
        journey=journey,
        cycle=cycle,
        clinician=clinician,
        site=journey.patient.site,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    _save(appointment, by, at)
    record(journey, "visit_booked", by=by, at=at, cycle=cycle, data=_words(appointment))
    return appointment


@transaction.atomic
def move_appointment(
    *,
    appointment: Appointment,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    clinician: User | None = None,
    reason: str = "",
    expected_version: int | None = None,
) -> Appointment:
    """Book the new time, then free the old; both stay and know each other. Returns the new one."""
    check_may(by, Act.BOOK, appointment.patient_id, at=at)
    old = _running(appointment, expected_version)
    if starts_at <= at:
        raise NotAccepted(_("Choose a time in the future."), field="starts_at")
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
    )
    # The old time is freed in the same transaction, so moving by half an hour does not collide with itself.
    old.state, old.state_at, old.state_by, old.state_reason = AppointmentState.CANCELLED_BY_CLINIC, at, by, reason
    old.version += 1
    old.save()
    _save(new, by, at)
    old.state, old.moved_to = AppointmentState.MOVED, new
    old.save(update_fields=["state", "moved_to"])
    record(old.journey, "visit_moved", by=by, at=at, cycle=old.cycle, reason=reason, data=_words(new))
    return new


@transaction.atomic
def set_appointment_state(
    *,
    appointment: Appointment,
    state: AppointmentState,
    by: User,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> Appointment:
    """Arrived, done, did not come, or cancelled by whom. A cancellation needs a reason. A repeat by the same person
    changes nothing; AlreadyDone tells another person who was first."""
    check_may(by, Act.BOOK, appointment.patient_id, at=at)
    appointment = _running(appointment, expected_version, repeat=(state, by))
    if appointment.state == state:
        return appointment
    cancels = state in {AppointmentState.CANCELLED_BY_PATIENT, AppointmentState.CANCELLED_BY_CLINIC}
    if cancels and not reason.strip():
        raise NotAccepted(_("Say why the visit is cancelled."), field="reason")
    if state in {AppointmentState.DONE, AppointmentState.NO_SHOW} and appointment.starts_at > at:
        raise MoveNotAllowed(_("This visit has not started yet."))
    appointment.state, appointment.state_at, appointment.state_by = state, at, by
    appointment.state_reason = reason.strip()
    appointment.version += 1
    appointment.save()
    record(appointment.journey, f"visit_{state}", by=by, at=at, cycle=appointment.cycle, reason=reason)
    return appointment


def _running(
    appointment: Appointment, expected_version: int | None, repeat: tuple[AppointmentState, User] | None = None
) -> Appointment:
    appointment = locked(appointment)
    if repeat is not None and (appointment.state, appointment.state_by) == repeat:
        return appointment
    decided = appointment.state in ENDED or (repeat is not None and appointment.state == repeat[0])
    if decided and appointment.state_by is not None and appointment.state_at is not None:
        words = appointment.get_state_display().lower()
        template = gettext_noop("This visit is already marked “{state}” by {who}.")
        raise already_done(template, by=appointment.state_by, at=appointment.state_at, state=words)
    check_version(appointment, expected_version)
    return appointment


def _save(appointment: Appointment, by: User, at: datetime) -> None:
    _one_booking_at_a_time(appointment)
    _check_free(appointment, by, at)
    with constraints_in_words(appointment):
        appointment.full_clean()
        appointment.save(force_insert=True)


def _one_booking_at_a_time(appointment: Appointment) -> None:
    """Two overlapping inserts at the same moment can wait for each other, and PostgreSQL then ends one as a deadlock,
    without a sentence. So bookings of one person queue: always the clinician first, then the patient."""
    people = User.objects.select_for_update(of=("self",), no_key=True)
    people.get(pk=appointment.clinician_id)
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=appointment.patient_id)


def _check_free(appointment: Appointment, by: User, at: datetime) -> None:
    """The database refuses an overlap too, but cannot say which visit is in the way. Staff book, so it is named; a
    patient of another team is not."""
    person = Q(clinician=appointment.clinician_id) | Q(patient=appointment.patient_id)
    in_the_way = Appointment.objects.filter(
        person, state__in=TAKES_TIME, starts_at__lt=appointment.ends_at, ends_at__gt=appointment.starts_at
    ).select_related("patient", "clinician", "site")
    reached = visible_patients(by, at).filter(pk=OuterRef("patient"))
    in_the_way = in_the_way.annotate(is_reached=Exists(reached))
    zone = appointment.site.clinic.zone
    sentences = [_taken(visit, appointment.clinician, zone) for visit in in_the_way[:MOST_NAMED]]
    if sentences and appointment.starts_at < appointment.ends_at:
        raise NotAccepted(together(*sentences))


def _taken(visit: Appointment, clinician: User, zone: ZoneInfo) -> str:
    """In the clinic's time, like the form."""
    starts, ends = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    who: tuple[User | Patient, User | Patient] = (visit.clinician, visit.patient)
    busy, other = who if visit.clinician == clinician else who[::-1]
    if not visit.is_reached:  # type: ignore[attr-defined]
        return _(
            "{who} already has a visit on {day} from {start} to {end}, at {site}.",
            who=busy,
            day=plain_date(starts.date()),
            start=plain_clock(starts),
            end=plain_clock(ends),
            site=visit.site,
        )
    return _(
        "{who} already has a visit on {day} from {start} to {end}, with {other}.",
        who=busy,
        day=plain_date(starts.date()),
        start=plain_clock(starts),
        end=plain_clock(ends),
        other=other,
    )


def _words(appointment: Appointment) -> dict[str, str]:
    return {
        "visit": appointment.kind,
        "with": str(appointment.clinician),
        "starts_at": appointment.starts_at.isoformat(),
    }
