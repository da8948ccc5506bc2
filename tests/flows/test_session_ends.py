"""A session ends in the middle of a form, and the next person sits down at the same computer."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts import sessions
from accounts.roles import Role
from journey.models import Journey, StageNote
from tests.builders import NOW, patient, staff
from tests.flows.check_in_pages import day_three
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import PASSWORD, check, go_on, heading, sign_in
from tests.walked import walked

pytestmark = pytest.mark.browser

WORDS = "Sleeps badly since Sunday, thumb warm."
MINUTE = 60
WARNED_AT = 13 * MINUTE  # of a quarter of an hour


@pytest.fixture
def journey(clock: time_machine.Traveller) -> Journey:
    journey = walked("post_care", day=3)
    staff(Role.NURSE, password=PASSWORD)
    return journey


def note_page(journey: Journey) -> str:
    return f"/admin/journey/journey/{journey.pk}/notes/new/"


def type_a_note(page: Page, journey: Journey) -> None:
    page.goto(note_page(journey))
    sign_in(page, staff(Role.NURSE))
    page.get_by_label("Note", exact=True).fill(WORDS)


def pass_time(page: Page, clock: time_machine.Traveller, seconds: int) -> None:
    """On the server and in the browser."""
    clock.shift(seconds)
    page.clock.fast_forward(seconds * 1000)


def notes(journey: Journey) -> list[str]:
    return list(StageNote.objects.filter(stage__cycle__journey=journey).values_list("text", flat=True))


def test_note_in_the_middle_survives_the_end_of_the_session(
    device: NewPage, journey: Journey, clock: time_machine.Traveller
) -> None:
    """REL-09, without JavaScript."""
    # Given: a nurse has typed a note, and was called away for longer than the idle limit
    page = device(viewport=DESK, java_script_enabled=False)
    type_a_note(page, journey)
    clock.shift(sessions.IDLE_STAFF)

    # When: she sends it, and signs in again as she is asked
    go_on(page, "Keep the note")
    expect(heading(page)).to_have_text("Sign in")
    expect(page.get_by_text("What you typed is kept for you")).to_be_visible()
    assert notes(journey) == []
    sign_in(page, staff(Role.NURSE))

    # Then: her words stand on the page, and sending them stores them once
    expect(page.get_by_text("What you typed is back. It is not saved yet.")).to_be_visible()
    expect(page.get_by_label("Note", exact=True)).to_have_value(WORDS)
    go_on(page, "Keep the note")
    assert notes(journey) == [WORDS]


def test_warning_is_answered_with_one_key_and_nothing_is_lost(
    device: NewPage, journey: Journey, clock: time_machine.Traveller
) -> None:
    # Given: nothing was pressed for 13 minutes
    page = device(viewport=DESK)
    page.clock.install()
    type_a_note(page, journey)
    pass_time(page, clock, WARNED_AT)

    # Then: a dialog asks, says how long is left, and the button has the focus
    asked = page.get_by_role("dialog", name="Are you still there?")
    page.clock.run_for(4000)
    expect(asked).to_be_visible()
    expect(asked.get_by_text("2 minutes are left.")).to_be_visible()
    expect(asked.get_by_role("button", name="Stay signed in")).to_be_focused()
    check(page, "note")

    # When: she presses Enter, and five minutes later keeps the note
    page.keyboard.press("Enter")
    expect(asked).to_be_hidden()
    clock.shift(5 * MINUTE)
    go_on(page, "Keep the note")

    # Then: it is kept, without another sign-in
    assert notes(journey) == [WORDS]


def test_page_left_alone_closes_itself_and_the_words_come_back(
    device: NewPage, journey: Journey, clock: time_machine.Traveller
) -> None:
    # Given: nobody answers the question
    page = device(viewport=DESK)
    page.clock.install()
    type_a_note(page, journey)
    pass_time(page, clock, WARNED_AT)
    page.clock.run_for(4000)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()

    # When: the limit passes
    with page.expect_navigation(url=lambda url: "/accounts/login/" in url):
        pass_time(page, clock, 2 * MINUTE - 8)
        page.clock.run_for(3000)
        clock.shift(20)
        page.clock.run_for(20_000)

    # Then: the screen shows nothing of it, and after the next sign-in the words are back
    expect(heading(page)).to_have_text("Sign in")
    assert WORDS not in page.content()
    sign_in(page, staff(Role.NURSE))
    expect(page.get_by_label("Note", exact=True)).to_have_value(WORDS)
    assert notes(journey) == []


def test_next_person_at_the_computer_sees_nothing_of_the_one_before(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    """SES-09, PHI-04."""
    # Given: Rosa looked at her account on the family's computer and went away without signing out
    rosa, ken = day_three(), patient("Ken Ode", at=NOW, password=PASSWORD)
    page = device(viewport=DESK)
    sign_in(page, rosa.patient.user)
    page.goto("/account/")
    expect(page.get_by_text(rosa.patient.full_name).first).to_be_visible()
    clock.shift(sessions.IDLE_PATIENT)

    # When: Ken opens the same address, signs in, and goes back as far as he can
    page.goto("/account/")
    expect(heading(page)).to_have_text("Sign in")
    assert rosa.patient.full_name not in page.content()
    sign_in(page, ken.user)
    seen = [page.content()]
    for _step in range(3):
        page.go_back()
        seen.append(page.content())
    page.goto("/answers/")
    seen.append(page.content())

    # Then: no page of Rosa's came up, and his own are his own
    assert not any(rosa.patient.full_name in each for each in seen)
    page.goto("/account/")
    expect(page.get_by_text("Ken Ode").first).to_be_visible()


def test_signing_out_leaves_nothing_behind(device: NewPage, live_server: Any) -> None:
    """SES-04, PHI-04."""
    rosa = day_three()
    page = device(viewport=DESK)
    sign_in(page, rosa.patient.user)
    page.goto("/account/")
    go_on(page, "Sign out")
    page.go_back()
    expect(heading(page)).to_have_text("Sign in")
    assert rosa.patient.full_name not in page.content()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
