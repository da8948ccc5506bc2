"""A worrying answer becomes an adverse event that is confirmed, assessed, reported, told to the patient and closed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.actions.event_review import add_opinion
from journey.actions.tumour_reviews import ask_for_review
from journey.models import AdverseEvent, TumourReview
from tests.builders import NOW, staff
from tests.events import drafted, judgement
from tests.flows.check_in_pages import day_three
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, go_on
from tests.flows.staff_pages import Office, expect_done

pytestmark = pytest.mark.browser
HOSPITAL = {"criteria": ("hospital",), "measures": ("hospital",)}


@pytest.fixture
def doctor(device: NewPage, clock: time_machine.Traveller, live_server: Any) -> Office:
    return Office(device(viewport=DESK), staff(Role.CLINICIAN), clock, live_server.url)


def press(page: Page, verb: str) -> None:
    page.get_by_role("link", name=verb, exact=True).click()
    check(page, verb)


def test_draft_of_an_alert_is_confirmed_assessed_reported_told_and_closed(doctor: Office) -> None:
    # Given: Rosa told of pus at the needle mark
    event, desk = drafted(day_three(), NOW), doctor.page

    # When: her doctor comes from the alert, and confirms it
    desk.goto(f"/admin/journey/alert/{event.alert_id}/change/")
    desk.get_by_role("link", name=event.number).click()
    check(desk, f"{event.number}: Wound infection")
    press(desk, "Confirm it")
    go_on(desk, "Confirm it")
    expect_done(desk)

    # And: assesses it as serious
    press(desk, "Assess it")
    desk.get_by_label("Hospital stay", exact=True).check()
    desk.get_by_label("Expected", exact=True).select_option("no")
    for part in ("The cells", "The injection"):
        desk.get_by_label(f"Caused by: {part}").select_option("possible")
    for part in ("Taking the cells", "The numbing medicine", "The underlying disease"):
        desk.get_by_label(f"Caused by: {part}").select_option("unlikely")
    began = desk.get_by_role("group", name="Began")
    began.get_by_label("Date").fill(f"{NOW:%Y-%m-%d}")
    began.get_by_label("Time").fill("08:00")
    desk.get_by_label("Antibiotic", exact=True).check()
    desk.get_by_label("Outcome").select_option("recovered")
    desk.get_by_label("What happened").fill("Pus at the needle mark. One night in hospital.")
    go_on(desk, "Assess it")
    expect_done(desk)

    # Then: a report is due by the end of the next day, and a second assessor is asked for
    expect(desk.get_by_role("heading", name="Report due")).to_be_visible()
    add_opinion(
        event=event, judgement=judgement(**HOSPITAL, outcome="recovered"), by=staff("clinician", "Dr Abel"),
        at=timezone.now(),
    )  # fmt: skip

    # When: it turns out that she had rung the day before, the report is due a day sooner
    press(desk, "Correct when we knew")
    desk.get_by_label("Date").fill(f"{NOW - timedelta(days=1):%Y-%m-%d}")
    desk.get_by_label("Why").fill("She rang the desk the evening before.")
    go_on(desk, "Correct when we knew")
    expect_done(desk)
    expect(desk.get_by_role("main")).to_contain_text("before it said")

    # When: it is reported, told to Rosa, and closed
    press(desk, "Record it as sent")
    desk.get_by_label("Sent to").fill("Ethics board")
    desk.get_by_label("Reference").fill("EB-7")
    go_on(desk, "Record it as sent")
    expect_done(desk)
    press(desk, "Tell the patient")
    desk.get_by_label("What the patient reads").fill("Your hand was infected. It healed. Call us if it comes back.")
    go_on(desk, "Tell the patient")
    expect_done(desk)
    press(desk, "Close it")
    go_on(desk, "Close it")
    expect_done(desk)

    # Then: it stays with all that was said of it, and prints for Rosa in plain words
    event = AdverseEvent.objects.get(pk=event.pk)
    assert (event.state, event.closed_by, event.serious) == ("closed", doctor.who, True)
    check(desk, f"{event.number}: Wound infection")
    desk.get_by_role("link", name="Print a report").click()
    desk.get_by_role("link", name="For the patient").click()
    check(desk, "About what you felt after treatment")
    expect(desk.get_by_text("Your hand was infected.")).to_be_visible()

    # When: a lump is found at a visit, and her doctor comes to its review from the journey
    with transaction.atomic():
        ask_for_review(journey=event.journey, detail="A lump at the wrist.", at=timezone.now())
    doctor.open(event.journey)
    desk.get_by_role("link", name="Tumour review", exact=True).click()
    check(desk, "Tumour review")
    expect(desk.get_by_role("main")).to_contain_text("A clinician examines the patient by")

    # And: says what it is before anybody looked, which is refused with the words kept
    press(desk, "Say what it is")
    desk.get_by_label("What it is").select_option("harmless")
    desk.get_by_label("What was found and decided").fill("A soft cyst. Left alone.")
    go_on(desk, "Say what it is")
    expect(desk.get_by_role("main")).to_contain_text("Nobody has examined the patient yet.")
    expect(desk.get_by_label("What was found and decided")).to_have_value("A soft cyst. Left alone.")

    # Then: the examination and the picture come first
    for verb, who in (("Record the examination", ""), ("Record imaging", "Radiology, Elm Street")):
        desk.goto(f"/admin/journey/tumourreview/{TumourReview.objects.get().pk}/change/")
        press(desk, verb)
        if who:
            desk.get_by_label("Who did it?").fill(who)
        desk.get_by_label("What was found").fill("Soft, moves with the tendon.")
        go_on(desk, verb)
        expect_done(desk)
    press(desk, "Say what it is")
    desk.get_by_label("What it is").select_option("harmless")
    desk.get_by_label("What was found and decided").fill("A soft cyst. Left alone.")
    go_on(desk, "Say what it is")
    expect_done(desk)
    check(desk, "Tumour review")
    expect(desk.get_by_role("heading", name="A harmless lump")).to_be_visible()
