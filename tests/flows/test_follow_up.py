"""A clinician measures a hand after three months, reads what the numbers suggest, decides, opens another session."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.models import Journey
from tests.builders import NOW, check_in_of, newest_cycle, send, staff
from tests.flows.conftest import DESK, PHONE, NewPage
from tests.flows.pages import check, go_on, heading, let_in
from tests.flows.staff_pages import Office
from tests.walked import walked

pytestmark = pytest.mark.browser


@pytest.fixture
def journey(db: None, clock: Any) -> Journey:
    made = walked("follow_up", day=95)
    send(check_in_of(made, "F-3M"), at=NOW, pain_worst=3, pgic="2")
    return made


def measure(page: Page) -> None:
    expect(page.get_by_label("Visit (needed)")).to_have_value("M3")
    for row in ("Grip, Right", "Grip, Left"):
        for number, kg in enumerate(("44", "46"), start=1):
            page.get_by_label(f"{row}: Trial {number}").fill(kg)
        page.get_by_label(f"{row}: Unit").select_option("lb")
    check(page, "Measurements 1")
    go_on(page, "Save and go on")


def decide(page: Page) -> None:
    expect(heading(page)).to_have_text("Visit 1")
    expect(page.get_by_text("Much better. This does not prove that the treatment caused it.")).to_be_visible()
    expect(page.get_by_label("Where, and how large")).to_be_hidden()
    check(page, "Visit 1")
    for group, answer in (
        ("New lump", "No"),
        ("All open results and events looked at", "Yes"),
        ("Other treatment", "None"),
        ("Decision", "Plan an additional session"),
    ):
        page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()
    page.get_by_label("Response").select_option("Better")
    page.get_by_label("Why (needed)").fill("Better, and wants one more session.")
    go_on(page, "Save")
    expect(page.get_by_text("Visit 1 is saved.")).to_be_visible()


def test_measured_hand_is_decided_on_and_the_next_session_opens(
    device: NewPage, live_server: Any, journey: Journey, clock: Any
) -> None:
    office = Office(device(viewport=DESK), staff(Role.CLINICIAN), clock, live_server.url)
    office.open(journey, f"record/{newest_cycle(journey).pk}/measures-1/")
    measure(office.page)
    decide(office.page)

    office.open(journey, "measurements/")
    expect(office.page.get_by_role("row", name="Grip, right, kg")).to_contain_text("20.5 2.5 more")
    check(office.page, "Measurements over time")

    phone = device(viewport=PHONE)
    let_in(phone, journey.patient.user, live_server.url)
    phone.goto(f"/journeys/{journey.pk}/measurements/")
    expect(phone.get_by_text("Your right hand could grip with 18.0 kg before. It is 20.5 kg now.")).to_be_visible()
    check(phone, "My measurements")

    office.do(journey, "Plan another session")
    assert newest_cycle(journey).number == 2
