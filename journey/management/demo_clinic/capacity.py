"""Rooms, hours, holidays and a leave of the made-up clinic, set up before anybody is booked."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from journey.actions.capacity import add_closure, add_leave, set_hours
from journey.actions.rooms import add_room
from journey.management.demo_clinic.cast import HILL_STREET, RIVERSIDE
from journey.models import Site

ZONE = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
LEAVE_AHEAD, LEAVE_DAYS = 21, 5
CLOSED_AHEAD = 30

ROOMS = {
    RIVERSIDE: {"Room 1": "consulting", "Room 2": "consulting", "Theatre 1": "procedure", "Theatre 2": "procedure"},
    HILL_STREET: {"Room A": "consulting", "Theatre": "procedure"},
}
WHOLE_WEEK = "Mon-Fri 08:30-12:30\nMon-Fri 13:00-17:00"
HOURS = {
    (RIVERSIDE, "osei"): WHOLE_WEEK,
    (RIVERSIDE, "lind"): "Mon-Thu 08:30-12:30\nMon-Thu 13:00-17:00",
    (RIVERSIDE, "kim"): WHOLE_WEEK,
    (HILL_STREET, "frey"): "Mon-Wed 09:00-16:00\nFri 09:00-12:00",
}


def set_up_capacity(staff: Mapping[str, User], sites: Mapping[str, Site], *, start: datetime, now: datetime) -> None:
    boss, desk, today = staff["manu"], staff["cora"], now.astimezone(ZONE).date()
    for place, rooms in ROOMS.items():
        for name, kind in rooms.items():
            add_room(site=sites[place], name=name, kind=kind, by=boss, at=start)
    for (place, who), hours in HOURS.items():
        set_hours(person=staff[who], site=sites[place], hours=hours, by=boss, at=start)
    for name, first, last in _holidays(today):
        add_closure(site=None, kind="holiday", name=name, first=first, last=last, by=boss, at=now)
    cleaning = today + CLOSED_AHEAD * DAY
    days = {"first": cleaning, "last": cleaning}
    add_closure(site=sites[HILL_STREET], kind="closure", name="Deep cleaning", by=boss, at=now, **days)
    first = today + LEAVE_AHEAD * DAY
    away = [datetime.combine(day, time(0), tzinfo=ZONE) for day in (first, first + LEAVE_DAYS * DAY)]
    add_leave(person=staff["lind"], starts_at=away[0], ends_at=away[1], by=desk, at=now)


def _holidays(today: date) -> list[tuple[str, date, date]]:
    """The next of each that is still ahead: a visit of today is not taken away."""
    found = []
    for name, month, day, days in (("Christmas", 12, 25, 2), ("New Year’s Day", 1, 1, 1)):
        first = date(today.year, month, day)
        if first <= today + DAY:
            first = date(today.year + 1, month, day)
        found.append((name, first, first + (days - 1) * DAY))
    return found
