"""A patient reads, ticks and signs on a phone; a clinician countersigns; the needle waits for the time to think, and a
withdrawal stops it."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from journey.actions.consent_desk import ask_again
from journey.domain.consent import Again
from journey.models import Consent, Journey
from tests import consents
from tests.builders import NOW, journey_at, newest_cycle, patient, staff
from tests.flows.conftest import NewPage
from tests.flows.consent_pages import tick_every_page
from tests.flows.pages import check, follow, go_on, heading, let_in
from tests.flows.staff_pages import Office, check_line, expect_done

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)


@pytest.fixture
def journey() -> Journey:
    """Getting ready; what was signed before does not count any more."""
    made = journey_at("preparation", who=patient(at=NOW - 60 * DAY))
    ask_again(cycle=consents.newest(made), why=Again.SAFETY, note="A letter.", by=staff(), at=NOW - timedelta(hours=1))
    return made


def test_patient_signs_clinician_countersigns_and_a_withdrawal_stops_the_needle(
    clock: time_machine.Traveller, phone: Page, device: NewPage, journey: Journey, live_server: object
) -> None:
    address = live_server.url  # type: ignore[attr-defined]
    let_in(phone, journey.patient.user, address)
    phone.goto("/")
    follow(phone, "What is known, and your consent")
    check(phone, "Your consent")
    follow(phone, "What is known, and what is not")
    check(phone, "What is known, and what is not")
    follow(phone, "Back to your consent")
    with phone.expect_navigation():
        phone.get_by_role("main").get_by_role("link", name="Go through the lines", exact=True).tap()
    go_on(phone)  # nothing is ticked
    expect(phone.get_by_role("alert").first).to_contain_text("There is a problem")
    check(phone, "Page 1 of 7")
    tick_every_page(phone)
    check(phone, "Check and sign")
    phone.get_by_label("Your first and last name").fill("Rosa Marsh")
    go_on(phone, "Sign")
    check(phone, "What you signed")
    phone.go_back()
    phone.goto(phone.url)
    expect(heading(phone)).not_to_have_text("Check and sign")
    assert Consent.objects.filter(cycle=newest_cycle(journey)).count() == 2

    office = Office(device(viewport={"width": 1280, "height": 900}), staff(), clock, address)
    desk = office.page
    office.open(journey, "consent/")
    with desk.expect_navigation():
        desk.get_by_role("link", name="Countersign").click()
    desk.get_by_label("I assessed that the patient can decide").check()
    go_on(desk, "Countersign")
    expect_done(desk)
    expect(check_line(desk, "G2-01")).to_contain_text("Time to think until 1 December 2026")
    office.at(NOW + 7 * DAY + timedelta(minutes=5))
    office.open(journey)
    expect(check_line(desk, "G2-01")).to_contain_text("Good for 180 days.")
    office.open(journey, "consent/")
    check(desk, "Consent")

    let_in(phone, journey.patient.user, address)
    phone.goto(f"/consents/{newest_cycle(journey).pk}/take-back/")
    check(phone, "Take your consent back")
    follow(phone, "The treatment")
    check(phone, "Take back your consent to the treatment?")
    go_on(phone, "Take it back now")
    expect(phone.get_by_role("main")).to_contain_text("You took your consent back")
    office.open(journey)
    expect(check_line(desk, "G2-01")).to_contain_text("Withdrawn on 1 December 2026")
