"""Rooms, hours, leave, closed days and visit types as staff read them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.visit_types import RoomNeed, SeenBy, VisitShape
from journey.models import Appointment, Closure, Leave, WorkingHours
from journey.presenters import when
from journey.presenters.record_page import Table
from journey.presenters.staff_words import Words
from journey.presenters.visit_words import KINDS
from journey.presenters.worklists import Now

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
    """Whole days as days; with clock times where it is part of one."""
    if closure.from_clock is None and closure.to_clock is None:
        return when.span(closure.first, closure.last, now.today)
    starts_at, ends_at = closure.span(now.zone)
    if closure.first == closure.last and closure.to_clock is not None:
        return span(starts_at, ends_at, now.zone, now)
    return _("{start} to {end}").format(start=now.short(starts_at), end=now.short(ends_at))


def closure_where(closure: Closure) -> str:
    """ "All sites", "Elm Street", "Room 1, Elm Street". `closure` comes with its site and room."""
    if closure.room is not None:
        return f"{closure.room}, {closure.site}"
    return str(closure.site) if closure.site else _("All sites")


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
