"""The same pages in the middle of the night: what is open, who answers the phone, and midnight between two answers."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from journey.models import Journey, Submission
from tests.builders import NOW, report_of
from tests.builders import send as tell
from tests.flows.check_in_pages import RED_FLAGS, answer_from, day_three, expect_question, send
from tests.flows.pages import check, follow, go_on, heading, let_in, sign_in, tap

pytestmark = pytest.mark.browser

CLOSED = "01632 960 199"
MIDNIGHT = NOW + timedelta(hours=14)
LATE = MIDNIGHT - timedelta(minutes=30)
SMALL_HOURS = MIDNIGHT + timedelta(days=2, hours=3)


@pytest.fixture
def rosa(clock: time_machine.Traveller) -> Journey:
    return day_three()


def test_check_in_at_night_is_done_from_the_door_to_the_result(
    rosa: Journey, phone: Page, clock: time_machine.Traveller
) -> None:
    # Given: nobody is at the clinic
    clock.move_to(SMALL_HOURS)

    # When: she signs in, finds the check-in that is open, and sends it
    phone.goto("/")
    sign_in(phone, rosa.patient.user)
    expect(heading(phone)).to_have_text("Hello, Rosa")
    card = phone.get_by_role("region", name="Your check‑in: Day 5")
    expect(card).to_contain_text("Open until midnight tonight.")
    when_to_call = phone.get_by_role("region", name="When to call")
    expect(when_to_call.get_by_role("link").first).to_have_text(CLOSED)
    check(phone, "Your journey")
    follow(phone, "Start check-in")
    answer_from(phone, RED_FLAGS)
    send(phone)

    # Then: she reads when a person reads it, and home has nothing more to do
    expect(phone.get_by_text("Sent to the clinic")).to_contain_text("today, 3")
    expect(phone.get_by_text("A nurse reads your answers")).to_contain_text("today, from 8:30am")
    check(phone, "This is what we expect at this stage")
    follow(phone, "Back to your journey")
    expect(phone.get_by_role("heading", name="Nothing for you to do now")).to_be_visible()
    check(phone, "Your journey")


@pytest.mark.parametrize("night", [pytest.param(LATE, id="23:30"), pytest.param(SMALL_HOURS, id="03:00")])
def test_strong_pain_at_night_leads_to_the_number_that_answers(
    rosa: Journey, phone: Page, clock: time_machine.Traveller, live_server: Any, night: datetime
) -> None:
    # Given: she has told us of strong pain while the clinic is closed
    clock.move_to(night)
    tell(report_of(rosa, at=night), at=night, pain_worst=10)

    # When: she opens the app again
    let_in(phone, rosa.patient.user, live_server.url)
    phone.goto("/")

    # Then: home and the result give that number first
    card = phone.get_by_role("region", name="Call us today, or within 24 hours")
    expect(card.get_by_role("link").first).to_have_text(CLOSED)
    check(phone, "Your journey")
    follow(phone, "See why")
    expect(phone.get_by_text("We are closed now")).to_be_visible()
    expect(phone.get_by_role("main").get_by_role("link", name="01632").first).to_have_text(CLOSED)
    check(phone, "Call us today, or within 24 hours")


def test_check_in_over_midnight_is_late_and_not_lost(
    rosa: Journey, phone: Page, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: the evening's check-in is answered three minutes before it closes
    clock.move_to(MIDNIGHT - timedelta(minutes=3))
    let_in(phone, rosa.patient.user, live_server.url)
    phone.goto("/")
    follow(phone, "Start check-in")
    answer_from(phone, RED_FLAGS)

    # When: midnight passes before she presses
    clock.move_to(MIDNIGHT + timedelta(minutes=5))
    send(phone)

    # Then: today's emergency signs are asked, every other answer is kept, and it is sent late
    expect_question(phone, RED_FLAGS)
    check(phone, RED_FLAGS)
    tap(phone, "None of these")
    follow_to_the_end(phone)
    send(phone)
    expect(phone.get_by_text("Sent to the clinic today, 12:0")).to_be_visible()
    assert Submission.objects.get(check_in__journey=rosa, check_in__code="A-3").late


def follow_to_the_end(page: Page) -> None:
    """Continue through pages that hold their answers already."""
    for _ in range(12):
        if heading(page).inner_text() == "Check your answers":
            return
        go_on(page)
    raise AssertionError("The check-in does not come to its end.")
