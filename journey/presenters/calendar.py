"""A day or a week of a site as a table: rows are half hours, columns people, rooms or days. It is read, and printed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access import visible_patients
from journey.access.capacity import closed_times
from journey.domain.capacity import ClosedTime, Span, working_spans
from journey.domain.days import at_local, local_date
from journey.models import Appointment, AppointmentState, Leave, Room, Site, WorkingHours
from journey.models.appointment import TAKES_TIME
from journey.presenters import staff_words, when
from journey.presenters.visit_words import KINDS, STATES
from journey.presenters.worklists import Now

MOST_VISITS = 400
STEP = timedelta(minutes=30)
SATURDAY = 5
USUAL_OPENS, USUAL_CLOSES = time(9), time(17)
SHOWN = (*TAKES_TIME, AppointmentState.NO_SHOW)
PLAIN = frozenset({AppointmentState.BOOKED, AppointmentState.DONE})


@dataclass(frozen=True)
class Entry:
    """One visit in its half hour. Without a name it is a patient of another team. `more` is who or where."""

    time: str
    name: str
    url: str
    visit: str
    more: str
    side: str
    state: str


@dataclass
class Cell:
    """`word` says why there is nothing, or what goes on: free, away, closed, until when."""

    column: str
    entries: list[Entry] = field(default_factory=list)
    word: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Calendar:
    """`rows` are a clock time with a cell for each column. `note` is said where not everything is shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    note: str
    shown: tuple[UUID, ...]
    is_empty: bool


@dataclass(frozen=True)
class Column:
    """`holds` says whether a visit stands in it; `works` are its hours, None where they mean nothing."""

    title: str
    day: date
    holds: Callable[[Appointment], bool]
    works: Sequence[Span] | None = None
    away: Sequence[Span] = ()
    room: UUID | None = None


@dataclass(frozen=True)
class Look:
    """What is looked at: a site for one day or a week of days, whole or of one person or room."""

    site: Site
    days: tuple[date, ...]
    by_rooms: bool = False
    person: UUID | None = None
    room: Room | None = None


def calendar(look: Look, now: Now) -> Calendar:
    """Six statements for any number of visits; no more than 400 of them are shown."""
    zone, first, last = now.zone, look.days[0], look.days[-1]
    opens, closes = at_local(first, time(0), zone), at_local(last + timedelta(days=1), time(0), zone)
    hours = list(WorkingHours.objects.filter(site=look.site).select_related("person"))
    visits = list(_visits(look, [row.person_id for row in hours], opens, closes, now)[: MOST_VISITS + 1])
    is_capped, visits = len(visits) > MOST_VISITS, visits[:MOST_VISITS]
    leave = list(
        Leave.objects.filter(person__in=[row.person_id for row in hours], starts_at__lt=closes, ends_at__gt=opens)
    )
    closed = closed_times(look.site.pk, opens, closes, zone)
    rooms = list(Room.objects.filter(site=look.site, is_used=True).order_by("name")) if look.by_rooms else []
    columns = _columns(look, hours, leave, rooms, visits, zone)
    return Calendar(
        title=_title(look, now),
        columns=tuple(column.title for column in columns),
        rows=tuple(_rows(columns, visits, closed, look, now)),
        note=_capped() if is_capped else "",
        shown=tuple(visit.patient_id for visit in visits if visit.is_reached),  # type: ignore[attr-defined]
        is_empty=not visits,
    )


def _capped() -> str:
    words = _("Only the first {n} visits are shown. Choose one day, one person or one room.")
    return words.format(n=MOST_VISITS)


def _visits(look: Look, people: Sequence[UUID], opens: datetime, closes: datetime, now: Now) -> QuerySet[Appointment]:
    """Of the site; and those of its people at other sites, for they are not free then."""
    where = Q(site=look.site)
    if look.person is not None:
        where = Q(clinician=look.person)
    elif look.room is not None:
        where = Q(room=look.room)
    elif not look.by_rooms and len(look.days) == 1:
        where |= Q(clinician__in=people)
    rows = Appointment.objects.filter(where, state__in=SHOWN, starts_at__lt=closes, ends_at__gt=opens)
    reached = visible_patients(now.user, now.at).filter(pk=OuterRef("patient"))
    rows = rows.annotate(is_reached=Exists(reached)).select_related("patient", "journey", "clinician", "room", "site")
    return rows.order_by("starts_at", "id")


def _columns(
    look: Look,
    hours: Sequence[WorkingHours],
    leave: Sequence[Leave],
    rooms: Sequence[Room],
    visits: Sequence[Appointment],
    zone: ZoneInfo,
) -> list[Column]:
    if len(look.days) > 1:
        columns = [_of_day(day, look, hours, leave, visits, zone) for day in look.days]
        return [each for each in columns if each.day.weekday() < SATURDAY or _is_used(each, hours, visits)]
    day = look.days[0]
    if look.room is not None:
        return [Column(str(look.room), day, lambda visit: True, room=look.room.pk)]
    if look.by_rooms:
        return _of_rooms(day, rooms, visits)
    if look.person is not None:
        hours = [row for row in hours if row.person_id == look.person]
    people = {row.person_id: str(row.person) for row in hours if row.week.week[day.weekday()]}
    people |= {visit.clinician_id: str(visit.clinician) for visit in visits}
    return [
        Column(name, day, _with(key), _works(key, day, hours, zone), _away(key, leave))
        for key, name in sorted(people.items(), key=lambda each: (each[1], str(each[0])))
    ]


def _of_rooms(day: date, rooms: Sequence[Room], visits: Sequence[Appointment]) -> list[Column]:
    known = {room.pk: str(room) for room in rooms}
    known |= {visit.room.pk: str(visit.room) for visit in visits if visit.room is not None}
    columns = [Column(name, day, _in(key), room=key) for key, name in sorted(known.items(), key=lambda each: each[1])]
    if any(visit.room_id is None for visit in visits):
        columns.append(Column(_("Without a room"), day, _in(None)))
    return columns


def _of_day(
    day: date,
    look: Look,
    hours: Sequence[WorkingHours],
    leave: Sequence[Leave],
    visits: Sequence[Appointment],
    zone: ZoneInfo,
) -> Column:
    def holds(visit: Appointment) -> bool:
        return local_date(visit.starts_at, zone) == day

    title = when.short_day(day)
    if look.person is None:
        return Column(title, day, holds, room=look.room.pk if look.room else None)
    return Column(title, day, holds, _works(look.person, day, hours, zone), _away(look.person, leave))


def _is_used(column: Column, hours: Sequence[WorkingHours], visits: Sequence[Appointment]) -> bool:
    """A Saturday or Sunday stands there only where somebody works or is seen."""
    works = any(row.week.week[column.day.weekday()] for row in hours)
    return works or any(column.holds(visit) for visit in visits)


def _with(person: UUID) -> Callable[[Appointment], bool]:
    return lambda visit: visit.clinician_id == person


def _in(room: UUID | None) -> Callable[[Appointment], bool]:
    return lambda visit: visit.room_id == room


def _works(person: UUID, day: date, hours: Sequence[WorkingHours], zone: ZoneInfo) -> list[Span] | None:
    mine = [row for row in hours if row.person_id == person]
    return working_spans(mine[0].week, day, zone) if mine else None


def _away(person: UUID, leave: Iterable[Leave]) -> list[Span]:
    return [(each.starts_at, each.ends_at) for each in leave if each.person_id == person]


def _rows(
    columns: Sequence[Column], visits: Sequence[Appointment], closed: Sequence[ClosedTime], look: Look, now: Now
) -> list[tuple[str, tuple[Cell, ...]]]:
    own = [[visit for visit in visits if column.holds(visit)] for column in columns]
    first, last = _ends(columns, visits, now.zone)
    rows = []
    while first < last:
        clock = (datetime.min + first).time()
        cells = tuple(
            _cell(column, mine, at_local(column.day, clock, now.zone), closed, look, now)
            for column, mine in zip(columns, own, strict=True)
        )
        rows.append((when.clock(clock), cells))
        first += STEP
    return rows


def _ends(columns: Sequence[Column], visits: Sequence[Appointment], zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """From the first to the last thing of the day, on the local clock, in whole half hours."""
    spans = [span for column in columns for span in column.works or ()]
    spans += [(visit.starts_at, visit.ends_at) for visit in visits]
    starts = [_clock(start, zone) for start, _end in spans] + [_of(USUAL_OPENS)]
    ends = [_clock(start, zone) + (end - start) for start, end in spans] + [_of(USUAL_CLOSES)]
    day = timedelta(days=1)
    return min(starts) // STEP * STEP, min(-(-max(ends) // STEP) * STEP, day)


def _clock(moment: datetime, zone: ZoneInfo) -> timedelta:
    return _of(moment.astimezone(zone).time())


def _of(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _cell(
    column: Column, visits: Sequence[Appointment], start: datetime, closed: Sequence[ClosedTime], look: Look, now: Now
) -> Cell:
    end = start + STEP
    cell = Cell(column.title, [_entry(visit, look, now) for visit in visits if start <= visit.starts_at < end])
    running = [visit for visit in visits if visit.starts_at < start < visit.ends_at]
    shut = _shut(column, start, closed)
    if cell.entries:
        return cell
    if running and (look.person or look.room or len(look.days) == 1):
        words = _("until {time}").format(time=when.clock(max(visit.ends_at for visit in running).astimezone(now.zone)))
        cell.word, cell.tone = words, "busy"
    elif shut:
        cell.word, cell.tone = _("closed: {name}").format(name=shut), "off"
    elif any(away <= start < back for away, back in column.away):
        cell.word, cell.tone = _("away"), "off"
    elif column.works is not None:
        is_working = any(opens <= start < closes for opens, closes in column.works)
        cell.word, cell.tone = (_("free"), "free") if is_working else (_("not working"), "off")
    return cell


def _shut(column: Column, start: datetime, closed: Iterable[ClosedTime]) -> str:
    """The name of what closes the site, or the room of this column, then."""
    here = (each for each in closed if each.room in {None, column.room} and each.starts_at <= start < each.ends_at)
    return next((each.name for each in here), "")


def _entry(visit: Appointment, look: Look, now: Now) -> Entry:
    starts, ends = (when.clock(each.astimezone(now.zone)) for each in (visit.starts_at, visit.ends_at))
    clock = _("{start} to {end}").format(start=starts, end=ends)
    if not visit.is_reached:  # type: ignore[attr-defined]
        return Entry(clock, "", "", _("Patient of another team"), str(visit.site), "", "")
    around = []
    if look.by_rooms or look.room or (len(look.days) > 1 and not look.person):
        around.append(str(visit.clinician))
    if visit.room is not None and not (look.by_rooms or look.room):
        around.append(str(visit.room))
    if visit.site_id != look.site.pk:
        around.append(str(visit.site))
    return Entry(
        time=clock,
        name=visit.patient.full_name,
        url=reverse("admin:journey_appointment_change", args=[visit.pk]),
        visit=str(KINDS[visit.kind]),
        more=", ".join(around),
        side=staff_words.side(visit.journey),
        state="" if visit.state in PLAIN else str(STATES[visit.state]),
    )


def _title(look: Look, now: Now) -> str:
    if len(look.days) == 1:
        return when.day(look.days[0], now.today)
    return when.span(look.days[0], look.days[-1], now.today)
