"""What a calendar reads: the same moments on any clock, and no word that tells what the visits are for."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from journey.access.feeds import Entry
from journey.models import Appointment, Site
from journey.models.appointment import AppointmentKind
from journey.presenters.feed import calendar_file, tag_of

# Both changes of 2027 with the clocks going back and forward, and one place that changes nothing.
CHANGES = {
    "Europe/London": ["2027-03-28", "2027-10-31"],
    "Australia/Sydney": ["2027-04-04", "2027-10-03"],
    "Asia/Kolkata": ["2027-03-28", "2027-10-31"],
}
MINUTES = st.integers(min_value=-36 * 60, max_value=36 * 60)
LENGTHS = st.integers(min_value=5, max_value=600)


def entry(starts_at: datetime, length: timedelta, *, kind: str = "w6", **more: Any) -> Entry:
    site = more.pop("site", Site(name="Elm Street", address="4 Elm Street"))
    visit = Appointment(pk=uuid4(), kind=kind, starts_at=starts_at, ends_at=starts_at + length, site=site)
    values = {"uid": visit.pk, "sequence": 1, "is_off": False, "changed_at": starts_at - timedelta(days=9), **more}
    return Entry(visit=visit, **values)


def made(*entries: Entry, zone: str = "Europe/London") -> bytes:
    return calendar_file(
        entries, name="Your clinic", zone=ZoneInfo(zone), link=lambda visit: "https://clinic.example/v"
    )


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


@pytest.mark.parametrize(("zone", "day"), [(zone, day) for zone, days in CHANGES.items() for day in days])
@given(minutes=MINUTES, length=LENGTHS)
def test_calendar_shows_the_clinics_clock_over_every_change(zone: str, day: str, minutes: int, length: int) -> None:
    """BAD-04, H4: the wall clock that the patient was told, also within the hour that is twice."""
    here = ZoneInfo(zone)
    starts_at = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=here).astimezone(UTC) + timedelta(minutes=minutes)
    lasts = timedelta(minutes=length)

    (event,) = events(made(entry(starts_at, lasts), zone=zone))

    start, end = event["dtstart"].dt, event["dtend"].dt
    assert (start, end) == (starts_at, starts_at + lasts)
    told = start.astimezone(here)
    assert (told.replace(tzinfo=None), told.fold) == (
        starts_at.astimezone(here).replace(tzinfo=None),
        starts_at.astimezone(here).fold,
    )
    assert event["dtstart"].to_ical().endswith(b"Z")


@pytest.mark.parametrize("kind", AppointmentKind.values)
def test_no_entry_says_what_it_is_for_or_who_comes(kind: str) -> None:
    (event,) = events(made(entry(datetime(2027, 1, 4, 9, tzinfo=UTC), timedelta(hours=1), kind=kind)))
    assert event["summary"] in {"Clinic visit", "Clinic call"}
    assert "description" not in event
    assert "attendee" not in event


def test_site_whose_name_tells_leaves_its_address_alone() -> None:
    site = Site(name="Hand Surgery Centre", address="4 Elm Street; back door, 1st floor")
    (event,) = events(made(entry(datetime(2027, 1, 4, 9, tzinfo=UTC), timedelta(hours=1), site=site)))
    assert event["location"] == "4 Elm Street; back door, 1st floor"


def test_what_is_off_says_so_and_takes_no_time() -> None:
    (event,) = events(made(entry(datetime(2027, 1, 4, 9, tzinfo=UTC), timedelta(hours=1), is_off=True, sequence=4)))
    assert (event["status"], event["transp"], event["sequence"]) == ("CANCELLED", "TRANSPARENT", 4)
    assert event["summary"] == "Cancelled: Clinic visit"


def test_same_visits_are_the_same_file_and_another_time_is_not() -> None:
    start = datetime(2027, 1, 4, 9, tzinfo=UTC)
    one = entry(start, timedelta(hours=1))
    other = Entry(uid=one.uid, sequence=2, visit=one.visit, is_off=False, changed_at=start)
    assert tag_of(made(one)) == tag_of(made(one))
    assert tag_of(made(one)) != tag_of(made(other))
    assert UUID(events(made(one))[0]["uid"]) == one.uid
