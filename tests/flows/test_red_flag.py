"""A danger sign does not wait for the end of the form, and no closing turns it away: the patient reads whom to call,
and a nurse sees it."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.actions.moves import make_move
from journey.domain.moves import Choices, Move
from journey.models import Alert, Submission
from tests.builders import NOW, check_in_of, staff
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


def test_red_flag_ticked_after_staff_stopped_everything_still_gets_help(
    phone: Page, nurse: Office, live_server: Any
) -> None:
    # Given: Rosa has the first page of her check-in open, and staff note that she stops everything
    rosa = day_three()
    let_in(phone, rosa.patient.user, live_server.url)
    phone.goto("/")
    follow(phone, "Start check-in")
    stopped = Choices(note="She rang.", keep_safety_checks=False)
    make_move(journey=rosa, move=Move.WITHDRAW, by=staff(), at=NOW, choices=stopped)

    # When: she ticks trouble breathing
    tap(phone, "Trouble breathing or a wheeze")

    # Then: the number stands on top, and the way on says that the form asks for nothing more
    expect(heading(phone)).to_have_text("Call 112 now")
    check(phone, "Call 112 now")
    follow(phone, "I have help. Go on")
    expect(heading(phone)).to_have_text("This check-in is no longer needed")
    expect(phone.get_by_text("We kept what you answered.")).to_be_visible()
    expect(phone.get_by_role("main").get_by_role("link", name="Call 112")).to_be_visible()
    check(phone, "This check-in is no longer needed")

    # And: the nurse finds it among the urgent ones, and what was sent says that it came afterwards
    desk = nurse.page
    desk.goto("/admin/")
    urgent = desk.get_by_role("listitem").filter(has_text="Urgent now, nobody has taken it")
    expect(urgent).to_contain_text("Rosa Marsh")
    assert Alert.objects.get().level == "urgent_now"
    desk.goto(f"/admin/journey/checkin/{check_in_of(rosa, 'A-3').pk}/change/")
    expect(desk.get_by_text("The patient saved some answers after the check-in was closed")).to_be_visible()
    expect(desk.get_by_role("heading", name="Danger sign ticked before the form was sent")).to_be_visible()
    check(desk, "Rosa Marsh")
