"""A patient shows her hand with a check-in, without JavaScript on her phone; a nurse sees it side by side."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.roles import Role
from journey.models import Journey, Photo
from tests.builders import NOW, check_in_of, fill, staff
from tests.consents import kept
from tests.flows.check_in_pages import NOTE, day_three, expect_question, send
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on, heading, let_in
from tests.papers import picture

pytestmark = pytest.mark.browser
ASKED = "Add a photo"


@pytest.fixture
def rosa(device: NewPage) -> Journey:
    """Who agrees to photos, and has answered all but the last question."""
    journey = day_three()
    kept(journey, at=NOW, photos=True)
    fill(check_in_of(journey, "A-3"), pain_worst=5)
    return journey


def choose(page: Page, place: str) -> None:
    file: Any = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(300, 200))}
    page.get_by_label("Choose or take a photo").set_input_files(file)
    page.get_by_label(place, exact=True).check()


def photos(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("img", name="Photo")


def test_photo_goes_with_a_check_in_and_stands_side_by_side(rosa: Journey, device: NewPage, live_server: Any) -> None:
    # Given: she is at the last question but one, on a phone without JavaScript
    phone, check_in = device(java_script_enabled=False), check_in_of(rosa, "A-3")
    let_in(phone, rosa.patient.user, live_server.url)
    phone.goto(f"/check-ins/{check_in.pk}/questions/note/")
    expect_question(phone, NOTE)
    go_on(phone)
    expect_question(phone, ASKED)

    # When: she adds one, goes back and comes again, takes it out, and adds another
    choose(phone, "Where cells were taken")
    go_on(phone, "Add this photo")
    expect(photos(phone)).to_have_count(1)
    follow(phone, "Back")
    go_on(phone)
    expect(photos(phone)).to_have_count(1)
    phone.get_by_role("button", name="Take out").click()
    expect(photos(phone)).to_have_count(0)
    choose(phone, "The hand")
    go_on(phone)
    expect(heading(phone)).to_have_text("Check your answers")
    expect(phone.get_by_text("1 photo", exact=True)).to_be_visible()
    send(phone)

    # Then: it is there once, and a nurse finds it by its day
    assert Photo.objects.get().sent_at is not None
    desk = device(viewport=DESK)
    let_in(desk, staff(Role.NURSE), live_server.url)
    desk.goto(f"/admin/journey/journey/{rosa.pk}/photos/")
    expect(photos(desk)).to_have_count(1)
    expect(desk.get_by_text("Session 1, day 3:")).to_be_visible()
    photos(desk).scroll_into_view_if_needed()
    expect(photos(desk).first).to_have_js_property("complete", True)
    expect(photos(desk).first).not_to_have_js_property("naturalWidth", 0)
    check(desk, "Photos over time")
