"""A nurse watches a patient on a tablet, goes through the instructions, lets them go home; the patient reads it."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.actions.moves import make_move
from journey.actions.plans import record_date
from journey.domain.moves import Choices, Move
from journey.domain.record.post_care.discharge import CRITERIA
from journey.domain.windows import Anchor
from journey.models import Journey
from tests.builders import NOW, fresh, newest_cycle, staff
from tests.flows.conftest import NewPage
from tests.flows.pages import check, go_on, let_in
from tests.flows.staff_pages import Office
from tests.records import AFTER_NEEDLE, record_injection
from tests.walked import walked

pytestmark = pytest.mark.browser
TABLET = {"width": 820, "height": 1180}
WELL = {
    "Heart rate": "72",
    "Upper blood pressure": "126",
    "Lower blood pressure": "78",
    "Breaths": "14",
    "SpO2": "98",
    "Temperature": "36.7",
    "Pain": "3",
}
HAND = {
    "Anaphylaxis that was treated": "None",
    "Hand: colour": "Pink",
    "Hand: feeling": "Normal",
    "Hand: movement": "As before",
    "Hand: swelling": "Mild",
    "Hand: bleeding": "None",
}


@pytest.fixture
def journey(db: None, clock: Any) -> Journey:
    """The needle was just used, and what was given is written down."""
    journey, nurse = walked("injection"), staff(Role.NURSE)
    record_date(journey=journey, anchor=Anchor.INJECTION, moment=NOW, by=staff(), at=NOW)
    record_injection(fresh(journey), newest_cycle(journey), by=staff(), nurse=nurse, at=NOW, sections=AFTER_NEEDLE)
    return fresh(journey)


def take_vitals(page: Page, **changed: str) -> None:
    for label, value in {**WELL, **changed}.items():
        page.get_by_label(label).first.fill(value)
    page.get_by_label("Alert", exact=True).check()
    go_on(page, "Store the vitals")


def answer(page: Page, answers: dict[str, str]) -> None:
    for group, words in answers.items():
        page.get_by_role("group", name=group).get_by_label(words, exact=True).first.check()


def test_patient_is_watched_goes_home_and_reads_what_was_agreed(
    device: NewPage, live_server: Any, clock: Any, journey: Journey
) -> None:
    office = Office(device(viewport=TABLET), staff(Role.NURSE), clock, live_server.url)
    page, cycle = office.page, newest_cycle(journey)
    office.open(journey)
    with page.expect_navigation():
        page.get_by_role("link", name="Take vitals").click()
    check(page, "Recovery room")

    take_vitals(page)
    expect(page.get_by_label("Observation clock")).to_contain_text("10:30am")
    make_move(journey=fresh(journey), move=Move.COMPLETE_INJECTION, by=staff(), at=NOW, choices=Choices())
    office.at(NOW + timedelta(minutes=15))
    page.reload()
    take_vitals(page, **{"Heart rate": "96"})
    expect(page.get_by_text("Heart rate 96 is more than 20 % from 72.")).to_be_visible()
    check(page, "Recovery room")
    page.get_by_label("Heart rate 96 is more than").check()
    go_on(page, "Store the vitals")
    office.at(NOW + timedelta(minutes=31))
    page.goto(f"/admin/journey/journey/{journey.pk}/record/{cycle.pk}/recovery-room/")
    take_vitals(page)
    expect(page.get_by_label("Observation clock")).to_contain_text("3 of 3")

    page.get_by_role("link", name="Observation", exact=True).click()
    answer(page, HAND)
    page.get_by_label("Hand: capillary refill").fill("2")
    check(page, "Observation")
    go_on(page, "Save and go on")
    answer(page, {"Teach-back": "Correct", "Red-flag card given": "Yes"})
    for agreed in page.get_by_label("Agreed", exact=True).all():
        expect(agreed).not_to_be_checked()
        agreed.check()
    heavy = page.get_by_role("group", name="No heavy grip")
    heavy.get_by_label("No heavy grip: For").fill("21")
    check(page, "Instructions for home")
    go_on(page, "Save and go on")
    answer(page, {each.label: "Yes" for each in CRITERIA})
    check(page, "Going home")
    go_on(page, "Save")
    office.record(journey, "discharge", NOW + timedelta(minutes=31))

    stage = cycle.stages.get(code="post_care")
    page.goto(f"/admin/journey/journey/{journey.pk}/summaries/{stage.pk}/")
    check(page, "Plain summary: post-care")
    go_on(page, "Keep it and look at it")
    go_on(page, "Share with the patient")

    phone = device()
    let_in(phone, journey.patient.user, live_server.url)
    phone.goto(f"/stages/{stage.pk}/")
    expect(phone.get_by_role("region", name="In short")).to_contain_text("We watched you for 31 minutes.")
    check(phone, "First two weeks")
    phone.get_by_role("link", name="Red-flag card: signs, and whom to call").click()
    check(phone, "Red-flag card")
    phone.get_by_role("link", name="Emergency sheet for the crew").click()
    check(phone, "Emergency sheet")
