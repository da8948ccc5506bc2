"""A danger sign does not wait for the end of the form: the patient reads whom to call, and a nurse sees it."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.models import Alert, Submission
from tests.builders import staff
from tests.flows.check_in_pages import day_three
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on, heading, let_in, tap
from tests.flows.staff_pages import Office

pytestmark = pytest.mark.browser


@pytest.fixture
def nurse(device: NewPage, clock: time_machine.Traveller, live_server: Any) -> Office:
    return Office(device(viewport=DESK), staff(Role.NURSE), clock, live_server.url)


def test_red_flag_of_a_form_that_is_never_finished_is_taken_by_a_nurse(
    phone: Page, nurse: Office, live_server: Any
) -> None:
    # Given: Rosa starts her check-in
    rosa = day_three()
    let_in(phone, rosa.patient.user, live_server.url)
    phone.goto("/")
    follow(phone, "Start check-in")

    # When: she ticks trouble breathing, and stops
    tap(phone, "Trouble breathing or a wheeze")

    # Then: the number stands on top, with a sheet for the crew and nothing that competes
    expect(heading(phone)).to_have_text("Call 112 now")
    expect(phone.get_by_role("alert").get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
    crew = phone.get_by_role("region", name="Show this to the ambulance crew")
    expect(crew).to_contain_text("Rosa Marsh, 4 May 1961")
    expect(crew).to_contain_text("Right hand, base of thumb")
    expect(phone.get_by_role("contentinfo")).to_have_count(0)
    check(phone, "Call 112 now")

    # And: the nurse finds it from the first page, and takes it
    desk = nurse.page
    desk.goto("/admin/")
    urgent = desk.get_by_role("listitem").filter(has_text="Urgent now, nobody has taken it")
    expect(urgent).to_contain_text("Rosa Marsh")
    check(desk, "24 November")
    urgent.get_by_role("link", name="Urgent now, nobody has taken it").click()
    check(desk, "Alerts")
    desk.get_by_role("table").get_by_role("link", name="Rosa Marsh").click()
    check(desk, "Rosa Marsh")
    expect(desk.get_by_text("You have trouble breathing.")).to_be_visible()
    go_on(desk, "Take this alert")
    alert = Alert.objects.get()
    assert alert.owner == nurse.who
    assert not Submission.objects.filter(check_in__journey=rosa, check_in__code="A-3").exists()

    # And: Rosa reads that somebody has seen it
    phone.reload()
    expect(phone.get_by_text("Nurse Kim at the clinic has seen this")).to_be_visible()
