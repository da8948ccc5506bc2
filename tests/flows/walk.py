"""A clinician and a nurse bring a journey from the first talk to a second session by the pages of the workspace.

A story that is `typed` goes all the way through the pages: every section of the record is typed, consent is read and
signed on the phone. Of the others the cells are typed, which is where they differ; what is the same is written by the
real actions. In all of them each label is read and each release signed by two people at their screens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import time_machine
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.actions.plans import open_journey
from journey.domain.product_facts import BEFORE_RELEASE, Checkpoint
from journey.models import CheckInState, Journey
from tests import consents
from tests.builders import NOW, check_in_of, fresh, newest_cycle, pathway_version, patient, send, staff
from tests.flows.check_in_pages import answer_all
from tests.flows.conftest import DESK, NewPage
from tests.flows.consent_pages import read_and_sign
from tests.flows.pages import check, follow, go_on, heading, let_in
from tests.flows.record_pages import type_sections
from tests.flows.staff_pages import Office, check_line, expect_done, expect_shut
from tests.papers import A_PDF
from tests.records import (
    AFTER_NEEDLE,
    BEFORE_NEEDLE,
    CONSULTATION,
    PLANS,
    SHORT_FORM,
    THE_DAY,
    Content,
    consultation,
    injection,
    post_care,
    preparation,
    record_consultation,
    record_first_vitals,
    record_injection,
    record_post_care,
    record_preparation,
)
from tests.records import cells as cells_of

CONSULT = NOW + timedelta(days=8)
PROCEDURE = CONSULT + timedelta(days=20)


@dataclass(frozen=True)
class Cells:
    """What the plan says, in the words of its page. `told`: what the patient reads of cells that are not taken, and
    `section`: of the record that holds them."""

    source: str
    tissue: str
    mode: str = "taken from the patient in this session"
    told: str = ""
    section: str = ""


WAYS = {
    "own-marrow": Cells("Own cells", "bone marrow"),
    "own-fat": Cells("Own cells", "fat"),
    "donor": Cells(
        "Donor cells",
        "umbilical cord",
        "donor product",
        told="Your cells come from a donor. Nothing is taken from you.",
        section="donor_unit",
    ),
    "banked": Cells(
        "Own cells",
        "bone marrow",
        "own cells stored from an earlier harvest",
        told="We use your own cells, kept from an earlier time.",
        section="banked_cells",
    ),
}
LATER = timedelta(days=95)


@dataclass
class Story:
    """`typed`: what is recorded is typed into its page, and what the patient signs is signed on the phone."""

    journey: Journey
    office: Office
    nurse: Office
    phone: Page
    typed: bool = False

    def answers(self, code: str, **chosen: Any) -> None:
        """The patient sends a check-in now."""
        check_in = check_in_of(self.journey, code)
        if not self.typed:
            send(check_in, at=self.office.now, **chosen)
            return
        let_in(self.phone, self.journey.patient.user, self.office.address)
        answer_all(self.phone, check_in, **chosen)
        check_in.refresh_from_db()
        assert check_in.state == CheckInState.SUBMITTED

    def types(self, contents: Mapping[str, Content], *codes: str) -> None:
        """The doctor types these sections of the record, or all."""
        type_sections(self.office.page, self.journey, {code: contents[code] for code in codes or contents})

    def patient_reads(self, stage: str) -> None:
        """The first page of the patient, at this moment."""
        let_in(self.phone, self.journey.patient.user, self.office.address)
        self.phone.goto("/")
        expect(self.phone.get_by_text("You are at stage")).to_contain_text(stage)


def begin(clock: time_machine.Traveller, device: NewPage, address: str, *, typed: bool = False) -> Story:
    """Opened today by the coordinator; nothing is decided yet."""
    pathway_version(at=NOW)
    consents.consent_text(at=NOW)
    journey = open_journey(
        patient=patient(at=NOW), by=staff(Role.COORDINATOR), at=NOW, lead_clinician=staff(Role.CLINICIAN)
    )
    office, nurse = (
        Office(device(viewport=DESK), staff(role), clock, address) for role in (Role.CLINICIAN, Role.NURSE)
    )
    return Story(journey, office, nurse, device(), typed)


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
    hear_allergies(office, journey)
    consulted(story, CONSULTATION)
    agree(story)


def agree(story: Story) -> None:
    """All is written down: the patient thinks it over, says yes and signs."""
    office, journey, page = story.office, story.journey, story.office.page
    office.open(journey)
    expect(check_line(page, "G1-02").get_by_text("Met", exact=True)).to_be_visible()
    expect_shut(page, "Finish consultation", "Cannot move yet: 2 checks are not met (G1-06, G1-07).")
    check(page, "Rosa Marsh")
    office.at(CONSULT + timedelta(days=2))
    story.answers("C-POST", u_go_on="unsure")
    office.at(CONSULT + timedelta(days=3))
    hear_yes(office, journey)
    sign(story)
    office.do(journey, "Finish consultation")


def hear_allergies(office: Office, journey: Journey) -> None:
    office.open(journey, "allergies/")
    office.page.get_by_label("No allergies are known").check()
    office.page.get_by_label("I read this list aloud").check()
    go_on(office.page, "Confirm the allergies")
    expect_done(office.page)


def consulted(story: Story, sections: tuple[str, ...]) -> None:
    """What the doctor writes down of the talk, or of the short form of a later session."""
    journey, office = fresh(story.journey), story.office
    if story.typed:
        contents = consultation(on=office.now.date(), clinician=str(office.who.pk), hand=journey.target_hand)
        story.types(contents, *sections)
    else:
        record_consultation(journey, newest_cycle(journey), by=office.who, at=office.now, sections=sections)


def sign(story: Story) -> None:
    """The patient reads and signs, the doctor signs next to it."""
    office, journey, page = story.office, story.journey, story.office.page
    if not story.typed:
        consents.consent_to(fresh(journey), at=office.now)
        return
    let_in(story.phone, journey.patient.user, office.address)
    read_and_sign(story.phone, journey)
    expect(story.phone.get_by_text("Dr Osei, Hand surgeon")).to_be_visible()
    office.open(journey, "consent/")
    with page.expect_navigation():
        page.get_by_role("link", name="Countersign").first.click()
    page.get_by_label("I assessed that the patient can decide").check()
    go_on(page, "Countersign")
    expect_done(page)


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
    page.get_by_role("combobox", name="Tissue").select_option(cells.tissue)
    page.get_by_label("Harvest mode").select_option(cells.mode)
    page.get_by_label("Sedation").select_option("local anaesthetic only")
    for risk in ("Takes a blood thinner", "High infection risk"):
        page.get_by_role("group", name=risk).get_by_label("No", exact=True).check()
    go_on(page, "Record the plan")
    expect_done(page)


def prepare(story: Story, procedure: datetime) -> None:
    office, journey = story.office, story.journey
    office.record(journey, "procedure", procedure)
    prepared(story, PLANS)
    office.at(procedure - timedelta(days=7))
    story.answers("P-BASE", nrs_worst_24h=6)
    office.at(procedure - timedelta(hours=20))
    story.answers("P-1")
    office.at(procedure - timedelta(minutes=5))
    prepared(story, THE_DAY)
    office.do(journey, "Finish preparation")


def prepared(story: Story, sections: tuple[str, ...]) -> None:
    """What the doctor and the nurse write down now, with nothing in the way."""
    journey, office, nurse = fresh(story.journey), story.office, story.nurse.who
    cycle, at = newest_cycle(journey), office.now
    if story.typed:
        assert cycle.procedure_at is not None
        people = {"clinician": str(office.who.pk), "nurse": str(nurse.pk)}
        story.types(preparation(procedure=cycle.procedure_at, on=at, hand=journey.target_hand, **people), *sections)
    else:
        record_preparation(journey, cycle, by=office.who, nurse=nurse, at=at, sections=sections)


def before_the_needle(story: Story) -> None:
    journey, office, nurse = fresh(story.journey), story.office, story.nurse.who
    if story.typed:
        story.types(injection(at=office.now, operator=str(office.who.pk), nurse=str(nurse.pk)), *BEFORE_NEEDLE)
    else:
        people = {"by": office.who, "nurse": nurse}
        record_injection(journey, newest_cycle(journey), at=office.now, sections=BEFORE_NEEDLE, **people)


def after_the_needle(story: Story, injected: datetime) -> None:
    """What was given, the pause before leaving the room, and the first vitals."""
    journey, office, nurse = fresh(story.journey), story.office, story.nurse.who
    cycle = newest_cycle(journey)
    if story.typed:
        story.types(injection(at=office.now, operator=str(office.who.pk), nurse=str(nurse.pk)), *AFTER_NEEDLE)
        values, lines = post_care(at=injected)["observation"]
        story.types({"observation": (values, {"vitals": lines["vitals"][:1]})})
    else:
        people = {"by": office.who, "nurse": nurse}
        record_injection(journey, cycle, at=office.now, sections=AFTER_NEEDLE, **people)
        record_first_vitals(cycle, by=nurse, at=office.now, started=injected)


def watch_over(story: Story, injected: datetime) -> None:
    """Stage 5: home, the call after two days, the last check-in of the two weeks."""
    office, journey, page = story.office, story.journey, story.office.page
    office.at(injected + timedelta(minutes=65))
    if story.typed:
        story.types(post_care(at=injected))
    else:
        record_post_care(newest_cycle(journey), by=story.nurse.who, at=office.now, started=injected)
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


def take_cells(story: Story, procedure: datetime) -> datetime:
    """The harvest and what is made of it."""
    office, journey = story.office, story.journey
    story.patient_reads("Take cells")
    office.at(procedure)
    office.record(journey, "harvest", procedure)
    office.at(procedure + timedelta(minutes=20))
    release(story, ("harvest", "processing"), procedure)
    office.do(journey, "Finish harvest")
    return procedure + timedelta(hours=2)


def have_cells(story: Story, cells: Cells, procedure: datetime) -> datetime:
    """Stage 3, or why there is none; when the needle of stage 4 is due."""
    return receive_cells(story, cells, procedure) if cells.told else take_cells(story, procedure)


def receive_cells(story: Story, cells: Cells, procedure: datetime) -> datetime:
    """Nothing is taken; the patient reads why."""
    office, journey, page = story.office, story.journey, story.office.page
    story.patient_reads("Injection")
    expect(story.phone.get_by_text(cells.told).filter(visible=True)).to_have_count(1)
    office.at(procedure)
    office.open(journey, f"product/{newest_cycle(journey).pk}/")
    follow(page, "Register the product")
    go_on(page, "Register the product")
    expect_done(page)
    if cells.section == "donor_unit":
        for paper in ("Donor eligibility", "Certificate of analysis"):
            keep_paper(office, journey, paper)
    release(story, (cells.section,), procedure)
    office.open(journey)
    expect(page.get_by_role("button", name="Finish injection")).to_be_disabled()
    return procedure


def keep_paper(office: Office, journey: Journey, kind: str) -> None:
    page = office.page
    office.open(journey, "documents/new/")
    page.get_by_label("What it is").select_option(label=kind)
    page.get_by_label("Title").fill("Of the supplier")
    file = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": A_PDF.content}
    page.get_by_label("File").set_input_files([file])
    go_on(page, "Keep the document")
    expect_done(page)


def release(story: Story, sections: tuple[str, ...], began: datetime) -> None:
    """The cells are written down, their label is read at four points, and two people sign."""
    office, journey = story.office, fresh(story.journey)
    cycle = newest_cycle(journey)
    story.types(cells_of(at=began, operator=str(office.who.pk), tissue=cycle.tissue), *sections)
    for point in BEFORE_RELEASE:
        office.read_label(journey, point, str(story.nurse.who))
    let_in(story.nurse.page, story.nurse.who, office.address)
    for person, words in ((story.nurse, "Sign the release"), (office, "Sign second")):
        if person is story.nurse:
            person.open(journey, f"product/{cycle.pk}/")
        else:
            person.page.reload()
        follow(person.page, words)
        person.page.get_by_label("I looked at the container").check()
        go_on(person.page, "Sign the release")
        expect_done(person.page)


def inject(story: Story, injected: datetime) -> None:
    office, journey = story.office, story.journey
    story.patient_reads("Injection")
    office.at(injected)
    before_the_needle(story)
    office.read_label(journey, Checkpoint.BEDSIDE, str(story.nurse.who))
    office.record(journey, "injection", injected)


def leave_the_room(story: Story, injected: datetime) -> None:
    office = story.office
    after_the_needle(story, injected)
    office.at(injected + timedelta(minutes=5))
    office.do(story.journey, "Finish injection")
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
    office.at(injected + LATER)
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


def go_again(story: Story, cells: Cells) -> None:
    """The second session, as far as its needle: a short form, a new consent, new cells."""
    office, journey = story.office, story.journey
    talked = office.now
    office.record(journey, "consult", talked)
    hear_allergies(office, journey)
    consulted(story, SHORT_FORM)
    office.at(talked + timedelta(days=2))
    story.answers("C-POST", u_go_on="yes")
    sign(story)
    office.do(journey, "Finish consultation")
    procedure = talked + timedelta(days=20)
    prepare(story, procedure)
    due = have_cells(story, cells, procedure)
    inject(story, due)
    cycle = newest_cycle(journey)
    assert (cycle.number, cycle.injection_at) == (2, due.replace(second=0, microsecond=0))


def walk(story: Story, cells: Cells) -> None:
    """From the first talk to a second session."""
    story.patient_reads("Talk and check")
    talk(story, cells)
    go_on_from_consultation(story, cells)


def go_on_from_consultation(story: Story, cells: Cells) -> None:
    """Stages 2 to 6, and what opens a second session."""
    story.patient_reads("Get ready")
    prepare(story, PROCEDURE)
    due = have_cells(story, cells, PROCEDURE)
    inject(story, due)
    leave_the_room(story, due)
    watch_over(story, due)
    story.patient_reads("Longer checks")
    come_back(story, due, cells)
