"""What a site can see people with: shapes of visits, hours, rooms, closed days, and when each is taken."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import User
from journey.access.scope import team_of
from journey.domain.capacity import ClosedDays, Span, Taken, check_hours
from journey.domain.days import at_local
from journey.domain.errors import NotAccepted
from journey.domain.slots import Capacity, Person, Place
from journey.domain.visit_types import DEFAULTS, RoomNeed, VisitShape
from journey.models import Appointment, AppointmentState, Closure, Leave, Patient, Room, Site, VisitType, WorkingHours
from journey.models.appointment import TAKES_TIME, TO_COME


def visit_shapes() -> Mapping[str, VisitShape]:
    """Every kind of visit: as the clinic set it, else as it was designed. One statement."""
    return {**DEFAULTS, **{row.kind: row.shape for row in VisitType.objects.all()}}


def closed_days(site_id: UUID, first: date, last: date) -> list[ClosedDays]:
    """Those of this site and of the whole clinic that touch these days."""
    rows = Closure.objects.filter(Q(site=site_id) | Q(site=None), first__lte=last, last__gte=first)
    return [ClosedDays(row.first, row.last, row.name) for row in rows]


def visits_outside(hours: WorkingHours, at: datetime) -> list[Appointment]:
    """Visits to come of this person at this site that lie outside the hours, in order; with their patients."""
    zone, week = hours.site.clinic.zone, hours.week
    rows = Appointment.objects.filter(
        clinician=hours.person_id, site=hours.site_id, state__in=(AppointmentState.OFFERED, *TO_COME), starts_at__gt=at
    )
    found = []
    for visit in rows.select_related("patient").order_by("starts_at", "pk"):
        try:
            check_hours("", "", week, visit.starts_at, visit.ends_at, zone)
        except NotAccepted:
            found.append(visit)
    return found


def fitting_rooms(site_id: UUID, shape: VisitShape) -> QuerySet[Room]:
    """Those in which such a visit can be; none for one that needs no room."""
    return Room.objects.filter(site=site_id, kind=shape.room, is_used=True).order_by("name", "pk")


def people_for(site: Site, shape: VisitShape) -> QuerySet[User]:
    """Active staff of the site who may see the patient at such a visit."""
    people = User.objects.filter(is_staff=True, is_active=True, groups__name__in=[who.value for who in shape.seen_by])
    return team_of(people, [site.pk]).order_by("display_name", "pk").distinct()


def sees_at(person: User, shape: VisitShape) -> bool:
    return bool({role.value for role in person.roles} & {who.value for who in shape.seen_by})


def site_capacity(
    site: Site,
    shape: VisitShape,
    first: date,
    last: date,
    *,
    patient: Patient,
    zone: ZoneInfo,
    person: User | None = None,
    without: Appointment | None = None,
) -> Capacity:
    """All that the search for free times asks, for these days; the same five or six statements for any number of rows.

    Only people whose hours are entered are searched; `person` asks for one of them. A site that set up no room of the
    kind is not asked for one. `without` is a visit that will be freed.
    """
    opens = at_local(first, time(0), zone) - timedelta(days=1)
    closes = at_local(last + timedelta(days=1), time(0), zone) + timedelta(days=1)
    wanted = people_for(site, shape) if person is None else people_for(site, shape).filter(pk=person.pk)
    hours = list(
        WorkingHours.objects.filter(site=site, person__in=wanted.order_by().values("pk")).select_related("person")
    )
    hours.sort(key=lambda row: (str(row.person), str(row.person_id)))
    ids = [row.person_id for row in hours]
    rooms = list(fitting_rooms(site.pk, shape)) if shape.room is not RoomNeed.NONE else []
    rows = Appointment.objects.filter(
        Q(clinician__in=ids) | Q(patient=patient) | Q(room__in=[room.pk for room in rooms]),
        state__in=TAKES_TIME,
        starts_at__lt=closes,
        ends_at__gt=opens,
    )
    visits = [row for row in rows if without is None or row.pk != without.pk]
    away = _away(ids, opens, closes)
    people = [
        Person(
            row.person,
            row.week,
            Taken([*(each for who, each in away if who == row.person_id), *_of(visits, "clinician_id", row.person_id)]),
        )
        for row in hours
    ]
    places = [Place(room, Taken(_occupied(visits, room.pk))) for room in rooms]
    return Capacity(
        zone=zone,
        people=people,
        rooms=places or None,
        closed=closed_days(site.pk, first, last),
        patient=Taken(_of(visits, "patient_id", patient.pk)),
    )


def _away(people: Iterable[UUID], opens: datetime, closes: datetime) -> list[tuple[UUID, Span]]:
    rows = Leave.objects.filter(person__in=people, starts_at__lt=closes, ends_at__gt=opens)
    return [(row.person_id, (row.starts_at, row.ends_at)) for row in rows]


def _of(visits: Iterable[Appointment], column: str, key: UUID) -> list[Span]:
    return [(each.starts_at, each.ends_at) for each in visits if getattr(each, column) == key]


def _occupied(visits: Iterable[Appointment], room: UUID) -> list[Span]:
    return [
        (each.occupied_from, each.occupied_until)
        for each in visits
        if each.room_id == room and each.occupied_from and each.occupied_until
    ]


def visits_in_leave(leave: Leave) -> QuerySet[Appointment]:
    """What is booked with somebody while they are away; the caller narrows it to whom the reader reaches."""
    return Appointment.objects.filter(
        clinician=leave.person_id, state__in=TAKES_TIME, starts_at__lt=leave.ends_at, ends_at__gt=leave.starts_at
    )


def visits_on_closed_days(closure: Closure, zone: ZoneInfo) -> QuerySet[Appointment]:
    opens = at_local(closure.first, time(0), zone)
    closes = at_local(closure.last + timedelta(days=1), time(0), zone)
    rows = Appointment.objects.filter(state__in=TAKES_TIME, starts_at__lt=closes, ends_at__gt=opens)
    return rows if closure.site_id is None else rows.filter(site=closure.site_id)
