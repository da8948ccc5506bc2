"""The work queue and every list on a phone and at a desk: nothing is cut, and the treated hand is always in sight."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Locator, Page, expect

from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.models import Journey
from tests.builders import NOW, check_in_of, newest_cycle, send, staff
from tests.flows.conftest import DESK, PHONE, NewPage
from tests.flows.pages import check, let_in
from tests.walked import walked

pytestmark = pytest.mark.browser

SIZES = (PHONE, DESK)
LISTS = {"journey": "Journeys", "patient": "Patients", "alert": "Alerts", "checkin": "Check-ins"}
LISTS_OF_THE_CLINIC = {
    "journey/site": "Sites",
    "journey/pathwayversion": "Pathway",
    "accounts/user": "Staff",
    "accounts/trace": "Log",
}
CUT = """
tables => tables.flatMap(table => [...table.querySelectorAll("th, td")])
  .filter(cell => cell.checkVisibility() && cell.getBoundingClientRect().right > innerWidth + 1)
  .map(cell => cell.textContent)
"""


@pytest.fixture
def journey(clock: time_machine.Traveller) -> Journey:
    """An alert is open, and Rosa comes this afternoon."""
    journey = walked("post_care", day=3, hand="left", joints=("L-PIP2", "L-CMC1"))
    send(check_in_of(journey, "A-3"), at=NOW, pain_worst=9)
    starts = NOW + timedelta(hours=4)
    book_appointment(
        cycle=newest_cycle(journey), clinician=staff(), kind="w2", starts_at=starts,
        ends_at=starts + timedelta(minutes=30), by=staff(Role.COORDINATOR), at=NOW,
    )  # fmt: skip
    return journey


def in_sight(page: Page, what: Locator) -> None:
    """Within the width of the screen: nobody has to move the table to read it."""
    box = what.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"], f"{what} is at {box}"


def test_visits_of_today_show_the_treated_hand_and_joints(device: NewPage, live_server: Any, journey: Journey) -> None:
    page = device()
    let_in(page, staff(Role.NURSE), live_server.url)
    page.goto("/admin/")

    visits = page.get_by_role("region", name="Today’s visits")
    for size in SIZES:
        page.set_viewport_size(size)
        check(page, "Work queue, Tuesday 24 November 2026")
        in_sight(page, visits.get_by_text("LEFT", exact=True))
        in_sight(page, visits.get_by_role("cell").filter(has_text="base of thumb (CMC1)"))


def test_lists_cut_no_column(device: NewPage, live_server: Any, journey: Journey) -> None:
    page = device()
    let_in(page, staff(Role.NURSE), live_server.url)
    for name, title in {**LISTS, "appointment": "Appointments"}.items():
        page.goto(f"/admin/journey/{name}/")
        for size in SIZES:
            page.set_viewport_size(size)
            check(page, title)
            expect(page.get_by_role("rowheader", name="Rosa Marsh").first).to_be_visible()
            assert page.locator("#result_list").evaluate_all(CUT) == []


def test_lists_of_the_clinic_cut_no_column(device: NewPage, live_server: Any, journey: Journey) -> None:
    page = device()
    let_in(page, staff(Role.MANAGER), live_server.url)
    for name, title in LISTS_OF_THE_CLINIC.items():
        page.goto(f"/admin/{name}/")
        for size in SIZES:
            page.set_viewport_size(size)
            check(page, title)
            assert page.locator("#result_list").evaluate_all(CUT) == []


def test_first_page_of_an_auditor_is_whole(device: NewPage, live_server: Any) -> None:
    page = device()
    let_in(page, staff(Role.AUDITOR), live_server.url)
    walked("consultation")
    page.goto("/admin/")

    for size in SIZES:
        page.set_viewport_size(size)
        check(page, "Log, Tuesday 24 November 2026")
        expect(page.get_by_role("region", name="Today").get_by_role("link", name="Changes")).to_be_visible()
        expect(page.get_by_text("Not verified yet")).to_be_visible()


def test_menu_of_a_phone_is_reached_from_the_head(device: NewPage, live_server: Any, journey: Journey) -> None:
    page = device()
    let_in(page, staff(Role.NURSE), live_server.url)
    page.goto("/admin/journey/alert/")
    page.get_by_role("link", name="Menu", exact=True).tap()
    menu = page.locator("#nav-sidebar")
    expect(menu.get_by_role("link", name="Appointments")).to_be_in_viewport()
