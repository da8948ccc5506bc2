"""A clinician brings a journey to its last stage by the buttons of the workspace; the patient answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.actions.plans import open_journey
from journey.models import Journey
from tests import consents
from tests.builders import NOW, check_in_of, fresh, newest_cycle, pathway_version, patient, ready_cells, send, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, go_on, heading, let_in
from tests.flows.staff_pages import Office, check_line, expect_done, expect_shut
from tests.records import (
    AFTER_NEEDLE,
    BEFORE_NEEDLE,
    PLANS,
    THE_DAY,
    record_consultation,
    record_first_vitals,
    record_injection,
    record_post_care,
    record_preparation,
)

pytestmark = pytest.mark.browser

CONSULT = NOW + timedelta(days=8)
PROCEDURE = CONSULT + timedelta(days=20)


@dataclass(frozen=True)
class Cells:
    """What the plan says, in the words of its page."""

    source: str
    tissue: str
    mode: str


HARVESTED = "taken from the patient in this session"


@dataclass
class Story:
    journey: Journey
    office: Office
    phone: Page

    def answers(self, code: str, **chosen: Any) -> None:
        """The patient sends a check-in now."""
        send(check_in_of(self.journey, code), at=self.office.now, **chosen)

    def patient_reads(self, stage: str) -> None:
        """The first page of the patient, at this moment."""
        let_in(self.phone, self.journey.patient.user, self.office.address)
        self.phone.goto("/")
        expect(self.phone.get_by_text("You are at stage")).to_contain_text(stage)


@pytest.fixture
def story(clock: time_machine.Traveller, device: NewPage, live_server: Any) -> Story:
    """Opened today by the coordinator; nothing is decided yet."""
    pathway_version(at=NOW)
    consents.consent_text(at=NOW)
    journey = open_journey(
        patient=patient(at=NOW), by=staff(Role.COORDINATOR), at=NOW, lead_clinician=staff(Role.CLINICIAN)
    )
    return Story(journey, Office(device(viewport=DESK), staff(Role.CLINICIAN), clock, live_server.url), device())


def talk(story: Story, cells: Cells) -> None:
    """Stage 1: the gate is shut and says why, then the consultation opens it."""
    office, journey, page = story.office, story.journey, story.office.page
    office.record(journey, "consult", CONSULT)
    expect_shut(
        page, "Finish consultation", "Cannot move yet: 6 checks are not met (G1-02, G1-03, G1-04, G1-05, G1-06, G1-07)."
    )
    expect(check_line(page, "G1-02")).to_contain_text("Not met")
    expect(check_line(page, "G1-04").first).to_contain_text("The checklist is not answered yet.")
    office.at(CONSULT - timedelta(days=7))
    story.answers("C-PRE")
    office.at(CONSULT)
    plan(office, journey, cells)
    office.open(journey, "allergies/")
    page.get_by_label("No allergies are known").check()
    page.get_by_label("I read this list aloud").check()
    go_on(page, "Confirm the allergies")
    expect_done(page)
    record_consultation(fresh(journey), newest_cycle(journey), by=office.who, at=office.now)
    office.open(journey)
    expect(check_line(page, "G1-02").get_by_text("Met", exact=True)).to_be_visible()
    expect_shut(page, "Finish consultation", "Cannot move yet: 2 checks are not met (G1-06, G1-07).")
    check(page, "Rosa Marsh")
    office.at(CONSULT + timedelta(days=2))
    story.answers("C-POST", u_go_on="unsure")
    office.at(CONSULT + timedelta(days=3))
    hear_yes(office, journey)
    consents.consent_to(fresh(journey), at=office.now)
    office.do(journey, "Finish consultation")


def hear_yes(office: Office, journey: Journey) -> None:
    """The patient was not sure, rings, and says yes: the clinician writes it down."""
    page = office.page
    office.open(journey)
    expect_shut(page, "Finish consultation", "Cannot move yet: 1 check is not met (G1-07).")
    check_line(page, "G1-07").get_by_role("link", name="Write down what the patient said").click()
    check(page, "What the patient said about going on")
    page.get_by_label("Yes, go on").check()
    page.get_by_label("By phone").check()
    go_on(page, "Keep it")
    expect_done(page)


def plan(office: Office, journey: Journey, cells: Cells) -> None:
    page = office.page
    office.open(journey, "plan/")
    page.get_by_label("RIGHT", exact=True).check()
    page.get_by_label("base of thumb (CMC1)").first.check()
    page.get_by_label(cells.source, exact=True).check()
    page.get_by_label("Tissue").select_option(cells.tissue)
    page.get_by_label("Harvest mode").select_option(cells.mode)
    page.get_by_label("Sedation").select_option("local anaesthetic only")
    for risk in ("Takes a blood thinner", "High infection risk"):
        page.get_by_role("group", name=risk).get_by_label("No", exact=True).check()
    go_on(page, "Record the plan")
    expect_done(page)


def prepare(story: Story) -> None:
    office, journey = story.office, story.journey
    office.record(journey, "procedure", PROCEDURE)
    recorded(story, PLANS)
    office.at(PROCEDURE - timedelta(days=7))
    story.answers("P-BASE", nrs_worst_24h=6)
    office.at(PROCEDURE - timedelta(hours=20))
    story.answers("P-1")
    office.at(PROCEDURE - timedelta(minutes=5))
    recorded(story, THE_DAY)
    office.do(journey, "Finish preparation")


def recorded(story: Story, sections: tuple[str, ...]) -> None:
    """What the doctor and the nurse write down now, with nothing in the way."""
    journey, office = fresh(story.journey), story.office
    nurse = staff(Role.NURSE)
    record_preparation(journey, newest_cycle(journey), by=office.who, nurse=nurse, at=office.now, sections=sections)


def injected_by(story: Story, sections: tuple[str, ...]) -> None:
    """What the doctor and the nurse write down around the needle."""
    journey, office = fresh(story.journey), story.office
    nurse = staff(Role.NURSE)
    cycle = newest_cycle(journey)
    record_injection(journey, cycle, by=office.who, nurse=nurse, at=office.now, sections=sections)
    if sections == AFTER_NEEDLE and cycle.injection_at is not None:
        record_first_vitals(cycle, by=nurse, at=office.now, started=cycle.injection_at)


def watch_over(story: Story, injected: datetime) -> None:
    """Stage 5: home, the call after two days, the last check-in of the two weeks."""
    office, journey, page = story.office, story.journey, story.office.page
    office.at(injected + timedelta(minutes=65))
    record_post_care(newest_cycle(journey), by=staff(Role.NURSE), at=office.now, started=injected)
    office.record(journey, "discharge", injected + timedelta(minutes=65))
    office.at(injected + timedelta(hours=60))
    office.open(journey, "contact/")
    for answer in ("48 to 72 hour call", "Phone", "Reached"):
        page.get_by_label(answer, exact=True).check()
    go_on(page, "Record the attempt")
    expect_done(page)
    expect(page.get_by_role("button", name="Finish post-care")).to_be_disabled()
    office.at(injected + timedelta(days=14))
    story.answers("A-14")
    office.at(injected + timedelta(days=15))
    office.do(journey, "Finish post-care")


def take_cells(story: Story) -> datetime:
    """Stage 3; when the needle of stage 4 is due."""
    office, journey = story.office, story.journey
    story.patient_reads("Take cells")
    office.at(PROCEDURE)
    office.record(journey, "harvest", PROCEDURE)
    office.at(PROCEDURE + timedelta(minutes=20))
    ready_cells(journey, at=office.now)
    office.do(journey, "Finish harvest")
    return PROCEDURE + timedelta(hours=2)


def receive_cells(story: Story, words: str) -> datetime:
    """Nothing is taken; the patient reads why. When the needle of stage 4 is due."""
    office, journey = story.office, story.journey
    story.patient_reads("Injection")
    expect(story.phone.get_by_text(words)).to_be_visible()
    office.at(PROCEDURE)
    ready_cells(journey, at=PROCEDURE - timedelta(minutes=2))
    office.open(journey)
    expect(office.page.get_by_role("button", name="Finish injection")).to_be_disabled()
    return PROCEDURE


def inject(story: Story, injected: datetime) -> None:
    office, journey = story.office, story.journey
    story.patient_reads("Injection")
    office.at(injected)
    injected_by(story, BEFORE_NEEDLE)
    office.read_at_bedside(journey, str(staff(Role.NURSE)))
    office.record(journey, "injection", injected)
    injected_by(story, AFTER_NEEDLE)
    office.at(injected + timedelta(minutes=5))
    office.do(journey, "Finish injection")
    story.patient_reads("First two weeks")


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


def come_back(story: Story, injected: datetime, cells: Cells) -> None:
    """Stage 6: measured after three months, decided, and a second session opened with the same cells in mind."""
    office, journey, page = story.office, story.journey, story.office.page
    office.at(injected + timedelta(days=95))
    story.answers("F-3M", pain_worst=3, pgic="2")
    office.open(journey, f"record/{newest_cycle(journey).pk}/measures-1/")
    measure(page)
    decide(page)
    office.open(journey, "measurements/")
    expect(page.get_by_role("row", name="Grip, right, kg")).to_contain_text("20.5 2.5 more")
    check(page, "Measurements over time")
    let_in(story.phone, journey.patient.user, office.address)
    story.phone.goto(f"/journeys/{journey.pk}/measurements/")
    expect(
        story.phone.get_by_text("Your right hand could grip with 18.0 kg before. It is 20.5 kg now.")
    ).to_be_visible()
    check(story.phone, "My measurements")
    office.do(journey, "Plan another session")
    assert newest_cycle(journey).number == 2
    assert newest_cycle(journey).harvest_mode == ""
    plan(office, journey, cells)
    story.patient_reads("Talk and check")
    expect(story.phone.get_by_role("heading", name="Session 2")).to_be_visible()
    expect(story.phone.get_by_text("Session 1", exact=False).first).to_be_visible()


STORIES = [
    pytest.param(Cells("Own cells", "bone marrow", HARVESTED), "", id="own-marrow"),
    pytest.param(Cells("Own cells", "fat", HARVESTED), "", id="own-fat"),
    pytest.param(
        Cells("Donor cells", "umbilical cord", "donor product"),
        "Your cells come from a donor. Nothing is taken from you.",
        id="donor",
    ),
    pytest.param(
        Cells("Own cells", "bone marrow", "own cells stored from an earlier harvest"),
        "We use your own cells, kept from an earlier time.",
        id="banked",
    ),
]


@pytest.mark.parametrize(("cells", "nothing_taken"), STORIES)
def test_patient_goes_from_the_first_talk_to_a_second_session(story: Story, cells: Cells, nothing_taken: str) -> None:
    story.patient_reads("Talk and check")
    talk(story, cells)
    story.patient_reads("Get ready")
    prepare(story)
    due = receive_cells(story, nothing_taken) if nothing_taken else take_cells(story)
    inject(story, due)
    watch_over(story, due)
    story.patient_reads("Longer checks")
    come_back(story, due, cells)
