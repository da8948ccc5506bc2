"""Follow-up visits that are due and not booked: their windows, how long is left, and what was tried."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.prepared import Prepared
from journey.access import visible_journeys
from journey.domain.days import local_date
from journey.domain.reminders import Occasion, Way
from journey.domain.visits import FIRST_CALL, VisitSpec, VisitWindow, is_first_call, kind_of, visit_window
from journey.domain.windows import Moment
from journey.models import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    ContactAttempt,
    ContactPurpose,
    Cycle,
    PathwayVersion,
    Reminder,
    Waiting,
)
from journey.models.appointment import TO_COME
from journey.models.journey import chased
from journey.models.pathway_version import visit_specs_of
from journey.policies import Act, may
from journey.presenters import staff_words, when
from journey.presenters.visit_words import KINDS
from journey.presenters.worklists import MARKED_WITHIN, Now

Specs = Mapping[str, VisitSpec]
ZONES = timedelta(days=2)
LOOK_AHEAD = timedelta(days=7)
LOOK_BACK = timedelta(days=14)
LONGEST_TABLE = 50
# So many sessions the work queue reads, of those that end first.
MOST_READ = 300
BY_PHONE = frozenset({FIRST_CALL, "W2"})
TRIES_OF_FIRST_CALL = 3
# A call about an alert, or about another time, is no follow-up.
NOT_THE_VISIT = (ContactPurpose.ALERT, ContactPurpose.NEW_TIME)
TOOK_PLACE = (AppointmentState.ARRIVED, AppointmentState.DONE)


@dataclass(frozen=True)
class Due:
    """`cycle` comes with its journey, patient and coordinator, its visits, its tries, its letters to post
    and for which visits they wait."""

    cycle: Any
    code: str
    window: VisitWindow


@dataclass(frozen=True)
class DueRow:
    """`book_url` is blank for a reader who books nothing; `standing` says of a journey that does not run why."""

    name: str
    url: str
    visit: str
    earliest: str
    target: str
    latest: str
    left: str
    is_over: bool
    contact: str
    book_url: str
    patient: UUID
    standing: str


def due_rows(now: Now) -> tuple[DueRow, ...]:
    """Those whose window is open or opens within 7 days, or ended within 14; the one that ends first stands first. One
    statement for the pathways in force and one for the sessions, and no more rows are made than are shown, however many
    are due."""
    sessions = _ending_first.rows(**_asked(now, LOOK_AHEAD, LOOK_BACK))
    found = sorted(_dues(sessions, now, LOOK_AHEAD, LOOK_BACK), key=_ends_first)
    return tuple(due_row(each, now, _contact(len(tries_of(each)))) for each in found[:LONGEST_TABLE])


def _ends_first(due: Due) -> tuple[date, str]:
    return due.window.latest, due.cycle.journey.patient.full_name


def due_visits(now: Now, ahead: timedelta = LOOK_AHEAD, back: timedelta = LOOK_BACK) -> Iterator[Due]:
    """All follow-up visits that nobody booked and whose window is open, opens within `ahead`, or ended within `back`,
    in no order: one statement, however many."""
    return _dues(_near_sessions.rows(**_asked(now, ahead, back)), now, ahead, back)


def _asked(now: Now, ahead: timedelta, back: timedelta) -> dict[str, Any]:
    published = PathwayVersion.objects.in_force().values_list("pk", flat=True)
    windows = frozenset(pair for version in published for pair in visit_specs_of(version).items())
    return {"user": now.user, "at": now.at, "windows": windows, "ahead": ahead, "back": back}


def _dues(cycles: Iterable[Cycle], now: Now, ahead: timedelta, back: timedelta) -> Iterator[Due]:
    for cycle in cycles:
        specs = visit_specs_of(cycle.journey.pathway_version_id)
        yield from (Due(cycle, code, window) for code, window in _due(cycle, specs, now, ahead, back))


@Prepared
def _near_sessions(
    user: User, at: datetime, windows: frozenset[tuple[str, VisitSpec]], ahead: timedelta, back: timedelta
) -> QuerySet[Cycle]:
    return _sessions(user, at, windows, ahead, back).order_by()


@Prepared
def _ending_first(
    user: User, at: datetime, windows: frozenset[tuple[str, VisitSpec]], ahead: timedelta, back: timedelta
) -> QuerySet[Cycle]:
    """Those of which a window that can be near ends first; at most `MOST_READ`."""
    injected = F("injection_at")
    ends = [
        When(injection_at__range=_injected(spec, at, ahead, back), then=injected + _length(spec.latest))
        for _code, spec in sorted(windows, key=lambda pair: _length(pair[1].latest))
    ]
    rows = _sessions(user, at, windows, ahead, back)
    return rows.order_by(Case(*ends, default=injected, output_field=DateTimeField()), "pk")[:MOST_READ]


def _sessions(
    user: User, at: datetime, windows: frozenset[tuple[str, VisitSpec]], ahead: timedelta, back: timedelta
) -> QuerySet[Cycle]:
    """Newest injection of each journey that is looked after, also of a closed one, where any window can be near whose
    visit nobody booked; visits and the contacts since come along, whatever session they were noted in."""
    newer = Cycle.objects.filter(journey=OuterRef("journey"), number__gt=OuterRef("number"), injection_at__isnull=False)
    visits = Appointment.objects.filter(_covers(at), cycle=OuterRef("pk"))
    offers = Appointment.objects.filter(cycle=OuterRef("pk"), state=AppointmentState.OFFERED, starts_at__gt=at)
    spoken = ContactAttempt.objects.filter(journey=OuterRef("journey"), at__gte=OuterRef("injection_at"))
    contacts = spoken.exclude(purpose__in=NOT_THE_VISIT)
    letters = Reminder.objects.filter(cycle=OuterRef("pk"), occasion=Occasion.VISIT_DUE, channel=Way.LETTER)
    return (
        Cycle.objects.filter(
            _near(at, windows, ahead, back),
            chased("journey__"),
            journey__in=visible_journeys(user, at),
        )
        .exclude(Exists(newer))
        .annotate(
            offers=ArraySubquery(offers.values(row=JSONObject(kind="kind"))),
            visits=ArraySubquery(visits.values(row=JSONObject(kind="kind", at="starts_at"))),
            letters=ArraySubquery(letters.filter(posted_at=None).values("code")),
            waits=ArraySubquery(Waiting.objects.filter(cycle=OuterRef("pk"), ended_at=None).values("code")),
            tries=ArraySubquery(
                contacts.values(row=JSONObject(purpose="purpose", route="route", result="result", at="at"))
            ),
        )
        .select_related("journey__patient", "journey__coordinator")
    )


def _covers(at: datetime) -> Q:
    """It took place, or it will. What nobody marked for a day after its end covers nothing any more."""
    return Q(state__in=TOOK_PLACE) | Q(state__in=TO_COME, ends_at__gte=at - MARKED_WITHIN)


def _near(at: datetime, windows: Iterable[tuple[str, VisitSpec]], ahead: timedelta, back: timedelta) -> Q:
    """The injection was in one of the ranges from which a visit of any pathway can be due, and no such visit stands; a
    day is added for zones. Of yearly visits their day decides, see `_is_covered`."""
    near = Q(pk=None)
    for code, spec in windows:
        open_then = Q(injection_at__range=_injected(spec, at, ahead, back))
        if kind_of(code) != AppointmentKind.YEARLY:
            same = Appointment.objects.filter(_covers(at), cycle=OuterRef("pk"), kind=kind_of(code))
            open_then &= ~Q(Exists(same))
        near |= open_then
    return near


def _injected(spec: VisitSpec, at: datetime, ahead: timedelta, back: timedelta) -> tuple[datetime, datetime]:
    """When the injections were whose window is near."""
    return at - _length(spec.latest) - ZONES - back, at - _length(spec.earliest) + ZONES + ahead


def _length(moment: Moment) -> timedelta:
    """From the injection, a leap day more or less."""
    return timedelta(days=moment.days + round(moment.years * 365.25), hours=moment.hours, minutes=moment.minutes)


def _due(cycle: Any, specs: Specs, now: Now, ahead: timedelta, back: timedelta) -> Iterator[tuple[str, VisitWindow]]:
    zone = cycle.journey.patient.zone
    for code, spec in specs.items():
        first, last = _injected(spec, now.at, ahead, back)
        if not first <= cycle.injection_at <= last:
            continue  # most of them: the days of a zone need not be counted
        window = visit_window(spec, cycle.injection_at, zone)
        near = window.earliest - ahead <= now.today <= window.latest + back
        if near and not _is_covered(cycle, specs, code, window, zone):
            yield code, window


def _is_covered(cycle: Any, specs: Specs, code: str, window: VisitWindow, zone: ZoneInfo) -> bool:
    kind = kind_of(code)
    for visit in cycle.visits:
        day = local_date(datetime.fromisoformat(visit["at"]), zone)
        if visit["kind"] == kind and (kind != AppointmentKind.YEARLY or window.earliest <= day <= window.latest):
            return True
    if code == FIRST_CALL:
        calls = [
            row
            for row in cycle.tries
            if row["purpose"] == ContactPurpose.CALL_48_72H
            and is_first_call(datetime.fromisoformat(row["at"]), specs, cycle.injection_at, zone)
        ]
        return len(calls) >= TRIES_OF_FIRST_CALL or any(row["result"] == "reached" for row in calls)
    return code in BY_PHONE and any(row["result"] == "reached" for row in _tries(cycle.tries, window, zone))


def tries_of(due: Due) -> list[Mapping[str, str]]:
    """What was tried since the window opened."""
    return _tries(due.cycle.tries, due.window, due.cycle.journey.patient.zone)


def _tries(tries: Sequence[Mapping[str, str]], window: VisitWindow, zone: ZoneInfo) -> list[Mapping[str, str]]:
    return [row for row in tries if local_date(datetime.fromisoformat(row["at"]), zone) >= window.earliest]


def due_row(due: Due, now: Now, contact: str) -> DueRow:
    """`contact` says how far the clinic came with this person."""
    journey, window = due.cycle.journey, due.window
    days = (window.latest - now.today).days
    return DueRow(
        name=journey.patient.full_name,
        url=reverse("admin:journey_journey_change", args=[journey.pk]),
        visit=title_of(due.code),
        earliest=when.day_month(window.earliest),
        target=when.day_month(window.target),
        latest=when.day_month(window.latest),
        left=days_left(days),
        is_over=days < 0,
        contact=contact,
        book_url=free_times_url(journey.pk, due.code, window, now) if may(now.user, Act.BOOK) else "",
        patient=journey.patient_id,
        standing=staff_words.sentence(staff_words.standing(journey.status)),
    )


def free_times_url(journey_id: UUID, code: str, window: VisitWindow, now: Now) -> str:
    """The search within the window; of one that is over, in the two weeks from today on."""
    first = max(window.earliest, now.today)
    last = window.latest if window.latest >= first else first + LOOK_BACK
    asked = {"journey": journey_id, "kind": kind_of(code), "first": first, "last": last, "part": "any"}
    return f"{reverse('admin:journey_appointment_find')}?{urlencode(asked)}"


def title_of(code: str) -> str:
    kind = kind_of(code)
    if kind == AppointmentKind.YEARLY:
        return _("Year {n} check").format(n=code.removeprefix("Y"))
    return str(KINDS[kind])


def days_left(days: int) -> str:
    if days < 0:
        return ngettext("{n} day over", "{n} days over", -days).format(n=-days)
    return ngettext("{n} day", "{n} days", days).format(n=days) if days else _("today")


def _contact(count: int) -> str:
    return ngettext("{n} try", "{n} tries", count).format(n=count) if count else _("Not started")
