"""A patient invites her daughter, who comes in, answers, is seen and is stopped; a nurse enters what is told."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from journey.models import Journey, Submission
from tests.builders import helper_of, patient, staff
from tests.flows.check_in_pages import RED_FLAGS, answer_from, day_three, expect_question, send
from tests.flows.conftest import NewPage
from tests.flows.pages import check, follow, go_on, heading, let_in, sign_in
from tests.post import newest_to, path_in

pytestmark = pytest.mark.browser
ADDRESS = "ana@example.org"


@pytest.fixture
def rosa(device: NewPage) -> Journey:
    return day_three()


def invite_ana(page: Page) -> None:
    """Two presses from the account: Invite a helper, Send."""
    page.goto("/account/")
    check(page, "Your account")
    follow(page, "Invite a helper")
    check(page, "Invite a helper")
    page.get_by_label("What is this person called?").fill("Ana")
    page.get_by_label(re.compile("^Who is this person to you")).fill("daughter")
    page.get_by_label("What is their e-mail address?").fill(ADDRESS)
    page.get_by_label("Look, and answer check-ins for me", exact=True).tap()
    go_on(page, "Send the invitation")
    check(page, "Your helpers")


def come_in(page: Page, rosa: Journey) -> None:
    born = rosa.patient.date_of_birth
    page.goto(path_in(newest_to(ADDRESS)))
    check(page, "Someone asks for your help")
    follow(page, "Yes, I help")
    check(page, "Help with the app")
    for part in ("Day", "Month", "Year"):
        page.get_by_label(part, exact=True).fill(str(getattr(born, part.lower())))
    page.get_by_label("Your own name").fill("Ana Marsh")
    page.get_by_label(re.compile("^E-mail me a code")).tap()
    go_on(page, "Start to help")


def test_helper_is_invited_answers_is_seen_and_is_stopped(rosa: Journey, device: NewPage, live_server: object) -> None:
    hers, anas = device(), device()

    # Given: Rosa has invited her daughter, and Ana helps Ken too
    sign_in(hers, rosa.patient.user)
    invite_ana(hers)
    expect(hers.get_by_text("not answered yet")).to_be_visible()
    come_in(anas, rosa)
    expect(anas.get_by_text("You are helping Rosa Marsh.")).to_be_visible()
    check(anas, "Your journey")
    helper_of(patient("Ken Ode"), "see", user=User.objects.get(email=ADDRESS))

    # When: she chooses Rosa and answers today's check-in for her
    anas.goto("/")
    check(anas, "People you help")
    follow(anas, "Rosa Marsh")
    follow(anas, "Start check-in")
    expect_question(anas, RED_FLAGS)
    expect(anas.get_by_text("You are helping Rosa Marsh.")).to_be_visible()
    answer_from(anas, RED_FLAGS)
    check(anas, "Check your answers")
    send(anas)

    # Then: Rosa sees who answered, and stops her at once
    sent = Submission.objects.get(sent_by__email=ADDRESS)
    hers.goto(f"/answers/{sent.pk}/")
    expect(hers.get_by_text("Answered by Ana (daughter)")).to_be_visible()
    hers.goto("/helpers/")
    expect(hers.get_by_text("Answered a check-in today")).to_be_visible()
    follow(hers, "Change what Ana may do")
    check(hers, "Change what Ana may do")
    hers.goto("/helpers/")
    go_on(hers, "Stop Ana now")
    check(hers, "Your helpers")
    anas.goto("/people/?all=1")
    expect(anas.get_by_role("link", name="Ken Ode")).to_be_visible()
    expect(anas.get_by_role("link", name="Rosa Marsh")).to_have_count(0)
    expect(heading(anas)).to_have_text("People you help")


def test_nurse_enters_what_a_patient_tells_on_the_phone(rosa: Journey, device: NewPage, live_server: object) -> None:
    # Given: Rosa rings, and Nurse Kim opens her journey
    page = device()
    let_in(page, staff("nurse"), live_server.url)  # type: ignore[attr-defined]
    page.goto(f"/admin/journey/journey/{rosa.pk}/change/")
    follow(page, "Enter answers for the patient")
    check(page, "Enter answers for the patient")

    # When: she reads her the first questions and enters what Rosa says
    page.get_by_label("By phone", exact=True).check()
    page.get_by_label(re.compile("A-3: Day 3")).check()
    go_on(page, "Go to the questions")
    check(page, "Enter: Day 3")
    page.get_by_label("None of these", exact=True).check()
    go_on(page, "Save and go on")

    # Then: the next question is asked, and what was said stands below it with who told and who entered it
    expect(page.get_by_text("Question 2 of 9")).to_be_visible()
    expect(page.get_by_text("Told by the patient on the phone, entered by Nurse Kim")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="None of these")).to_be_visible()
    check(page, "Enter: Day 3")
