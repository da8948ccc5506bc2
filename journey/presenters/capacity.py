"""Rooms, hours, leave, closed days and visit types as staff read them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journey.access import visible_appointments
from journey.domain.visit_types import RoomNeed, SeenBy, VisitShape
from journey.models import Appointment, Closure, Leave, WorkingHours
from journey.policies import Act, may
from journey.presenters import when
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.staff_words import Words
from journey.presenters.visit_words import KINDS, STATES
from journey.presenters.worklists import Now

LONGEST_TABLE = 200
ROOMS: Mapping[str, Words] = {
    RoomNeed.NONE: gettext_lazy("No room"),
    RoomNeed.CONSULTING: gettext_lazy("Consulting room"),
    RoomNeed.PROCEDURE: gettext_lazy("Procedure room"),
}
PEOPLE: Mapping[str, Words] = {
    SeenBy.CLINICIAN: gettext_lazy("clinician"),
    SeenBy.NURSE: gettext_lazy("nurse"),
    SeenBy.COORDINATOR: gettext_lazy("coordinator"),
}


def hours_lines(row: WorkingHours) -> str:
    """ "Monday to Friday, 8:30am to 12:30pm"."""
    return row.week.words()


def leave_span(leave: Leave, now: Now) -> str:
    """Whole days as days; with clock times where it is part of one."""
    starts, ends = leave.starts_at.astimezone(now.zone), leave.ends_at.astimezone(now.zone)
    if (starts.hour, starts.minute, ends.hour, ends.minute) == (0, 0, 0, 0):
        return when.span(starts.date(), (ends - timedelta(minutes=1)).date(), now.today)
    return _("{start} to {end}").format(start=now.short(leave.starts_at), end=now.short(leave.ends_at))


def closure_span(closure: Closure, now: Now) -> str:
    return when.span(closure.first, closure.last, now.today)


def visit_types(shapes: Mapping[str, VisitShape], now: Now) -> Table:
    """Every kind of visit, with a link to change it."""
    rows = []
    for kind, title in KINDS.items():
        shape = shapes[kind]
        url = reverse("admin:journey_visittype_set", args=[kind])
        around = _("{before} before, {after} after").format(before=shape.prepare, after=shape.clean_up)
        rows.append(
            (
                format_html('<a href="{}">{}</a>', url, title),
                _("{n} minutes").format(n=shape.minutes),
                seen_by(shape),
                ROOMS[shape.room],
                around if shape.room is not RoomNeed.NONE else "–",
            )
        )
    columns = (_("Visit"), _("With the patient"), _("Seen by"), _("Room"), _("Minutes of the room"))
    return Table(_("What each visit takes"), columns, rows, _("Nothing here yet."))


def seen_by(shape: VisitShape) -> str:
    """ "clinician, nurse"."""
    return ", ".join(str(PEOPLE[who]) for who in SeenBy if who in shape.seen_by)


def leave_page(leave: Leave, visits: QuerySet[Appointment], now: Now) -> RecordPage:
    """`visits` are all that lie in it; those of patients out of reach are counted, not named."""
    facts = (
        Fact(_("Who"), str(leave.person)),
        Fact(_("Away"), leave_span(leave, now)),
    )
    back = reverse("admin:journey_leave_take_back", args=[leave.pk])
    ended = leave.ends_at <= now.at
    button = Button(_("Take the leave back"), "" if ended else back, why=_("It is over."), quiet=True)
    return _page(facts, button, visits, now, _("Visits that lie in this leave"))


def closure_page(closure: Closure, visits: QuerySet[Appointment], now: Now) -> RecordPage:
    facts = (
        Fact(_("Where"), str(closure.site) if closure.site else _("All sites")),
        Fact(_("Closed"), closure_span(closure, now)),
        Fact(_("Kind"), closure.get_kind_display()),
    )
    act = Act.PLAN_CAPACITY if closure.site_id else Act.EDIT_SETTINGS
    why = _("These days are over.") if closure.last < now.today else _("Only a manager may open all sites.")
    may_open = closure.last >= now.today and may(now.user, act)
    url = reverse("admin:journey_closure_open", args=[closure.pk]) if may_open else ""
    return _page(facts, Button(_("Open again"), url, why=why, quiet=True), visits, now, _("Visits on these days"))


def _page(facts: Iterable[Fact], button: Button, visits: QuerySet[Appointment], now: Now, title: str) -> RecordPage:
    mine = visible_appointments(now.user, now.at).filter(pk__in=visits.filter(ends_at__gt=now.at).values("pk"))
    rows = list(mine.select_related("patient", "clinician", "site", "room").order_by("starts_at", "pk")[:LONGEST_TABLE])
    others = visits.filter(ends_at__gt=now.at).count() - mine.count()
    can_move = may(now.user, Act.BOOK)
    return RecordPage(
        facts=tuple(facts),
        buttons=(button,),
        tables=(affected(title, rows, now, can_move=can_move),),
        note=_hidden(others),
        shown=[row.patient_id for row in rows],
    )


def affected(title: str, rows: Iterable[Appointment], now: Now, *, can_move: bool) -> Table:
    """Each visit with a way to another time, for those who book."""
    cells = []
    for row in rows:
        url = reverse("admin:journey_appointment_change", args=[row.pk])
        way = find_url(visit=row) if can_move else ""
        words = _("Find another time for {name}").format(name=row.patient.full_name)
        cells.append(
            (
                format_html('<a href="{}"><bdi>{}</bdi></a>', url, row.patient.full_name),
                span(row.starts_at, row.ends_at, now.zone, now),
                KINDS[row.kind],
                row.clinician,
                STATES[row.state],
                format_html('<a href="{}" aria-label="{}">{}</a>', way, words, _("Find another time")) if way else "–",
            )
        )
    columns = (_("Patient"), _("When"), _("Visit"), _("With"), _("State"), _("Move"))
    return Table(title, columns, cells, _("No visit to come."))


def _hidden(count: int) -> str:
    if count <= 0:
        return ""
    words = ngettext(
        "{n} more visit belongs to patients of another team. Tell them.",
        "{n} more visits belong to patients of another team. Tell them.",
        count,
    )
    return words.format(n=count)


def find_url(*, visit: Appointment, how: str = "", anew: bool = False) -> str:
    """The search for another time of a visit, by what its patient wishes; `anew` for one that is over as a visit."""
    asked: dict[str, object] = {"journey": visit.journey_id, "kind": visit.kind} if anew else {"visit": visit.pk}
    if visit.asks:
        asked |= {"wish": visit.ask_part or "any", "on": visit.ask_weekdays}
    if how:
        asked["how"] = how
    return f"{reverse('admin:journey_appointment_find')}?{urlencode(asked)}"


def span(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, now: Now) -> str:
    """ "Tue 24 Nov, 2:30pm to 3pm"."""
    return _("{start} to {end}").format(start=now.short(starts_at), end=when.clock(ends_at.astimezone(zone)))
