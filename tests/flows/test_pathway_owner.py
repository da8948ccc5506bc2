"""A clinician changes the pathway, another approves, a manager publishes; an enrolled patient reads the new words while
an old answer keeps its own."""

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.models import User
from journey.models import Journey, PathwayVersion
from tests.builders import NOW, check_in_of, fresh, newest_cycle, send, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on, let_in
from tests.flows.staff_pages import expect_done
from tests.walked import walked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW_TEXT = "Your hand heals now. Let it rest, and tell us how it is."
NEW_QUESTION = "How bad was your worst pain today?"
NEW_REASON = "Your pain is strong."


def test_pathway_is_changed_reviewed_published_and_reaches_an_enrolled_patient(
    clock: time_machine.Traveller, phone: Page, device: NewPage, live_server: object
) -> None:
    address: str = live_server.url  # type: ignore[attr-defined]
    rosa = walked("post_care", day=3)
    sent = send(check_in_of(rosa, "A-3"), at=NOW, pain_worst=2).submission
    desk, author = device(viewport=DESK), staff("clinician", "Dr Abel")

    def at(who: User, version: PathwayVersion, page: str = "change") -> None:
        let_in(desk, who, address)
        desk.goto(f"/admin/journey/pathwayversion/{version.pk}/{page}/")

    at(author, PathwayVersion.objects.get())
    old_question = change_three_things(desk, author)
    draft = PathwayVersion.objects.get(state="draft")
    read_the_difference_and_send(desk, draft, old_question)

    at(staff("clinician"), draft)
    follow(desk, "Approve")
    check(desk, "Approve this version")
    desk.get_by_label("I have read what changes").check()
    go_on(desk, "Approve")
    expect_done(desk)
    at(staff("manager"), draft)
    follow(desk, "Publish")
    check(desk, "Publish")
    go_on(desk, "Publish")
    expect_done(desk)
    move_the_journey(desk, rosa, address, old_question)
    at(author, PathwayVersion.objects.get(state="published", number=2))
    discard_another_draft(desk)

    let_in(phone, rosa.patient.user, address)
    phone.goto(f"/stages/{newest_cycle(rosa).stages.get(code='post_care').pk}/")
    expect(phone.get_by_role("main")).to_contain_text(NEW_TEXT)
    phone.goto(f"/check-ins/{check_in_of(rosa, 'A-5').pk}/")
    phone.goto(f"/answers/{sent.pk}/")
    expect(phone.get_by_role("main")).to_contain_text(old_question)
    expect(phone.get_by_role("main")).not_to_contain_text(NEW_QUESTION)
    assert check_in_of(rosa, "A-3").pathway_version_id != fresh(rosa).pathway_version_id


def change_three_things(desk: Page, author: User) -> str:
    """A text, a question and a rule, in a draft that is copied first. Returns the question's old words."""
    follow(desk, "Copy into a draft")
    check(desk, "Copy into a draft")
    go_on(desk, "Copy into a draft")
    expect_done(desk)
    follow(desk, "Change its parts")
    parts = desk.url
    check(desk, "Parts of")

    follow(desk, "Stages")
    check(desk, "Stages")
    follow(desk, "post_care")
    check(desk, "post_care")
    desk.get_by_label("What it is").fill("We will cure your hand.")
    go_on(desk, "Save")
    expect(desk.get_by_role("alert")).to_contain_text("“cure” is a banned word")
    desk.get_by_label("What it is").fill(NEW_TEXT)
    go_on(desk, "Save")
    expect_done(desk)

    desk.goto(parts)
    follow(desk, "Questions")
    follow(desk, "pain_worst")
    check(desk, "pain_worst")
    question = desk.get_by_label("Question", exact=True)
    old = question.input_value()
    question.fill(NEW_QUESTION)
    go_on(desk, "Save")
    expect_done(desk)

    desk.goto(parts)
    follow(desk, "Triage rules")
    follow(desk, "PAI-01")
    check(desk, "PAI-01")
    rule, right = desk.get_by_label("When it fires"), desk.get_by_label("When it fires").input_value()
    rule.fill(f"{right}\nand pain_wrst >= 2")
    desk.get_by_label("What the patient reads").fill(NEW_REASON)
    go_on(desk, "Save")
    expect(desk.get_by_role("alert")).to_contain_text("Line 2, character 5, at “pain_wrst >= 2”: There is no field")
    check(desk, "PAI-01")
    expect(desk.get_by_label("What the patient reads")).to_have_value(NEW_REASON)
    rule.fill(f"{right}\nand pain_worst >= 2")
    go_on(desk, "Save")
    expect_done(desk)
    return old


def read_the_difference_and_send(desk: Page, draft: PathwayVersion, old_question: str) -> None:
    desk.goto(f"/admin/journey/pathwayversion/{draft.pk}/difference/")
    check(desk, "What differs")
    main = desk.get_by_role("main")
    expect(main).to_contain_text("3 entries differ.")
    for words in (old_question, NEW_QUESTION, NEW_TEXT, NEW_REASON, "PAI-01"):
        expect(main).to_contain_text(words)
    follow(desk, "Back to the version")
    check(desk, "version 2")
    follow(desk, "Send to review")
    go_on(desk, "Send to review")
    expect_done(desk)
    button = desk.get_by_role("button", name="Approve", exact=True)
    expect(button).to_be_disabled()
    expect(button).to_have_accessible_description("You wrote in this version. Another clinician has to approve it.")


def move_the_journey(desk: Page, rosa: Journey, address: str, old_question: str) -> None:
    let_in(desk, staff("clinician"), address)
    desk.goto(f"/admin/journey/journey/{rosa.pk}/change/")
    with desk.expect_navigation():
        desk.get_by_role("link", name="Pathway", exact=True).click()
    check(desk, "Pathway")
    for words in (old_question, NEW_QUESTION, NEW_TEXT, "1 rule differs"):
        expect(desk.get_by_role("main")).to_contain_text(words)
    go_on(desk, "Move this journey")
    expect_done(desk)


def discard_another_draft(desk: Page) -> None:
    """Begun by mistake: it leaves the list, and says why."""
    follow(desk, "Copy into a draft")
    go_on(desk, "Copy into a draft")
    follow(desk, "Discard this draft")
    check(desk, "Discard this draft")
    desk.get_by_label("Why it is discarded").fill("Begun by mistake.")
    go_on(desk, "Discard this draft")
    expect_done(desk)
    check(desk, "version 3")
    expect(desk.get_by_role("main")).to_contain_text("Begun by mistake.")
    desk.goto("/admin/journey/pathwayversion/")
    expect(desk.get_by_role("main")).not_to_contain_text("Discarded")
    desk.goto("/admin/journey/pathwayversion/?show=all")
    expect(desk.get_by_role("main")).to_contain_text("Discarded")
