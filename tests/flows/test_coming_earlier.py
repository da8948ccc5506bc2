"""A patient puts the visits into a calendar and stops that again; then waits for an earlier time, and gets one."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.roles import Role
from journey.actions.appointments import book_appointment, set_appointment_state
from journey.actions.capacity import set_hours
from journey.actions.waiting import follow_waiting
from journey.models import AppointmentState
from tests.builders import NOW, journey_at, newest_cycle, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on, let_in
from tests.flows.staff_pages import Office

pytestmark = pytest.mark.browser


def test_patient_keeps_a_calendar_and_comes_earlier(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: Rosa has a visit in three weeks; the only earlier time is somebody else's
    rosa, ken = (journey_at("preparation", procedure_at=NOW + timedelta(days=40)) for _person in range(2))
    desk, start = staff(Role.COORDINATOR), NOW + timedelta(days=21)
    set_hours(person=staff(), site=rosa.patient.site, hours="Tue 10:00-10:30", by=desk, at=NOW)
    times = [(rosa, start), (ken, start - timedelta(days=7)), (ken, start - timedelta(days=14))]
    _hers, freed, _other = (
        book_appointment(
            cycle=newest_cycle(who), clinician=staff(), kind="unscheduled", starts_at=at,
            ends_at=at + timedelta(minutes=30), by=desk, at=NOW,
        )
        for who, at in times
    )  # fmt: skip
    hers, office = device(), Office(device(viewport=DESK), desk, clock, live_server.url)
    let_in(hers, rosa.patient.user, live_server.url)

    # When: she makes an address for her calendar
    hers.goto("/account/")
    follow(hers, "Your visits in your own calendar")
    check(hers, "Your visits in your calendar")
    go_on(hers, "Make my address")
    check(hers, "Your visits in your calendar")
    path = "/calendars/" + hers.get_by_label("The address").input_value().partition("/calendars/")[2]
    calendar = hers.request.get(path)
    assert "SUMMARY:Clinic visit" in calendar.text()

    # Then: she stops it, and it is gone
    hers.goto("/account/calendar/")
    go_on(hers, "Stop this address")
    expect(hers.get_by_text("The address is stopped")).to_be_visible()
    assert hers.request.get(path).status == 404

    # When: she says that she can come earlier, and a time is freed
    hers.goto("/")
    follow(hers, "Confirm, change, how to get there")
    follow(hers, "I can come earlier")
    check(hers, "Coming earlier")
    hers.get_by_label("1 day", exact=True).tap()
    go_on(hers, "Put me on the list")
    expect(hers.get_by_text("You are on the list")).to_be_visible()
    check(hers, "Extra visit")
    why = {"reason": "Ill.", "by": desk, "at": NOW}
    set_appointment_state(appointment=freed, state=AppointmentState.CANCELLED_BY_CLINIC, **why)
    follow_waiting(at=NOW)

    # Then: she says yes with one press, and staff confirm
    hers.goto("/")
    follow(hers, "An earlier time: Extra visit")
    check(hers, "An earlier time")
    go_on(hers, "Yes, I take the earlier time")
    expect(hers.get_by_text("We hold this time and confirm it")).to_be_visible()
    check(hers, "Your visits")
    office.page.goto("/admin/journey/appointment/waiting/")
    check(office.page, "Waiting list")
    follow(office.page, "Confirm for Rosa Marsh")
    go_on(office.page, "Mark as confirmed")
    hers.goto("/")
    expect(hers.get_by_text("Tuesday 8 December").first).to_be_visible()
