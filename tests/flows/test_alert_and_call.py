"""A nurse takes an alert, agrees a time for a call with the patient, closes the alert, and opens it again; a clinician
puts one off, and a worse answer brings it back."""

import re
from datetime import timedelta
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
    # Given: Rosa tells of strong pain; the page that the nurse has open says so a minute later, and she takes the alert
    rosa, desk = day_three(), nurse.page
    desk.clock.install()
    desk.goto("/admin/journey/alert/")
    send(report_of(rosa), at=NOW, pain_worst=8)
    desk.clock.fast_forward(61_000)
    expect(desk.get_by_role("link", name="1 alert that nobody has taken")).to_be_visible()
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
    desk.get_by_label("What the patient reads").fill("Rest your hand today. Call us if it gets worse.")
    desk.get_by_label("Note").fill("Rest and ice.")
    go_on(desk, "Close this alert")
    expect_done(desk)

    # Then: Rosa reads on her first page what was decided
    phone.goto("/")
    expect(phone.get_by_role("region", name="We would like to call you")).to_have_count(0)
    expect(phone.get_by_text("Rest your hand today. Call us if it gets worse.")).to_be_visible()

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


def test_alert_is_put_off_until_a_worse_answer_and_never_for_an_infection(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: a nurse reached Rosa, who told of strong pain; a nurse does not agree a level
    rosa = day_three()
    send(report_of(rosa), at=NOW, pain_worst=8)
    alert = Alert.objects.get()
    page = f"/admin/journey/alert/{alert.pk}/change/"
    nurse = Office(device(viewport=DESK), staff(Role.NURSE), clock, live_server.url)
    nurse.page.goto(page)
    go_on(nurse.page, "Take this alert")
    press(nurse.page, "Record a call")
    nurse.page.get_by_label("Result").select_option("reached")
    go_on(nurse.page, "Record a call")
    button = nurse.page.get_by_role("button", name="Agree an expected level", exact=True)
    expect(button).to_be_disabled()
    expect(button).to_have_accessible_description("Only a clinician may do this.")

    # When: her clinician agrees with Rosa what is expected, and until when
    doctor = Office(device(viewport=DESK), staff(Role.CLINICIAN), clock, live_server.url)
    desk = doctor.page
    desk.goto(page)
    press(desk, "Agree an expected level")
    desk.get_by_label("What is expected").fill("Pain of 8 until the week-end.")
    desk.get_by_label("Date").fill(f"{NOW + timedelta(days=3):%Y-%m-%d}")
    desk.get_by_label("Time").fill("09:00")
    desk.get_by_label("Why").fill("She knocked the hand on a door. Looked at by video.")
    go_on(desk, "Agree an expected level")
    expect_done(desk)

    # Then: it says so, and waits at the end of the list
    expect(desk.get_by_role("main")).to_contain_text("Pain of 8 until the week-end.")
    check(desk, "Rosa Marsh")
    desk.goto("/admin/")
    row = desk.get_by_role("link", name="Alerts put off: an expected level was agreed")
    expect(row).to_be_visible()

    # When: Rosa tells the same pain, it stays away; when she tells a worse one, it is back with a new clock
    same, worse, ill = (NOW + timedelta(hours=hours) for hours in (3, 5, 6))
    send(report_of(rosa, at=same), at=same, pain_worst=8)
    alert.refresh_from_db()
    assert alert.snoozed_until is not None
    send(report_of(rosa, at=worse), at=worse, pain_worst=9)
    alert.refresh_from_db()
    assert (alert.snoozed_until, alert.contacted_at, alert.state) == (None, None, "open")
    doctor.at(worse)
    desk.goto(page)
    expect(desk.get_by_role("button", name="Agree an expected level", exact=True)).to_be_disabled()

    # And: with a sign of infection nobody can put it off
    send(report_of(rosa, at=ill), at=ill, signs_body=("unwell",), unwell="very")
    doctor.at(ill)
    desk.goto(page)
    button = desk.get_by_role("button", name="Agree an expected level", exact=True)
    expect(button).to_have_accessible_description(re.compile("INF-19"))
    check(desk, "Rosa Marsh")
