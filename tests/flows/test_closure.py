"""The clinic closes for a morning: the coordinator moves one, offers times to another, and nobody is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.capacity import set_hours
from journey.actions.reminders import send_reminders
from journey.models import Closure
from tests.builders import NOW, journey_at, newest_cycle, patient, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on, let_in
from tests.flows.staff_pages import Office
from tests.post import delivered
from tests.walked import walked

pytestmark = pytest.mark.browser

THURSDAY = NOW + timedelta(days=9) - timedelta(hours=1)  # 3 December 2026, 9am in London


def test_half_a_day_is_closed_and_everybody_gets_another_time_and_knows(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: on Thursday morning Dr Osei sees Rosa for her two-week check, and then Ken
    rosa, ken = walked("post_care", day=3), journey_at("post_care", day=3, who=patient("Ken Ode"))
    User.objects.filter(pk=rosa.patient.user_id).update(email="rosa@example.org")
    desk = staff(Role.COORDINATOR)
    set_hours(person=staff(), site=rosa.patient.site, hours="Mon-Fri 09:00-17:00", by=desk, at=NOW)
    for number, journey in enumerate((rosa, ken)):
        start = THURSDAY + number * timedelta(hours=1)
        book_appointment(
            cycle=newest_cycle(journey), clinician=staff(), kind="w2", starts_at=start,
            ends_at=start + timedelta(minutes=30), by=desk, at=NOW,
        )  # fmt: skip
    office = Office(device(viewport=DESK), desk, clock, live_server.url)
    page = office.page

    # When: the coordinator enters that the clinic is closed until midday
    page.goto("/admin/journey/closure/add/")
    check(page, "Enter a closed time")
    page.get_by_label("Where").select_option("Elm Street")
    page.get_by_label("Closed by the clinic").check()
    page.get_by_label("Name").fill("Burst pipe")
    for label in ("First day closed", "Last day closed"):
        page.get_by_label(label).fill(f"{THURSDAY:%Y-%m-%d}")
    page.get_by_label("Until, on the last day").fill("12:00")
    go_on(page, "Enter the closed time")

    # Then: both stand on the list, with free times of their windows
    check(page, "Burst pipe")
    expect(page.get_by_text("Visits in this time that have to move: 2.")).to_be_visible()
    todo = page.get_by_role("region", name="Still to do")
    expect(todo.get_by_role("rowheader")).to_have_text(["Rosa Marsh", "Ken Ode"])
    expect(todo.get_by_role("row", name="Rosa Marsh")).to_contain_text("Thu 3 Dec, midday, Dr Osei")

    # When: Rosa moves to the afternoon, with a message; Ken is offered two times
    follow(page, "Choose for Rosa Marsh")
    check(page, "Another time")
    page.get_by_label("Thursday 3 December, midday, with Dr Osei").check()
    go_on(page, "Do this")
    expect(page.get_by_text("A message goes to the patient.")).to_be_visible()
    send_reminders(at=timezone.now())
    assert "Your visit has moved" in delivered()[-1].body
    follow(page, "Choose for Ken Ode")
    page.get_by_label("Offer the ticked times").check()
    for label in ("Thursday 3 December, 12:30pm, with Dr Osei", "Friday 4 December, 9am, with Dr Osei"):
        page.get_by_label(label).check()
    go_on(page, "Do this")
    expect(page.get_by_text("No message can reach this patient: call them.")).to_be_visible()

    # Then: Rosa is settled; Ken is called, and takes a time
    expect(todo.get_by_role("rowheader")).to_have_text(["Ken Ode"])
    expect(page.get_by_role("region", name="Settled").get_by_role("rowheader")).to_have_text(["Rosa Marsh"])
    follow(page, "Record a try to reach Ken Ode")
    check(page, "Record a try to reach")
    page.get_by_label("Reached", exact=True).check()
    go_on(page, "Record the attempt")
    expect(todo).to_contain_text("Reached by Ana Cruz, Phone")
    his = device()
    let_in(his, ken.patient.user, live_server.url)
    his.goto("/")
    follow(his, "Choose a time: Two-week check")
    expect(his.get_by_text("We cannot see you at your time now")).to_be_visible()
    his.get_by_label("Friday 4 December, 9am, with Dr Osei").tap()
    check(his, "Choose a time")
    go_on(his, "Send to the clinic")
    expect(his.get_by_text("You said yes")).to_be_visible()
    page.reload()
    expect(todo).to_contain_text("Complete: everybody has another time or is called off, and knows.")
    check(page, "Burst pipe")

    # And: the numbers lead to the people behind them, on paper too
    page.goto("/admin/journey/appointment/numbers/")
    check(page, "Numbers")
    sessions = page.get_by_role("table", name="From the decision to the procedure, of all sessions")
    expect(sessions.get_by_role("row").last).to_contain_text("too few")
    page.emulate_media(media="print")
    check(page, "Numbers")
    page.emulate_media(media="screen")
    sessions.get_by_role("link", name="2").first.click()
    check(page, "From the decision to the procedure: With a consultation")
    behind = page.get_by_role("region", name="Behind this number: 2")
    expect(behind.get_by_role("rowheader")).to_have_text(["Ken Ode", "Rosa Marsh"])

    # When: the pipe is mended. Then: the page says who stays where they are now, before the time is open
    page.goto(reverse("admin:journey_closure_open", args=[Closure.objects.get().pk]))
    check(page, "Open again")
    expect(page.get_by_text("moved to Thu 3 Dec, midday")).to_be_visible()
    go_on(page, "Open this time again")
    expect(page.get_by_text("Open again. What was moved stays where it is.").first).to_be_visible()

    # And: Rosa wants fewer messages
    hers = device()
    let_in(hers, rosa.patient.user, live_server.url)
    hers.goto("/account/reminders/")
    hers.get_by_label("At most one message a day").check()
    check(hers, "Your reminders")
    go_on(hers, "Save")
    hers.goto("/account/reminders/")
    expect(hers.get_by_label("At most one message a day")).to_be_checked()
