"""Patients come in: by invitation with a passkey, by a code at a shared address; and look after their own sign-in."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.models import User
from journey.actions.inviting import invite_patient
from journey.models import Patient
from tests.builders import NOW, patient, staff
from tests.flows.conftest import NewPage
from tests.flows.pages import PASSWORD, check, follow, go_on, heading, sign_in
from tests.flows.passkeys import with_a_passkey_inside
from tests.post import code_in, newest_to, path_in

pytestmark = pytest.mark.browser
ADDRESS, NEW = "marsh@example.org", "rosa@example.org"
BORN = date(1961, 5, 4)


@pytest.fixture
def rosa(clock: time_machine.Traveller) -> Patient:
    return patient("Rosa Marsh", email=ADDRESS, password=PASSWORD, date_of_birth=BORN)


def say_birth(page: Page, born: date) -> None:
    for label, value in (("Day", born.day), ("Month", born.month), ("Year", born.year)):
        page.get_by_label(label, exact=True).fill(str(value))


def is_home(page: Page) -> None:
    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_invitation_leads_to_a_passkey_and_the_passkey_leads_home(phone: Page, clock: Any) -> None:
    # Given: an invited patient, on a phone that knows her finger
    ann = patient("Ann Reed", user=None, email="ann@example.org", date_of_birth=BORN)
    invite_patient(patient=ann, by=staff("coordinator"), at=NOW)
    with_a_passkey_inside(phone)

    # When: she presses the link of the mail, says who she is and chooses a passkey
    phone.goto(path_in(newest_to("ann@example.org")))
    check(phone, "Welcome")
    follow(phone, "Come in")
    check(phone, "Come in")
    say_birth(phone, BORN)
    phone.get_by_label("With my finger", exact=False).check()
    go_on(phone, "Go on")
    check(phone, "Add a passkey")
    phone.get_by_label("Name").fill("My phone")
    go_on(phone, "Add this passkey")

    # Then: it stands in her account, and next time it opens the door alone
    expect(phone.get_by_text("My phone", exact=True)).to_be_visible()
    check(phone, "Your account")
    phone.get_by_role("navigation", name="Main").get_by_role("button", name="Sign out").click()
    expect(heading(phone)).to_have_text("Sign in")
    go_on(phone, "Use a passkey")
    is_home(phone)


def test_code_at_a_shared_address_is_followed_by_the_date_of_birth(
    phone: Page, rosa: Patient, clock: time_machine.Traveller
) -> None:
    # Given: she has no password, and her husband has the same address
    User.objects.filter(pk=rosa.user_id).update(password="!")
    patient("Ken Marsh", email=ADDRESS, date_of_birth=date(1958, 2, 27))

    # When: she has a code sent, types it, and says when she was born, with a slip first
    phone.goto("/accounts/login/")
    phone.get_by_label("Your e-mail address").fill(ADDRESS)
    go_on(phone, "E-mail me a code")
    check(phone, "Type your code")
    phone.get_by_label("Code").fill(code_in(newest_to(ADDRESS)))
    go_on(phone, "Go on")
    check(phone, "When were you born?")
    say_birth(phone, date(1951, 5, 4))
    go_on(phone, "Go on")
    check(phone, "Error: When were you born?")
    expect(phone.get_by_text("Ken")).to_have_count(0)
    say_birth(phone, BORN)
    go_on(phone, "Go on")

    # Then: she is in, as herself
    is_home(phone)
    phone.goto("/account/")
    expect(phone.get_by_text("Rosa Marsh")).to_be_visible()

    # When: some minutes later she wants to change what matters, she is asked for a code once more
    clock.shift(timedelta(minutes=6))
    phone.goto("/account/phone/")
    check(phone, "Is it you?")
    go_on(phone, "E-mail me a code")
    check(phone, "Is it you?")
    phone.get_by_label("Code").fill(code_in(newest_to(ADDRESS)))
    go_on(phone, "Go on")
    expect(heading(phone)).to_have_text("Your phone number")


def test_own_account_is_looked_after_with_one_field_a_page(device: NewPage, rosa: Patient) -> None:
    # Given: signed in on a phone and on an old one
    page, other = device(), device()
    for each in (page, other):
        sign_in(each, rosa.user)

    # When: the address changes, with the code that went to the new one
    page.goto("/account/")
    check(page, "Your account")
    follow(page, "Change : E-mail address for your codes")
    check(page, "Change your e-mail address")
    page.get_by_label("Your new e-mail address").fill(NEW)
    go_on(page, "Send the code")
    check(page, "Type your code")
    page.get_by_label("Code").fill(code_in(newest_to(NEW)))
    go_on(page, "Use this address")

    # Then: it is said, the old address is told, and the old phone is out
    expect(page.get_by_role("alert")).to_contain_text("Your e-mail address is changed")
    check(page, "Your account")
    assert newest_to(ADDRESS).subject == "Your e-mail address was changed"
    other.goto("/account/")
    expect(heading(other)).to_have_text("Sign in")

    # And: a new password, then none, and another clock
    follow(page, "Change : Password")
    check(page, "Change your password")
    page.get_by_label("New password").fill("short")
    go_on(page, "Save the password")
    check(page, "Error: Change your password")
    follow(page, "Remove my password")
    check(page, "Remove your password")
    go_on(page, "Remove my password")
    expect(page.get_by_text("None. You need none.")).to_be_visible()
    follow(page, "Change your language or place")
    check(page, "Change where you live")
    page.get_by_label("Where you live").select_option("Asia/Tokyo")
    go_on(page, "Save")
    expect(page.get_by_text("by Tokyo time", exact=False)).to_be_visible()
