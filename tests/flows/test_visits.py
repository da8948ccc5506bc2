"""A patient asks to move a visit, the desk offers times and the patient chooses; then the treatment day is moved."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.capacity import set_hours
from tests.builders import NOW, newest_cycle, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on, let_in
from tests.flows.staff_pages import Office
from tests.walked import walked

pytestmark = pytest.mark.browser


def test_patient_asks_for_another_time_and_the_treatment_day_moves_whole(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: Rosa has a visit in a week, and her treatment in 20 days
    rosa = walked("preparation", procedure_at=NOW + timedelta(days=20))
    start = NOW + timedelta(days=7)
    set_hours(person=staff(), site=rosa.patient.site, hours="Mon-Fri 09:00-12:00", by=staff(Role.COORDINATOR), at=NOW)
    book_appointment(
        cycle=newest_cycle(rosa), clinician=staff(), kind="preparation", starts_at=start,
        ends_at=start + timedelta(minutes=30), by=staff(), at=NOW,
    )  # fmt: skip
    hers, office = device(), Office(device(viewport=DESK), staff(Role.COORDINATOR), clock, live_server.url)
    let_in(hers, rosa.patient.user, live_server.url)

    # When: she asks for another time
    hers.goto("/")
    follow(hers, "Confirm, change, how to get there")
    check(hers, "Getting ready")
    follow(hers, "Ask for another time, or cancel")
    hers.get_by_label("Another time", exact=True).tap()
    hers.get_by_label("Why?").fill("I work on Tuesdays.")
    hers.get_by_label("Mornings").tap()
    check(hers, "Change a visit")
    go_on(hers, "Send to the clinic")
    expect(hers.get_by_text("This one is kept until you have a new one")).to_be_visible()
    check(hers, "Getting ready")

    # And: the desk finds it in the work queue and offers a time
    desk = office.page
    desk.goto("/admin/")
    desk.get_by_role("link", name="Patients ask about a visit").click()
    check(desk, "Appointments")
    desk.get_by_role("main").get_by_role("rowheader").get_by_role("link").click()
    check(desk, "Rosa Marsh")
    expect(desk.get_by_text("I work on Tuesdays.").first).to_be_visible()
    follow(desk, "Offer times")
    go_on(desk, "Find free times")
    follow(desk, "Wednesday 2 December, 9am, with Dr Osei")
    go_on(desk, "Move the visit")
    expect(desk.get_by_text("Offered, and held")).to_be_visible()

    # Then: she chooses it, and reads the new time
    hers.goto("/")
    follow(hers, "Choose a time: Getting ready")
    hers.get_by_label("Wednesday 2 December, 9am, with Dr Osei").tap()
    check(hers, "Choose a time")
    go_on(hers, "Send to the clinic")
    expect(hers.get_by_text("You said yes")).to_be_visible()

    # When: the desk moves the treatment day, after it has seen what changes
    office.open(rosa, "dates/procedure/move/")
    desk.get_by_label("Date", exact=True).fill(f"{NOW + timedelta(days=22):%Y-%m-%d}")
    desk.get_by_label("Why it changes").fill("The theatre is closed.")
    go_on(desk, "Show what would change")
    expect(desk.get_by_role("region", name="What does not move, and why")).to_be_visible()
    check(desk, "Move: procedure planned")
    go_on(desk, "Move it, with all of this")

    # Then: she reads one notice, once
    hers.goto("/")
    notice = hers.get_by_role("region", name="Your treatment day has moved")
    expect(notice).to_contain_text("Wednesday 16 December")
    check(hers, "Your journey")
    go_on(hers, "I have read this")
    expect(notice).to_have_count(0)

    # When: the desk postpones the treatment, without a new day yet, after it has seen what changes
    office.open(rosa, "move/postpone/")
    check(desk, "Postpone")
    desk.get_by_label("Staffing").check()
    go_on(desk, "Show what would change")
    expect(desk.get_by_role("region", name="What the patient will read")).to_contain_text("New date: not set yet.")
    check(desk, "Postpone")
    go_on(desk, "Postpone, with all of this")

    # Then: she reads one notice again
    hers.goto("/")
    expect(notice).to_contain_text("It is now: no day set yet.")
    check(hers, "Your journey")
