"""Whether a visit can have a time, asked under locks: hours, leave, closed days, people and a room."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from journey.access import visible_patients
from journey.access.capacity import closed_times, fitting_rooms, sees_at, visit_shapes
from journey.actions.holding import hold_patients, hold_people, hold_rooms
from journey.domain.capacity import ClosedTime, Span, check_hours, check_open, check_period
from journey.domain.days import plain_clock, plain_date
from journey.domain.errors import NotAccepted, SlotTaken
from journey.domain.visit_types import RoomNeed, VisitShape
from journey.domain.words import say as _
from journey.domain.words import together
from journey.models import Appointment, Leave, Patient, Room, WorkingHours
from journey.models.appointment import TAKES_TIME

# An afternoon's visit can lie over many short ones.
MOST_NAMED = 3


def check_time(
    visit: Appointment, by: User | None, at: datetime, *, why_outside: str = "", instead_of: Appointment | None = None
) -> None:
    """Locks the people and rooms that the visit needs, asks whether it can be then, and gives it a room: the chosen
    one, else the first that is free. Raises NotAccepted; SlotTaken when somebody was faster.

    `why_outside` is the reason for a time outside the hours, needed only there. `instead_of` is the visit that will be
    freed for it. `by` is None for the clock, which reads no names.
    """
    zone = visit.site.clinic.zone
    check_period(visit.starts_at, visit.ends_at, zone, at)
    shape = visit_shapes().get(visit.kind)
    if shape is None:
        raise NotAccepted(_("Choose the visit."), field="kind")
    if not sees_at(visit.clinician, shape):
        words = _("{who} does not do visits of this kind. Choose somebody else.", who=visit.clinician)
        raise NotAccepted(words, field="clinician")
    rooms = _one_booking_at_a_time(visit, shape)
    occupied = shape.occupied(visit.starts_at, visit.ends_at)
    closed = closed_times(visit.site_id, *occupied, zone)
    check_open(visit.starts_at, visit.ends_at, [each for each in closed if each.room is None], zone)
    rooms = _open_rooms(rooms, closed, occupied, zone)
    _check_leave(visit, zone)
    if not why_outside:
        _check_hours(visit, zone)
    _check_free(visit, by, at, zone, instead_of)
    _give_room(visit, shape, rooms, instead_of)


def _one_booking_at_a_time(visit: Appointment, shape: VisitShape) -> list[Room]:
    """Two overlapping inserts at the same moment can wait for each other, and PostgreSQL then ends one as a deadlock,
    without a sentence. So bookings of one person queue, in the order of `holding.py`."""
    hold_patients([visit.patient_id])
    hold_people(Q(pk=visit.clinician_id))
    if shape.room is RoomNeed.NONE:
        visit.room = None
        return []
    rooms = fitting_rooms(visit.site_id, shape)
    if visit.room_id is not None:
        rooms = rooms.filter(pk=visit.room_id)
    held = hold_rooms(rooms)
    if visit.room_id is not None and not held:
        raise NotAccepted(_("This room does not fit the visit. Choose another."), field="room")
    return sorted(held, key=lambda room: (room.name, str(room.pk)))


def _open_rooms(rooms: list[Room], closed: Sequence[ClosedTime], occupied: Span, zone: ZoneInfo) -> list[Room]:
    """Those that nobody closed then. Raises NotAccepted when each that fits is closed."""
    shut = {each.room for each in closed}
    left = [room for room in rooms if room.pk not in shut]
    if rooms and not left:
        check_open(*occupied, [each for each in closed if each.room is not None], zone)
    return left


def _check_leave(visit: Appointment, zone: ZoneInfo) -> None:
    away = Leave.objects.filter(
        person=visit.clinician_id, starts_at__lt=visit.ends_at, ends_at__gt=visit.starts_at
    ).first()
    if away is not None:
        until = away.ends_at.astimezone(zone)
        day, clock = plain_date(until), plain_clock(until)
        words = _("{who} is away then, until {day}, {time}.", who=visit.clinician, day=day, time=clock)
        raise NotAccepted(words, field="clinician")


def _check_hours(visit: Appointment, zone: ZoneInfo) -> None:
    """Somebody whose hours nobody entered yet is booked by hand, as ever."""
    hours = WorkingHours.objects.filter(person=visit.clinician_id, site=visit.site_id).first()
    if hours is None:
        return
    try:
        check_hours(str(visit.clinician), str(visit.site), hours.week, visit.starts_at, visit.ends_at, zone)
    except NotAccepted as refusal:
        more = _("If it has to be then, say why it is outside the hours.")
        raise NotAccepted(together(refusal.sentence, more), field="why_outside") from refusal


def _check_free(
    visit: Appointment, by: User | None, at: datetime, zone: ZoneInfo, instead_of: Appointment | None
) -> None:
    """The database refuses an overlap too, but cannot say which visit is in the way. Staff book, so it is named; a
    patient of another team is not."""
    person = Q(clinician=visit.clinician_id) | Q(patient=visit.patient_id)
    in_the_way = Appointment.objects.filter(
        person, state__in=TAKES_TIME, starts_at__lt=visit.ends_at, ends_at__gt=visit.starts_at
    ).select_related("patient", "clinician", "site")
    if instead_of is not None:
        in_the_way = in_the_way.exclude(pk=instead_of.pk)
    reached = (visible_patients(by, at) if by else Patient.objects.none()).filter(pk=OuterRef("patient"))
    in_the_way = in_the_way.annotate(is_reached=Exists(reached))
    sentences = [_taken(each, visit.clinician, zone) for each in in_the_way[:MOST_NAMED]]
    if sentences:
        raise SlotTaken(together(*sentences))


def _give_room(visit: Appointment, shape: VisitShape, rooms: Iterable[Room], instead_of: Appointment | None) -> None:
    """The old room first, so that a visit which moves by half an hour stays where it is."""
    rooms = list(rooms)
    if not rooms:
        return
    visit.occupied_from, visit.occupied_until = shape.occupied(visit.starts_at, visit.ends_at)
    others = Appointment.objects.filter(
        room__in=rooms,
        state__in=TAKES_TIME,
        occupied_from__lt=visit.occupied_until,
        occupied_until__gt=visit.occupied_from,
    )
    if instead_of is not None:
        others = others.exclude(pk=instead_of.pk)
        rooms.sort(key=lambda room: room.pk != instead_of.room_id)
    taken = set(others.values_list("room_id", flat=True))
    visit.room = next((room for room in rooms if room.pk not in taken), None)
    if visit.room is None:
        if len(rooms) == 1:
            raise SlotTaken(_("{room} is taken at that time, with preparing and cleaning up.", room=rooms[0]))
        raise SlotTaken(_("No room for this visit is free at that time."))


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
