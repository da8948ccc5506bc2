"""The calendar of a site: a day or a week, of everybody, one person or one room. A look is a list that leaves a row."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from journey.admin.base import note_shown, now_of, sites_of
from journey.domain.visit_types import SeenBy
from journey.forms.staff_fields import people_with
from journey.models import Appointment, Room, Site, WorkingHours
from journey.policies import Act, check, may
from journey.presenters import calendar as presenter
from journey.presenters.calendar import Look

if TYPE_CHECKING:
    from journey.admin.appointments import AppointmentAdmin

DAY, WEEK = "day", "week"
PEOPLE, ROOMS = "people", "rooms"
DAYS_A_WEEK = 7


def calendar(admin: "AppointmentAdmin", request: HttpRequest) -> HttpResponse:
    """What is looked at stands in the address; what it does not know is what it starts with."""
    check(request.user, Act.READ_RECORDS)
    now, asked = now_of(request), request.GET
    sites = [site for site in sites_of(request) if site.is_mine]  # type: ignore[attr-defined]
    if not sites:
        return admin.page(request, "admin/calendar.html", {"title": _("Calendar")})
    site = next((each for each in sites if str(each.pk) == asked.get("site")), None) or _own(sites, request.user)
    people = list(people_with(*(who.value for who in SeenBy), sites=[site.pk]))
    rooms = list(Room.objects.filter(site=site, is_used=True).order_by("name"))
    of = asked.get("of", PEOPLE)
    span = WEEK if asked.get("span") == WEEK else DAY
    day = _day(asked.get("day", ""), now.today)
    days = _days(day, span)
    person = next((each for each in people if str(each.pk) == of), None)
    room = next((each for each in rooms if str(each.pk) == of), None)
    look = Look(site, days, by_rooms=of == ROOMS, person=person.pk if person else None, room=room)
    made = presenter.calendar(look, now)
    note_shown(request, made.shown, Appointment._meta.db_table)
    chosen = {"site": str(site.pk), "of": of, "span": span}
    context: dict[str, Any] = {
        "title": _("Calendar"),
        "calendar": made,
        "subject": str(person or room or site),
        "site": site,
        "sites": [(str(each.pk), each.name) for each in sites],
        "offered": _offered(people, rooms),
        "chosen": {**chosen, "day": day.isoformat()},
        "before": _address(chosen, days[0] - timedelta(days=len(days))),
        "today": _address(chosen, now.today),
        "after": _address(chosen, days[0] + timedelta(days=len(days))),
        "may_book": may(request.user, Act.BOOK),
    }
    return admin.page(request, "admin/calendar.html", context)


def _own(sites: list[Site], user: User) -> Site:
    """Where this person sees patients, else the first of the sites where they work."""
    hours = set(WorkingHours.objects.filter(person=user).values_list("site_id", flat=True)) if len(sites) > 1 else set()
    return next((each for each in sites if each.pk in hours), sites[0])


def _offered(people: list[Any], rooms: list[Room]) -> list[tuple[str, list[tuple[str, str]]]]:
    whole = [(PEOPLE, _("Everybody")), (ROOMS, _("All rooms"))]
    return [
        (_("The site"), whole),
        (_("One person"), [(str(each.pk), str(each)) for each in people]),
        (_("One room"), [(str(each.pk), each.name) for each in rooms]),
    ]


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs((day - today).days) < 365 * 20 else today


def _days(day: date, span: str) -> tuple[date, ...]:
    if span == DAY:
        return (day,)
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=ahead) for ahead in range(DAYS_A_WEEK))


def _address(chosen: dict[str, str], day: date) -> str:
    return f"?{urlencode({**chosen, 'day': day.isoformat()})}"
