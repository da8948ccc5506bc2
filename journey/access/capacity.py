"""What a site can see people with: shapes of visits, hours, rooms, closed days, and when each is taken."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from accounts.models import User
from journey.access.scope import team_of
from journey.domain.capacity import ClosedTime, Span, Taken, check_hours
from journey.domain.days import at_local, local_date
from journey.domain.errors import NotAccepted
from journey.domain.slots import Capacity, Person, Place
from journey.domain.visit_types import DEFAULTS, RoomNeed, VisitShape
from journey.models import Appointment, Closure, Leave, Patient, Room, Site, VisitType, WorkingHours
from journey.models.appointment import TAKES_TIME, UPCOMING


def visit_shapes() -> Mapping[str, VisitShape]:
    """Every kind of visit: as the clinic set it, else as it was designed. One statement."""
    return {**DEFAULTS, **{row.kind: row.shape for row in VisitType.objects.all()}}


def closed_times(site_id: UUID, opens: datetime, closes: datetime, zone: ZoneInfo) -> list[ClosedTime]:
    """Those of the whole clinic, of this site and of its rooms that touch this time. One statement."""
    first, last = local_date(opens, zone), local_date(closes, zone)
    rows = Closure.objects.filter(Q(site=site_id) | Q(site=None), opened_at=None, first__lte=last, last__gte=first)
    found = [ClosedTime(*row.span(zone), row.name, row.room_id) for row in rows]
    return [each for each in found if each.starts_at < closes and opens < each.ends_at]


def visits_outside(hours: WorkingHours, at: datetime) -> list[Appointment]:
    """Visits to come of this person at this site that lie outside the hours, in order; with their patients."""
    zone, week = hours.site.clinic.zone, hours.week
    rows = Appointment.objects.filter(
        clinician=hours.person_id, site=hours.site_id, state__in=UPCOMING, starts_at__gt=at
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
    return used_rooms(site_id, [shape.room])


def used_rooms(site_id: UUID, kinds: Iterable[str]) -> QuerySet[Room]:
    return Room.objects.filter(site=site_id, kind__in=list(kinds), is_used=True).order_by("name", "pk")


def _seeing(site: Site, roles: Iterable[str]) -> QuerySet[User]:
    """Active staff of the site with one of these roles."""
    people = User.objects.filter(is_staff=True, is_active=True, groups__name__in=list(roles))
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
    plan = site_plan(site, [shape], first, last, patients=[patient.pk], zone=zone, person=person)
    return plan.capacity(shape, patient.pk, without=without)


@dataclass(frozen=True)
class SitePlan:
    """What one site has in some days, for visits of several kinds and patients: read once, asked for each."""

    zone: ZoneInfo
    hours: Sequence[WorkingHours]
    rooms: Sequence[Room]
    visits: Sequence[Appointment]
    away: Sequence[tuple[UUID, Span]]
    closed: Sequence[ClosedTime]

    def capacity(self, shape: VisitShape, patient_id: UUID, *, without: Appointment | None = None) -> Capacity:
        visits = [row for row in self.visits if without is None or row.pk != without.pk]
        seen_by = {who.value for who in shape.seen_by}
        people = [
            Person(
                row.person, row.week, Taken([*self._away(row.person_id), *_of(visits, "clinician_id", row.person_id)])
            )
            for row in self.hours
            if seen_by.intersection(row.roles)  # type: ignore[attr-defined]
        ]
        rooms = [room for room in self.rooms if room.kind == shape.room]
        places = [Place(room, Taken([*self._shut(room.pk), *_occupied(visits, room.pk)])) for room in rooms]
        return Capacity(
            zone=self.zone,
            people=people,
            rooms=places or None,
            closed=[each for each in self.closed if each.room is None],
            patient=Taken(_of(visits, "patient_id", patient_id)),
        )

    def _away(self, person: UUID) -> Iterator[Span]:
        return (span for who, span in self.away if who == person)

    def _shut(self, room: UUID) -> Iterator[Span]:
        return (each.span for each in self.closed if each.room == room)


def site_plan(
    site: Site,
    shapes: Iterable[VisitShape],
    first: date,
    last: date,
    *,
    patients: Collection[UUID],
    zone: ZoneInfo,
    person: User | None = None,
) -> SitePlan:
    """Five or six statements for any number of rows, kinds and patients."""
    shapes = list(shapes)
    opens = at_local(first, time(0), zone) - timedelta(days=1)
    closes = at_local(last + timedelta(days=1), time(0), zone) + timedelta(days=1)
    roles = {who.value for shape in shapes for who in shape.seen_by}
    wanted = _seeing(site, roles) if person is None else _seeing(site, roles).filter(pk=person.pk)
    groups = Group.objects.filter(user=OuterRef("person")).values("name")
    rows = WorkingHours.objects.filter(site=site, person__in=wanted.order_by().values("pk"))
    hours = list(rows.annotate(roles=ArraySubquery(groups)).select_related("person"))
    hours.sort(key=lambda row: (str(row.person), str(row.person_id)))
    ids = [row.person_id for row in hours]
    kinds = {shape.room for shape in shapes} - {RoomNeed.NONE}
    rooms = list(used_rooms(site.pk, kinds)) if kinds else []
    visits = Appointment.objects.filter(
        Q(clinician__in=ids) | Q(patient__in=patients) | Q(room__in=[room.pk for room in rooms]),
        state__in=TAKES_TIME,
        starts_at__lt=closes,
        ends_at__gt=opens,
    )
    return SitePlan(
        zone=zone,
        hours=hours,
        rooms=rooms,
        visits=list(visits),
        away=_away(ids, opens, closes),
        closed=closed_times(site.pk, opens, closes, zone),
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
