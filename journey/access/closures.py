"""Times in which visits cannot take place (closed, somebody away), the visits that lie in them, and what was said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from journey.access.calls_made import calls_made, reached_since
from journey.access.scope import own_sites, visible_appointments
from journey.domain.capacity import Span
from journey.domain.days import local_date
from journey.domain.reminders import Occasion, Way
from journey.domain.visit_states import CANCELLED
from journey.models import (
    Appointment,
    AppointmentState,
    Closure,
    ContactAttempt,
    ContactResult,
    Leave,
    Reminder,
    SiteMembership,
)
from journey.models.appointment import UPCOMING

WAITS = (AppointmentState.REQUESTED, *UPCOMING)
LEFT = (AppointmentState.MOVED, *sorted(CANCELLED))
DAY = timedelta(days=1)
SAID = (Occasion.VISIT_MOVED.value, Occasion.VISIT_CLOSED.value, Occasion.VISIT_CANCELLED.value)


@dataclass(frozen=True)
class Gap:
    """A closure or a leave: its time and its visits. `since` is when it was entered: what moved or ended before had
    other reasons. `is_on` is False once it is taken back."""

    row: Closure | Leave
    span: Span
    where: Q
    since: datetime | None
    is_on: bool = True

    @property
    def covered(self) -> Q:
        """Whatever its state. A room is taken longer than its visit."""
        starts_at, ends_at = self.span
        inside = Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
        if isinstance(self.row, Closure) and self.row.room_id is not None:
            inside = Q(occupied_from__lt=ends_at, occupied_until__gt=starts_at)
        return inside & self.where


def gap_of(row: Closure | Leave, zone: ZoneInfo) -> Gap:
    if isinstance(row, Leave):
        return Gap(row, (row.starts_at, row.ends_at), Q(clinician=row.person_id), row.entered_at)
    where = Q(room=row.room_id) if row.room_id else Q(site=row.site_id) if row.site_id else Q()
    return Gap(row, row.span(zone), where, row.entered_at, row.opened_at is None)


def to_move(gap: Gap, at: datetime) -> QuerySet[Appointment]:
    """Visits to come that cannot be then; the caller narrows it to whom the reader reaches."""
    rows = Appointment.objects.filter(gap.covered, state__in=WAITS, starts_at__gt=at)
    return rows if gap.is_on else rows.none()


def affected(gap: Gap, at: datetime) -> QuerySet[Appointment]:
    """Those to move, and those that were moved or called off since the gap was entered."""
    waits = Q(state__in=WAITS, starts_at__gt=at) if gap.is_on else Q(pk=None)
    left = Q(pk=None) if gap.since is None else Q(state__in=LEFT, state_at__gte=gap.since)
    if not gap.is_on and isinstance(gap.row, Closure):
        left &= Q(state_at__lte=gap.row.opened_at)
    return Appointment.objects.filter(gap.covered, waits | left)


def gap_over(visit: Appointment, zone: ZoneInfo) -> Gap | None:
    """What lies over the time of this visit: the closure that was entered first, else the leave of who would see them.
    Two statements."""
    first, last = local_date(visit.starts_at, zone), local_date(visit.ends_at, zone)
    day = timedelta(days=1)
    here = Q(site=None) | Q(site=visit.site_id, room=None) | Q(room=visit.room_id, room__isnull=False)
    near = Closure.objects.filter(here, opened_at=None, first__lte=last + day, last__gte=first - day)
    for row in near.order_by("entered_at", "pk"):
        gap = gap_of(row, zone)
        if gap.span[0] < _until(visit, row) and _from(visit, row) < gap.span[1]:
            return gap
    away = Leave.objects.filter(person=visit.clinician_id, starts_at__lt=visit.ends_at, ends_at__gt=visit.starts_at)
    found = away.order_by("starts_at", "pk").first()
    return gap_of(found, zone) if found else None


def is_closed_then(visit: Appointment, zone: ZoneInfo) -> bool:
    """Whether the patient would stand before a closed door. A closed room alone says nothing: there may be another."""
    gap = gap_over(visit, zone)
    return gap is not None and not (isinstance(gap.row, Closure) and gap.row.room_id is not None)


def _from(visit: Appointment, row: Closure) -> datetime:
    return (row.room_id and visit.occupied_from) or visit.starts_at


def _until(visit: Appointment, row: Closure) -> datetime:
    return (row.room_id and visit.occupied_until) or visit.ends_at


def visible_closures(user: User) -> QuerySet[Closure]:
    """Of all sites, and of those where this person works."""
    mine = own_sites(user).order_by().values("pk")
    return Closure.objects.filter(Q(site=None) | Q(site__in=mine))


def visible_leave(user: User) -> QuerySet[Leave]:
    mine = own_sites(user).order_by().values("pk")
    return Leave.objects.filter(Exists(SiteMembership.objects.filter(person=OuterRef("person"), site__in=mine)))


def leave_to_settle(rows: QuerySet[Leave], user: User, at: datetime) -> QuerySet[Leave]:
    """Those that are not over and hold a visit of this reader's patients that is still to do on their page."""
    inside = visible_appointments(user, at).filter(
        clinician=OuterRef("person"), starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    return rows.filter(Exists(_to_do(inside, at)), ends_at__gt=at)


def closures_to_settle(rows: QuerySet[Closure], user: User, at: datetime, today: date) -> QuerySet[Closure]:
    """As `leave_to_settle`, of those that were not opened again."""
    # Near enough for the index, because no visit lasts a week; the clocks of the clinic say the rest.
    near = visible_appointments(user, at).filter(
        starts_at__lt=_moment(OuterRef("last") + Value(2 * DAY)),
        starts_at__gt=_moment(OuterRef("first") - Value(8 * DAY)),
        ends_at__gt=_moment(OuterRef("first") - Value(DAY)),
    )
    visits, rooms = _closed(near, "starts_at", "ends_at"), _closed(near, "occupied_from", "occupied_until")
    holds = (
        Q(Exists(_to_do(visits, at)), site=None)
        | Q(Exists(_to_do(visits.filter(site=OuterRef("site")), at)), site__isnull=False, room=None)
        | Q(Exists(_to_do(rooms.filter(room=OuterRef("room")), at)), room__isnull=False)
    )
    return rows.filter(holds, opened_at=None, last__gte=today)


def _closed(visits: QuerySet[Appointment], starts_at: str, ends_at: str) -> QuerySet[Appointment]:
    """Those between these moments of theirs in the closure of the outer row."""
    rows = visits.annotate(begins=by_the_clock(F, "", starts_at), ends=by_the_clock(F, "", ends_at))
    return rows.filter(begins__lt=ends_by_the_clock(OuterRef), ends__gt=begins_by_the_clock(OuterRef))


def _to_do(visits: QuerySet[Appointment], at: datetime) -> QuerySet[Appointment]:
    """No other time yet; or moved or called off since it was entered, and the patient does not know. What `Standing`
    of domain/closures.py says of one visit."""
    own_doing = Q(moved_to__accepted_at__isnull=False) | Q(state_by__isnull=False, state_by__is_staff=False)
    reached = ContactAttempt.objects.filter(visit=OuterRef("pk"), result=ContactResult.REACHED)
    about = Q(visit=OuterRef("pk")) | Q(visit=OuterRef("moved_to"))
    gone = Q(mail__sent_at__isnull=False) | Q(posted_at__isnull=False)
    told = Reminder.objects.filter(about, gone, occasion__in=SAID)
    called = calls_made(Reminder.objects.filter(about, occasion__in=SAID))
    untold = ~own_doing & ~Q(Exists(reached)) & ~Q(Exists(called)) & ~Q(Exists(told))
    waits = Q(state__in=WAITS, starts_at__gt=at)
    return visits.filter(waits | (Q(state__in=LEFT, state_at__gte=OuterRef("entered_at")) & untold))


# Days and clocks of a closure are the clinic's; `of` is F for a column of the same row, OuterRef for one outside.


def begins_by_the_clock(of: Callable[[str], Any]) -> ExpressionWrapper:
    return _moment(of("first") + Coalesce(of("from_clock"), Value(time(0))))


def ends_by_the_clock(of: Callable[[str], Any]) -> Coalesce:
    return Coalesce(_moment(of("last") + of("to_clock")), _moment(of("last") + Value(DAY)))


def by_the_clock(of: Callable[[str], Any], path: str, name: str) -> Func:
    """A moment of a visit on the clock of its clinic."""
    zone = of(f"{path}site__clinic__time_zone")
    return Func(zone, of(f"{path}{name}"), function="timezone", output_field=DateTimeField())


def _moment(days: Any) -> ExpressionWrapper:
    return ExpressionWrapper(days, output_field=DateTimeField())


def offers_for(visits: Iterable[UUID], at: datetime) -> QuerySet[Appointment]:
    """Times that wait for the patient's answer, instead of these visits."""
    return Appointment.objects.filter(
        instead_of__in=list(visits), state=AppointmentState.OFFERED, offer_ends_at__gt=at
    ).order_by("starts_at", "pk")


def tries_about(visits: Iterable[UUID]) -> QuerySet[ContactAttempt]:
    return ContactAttempt.objects.filter(visit__in=list(visits)).select_related("by").order_by("at", "pk")


def calls_made_about(visits: Iterable[UUID]) -> list[tuple[UUID | None, ContactAttempt]]:
    """Of visits whose patients a call was to tell: the visit, and the first try after that which reached them."""
    first = Subquery(reached_since().order_by("at", "pk").values("pk")[:1])
    rows = calls_made(Reminder.objects.filter(visit__in=list(visits), occasion__in=SAID))
    made = list(rows.order_by("at", "pk").values_list("visit_id", first))
    tries = ContactAttempt.objects.select_related("by").in_bulk([key for _visit, key in made])
    return [(visit, tries[key]) for visit, key in made]


def said_about(visits: Iterable[UUID]) -> QuerySet[Reminder]:
    """Messages that a visit moved or cannot be. A call that is due has told nobody yet."""
    rows = Reminder.objects.filter(visit__in=list(visits), occasion__in=SAID).exclude(channel=Way.CALL)
    return rows.select_related("mail").order_by("at", "pk")
