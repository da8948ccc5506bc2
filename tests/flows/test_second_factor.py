"""Staff set up a second factor before anything else opens, and give it when they sign in: app, passkey, code."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from tests.builders import clinic, staff
from tests.factors import PASSWORD, code_of, set_up_app
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on, heading
from tests.flows.passkeys import with_a_passkey_inside
from tests.post import newest_to, path_in

pytestmark = pytest.mark.browser
HALF_A_MINUTE = 31


@pytest.fixture(autouse=True)
def required(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = True
    return


@pytest.fixture
def nurse() -> User:
    return staff(Role.NURSE, password=PASSWORD)


def give_name_and_password(page: Page, user: User) -> None:
    page.goto("/admin/")
    page.get_by_label("E-mail address or sign-in name").fill(user.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def leave(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(heading(page)).to_have_text("Sign in")


def key_on(page: Page) -> str:
    """The key as it stands under the picture."""
    return page.locator(".typed-key").inner_text().replace(" ", "")


def keep_the_codes(page: Page) -> list[str]:
    expect(heading(page)).to_have_text("Keep these codes safe")
    codes = page.locator(".codes code").all_inner_texts()
    check(page, "Recovery codes")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert all(code in download.value.path().read_text() for code in codes)
    go_on(page, "I have kept them")
    return codes


def test_new_colleague_chooses_a_password_by_the_link_of_a_mail(device: NewPage, clock: time_machine.Traveller) -> None:
    # Given: a manager at a desk, and a new colleague
    clinic()
    manager, page = staff(Role.MANAGER, password=PASSWORD), device(viewport=DESK)
    secret = set_up_app(manager)
    give_name_and_password(page, manager)
    page.get_by_label("Code").fill(code_of(secret, timezone.now()))
    go_on(page, "Sign in")

    # When: the manager adds them, without any password
    page.goto("/admin/accounts/user/add/")
    check(page, "Add a member of staff")
    page.get_by_label("Name shown to others").fill("Dr Lind")
    page.get_by_label("E-mail address").fill("lind@clinic.example")
    page.get_by_label("Sign-in name").fill("lind")
    page.get_by_label("Clinician").check()
    go_on(page, "Add this person")
    expect(page.get_by_text("Not chosen yet. A link works until")).to_be_visible()
    check(page, "Dr Lind")

    # Then: the link of the mail leads to a password, and that to the second factor
    theirs = device()
    theirs.goto(path_in(newest_to("lind@clinic.example")))
    check(theirs, "Choose your password")
    theirs.get_by_label("New password").fill("short")
    go_on(theirs, "Save the password")
    theirs.get_by_label("New password").fill(PASSWORD)
    go_on(theirs, "Save the password")
    expect(theirs.get_by_text("Your password is saved.")).to_be_visible()
    theirs.get_by_label("E-mail address or sign-in name").fill("lind@clinic.example")
    theirs.get_by_label("Password", exact=True).fill(PASSWORD)
    with theirs.expect_navigation():
        theirs.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(heading(theirs)).to_have_text("Set up your second factor")

    # And: another address, a link for a new password, and back again, each on a page of its own
    page.reload()
    follow(page, "Change the e-mail address")
    check(page, "Change the e-mail address")
    page.get_by_label("E-mail address").fill("jonas@clinic.example")
    go_on(page, "Save this address")
    follow(page, "Send a link for a new password")
    check(page, "Send a link for a new password")
    go_on(page, "Send a link for a new password")
    follow(page, "Take the link back")
    go_on(page, "Take the link back")
    expect(page.get_by_text("Chosen", exact=True)).to_be_visible()


def test_app_is_set_up_with_a_key_and_asked_for_at_the_next_sign_in(
    device: NewPage, nurse: User, clock: time_machine.Traveller
) -> None:
    # Given: a nurse who has only a password
    page = device()
    give_name_and_password(page, nurse)
    expect(heading(page)).to_have_text("Set up your second factor")
    check(page, "Your second factor")

    # When: she sets up an app, with a slip of the finger first
    follow(page, "Set up an app")
    check(page, "Set up an app")
    secret = key_on(page)
    page.get_by_label("Code from the app").fill("000 000")
    go_on(page, "Use this app")
    check(page, "Error: Set up an app")
    assert key_on(page) == secret
    page.get_by_label("Code from the app").fill(code_of(secret, timezone.now()))
    go_on(page, "Use this app")
    codes = keep_the_codes(page)

    # Then: her screens open
    expect(page).to_have_url(re.compile("/admin/$"))

    # And: the next sign-in asks for a new code, or takes one of the kept ones
    leave(page)
    clock.shift(HALF_A_MINUTE)
    give_name_and_password(page, nurse)
    expect(heading(page)).to_have_text("One more step")
    check(page, "One more step")
    page.get_by_label("Code").fill(code_of(secret, timezone.now()))
    go_on(page, "Sign in")
    expect(page).to_have_url(re.compile("/admin/$"))

    leave(page)
    give_name_and_password(page, nurse)
    page.get_by_label("Code").fill(codes[0].upper())
    go_on(page, "Sign in")
    expect(page).to_have_url(re.compile("/admin/$"))
    page.goto("/accounts/second-factor/")
    expect(page.get_by_text("7 codes are left.")).to_be_visible()
    check(page, "Your second factor")


def test_passkey_is_added_named_and_asked_for(device: NewPage, nurse: User) -> None:
    # Given: a device that can hold passkeys
    page = device(viewport=DESK)
    with_a_passkey_inside(page)
    give_name_and_password(page, nurse)

    # When: the nurse adds one
    follow(page, "Add a passkey")
    check(page, "Add a passkey")
    page.get_by_label("Name").fill("My laptop")
    go_on(page, "Add this passkey")
    keep_the_codes(page)
    leave(page)

    # Then: the next sign-in is a finger on the device
    give_name_and_password(page, nurse)
    expect(heading(page)).to_have_text("One more step")
    check(page, "One more step")
    go_on(page, "Use a passkey")
    expect(page).to_have_url(re.compile("/admin/$"))

    # And: the last one cannot be removed
    page.goto("/accounts/second-factor/")
    check(page, "Your second factor")
    follow(page, "Remove My laptop")
    expect(page.get_by_text("Staff need a second factor.")).to_be_visible()
    check(page, "Remove a passkey")


def test_device_without_a_passkey_says_so_and_offers_a_code(device: NewPage, nurse: User) -> None:
    # Given: a passkey on one device
    one = device(viewport=DESK)
    with_a_passkey_inside(one)
    give_name_and_password(one, nurse)
    follow(one, "Add a passkey")
    go_on(one, "Add this passkey")
    codes = keep_the_codes(one)

    # When: the nurse signs in on another that does not have it
    other = device()
    with_a_passkey_inside(other)
    give_name_and_password(other, nurse)
    said = other.get_by_text("The device did not answer.")
    expect(said).to_be_hidden()
    other.get_by_role("button", name="Use a passkey").click()

    # Then: the page says so, and a recovery code opens the door
    expect(said).to_be_visible()
    other.get_by_label("Code").fill(codes[1])
    go_on(other, "Sign in")
    expect(other).to_have_url(re.compile("/admin/$"))
