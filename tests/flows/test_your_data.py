"""A patient takes a copy, has something put right and closes the account; a manager answers. On two phones."""

from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.models import DataRequest
from tests.builders import patient, staff
from tests.flows.conftest import NewPage
from tests.flows.pages import PASSWORD, check, follow, go_on, heading, let_in, sign_in
from tests.flows.staff_pages import expect_done

pytestmark = pytest.mark.browser


def answer_as_manager(page: Page, who: str, verb: str, words: str) -> None:
    """From the work queue to the request, and its answer."""
    page.goto("/admin/")
    check(page, "Work queue")
    with page.expect_navigation():
        page.get_by_role("link", name="Requests of patients about their data").click()
    check(page, "Requests of patients")
    with page.expect_navigation():
        page.get_by_role("link", name=who).click()
    check(page, who)
    follow(page, verb)
    check(page, verb)
    page.get_by_label("Your answer to the patient").fill(words)
    go_on(page, verb)
    expect_done(page)


def test_copy_correction_and_closing_from_the_first_page_to_the_last(
    device: NewPage, clock: time_machine.Traveller, live_server: object, tmp_path: Path
) -> None:
    rosa = patient(password=PASSWORD)
    phone, office = device(), device()
    sign_in(phone, rosa.user)
    let_in(office, staff(Role.MANAGER), live_server.url)  # type: ignore[attr-defined]

    # A copy, on this phone.
    phone.goto("/account/")
    follow(phone, "Your data: copy, correct, close")
    check(phone, "Your data")
    follow(phone, "Download my data")
    check(phone, "Download my data")
    with phone.expect_download() as taken:
        phone.get_by_role("link", name="Download the page").tap()
    copy = tmp_path / "copy.html"
    taken.value.save_as(copy)
    assert taken.value.suggested_filename == "my-data-2026-11-24.html"
    assert "Rosa Marsh" in copy.read_text(encoding="utf-8")

    # Something is wrong.
    follow(phone, "Your data")
    follow(phone, "Ask for a correction")
    go_on(phone, "Send to the clinic")
    check(phone, "Error:")
    phone.get_by_label("What is wrong?").fill("My phone ends in 001.")
    phone.get_by_label("What is right?").fill("It ends in 002.")
    go_on(phone, "Send to the clinic")
    check(phone, "Your data")
    expect(phone.get_by_text("We are looking at it")).to_be_visible()
    answer_as_manager(office, "Rosa Marsh", "Mark as done", "We changed your phone number.")
    phone.reload()
    expect(phone.get_by_text("We changed your phone number.")).to_be_visible()

    # No more of the app.
    follow(phone, "Close my account")
    check(phone, "Close my account")
    follow(phone, "Go on")
    check(phone, "Close my account?")
    phone.get_by_label("I want my account to be closed.").check()
    go_on(phone, "Ask to close my account")
    check(phone, "Your data")
    answer_as_manager(office, "Rosa Marsh", "Mark as done", "Your account is closed.")
    phone.goto("/account/")
    expect(heading(phone)).to_have_text("Sign in")
    assert list(DataRequest.objects.values_list("outcome", flat=True)) == ["done", "done"]


def test_copy_needs_nothing_but_itself(device: NewPage, live_server: object, tmp_path: Path) -> None:
    """The file without us: no request, no error, and nothing that axe finds."""
    rosa = patient(password=PASSWORD)
    page = device()
    sign_in(page, rosa.user)
    page.goto("/account/your-data/download/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the page").tap()
    copy = tmp_path / "copy.html"
    taken.value.save_as(copy)
    page.goto("about:blank")
    page.set_content(copy.read_text(encoding="utf-8"))
    check(page, "My data")
