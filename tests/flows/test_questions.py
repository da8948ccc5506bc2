"""A patient asks the clinic on a phone, a nurse answers at the desk, the patient reads it. Nothing of it is triaged."""

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.roles import Role
from journey.models import PatientQuestion, TriageResult
from tests.builders import staff
from tests.flows.check_in_pages import day_three
from tests.flows.conftest import NewPage
from tests.flows.pages import check, follow, go_on, let_in
from tests.flows.staff_pages import expect_done

pytestmark = pytest.mark.browser


def test_question_is_asked_answered_and_read(
    device: NewPage, clock: time_machine.Traveller, live_server: object
) -> None:
    journey = day_three()
    judged = TriageResult.objects.count()
    phone, office = device(), device(viewport={"width": 1280, "height": 900})
    let_in(phone, journey.patient.user, live_server.url)  # type: ignore[attr-defined]
    let_in(office, staff(Role.NURSE), live_server.url)  # type: ignore[attr-defined]

    phone.goto("/")
    follow(phone, "Your questions to us")
    check(phone, "Your questions")
    expect(phone.get_by_text("Not for symptoms.")).to_be_visible()
    go_on(phone, "Send your question")
    check(phone, "Error: Your questions")
    phone.get_by_label("What do you want to ask us?").fill("When may I drive?")
    phone.get_by_role("button", name="Send your question").dblclick()
    expect(phone.get_by_text("We have your question. The answer will stand here.")).to_be_visible()
    expect(phone.get_by_text("No answer yet.")).to_be_visible()
    assert PatientQuestion.objects.count() == 1

    office.goto("/admin/")
    with office.expect_navigation():
        office.get_by_role("link", name="Questions of patients to answer").click()
    check(office, "Questions of patients")
    with office.expect_navigation():
        office.get_by_role("link", name="Rosa Marsh").click()
    check(office, "Answer the patient's question")
    office.get_by_label("Your answer to the patient").fill("This will cure you.")
    go_on(office, "Answer")
    expect(office.get_by_text("“cure” is a banned word. Say what is known instead.").first).to_be_visible()
    expect(office.get_by_label("Your answer to the patient")).to_have_value("This will cure you.")
    office.get_by_label("Your answer to the patient").fill("You can drive when the splint is off.")
    go_on(office, "Answer")
    expect_done(office)
    expect(office.get_by_role("region", name="Questions of the patient")).to_contain_text("when the splint is off")

    phone.goto("/")
    follow(phone, "First two weeks")
    check(phone, "First two weeks")
    asked = phone.get_by_role("region", name="Your questions")
    expect(asked).to_contain_text("You can drive when the splint is off.")
    expect(asked).to_contain_text("answered: today")
    assert TriageResult.objects.count() == judged
