"""Nobody booked the six-week check: first the patient waits for a time, then is silent, until a letter is posted."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.roles import Role
from journey.actions.capacity import set_hours
from journey.actions.contacts import log_contact
from journey.actions.waiting import follow_waiting
from journey.models import Journey
from tests.builders import NOW, newest_cycle, staff
from tests.flows.conftest import DESK, PHONE, NewPage
from tests.flows.pages import check, follow, go_on, let_in
from tests.flows.staff_pages import Office
from tests.walked import walked

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
ONE_MISSED = NOW + 57 * DAY  # of an injection three days before NOW


def silent(journey: Journey) -> None:
    for day, route in ((50, "message"), (52, "message"), (54, "phone"), (56, "phone")):
        log_contact(
            cycle=newest_cycle(journey), purpose="silence", route=route, result="no_answer",
            by=staff(Role.COORDINATOR), at=NOW + (day - 3) * DAY,
        )  # fmt: skip


def test_due_visit_waits_for_a_time_and_the_patient_takes_it(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: the clinic has free times in the days of Rosa's six-week check
    rosa, desk = walked("post_care", day=20), staff(Role.COORDINATOR)
    set_hours(person=staff(), site=rosa.patient.site, hours="Tue 10:00-10:30", by=desk, at=NOW)
    office, hers = Office(device(viewport=DESK), desk, clock, live_server.url), device()
    let_in(hers, rosa.patient.user, live_server.url)

    # When: the coordinator puts the check on the waiting list, for mornings
    office.page.goto("/admin/journey/appointment/planner/")
    check(office.page, "Follow-up planner")
    follow(office.page, "Put on the waiting list: Rosa Marsh, Six-week check")
    for size in (PHONE, DESK):
        office.page.set_viewport_size(size)
        check(office.page, "Waiting list")
    office.page.get_by_label("Mornings").check()
    go_on(office.page, "Put on the waiting list")
    check(office.page, "Waiting list")
    expect(office.page.get_by_role("row", name="Rosa Marsh")).to_contain_text("Not booked, until")

    # Then: the free time is offered to her, she says yes, and staff confirm
    assert follow_waiting(at=NOW) == 1
    hers.goto("/")
    follow(hers, "A time for you: Six-week check")
    check(hers, "A time for you")
    go_on(hers, "Yes, I take this time")
    expect(hers.get_by_text("We hold this time and confirm it").first).to_be_visible()
    check(hers, "Your visits")
    office.page.reload()
    follow(office.page, "Confirm for Rosa Marsh")
    go_on(office.page, "Mark as confirmed")
    office.page.goto("/admin/journey/appointment/waiting/")
    expect(office.page.get_by_text("Nobody waits for a time.")).to_be_visible()


def test_letter_of_the_ladder_is_printed_and_posted(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: two messages and two calls reached nobody, and no address is known
    rosa = walked("post_care", day=3)
    silent(rosa)
    office = Office(device(viewport=DESK), staff(Role.COORDINATOR), clock, live_server.url)
    office.at(ONE_MISSED)
    page = office.page

    # When: the coordinator enters the address and puts the letter on the print queue
    page.goto("/admin/journey/appointment/planner/")
    follow(page, "Send a letter: today")
    check(page, "Letter about a visit that is due")
    follow(page, "Enter a postal address")
    check(page, "Postal address")
    page.get_by_label("Postal address").fill("12 Mill Lane\nOld Town\nOT1 2AB")
    go_on(page, "Save the address")
    expect(page.get_by_text("12 Mill Lane, Old Town, OT1 2AB")).to_be_visible()
    page.goto("/admin/journey/appointment/planner/")
    follow(page, "Send a letter: today")
    go_on(page, "Put it on the print queue")

    # Then: the work queue counts it, its list opens it, and the paper holds the letter alone
    page.goto("/admin/")
    follow(page, "Letters to print and post")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        check(page, "Letters")
    page.get_by_label("Choose Rosa Marsh, Visit due, not booked").check()
    page.get_by_role("combobox", name="Action").select_option(label="Open to print, then mark as posted")
    with page.expect_navigation():
        page.get_by_role("button", name="Go").click()
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        check(page, "Letters to print")
    letter = page.get_by_role("article", name="Letter to Rosa Marsh")
    expect(letter).to_contain_text("It is time for a visit. Please call us")
    page.emulate_media(media="print")
    expect(letter).to_be_visible()
    for hidden in (page.get_by_role("button", name="Mark as printed and posted"), page.locator("#header")):
        expect(hidden).to_be_hidden()
    page.emulate_media(media="screen")

    # When: it is in the post
    go_on(page, "Mark as printed and posted")
    expect(page.get_by_text("1 letter is marked as posted.")).to_be_visible()
    page.goto("/admin/journey/reminder/?show=posted")
    expect(page.get_by_role("row", name="Rosa Marsh")).to_contain_text("Ana Cruz")

    # Then: the ladder is at its end
    page.goto("/admin/journey/appointment/planner/")
    expect(page.get_by_role("row", name="Rosa Marsh").filter(has_text="Six-week check")).to_contain_text("5 of 5 steps")
