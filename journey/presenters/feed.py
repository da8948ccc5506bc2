"""Visits as an iCalendar file (RFC 5545): neutral words, times in UTC, so that no clock change can move them."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from journey.access.feeds import Entry
from journey.domain.neutral_name import telling_word
from journey.models import Appointment, Site
from journey.presenters.visit_plain_words import CALLS

MAKER = "-//Visits//Visits//EN"
ASK_AGAIN = timedelta(hours=1)


def calendar_file(entries: Iterable[Entry], *, name: str, zone: ZoneInfo, link: Callable[[Appointment], str]) -> bytes:
    """The file of these entries. A phone shows titles on its locked screen and keeps them with somebody else, so
    neither the kind of the visit nor a person is told; `link` leads to the page behind the sign-in."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, link))
    return bytes(calendar.to_ical())


def tag_of(content: bytes) -> str:
    """The entity tag of a file: the same visits have the same one."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _event(entry: Entry, link: Callable[[Appointment], str]) -> Event:
    visit = entry.visit
    by_phone = visit.kind in CALLS
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("sequence", entry.sequence)
    # Without METHOD the stamp is that of the last change, so an unchanged file stays the same byte for byte.
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", visit.starts_at)
    event.add("dtend", visit.ends_at)
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_off else "OPAQUE")
    event.add("summary", _title(by_phone=by_phone, is_off=entry.is_off))
    if not by_phone and (place := _place(visit.site)):
        event.add("location", place)
    event.add("url", link(visit))
    return event


def _title(*, by_phone: bool, is_off: bool) -> str:
    title = _("Clinic call") if by_phone else _("Clinic visit")
    # Some calendars show a cancelled entry like any other.
    return _("Cancelled: {title}").format(title=title) if is_off else title


def _place(site: Site) -> str:
    """The name of a site may say what is treated there: then its address alone is told."""
    return ", ".join(part for part in (site.name, site.address) if part and not telling_word(part))
