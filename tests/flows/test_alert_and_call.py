"""A nurse takes an alert, agrees a time for a call with the patient, closes the alert, and opens it again."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.models import Alert
from tests.builders import NOW, report_of, send, staff
from tests.flows.check_in_pages import day_three
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, go_on, let_in
from tests.flows.staff_pages import Office, expect_done

pytestmark = pytest.mark.browser


@pytest.fixture
def nurse(device: NewPage, clock: time_machine.Traveller, live_server: Any) -> Office:
    return Office(device(viewport=DESK), staff(Role.NURSE), clock, live_server.url)


def press(page: Page, verb: str) -> None:
    page.get_by_role("link", name=verb, exact=True).click()
    check(page, verb)


def test_call_is_agreed_and_a_closed_alert_is_opened_again(phone: Page, nurse: Office, live_server: Any) -> None:
    # Given: Rosa told of strong pain, and the nurse takes the alert
    rosa, desk = day_three(), nurse.page
    send(report_of(rosa), at=NOW, pain_worst=8)
    alert = Alert.objects.get()
    page = f"/admin/journey/alert/{alert.pk}/change/"
    desk.goto(page)
    go_on(desk, "Take this alert")

    # When: she proposes a time, by the keyboard alone
    desk.get_by_role("link", name="Propose a call", exact=True).focus()
    desk.keyboard.press("Enter")
    check(desk, "Propose a call")
    desk.get_by_label("Date").fill(f"{NOW:%Y-%m-%d}")
    desk.get_by_label("Time").fill("14:30")
    desk.get_by_role("button", name="Propose a call").focus()
    desk.keyboard.press("Enter")
    expect_done(desk)

    # Then: Rosa reads it on her first page, and says yes
    let_in(phone, rosa.patient.user, live_server.url)
    phone.goto("/")
    card = phone.get_by_role("region", name="We would like to call you")
    expect(card).to_contain_text("2:30")
    check(phone, "Your journey")
    card.get_by_role("link", name="Another time").click()
    check(phone, "A call from your clinic")
    phone.get_by_label("Yes, call me then").check()
    go_on(phone, "Send to the clinic")
    expect(phone.get_by_text("You said that this time suits you.")).to_be_visible()

    # And: the nurse finds her answer in the list
    desk.goto("/admin/journey/alert/")
    expect(desk.get_by_role("main").get_by_text("Suits the patient")).to_be_visible()
    check(desk, "Alerts")

    # When: she has called, and closes it
    desk.goto(page)
    press(desk, "Record a call")
    desk.get_by_label("Result").select_option("reached")
    go_on(desk, "Record a call")
    press(desk, "Close")
    desk.get_by_label("What came of it").select_option("advice_given")
    desk.get_by_label("Note").fill("Rest and ice.")
    go_on(desk, "Close this alert")
    expect_done(desk)
    phone.goto("/")
    expect(phone.get_by_role("region", name="We would like to call you")).to_have_count(0)

    # And: Rosa's daughter rings, so she opens it again
    press(desk, "Open it again")
    desk.get_by_label("Why").fill("Her daughter rang: it is worse.")
    go_on(desk, "Open it again")
    expect_done(desk)

    # Then: it is hers with a new clock, and says what the closing had said
    check(desk, "Rosa Marsh")
    expect(desk.get_by_role("region", name="Opened again")).to_contain_text("Rest and ice.")
    alert.refresh_from_db()
    assert (alert.state, alert.owner, alert.contacted_at) == ("acknowledged", nurse.who, None)
