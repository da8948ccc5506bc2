"""Visits that cannot be when they were: moved, or other times offered, and the patient told, in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from journey.actions.appointments import book_appointment, move_appointment
from journey.actions.holding import hold_for_several, locked_visit
from journey.actions.locking import check_version, once_more
from journey.actions.permission import check_may
from journey.actions.refusals import already_done
from journey.actions.reminders import note_change
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.reminders import Occasion
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState
from journey.models.appointment import NEEDLE_DAYS, UPCOMING
from journey.policies import Act

MOST_OFFERED = 5
WHY = gettext_noop("The clinic is closed then, or the person away.")


@dataclass(frozen=True)
class Time:
    """A time with somebody; its length is the visit's own."""

    clinician: User
    starts_at: datetime
    length: timedelta

    @property
    def values(self) -> dict[str, Any]:
        return {"clinician": self.clinician, "starts_at": self.starts_at, "ends_at": self.starts_at + self.length}


@once_more
@transaction.atomic
def move_aside(
    *, visit: Appointment, time: Time, tell: bool, by: User, at: datetime, expected_version: int | None = None
) -> tuple[Appointment, int]:
    """The visit moves to this time (`move_appointment`: the new first, then the old freed), and the patient is told.
    Desk staff. The new visit, and how many messages go. Raises MoveNotAllowed for a treatment day: it moves whole."""
    check_may(by, Act.BOOK, visit.patient_id, at=at)
    _check_alone(visit)
    new = move_appointment(
        appointment=visit, reason=_(WHY), by=by, at=at, expected_version=expected_version, **time.values
    )
    said = note_change(visit=new, occasion=Occasion.VISIT_MOVED, before=visit.starts_at, at=at) if tell else 0
    return new, said


@once_more
@transaction.atomic
def offer_aside(
    *,
    visit: Appointment,
    times: Sequence[Time],
    tell: bool,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> int:
    """Other times are held, and the patient chooses: all of them or none. Desk staff; how many messages go. The same
    times sent twice are offered once. Raises SlotTaken when one was taken meanwhile, AlreadyDone or MoveNotAllowed for
    a visit that moved or ended, NotAccepted for none or too many."""
    check_may(by, Act.BOOK, visit.patient_id, at=at)
    _check_alone(visit)
    if not 1 <= len(times) <= MOST_OFFERED:
        raise NotAccepted(_("Tick 1 to {most} times.", most=MOST_OFFERED), field="times")
    old = _standing(locked_visit(visit))
    hold_for_several(patients=(), sites=[old.site_id], people=[each.clinician.pk for each in times])
    known = Appointment.objects.filter(instead_of=old, state=AppointmentState.OFFERED, state_by=by)
    before = set(known.values_list("clinician", "starts_at"))
    wanted = [each for each in times if (each.clinician.pk, each.starts_at) not in before]
    if wanted:
        check_version(old, expected_version)
    for each in wanted:
        state = AppointmentState.OFFERED
        book_appointment(cycle=old.cycle, kind=old.kind, state=state, instead_of=old, by=by, at=at, **each.values)
    return _tell(old, at) if tell else 0


@once_more
@transaction.atomic
def tell_closed(*, visit: Appointment, by: User, at: datetime) -> int:
    """Only the message that the visit cannot be then, once; another time is found in a call. Desk staff. How many
    messages go."""
    check_may(by, Act.BOOK, visit.patient_id, at=at)
    return _tell(_standing(locked_visit(visit)), at)


def _tell(visit: Appointment, at: datetime) -> int:
    return note_change(visit=visit, occasion=Occasion.VISIT_CLOSED, before=visit.starts_at, at=at)


def _check_alone(visit: Appointment) -> None:
    if visit.kind in NEEDLE_DAYS:
        raise MoveNotAllowed(_("A treatment day moves with all that belongs to it. Move its date in the journey."))


def _standing(visit: Appointment) -> Appointment:
    """Somebody may have moved or ended it meanwhile: staff, or the patient."""
    if visit.state in UPCOMING:
        return visit
    state = visit.get_state_display().lower()
    if visit.state_by is None or visit.state_at is None:
        raise MoveNotAllowed(_("This visit is marked “{state}”.", state=state))
    template = gettext_noop("This visit is already marked “{state}” by {who}.")
    raise already_done(template, by=visit.state_by, at=visit.state_at, state=state)
