"""A coordinator's morning: who is overdue, a call, and a visit that is booked, moved and cancelled."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.capacity import set_hours
from journey.actions.rooms import add_room
from journey.models import Journey
from tests.builders import NOW, journey_at, newest_cycle, patient, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on
from tests.flows.staff_pages import Office, expect_done
from tests.walked import walked

pytestmark = pytest.mark.browser

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def office(device: NewPage, clock: time_machine.Traveller, live_server: Any) -> Office:
    return Office(device(viewport=DESK), staff(Role.COORDINATOR), clock, live_server.url)


def waiting() -> Journey:
    """Rosa has her procedure in 8 days and never sent the check-in about her tablets."""
    return walked("preparation", procedure_at=NOW + timedelta(days=8))


def test_overdue_check_in_is_found_from_the_work_queue_and_the_call_is_recorded(office: Office) -> None:
    # Given: one check-in is overdue
    rosa = waiting()
    page = office.page
    page.goto("/admin/")
    overdue = page.get_by_role("listitem").filter(has_text="Check-ins overdue")
    expect(overdue.get_by_text("1", exact=True)).to_be_visible()

    # When: the coordinator follows the number to the list, and the name to the journey
    overdue.get_by_role("link", name="Check-ins overdue").click()
    check(page, "Check-ins")
    found = page.get_by_role("main").get_by_role("rowheader").get_by_role("link")
    expect(found).to_have_text(["Rosa Marsh"])
    found.click()
    check(page, "Rosa Marsh")
    follow(page, "Record a call or message")
    for answer in ("Not heard from the patient", "Phone", "No answer"):
        page.get_by_label(answer, exact=True).check()
    check(page, "Record a call or message")
    go_on(page, "Record the attempt")

    # Then: the call stands with a name and a time
    expect_done(page)
    calls = page.get_by_role("region", name="Calls and messages")
    expect(calls).to_contain_text("Ana Cruz")
    expect(calls).to_contain_text("No answer")

    # When: somebody's two-week check is due, and the coordinator books it from the planner, after the preview
    ken = journey_at("post_care", day=3, who=patient("Ken Ode")).patient
    hours = "Mon-Fri 09:00-12:00"
    set_hours(person=staff(), site=rosa.patient.site, hours=hours, by=staff(Role.COORDINATOR), at=NOW)
    page.goto("/admin/")
    follow(page, "Follow-up planner")
    check(page, "Follow-up planner")
    page.get_by_role("checkbox", name="Ken Ode, Two-week check").check()
    go_on(page, "Show what would be booked")
    check(page, "Book for several patients")
    go_on(page, "Book these visits (1)")

    # Then: it is not due any more
    expect(page.get_by_text("1 visit is booked.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Ken Ode, Two-week check")).to_have_count(0)

    # When: Ken says that his number was taken down wrongly
    page.goto(reverse("admin:journey_patient_change", args=[ken.pk]))
    follow(page, "Correct the details")
    check(page, "Correct the details")
    page.get_by_label("Phone").fill("none")
    go_on(page, "Save the correction")
    expect(page.get_by_label("Why is it corrected?")).to_have_attribute("aria-invalid", "true")
    check(page, "Correct the details")
    page.get_by_label("Why is it corrected?").fill("Read back on the phone")
    page.get_by_label("Phone").fill("01632 960 321")
    go_on(page, "Save the correction")

    # Then: the page has the new number, and says who wrote it down and why
    expect(page.get_by_text("The details are corrected.")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("01632 960 321")
    expect(page.get_by_role("main")).to_contain_text("Read back on the phone")


def test_visit_is_booked_moved_and_cancelled_and_an_overlap_is_refused(office: Office) -> None:
    # Given: Dr Osei sees Ken tomorrow at 10, and Rosa needs a visit
    ken = journey_at("preparation", who=patient("Ken Ode"))
    book_appointment(
        cycle=newest_cycle(ken), clinician=staff(), kind="preparation", starts_at=TOMORROW,
        ends_at=TOMORROW + timedelta(minutes=30), by=staff(), at=NOW,
    )  # fmt: skip
    page = office.page
    office.open(walked("preparation"))
    follow(page, "Book")

    # When: the coordinator books the same time
    page.get_by_label("Visit").select_option("Preparation")
    page.get_by_label("With").select_option("Dr Osei")
    when(office, "10:15", "10:45")
    go_on(page, "Book this visit")

    # Then: a sentence says what is in the way, and everything typed is still there
    expect(page.get_by_role("alert").filter(has_text="Nothing was saved")).to_contain_text(
        f"Dr Osei already has a visit on {TOMORROW.day} {TOMORROW:%B %Y} from 10am to 10:30am, with Ken Ode."
    )
    expect(page.get_by_label("Start")).to_have_value("10:15")
    expect(page.get_by_label("Visit")).to_have_value("preparation")
    check(page, "Book a visit")

    # And: a free time is booked, moved and cancelled
    when(office, "11:00", "11:30")
    go_on(page, "Book this visit")
    expect(page.get_by_text("Booked: ")).to_contain_text("11am")
    check(page, "Rosa Marsh")
    follow(page, "Move")
    when(office, "14:00", "14:30")
    go_on(page, "Move this visit")
    expect(page.get_by_text("Moved to ")).to_contain_text("2pm")
    follow(page, "Cancel the visit")
    page.get_by_label("The patient", exact=True).check()
    page.get_by_label("Reason").fill("Has a cold.")
    go_on(page, "Cancel this visit")
    expect(page.get_by_text("The visit is cancelled.")).to_be_visible()
    expect(page.get_by_text(re.compile("Has a cold"))).to_be_visible()


def when(office: Office, start: str, end: str) -> None:
    page = office.page
    page.get_by_label("Day", exact=True).fill(f"{TOMORROW:%Y-%m-%d}")
    page.get_by_label("Start").fill(start)
    page.get_by_label("End", exact=True).fill(end)


def test_second_coordinator_loses_the_race_for_a_free_time_and_takes_the_next(
    device: NewPage, clock: time_machine.Traveller, live_server: Any, office: Office
) -> None:
    # Given: Dr Osei has hours tomorrow, and two coordinators have found the same free time for two patients
    rosa, ken = walked("preparation"), journey_at("preparation", who=patient("Ken Ode"))
    home = rosa.patient.site
    set_hours(person=staff(), site=home, hours="Mon-Fri 09:00-12:00", by=staff(Role.COORDINATOR), at=NOW)
    add_room(site=home, name="Room 1", kind="consulting", by=staff(Role.MANAGER), at=NOW)
    other = Office(device(viewport=DESK), staff(Role.COORDINATOR, "Bo Lind"), clock, live_server.url)
    for desk, journey in ((office, rosa), (other, ken)):
        page = desk.page
        page.goto(f"/admin/journey/appointment/find/?journey={journey.pk}&kind=w6")
        page.get_by_label("To", exact=True).fill(f"{TOMORROW:%Y-%m-%d}")
        page.get_by_label("Time of day").select_option("morning")
        go_on(page, "Find free times")
        check(page, "Find a free time")
        follow(page, "Wednesday 25 November, 9am, with Dr Osei, Room 1")
        check(page, "Take this time")

    # When: both take it
    go_on(office.page, "Take the time")
    go_on(other.page, "Take the time")

    # Then: the first has it; the second reads who was first, and takes the next from the same page
    expect(office.page.get_by_text("Booked: ")).to_contain_text("9am")
    expect(other.page.get_by_role("alert").filter(has_text="Nothing was saved")).to_contain_text("with Rosa Marsh.")
    check(other.page, "Take this time")
    follow(other.page, "Wednesday 25 November, 9:45am, with Dr Osei, Room 1")
    go_on(other.page, "Take the time")
    expect(other.page.get_by_text("Booked: ")).to_contain_text("9:45am")

    # And: both stand in the calendar of the day
    other.page.goto(f"/admin/journey/appointment/calendar/?day={TOMORROW:%Y-%m-%d}")
    check(other.page, "Calendar")
    grid = other.page.get_by_role("table", name="Elm Street, Wednesday 25 November")
    expect(grid.get_by_role("link")).to_have_text(["Rosa Marsh", "Ken Ode"])
