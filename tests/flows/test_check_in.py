"""A patient does today's check-in on a phone: the whole way, with pauses, twice pressed, and without JavaScript."""

import re
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from journey.models import Journey, Submission
from tests.flows.check_in_pages import (
    BODY,
    HARVEST,
    NOTE,
    PAIN,
    RED_FLAGS,
    TEMPERATURE,
    TREND,
    WORRY,
    answer_from,
    day_three,
    expect_question,
    send,
)
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on, heading, let_in, press, sign_in, sign_out, tap

pytestmark = pytest.mark.browser

START = "Start check-in"


@pytest.fixture
def rosa(device: NewPage) -> Journey:
    return day_three()


def begin(page: Page, rosa: Journey, address: str) -> None:
    """Rosa is signed in and at the first question."""
    let_in(page, rosa.patient.user, address)
    page.goto("/")
    follow(page, START)
    expect_question(page, RED_FLAGS)


def test_check_in_from_the_door_to_my_answers_is_done_with_fingers_and_keys(rosa: Journey, device: NewPage) -> None:
    phone = device(reduced_motion="no-preference")
    # Given: today's check-in is open, and home says whose turn it is
    phone.goto("/")
    check(phone, "Sign in")
    sign_in(phone, rosa.patient.user)
    expect(phone.get_by_text("Your turn", exact=True)).to_be_visible()
    check(phone, "Your journey")

    # When: she answers, forgets one, goes back, and changes one before she sends
    follow(phone, START)
    expect_question(phone, RED_FLAGS)
    check(phone, RED_FLAGS)
    press(phone, "None of these")
    go_on(phone)
    summary = phone.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_be_focused()
    expect(phone).to_have_title(re.compile("^Error: "))
    check(phone, PAIN)
    summary.get_by_role("link").click()
    expect(phone.get_by_role("radio").first).to_be_focused()
    tap(phone, "6")
    expect_question(phone, TREND)
    follow(phone, "Back")
    expect_question(phone, PAIN)
    expect(phone.get_by_label("6", exact=True)).to_be_checked()
    tap(phone, "5")
    press(phone, "The same")
    tap(phone, "None of these")
    expect_question(phone, BODY)
    press(phone, "None of these")
    expect_question(phone, TEMPERATURE)
    check(phone, TEMPERATURE)
    phone.get_by_label("Your temperature").fill("36.9")
    tap(phone, "°C")
    expect_question(phone, HARVEST)
    tap(phone, "None of these")
    expect_question(phone, WORRY)
    press(phone, "No")
    expect_question(phone, NOTE)
    phone.get_by_role("textbox").fill("The splint rubs.")
    go_on(phone)
    check(phone, "Check your answers")
    phone.get_by_role("link", name=re.compile(rf"^Change ?: {re.escape(PAIN)}")).click()
    tap(phone, "4")
    expect(heading(phone)).to_have_text("Check your answers")
    send(phone)

    # Then: she reads what it means, home has changed, and the words stand under My answers
    expect(phone.get_by_text("Sent to the clinic today, 10")).to_be_visible()
    check(phone, "This is what we expect at this stage")
    follow(phone, "Back to your journey")
    expect(phone.get_by_role("link", name=START)).to_have_count(0)
    check(phone, "Your journey")
    phone.get_by_role("navigation", name="Main").get_by_role("link", name="My answers").click()
    check(phone, "My answers")
    follow(phone, "Day 3")
    answers = phone.get_by_role("region", name="What you told us")
    for words in (PAIN, "4", "36.9 °C", "The splint rubs."):
        expect(answers.get_by_text(words, exact=True)).to_be_visible()
    check(phone, "Day 3")


def test_check_in_left_in_the_middle_goes_on_at_the_first_open_question_elsewhere(
    rosa: Journey, phone: Page, device: NewPage
) -> None:
    # Given: two questions are answered on the phone, and she signs out
    sign_in(phone, rosa.patient.user)
    follow(phone, START)
    tap(phone, "None of these")
    tap(phone, "3")
    expect_question(phone, TREND)
    go_on(phone, "Save and leave")
    sign_out(phone)

    # When: she goes on at a laptop
    laptop = device(viewport=DESK)
    sign_in(laptop, rosa.patient.user)
    follow(laptop, "Go on")

    # Then: the third question is next, and the second has its answer
    expect_question(laptop, TREND)
    follow(laptop, "Back")
    expect(laptop.get_by_label("3", exact=True)).to_be_checked()


def test_send_pressed_twice_sends_once_and_the_way_back_shows_no_error(
    rosa: Journey, phone: Page, live_server: Any
) -> None:
    # Given: everything is answered
    begin(phone, rosa, live_server.url)
    answer_from(phone, RED_FLAGS)

    # When: a shaking finger presses twice, and she then uses the browser's way back
    with phone.expect_navigation(url="**/result/"):
        phone.get_by_role("button", name="Send to the clinic").dblclick()
    expect(phone.get_by_text("Sent to the clinic today")).to_be_visible()
    phone.go_back()

    # Then: one check-in was sent, and what she sees is a page to read
    assert Submission.objects.filter(check_in__journey=rosa, check_in__code="A-3").count() == 1
    expect(heading(phone)).to_be_visible()
    expect(phone.get_by_text("There is a problem")).to_have_count(0)


def test_check_in_without_javascript_is_done_and_sent(rosa: Journey, device: NewPage, live_server: Any) -> None:
    # Given: a browser that runs no scripts
    """BAD-09: every step works with scripts switched off."""
    plain = device(java_script_enabled=False)
    sign_in(plain, rosa.patient.user)
    follow(plain, START)

    # When: she forgets an answer, then does the whole check-in
    go_on(plain)
    expect(plain.get_by_role("alert").filter(has_text="There is a problem")).to_be_visible()
    answer_from(plain, RED_FLAGS)
    send(plain)

    # Then: it is sent
    expect(plain.get_by_text("Sent to the clinic today")).to_be_visible()
    follow(plain, "Back to your journey")
    expect(plain.get_by_role("link", name=START)).to_have_count(0)


def test_session_ended_in_the_middle_keeps_every_answer(rosa: Journey, phone: Page) -> None:
    # Given: two answers are saved, then the session ends
    sign_in(phone, rosa.patient.user)
    follow(phone, START)
    tap(phone, "None of these")
    tap(phone, "7")
    phone.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    # When: she answers the third question, and signs in again as she is asked
    tap(phone, "Worse")
    expect(heading(phone)).to_have_text("Sign in")
    sign_in(phone, rosa.patient.user)

    # Then: she is at the third question, and what she said before is there
    expect_question(phone, TREND)
    follow(phone, "Back")
    expect(phone.get_by_label("7", exact=True)).to_be_checked()
