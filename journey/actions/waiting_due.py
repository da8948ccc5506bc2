"""The desk's side of the waiting list: a visit that is due and has no time yet."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.access.waiting import open_places, window_of_place
from journey.actions.events import record
from journey.actions.holding import hold_patients
from journey.actions.locking import locked_journey
from journey.actions.permission import check_may
from journey.actions.visit_choice import release_held
from journey.actions.waiting import accepting, end_place, has_time
from journey.domain.days import local_date
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.stages import JourneyStatus
from journey.domain.visits import FIRST_CALL, kind_of
from journey.domain.waiting import LOOK_ON
from journey.domain.words import say as _
from journey.models import Cycle, Waiting, WaitingEnd
from journey.models.pathway_version import visit_specs_of
from journey.policies import Act


@transaction.atomic
def wait_for_due(
    *, cycle: Cycle, code: str, weekdays: Iterable[str], part: str, notice_days: int, by: User, at: datetime
) -> Waiting:
    """The visit `code` is due and has no time: the patient waits for one in its window. Desk staff. Who waits already
    changes what they would accept and keeps their place. Raises MoveNotAllowed for a visit that is booked or was, is
    not due yet, or whose window is over, and for whoever could not be asked; NotAccepted for what is no choice."""
    journey = cycle.journey
    check_may(by, Act.BOOK, journey.patient_id, at=at)
    patient = locked_journey(journey).patient
    hold_patients([patient.pk])
    if code not in visit_specs_of(journey.pathway_version_id) or code == FIRST_CALL or cycle.injection_at is None:
        raise NotAccepted(_("Choose one of the list."))
    if journey.status != JourneyStatus.ACTIVE:
        raise MoveNotAllowed(_("This journey is not running."))
    if patient.user is None or not patient.user.is_active:
        raise MoveNotAllowed(_("This patient has no sign-in, so the app cannot ask them. Find a time with them."))
    kind = kind_of(code)
    place = open_places().filter(cycle=cycle, kind=kind).select_for_update().first()
    if place is None:
        place = Waiting(patient=patient, cycle=cycle, kind=kind, joined_at=at, joined_by=by)
    place.code = code
    window = window_of_place(place)
    today = local_date(at, patient.zone)
    if window is not None and window.earliest > today + LOOK_ON:
        raise MoveNotAllowed(_("This visit is not due yet."))
    if window is None or window.latest < today:
        raise MoveNotAllowed(_("The days of this visit are over. Find a time with the patient."))
    if has_time(place):
        raise MoveNotAllowed(_("This visit has a time already."))
    if place._state.adding:
        record(journey, "waiting_for_a_time", by=by, at=at, cycle=cycle, data={"visit": code})
    return accepting(place, weekdays, part, notice_days)


@transaction.atomic
def take_off_list(*, cycle: Cycle, code: str, by: User, at: datetime) -> None:
    """Nobody waits for this due visit any more; what was held is free. Desk staff. A repeat changes nothing."""
    check_may(by, Act.BOOK, cycle.journey.patient_id, at=at)
    hold_patients([locked_journey(cycle.journey).patient_id])
    places = open_places().filter(cycle=cycle, code=code)
    release_held(places, by, at, _("Nobody waits for it any more."))
    for place in places.select_for_update():
        end_place(place, WaitingEnd.LEFT, at)
