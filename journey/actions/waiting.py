"""The waiting list: joining and leaving it, what a freed time is offered as, and the patient's answer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.row_by_row import in_batches, keys_of, one_by_one
from journey.access import check_own
from journey.access.capacity import site_capacity, visit_shapes
from journey.access.waiting import open_places, window_of_place
from journey.actions.appointment_time import check_time
from journey.actions.events import record
from journey.actions.heard import heard_from
from journey.actions.holding import locked_visit
from journey.actions.locking import constraints_in_words, locked, once_more
from journey.actions.reminders import note_offer, sleeps
from journey.actions.visit_choice import locked_choice, release
from journey.domain.caregiving import OwnAct
from journey.domain.days import local_date
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.slots import WEEKDAYS, Slot, free_slots
from journey.domain.stages import JourneyStatus
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.visits import YEARLY, window_around
from journey.domain.waiting import NOTICE_DAYS, Wanted, due_days, earlier_days, offer_end, was_offered
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState, PartOfDay, Waiting, WaitingEnd
from journey.models.appointment import NEEDLE_DAYS, STANDING, TO_COME
from journey.models.pathway_version import visit_specs_of

# Somebody was faster at the first ones: then it is left for the next turn.
MOST_TRIED = 3
BATCH = 500
GONE = gettext_noop("This time is no longer held for you. Your visit stays as it is.")
GONE_TO_WHO_WAITS = gettext_noop("This time is no longer held for you. You stay on the list.")


@once_more
@transaction.atomic
def join_waiting(
    *, visit: Appointment, weekdays: Iterable[str], part: str, notice_days: int, by: User, at: datetime
) -> Waiting:
    """ "I can come earlier" than this visit. Who is on the list already changes what they would accept and keeps their
    place. The patient, or a helper who manages. Raises MoveNotAllowed for a visit that ended, moved or is a treatment
    day, NotAccepted for what is no choice."""
    _heard(visit, by, at)
    visit = locked_visit(visit)
    if visit.kind in NEEDLE_DAYS:
        raise MoveNotAllowed(_("Your treatment day moves with all that belongs to it. Please call us."))
    if visit.state not in TO_COME or visit.starts_at <= at:
        raise MoveNotAllowed(_("This visit changed meanwhile. Please look at your visits again."))
    place = open_places().filter(cycle=visit.cycle_id, kind=visit.kind).select_for_update().first()
    if place is None:
        place = Waiting(patient=visit.patient, cycle=visit.cycle, kind=visit.kind, joined_at=at, joined_by=by)
    before = (place.weekdays, place.part, place.notice_days) if not place._state.adding else None
    place = accepting(place, weekdays, part, notice_days)
    if (place.weekdays, place.part, place.notice_days) != before:
        data = {"appointment": str(visit.pk)}
        record(visit.journey, "waiting_joined", by=by, at=at, cycle=visit.cycle, data=data)
    return place


def accepting(place: Waiting, weekdays: Iterable[str], part: str, notice_days: int) -> Waiting:
    """What they would accept, saved. Raises NotAccepted for what is no choice."""
    days = sorted(set(weekdays))
    if not WEEKDAYS.issuperset(days):
        raise NotAccepted(_("Choose days of the list."), field="weekdays")
    if part not in {each.value for each in PartOfDay}:
        raise NotAccepted(_("Choose one of the list."), field="part")
    if notice_days not in NOTICE_DAYS:
        raise NotAccepted(_("Choose one of the list."), field="notice_days")
    place.weekdays, place.part, place.notice_days = ",".join(days), part, notice_days
    with constraints_in_words(place):
        place.save()
    return place


@once_more
@transaction.atomic
def leave_waiting(*, visit: Appointment, by: User, at: datetime) -> None:
    """No longer. A time that is held for them is free again; the visit stays. A repeat changes nothing."""
    _heard(visit, by, at)
    rows = locked_choice(visit)
    for place in open_places().filter(cycle=visit.cycle_id, kind=visit.kind).select_for_update():
        for offer in rows:
            if offer.waiting_id == place.pk and offer.state == AppointmentState.OFFERED:
                _given_back(offer, by, at)
        end_place(place, WaitingEnd.LEFT, at)
        record(visit.journey, "waiting_left", by=by, at=at, cycle=visit.cycle, data={"appointment": str(visit.pk)})


@once_more
@transaction.atomic
def accept_earlier(*, visit: Appointment, by: User, at: datetime) -> Appointment:
    """Yes to an earlier time: it stays held until staff confirm it, and the visit stays until then. A repeat changes
    nothing. Raises MoveNotAllowed for a time that is not held any more."""
    _heard(visit, by, at)
    offer = _held(visit, at)
    if offer.accepted_at is not None:
        return offer
    offer.accepted_at, offer.offer_ends_at = at, offer.starts_at
    offer.version += 1
    offer.save(update_fields=["accepted_at", "offer_ends_at", "version"])
    data = {"appointment": str(offer.pk)}
    record(offer.journey, "visit_offer_accepted", by=by, at=at, cycle=offer.cycle, data=data)
    return offer


@once_more
@transaction.atomic
def decline_earlier(*, visit: Appointment, by: User, at: datetime) -> Appointment:
    """No: the time is free for the next; the visit stays, and so does the place. A repeat changes nothing."""
    _heard(visit, by, at)
    if locked_visit(visit).state == AppointmentState.CANCELLED_BY_PATIENT:
        return visit
    offer = _held(visit, at)
    _given_back(offer, by, at)
    return offer


def follow_waiting(*, at: datetime) -> int:
    """What time alone does, and each free time offered to the first in line: how many offers. Run by the job worker;
    safe to repeat, and beside another worker."""
    end_offers(at=at)
    end_places(at=at)
    waits = open_places().filter(cycle__journey__status=JourneyStatus.ACTIVE).order_by("joined_at", "pk")
    keys = waits.values_list("pk", flat=True)
    return one_by_one("follow_waiting_list.offer", keys, lambda key: _offer(key, at), at=at)


def end_offers(*, at: datetime) -> int:
    """Times that were offered and not answered are free again. What somebody holds now waits for the next turn."""
    over = Appointment.objects.filter(state=AppointmentState.OFFERED, offer_ends_at__lte=at).order_by("pk")
    keys = over.values_list("pk", flat=True)
    return one_by_one("follow_waiting_list.offer_over", keys, lambda key: _end_offer(over, key, at), at=at)


@transaction.atomic
def _end_offer(over: QuerySet[Appointment], key: UUID, at: datetime) -> int:
    free = over.filter(pk=key).select_for_update(of=("self",), no_key=True, skip_locked=True)
    for offer in free.select_related("journey", "cycle"):
        release(offer, None, at, _("Nobody answered in time."))
        return 1
    return 0


def end_places(*, at: datetime) -> int:
    """Whose visit took place or was called off, or whose journey is closed, waits for nothing; and so does who waited
    for a visit that has a time now, or whose days are over."""
    ahead = Appointment.objects.filter(
        cycle=OuterRef("cycle"), kind=OuterRef("kind"), state__in=TO_COME, starts_at__gt=at
    )
    closed = Q(cycle__journey__status__in=[each.value for each in CLOSED_STATUSES])
    over = (Q(code="") & ~Q(Exists(ahead))) | closed
    keys = keys_of(open_places().filter(over | ~Q(code="")))
    return in_batches("follow_waiting_list.place_over", keys, partial(_end_places, over, at), at=at, together=BATCH)


@transaction.atomic
def _end_places(over: Q, at: datetime, keys: Sequence[UUID]) -> int:
    places = open_places().filter(pk__in=keys).annotate(is_over=ExpressionWrapper(over, BooleanField()))
    free = places.order_by("pk").select_for_update(of=("self",), skip_locked=True)
    ended = [
        place.pk
        for place in free.select_related("patient", "cycle__journey")
        if place.is_over or (place.code and _is_over(place, at))
    ]
    return Waiting.objects.filter(pk__in=ended).update(ended_at=at, end=WaitingEnd.OVER)


def _is_over(place: Waiting, at: datetime) -> bool:
    """Of who waits for a due visit."""
    window = window_of_place(place)
    return window is None or window.latest < local_date(at, place.patient.zone) or has_time(place)


@once_more
@transaction.atomic
def _offer(key: UUID, at: datetime) -> bool:
    """One offer at a time, none at night, and none while the patient asks for something else or chooses already."""
    rows = (
        open_places()
        .filter(pk=key, patient__user__is_active=True)
        .select_related("patient__site__clinic", "patient__user", "patient__reminder_choice", "cycle__journey")
    )
    # It waits for neither: whoever holds the patient now is served at the next turn.
    place = rows.select_for_update(of=("patient", "self"), no_key=True, skip_locked=True).first()
    if place is None or sleeps(place.patient, at):
        return False
    same = Appointment.objects.filter(cycle=place.cycle_id, kind=place.kind)
    if same.filter(state=AppointmentState.OFFERED).exists():
        return False
    # Who waits for a due visit has none that an offer could stand instead of: a yearly one is another year's.
    ahead = same.filter(state__in=TO_COME, starts_at__gt=at).order_by("starts_at")
    now_at = None if place.code else ahead.first()
    if has_time(place) if place.code else now_at is None or now_at.asks:
        return False
    return any(_held_for(place, now_at, slot, at) for slot in islice(_slots(place, now_at, at), MOST_TRIED))


def has_time(place: Waiting) -> bool:
    """Whether the due visit was booked meanwhile, or took place. A yearly one of another year says nothing."""
    window = window_of_place(place)
    rows = Appointment.objects.filter(
        cycle=place.cycle_id, kind=place.kind, state__in=[*STANDING, AppointmentState.DONE]
    )
    days = [local_date(each, place.patient.zone) for each in rows.values_list("starts_at", flat=True)]
    if place.kind != YEARLY or window is None:
        return bool(days)
    return any(window.earliest <= day <= window.latest for day in days)


def _slots(place: Waiting, now_at: Appointment | None, at: datetime) -> Iterator[Slot]:
    """Free, earlier than the visit that they have, as they wish, in the days on which such a visit may be, and not
    offered to them before."""
    site, zone = place.patient.site, place.patient.site.clinic.zone
    wanted = Wanted(frozenset(int(day) for day in place.weekdays.split(",") if day), place.part, place.notice_days)
    today, window = local_date(at, zone), window_of_place(place)
    if now_at is not None:
        now_on = local_date(now_at.starts_at, zone)
        wish = earlier_days(wanted, today=today, now_on=now_on, not_before=_not_before(place, now_on))
    else:
        wish = due_days(wanted, today=today, window=window) if window else None
    if wish is None:
        return
    shape = visit_shapes()[place.kind]
    capacity = site_capacity(site, shape, wish.first, wish.last, patient=place.patient, zone=zone)
    offers = Appointment.objects.filter(waiting=place).select_related("clinician")
    before: list[tuple[object, datetime]] = [(each.clinician, each.starts_at) for each in offers]
    days = {(person, local_date(start, zone)) for person, start in before}
    for slot in free_slots(wish, shape, capacity, at):
        if (slot.person, local_date(slot.starts_at, zone)) not in days and not was_offered(slot, before):
            yield slot


def _not_before(place: Waiting, now_on: date) -> date | None:
    """The first day of the window that the visit lies in; None for a visit without one (clinical.md 2.6)."""
    cycle = place.cycle
    if cycle.injection_at is None:
        return None
    specs = visit_specs_of(cycle.journey.pathway_version_id)
    window = window_around(place.kind, now_on, specs, cycle.injection_at, place.patient.zone)
    return window.earliest if window else now_on if place.kind == YEARLY else None


def _held_for(place: Waiting, now_at: Appointment | None, slot: Slot, at: datetime) -> bool:
    """New time first. False when somebody was faster."""
    visit = Appointment(
        patient=place.patient,
        journey=place.cycle.journey,
        cycle=place.cycle,
        clinician=cast(User, slot.person),
        site=place.patient.site,
        kind=place.kind,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state=AppointmentState.OFFERED,
        state_at=at,
        instead_of=now_at,
        waiting=place,
        offer_ends_at=offer_end(slot.starts_at, at, is_choice=False),
    )
    try:
        with transaction.atomic():
            if now_at is not None and locked(now_at).state not in TO_COME:
                return False
            check_time(visit, None, at)
            with constraints_in_words(visit):
                visit.full_clean()
                visit.save(force_insert=True)
    except NotAccepted:
        return False
    data = {
        "appointment": str(visit.pk),
        "visit": visit.kind,
        "with": str(visit.clinician),
        "starts_at": visit.starts_at.isoformat(),
    }
    record(visit.journey, "visit_offered", by=None, at=at, cycle=visit.cycle, data=data)
    note_offer(visit=visit, at=at)
    return True


def _heard(visit: Appointment, by: User, at: datetime) -> None:
    """The patient, or a helper who manages; whoever was lost is heard of again."""
    check_own(visit.patient, by, OwnAct.BOOK, at=at)
    heard_from(visit.journey, at, _("The patient answered about a visit."))


def _held(visit: Appointment, at: datetime) -> Appointment:
    """The offer under its lock, while it can be answered."""
    offer = next(row for row in locked_choice(visit) if row.pk == visit.pk)
    ends_at = offer.offer_ends_at
    if offer.state != AppointmentState.OFFERED or offer.waiting_id is None or ends_at is None or ends_at <= at:
        raise MoveNotAllowed(gone(offer))
    return offer


def gone(offer: Appointment) -> str:
    """What whoever comes late reads."""
    return _(GONE if offer.instead_of_id else GONE_TO_WHO_WAITS)


def _given_back(offer: Appointment, by: User, at: datetime) -> None:
    why = _("Keeps the visit as it is.") if offer.instead_of_id else _("Does not take this time.")
    release(offer, by, at, why, state=AppointmentState.CANCELLED_BY_PATIENT)


def end_place(place: Waiting, why: WaitingEnd, at: datetime) -> None:
    place.ended_at, place.end = at, why
    place.save(update_fields=["ended_at", "end"])
