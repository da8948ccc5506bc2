"""Two patients and everybody who works here, with one row of every kind that an address can name."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.mail import announce
from accounts.models import Trace, User
from accounts.roles import Role
from accounts.too_often import NotTooOften
from journey.actions.alert_calls import propose_call
from journey.actions.appointments import book_appointment
from journey.actions.capacity import add_closure, add_leave, set_hours
from journey.actions.caregivers import end_help
from journey.actions.data_requests import ask_correction
from journey.actions.documents import add_document, share_document
from journey.actions.event_reports import add_facts, share_words
from journey.actions.event_review import assess_event, confirm_event
from journey.actions.gate_decisions import request_override
from journey.actions.letters import queue_letter
from journey.actions.notes import write_note
from journey.actions.on_call import add_duty, set_contact
from journey.actions.opened_records import open_record
from journey.actions.people import change_postal_address
from journey.actions.questions import ask_question
from journey.actions.rooms import add_room, set_visit_type
from journey.actions.tumour_reviews import ask_for_review, note_finding
from journey.actions.waiting import join_waiting
from journey.domain.documents import DocumentKind
from journey.models import (
    AdverseEvent,
    Alert,
    Caregiver,
    ClusterMember,
    Consent,
    ConsentText,
    Cycle,
    Document,
    IdentityRemoval,
    InfectionCluster,
    Invitation,
    Journey,
    LegalHold,
    PathwayVersion,
    Patient,
    Photo,
    PhotoContent,
    Recall,
    Reminder,
    SavedCase,
    SentPhoto,
    Submission,
)
from tests.builders import (
    NOW,
    check_in_of,
    clinic,
    fill,
    helper_of,
    knows,
    newest_cycle,
    other_site,
    patient,
    report_of,
    send,
    staff,
)
from tests.consents import kept
from tests.events import judgement
from tests.journey.models import bench_rows
from tests.papers import A_PDF
from tests.post import delivered
from tests.walked import walked

BACKEND = "accounts.backends.NameOrAddress"
PASSWORD = "four-plain-words-here"
READERS = (Role.CLINICIAN, Role.NURSE, Role.COORDINATOR, Role.MANAGER)
# The same roles at the other site, and those of them who may open a record from there and did.
ELSEWHERE = {f"{role} of another site": role for role in READERS}
OPENED = {f"{role} who opened the record": role for role in READERS if role is not Role.MANAGER}
HELPERS = ("who looks", "who fills in", "who manages", "of another patient", "whose help ended", "whose help ran out")
PEOPLE = ("nobody signed in", "patient", "another patient", *Role, "staff without a role", "closed sign-in")


@dataclass
class World:
    """`sessions` are the keys of the people who signed in; `rows` are what an address of the patient's may hold."""

    sessions: dict[str, str | None]
    rosa: Journey
    rows: dict[str, Any]
    browser: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(self, who: str, method: str, address: str) -> HttpResponse:
        """One request of this person, undone afterwards, as the first of its minute; a crash of the page is its 500."""
        NotTooOften.begun.clear()
        self.browser.cookies.clear()
        if self.sessions[who]:
            self.browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        undo = transaction.savepoint()
        try:
            return self.browser.generic(method, address)
        finally:
            transaction.savepoint_rollback(undo)

    def address(self, route: str, **changed: Any) -> str:
        """The route with the patient's rows in it. Raises KeyError for a parameter that nobody gave a row."""
        parts = [self._part(route, part, changed) if part.startswith("<") else part for part in split(route)]
        return "/" + "".join(parts)

    def _part(self, route: str, part: str, changed: dict[str, Any]) -> str:
        name = part.strip("<>").partition(":")[2]
        if name == "object_id":
            return str(self.rows[route.split("/")[2]])
        return str({**self.rows, **changed}[name])


def split(route: str) -> list[str]:
    """The fixed and the <changing> parts of a route."""
    return [part for part in route.replace("<", "\0<").replace(">", ">\0").split("\0") if part]


def routes() -> list[str]:
    """Every address of the product, as it stands in the tables of addresses."""
    return sorted(set(_walk(get_resolver())))


def _walk(resolver: URLResolver, before: str = "") -> Any:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _walk(each, route)


def build() -> World:
    """Rosa is three days after her injection: A-3 is sent and being corrected, an alert is open, a visit is booked."""
    rosa = walked("post_care", day=3)
    knows(rosa.patient.user, PASSWORD)
    for role in Role:
        staff(role, password=PASSWORD)
    ken = patient("Ken Ode", password=PASSWORD)
    cycle = newest_cycle(rosa)
    check_in = check_in_of(rosa, "A-3")
    sent = send(check_in, at=NOW, pain_worst=4).submission
    fill(check_in, at=NOW, pain_worst=5)
    send(report_of(rosa), pain_worst=8)
    visit = book_appointment(
        cycle=cycle, clinician=staff(), kind="w2", starts_at=NOW + timedelta(days=1),
        ends_at=NOW + timedelta(days=1, hours=1), by=staff(), at=NOW,
    )  # fmt: skip
    join_waiting(visit=visit, weekdays=["0"], part="any", notice_days=1, by=rosa.patient.user, at=NOW)
    event = _event(rosa)
    alert, version = Alert.objects.get(), PathwayVersion.objects.get()
    rows: dict[str, Any] = {
        "journey_id": rosa.pk,
        "stage_id": cycle.stages.get(code="post_care").pk,
        "check_in_id": check_in.pk,
        "page_key": "pain_worst",
        "submission_id": sent.pk,
        "alert_id": alert.pk,
        "call_id": propose_call(alert=alert, calls_at=NOW + timedelta(minutes=20), by=staff(), at=NOW).pk,
        "event_id": event.pk,
        "report_id": event.reports.get().pk,
        "adverseevent": event.pk,
        "visit_id": visit.pk,
        "patient_id": rosa.patient_id,
        "version_id": version.pk,
        "person_id": staff("coordinator").pk,
        "token": "of-nobody",
        "told": "phone",
        "job": "remind_patients",
        "key_id": uuid4(),  # of a passkey: nobody has one
        "device_id": uuid4(),  # of a session: nobody's
        "note_id": write_note(stage=cycle.stages.get(code="post_care"), text="Sleeps.", by=staff(), at=NOW).pk,
        "decision_id": request_override(
            cycle=cycle, check_id="G5-03", reason="Abroad.", by=staff("clinician", "Dr Abel"), at=NOW
        ).pk,
        "move": "pause",
        "what": "discharge",
        "cycle_id": cycle.pk,
        "part": "encounter",
        "visit_code": "W6",
        "pathway_part": "education",
        "entry": 0,
        "consent_id": Consent.objects.get(cycle=cycle).pk,
        "lines": "what",
        "scope": "photos",
        "consenttext": ConsentText.objects.get().pk,
        "point": "coi-1",
        "check_id": "G5-04",
        # What the stock addresses of the admin call object_id, by the name of its table.
        "alert": alert.pk,
        "appointment": visit.pk,
        "checkin": check_in.pk,
        "reminder": _letter(rosa).pk,
        "clinic": clinic().pk,
        "site": clinic().sites.get(name="Elm Street").pk,
        "patient": rosa.patient_id,
        "journey": rosa.pk,
        "pathwayversion": version.pk,
        "savedcase": bench_rows.saved_case().pk,
        "case_id": SavedCase.objects.get().pk,
        "user": staff("coordinator").pk,
        "trace": Trace.objects.order_by("-number").values_list("id", flat=True).first(),
    }
    bench_rows.fall_reason()
    far = {name: staff(role, name.title(), site=other_site()) for name, role in (ELSEWHERE | OPENED).items()}
    openings = [
        open_record(patient=rosa.patient, reason="emergency", note="Called at night.", by=far[name], at=NOW)
        for name in OPENED
    ]
    rows["opening_id"] = rows["openedrecord"] = openings[0].pk
    helpers = _helpers(rosa.patient, ken)
    rows["caregiver_id"] = helpers["who fills in"].pk
    asked = ask_correction(patient=rosa.patient, wrong="My phone.", right="Another.", by=rosa.patient.user, at=NOW)
    rows["request_id"] = rows["datarequest"] = asked.pk
    question = ask_question(
        stage=newest_cycle(rosa).stages.get(code="post_care"), words="When may I drive?", by=rosa.patient.user, at=NOW
    )
    rows["question_id"] = rows["patientquestion"] = question.pk
    rows["recall"] = Recall.objects.create(number="KT-1", reason="Torn.", at=NOW, by=staff("manager")).pk
    rows["identityremoval"] = IdentityRemoval.objects.create(
        patient=rosa.patient, reason="Planted.", years=10, last_contact=NOW.date(), asked_at=NOW,
        asked_by=staff("manager"),
    ).pk  # fmt: skip
    Invitation.objects.create(
        patient=rosa.patient, address="rosa@example.org", secret="s", renews=True, sent_by=staff("coordinator"),
        sent_at=NOW, used_at=NOW, expires_at=NOW + timedelta(days=7),
    )  # fmt: skip
    with transaction.atomic():
        review = ask_for_review(journey=rosa, detail="A lump at the wrist.", at=NOW)
    known = {"done_at": NOW, "who": "Dr Abel", "found": "A cyst."}
    note_finding(review=review, step="examined", by=staff(), at=NOW, **known)
    rows["review_id"] = rows["tumourreview"] = review.pk
    cluster = InfectionCluster.objects.create(kind="lot", value="KT-1", found_at=NOW)
    ClusterMember.objects.create(cluster=cluster, event=event, patient=rosa.patient, at=NOW)
    rows["cluster_id"] = rows["infectioncluster"] = cluster.pk
    rows |= _capacity(staff("coordinator")) | _messages()
    LegalHold.objects.create(
        patient=rosa.patient, reason="Planted.", placed_at=NOW, placed_by=staff("manager"), lifted_at=NOW,
        lifted_by=staff("manager"),
    )  # fmt: skip
    rows["document_id"] = paper_of(cycle, shared=True).pk
    rows["photo_id"] = photo_of(sent)
    delivered()  # what these people were told is no test's own mail
    sessions = {name: _session(name, rosa, ken.user) for name in PEOPLE}
    sessions |= {name: _key(person) for name, person in far.items()}
    sessions |= {name: _key(helper.user) for name, helper in helpers.items()}
    return World(sessions, rosa, rows)


@contextmanager
def standing(blocker: Any) -> Iterator[World]:
    """The world for all tests of one file, at one moment, and undone after them."""
    with blocker.unblock(), transaction.atomic(), time_machine.travel(NOW, tick=False):
        assert connection.settings_dict["NAME"] == connection.settings_dict["TEST"]["NAME"], "not the clinic's own data"
        yield build()
        transaction.set_rollback(True)


@contextmanager
def quiet() -> Iterator[None]:
    """Refusals are what these tests look for; nobody needs them in the log."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _letter(rosa: Journey) -> Reminder:
    change_postal_address(patient=rosa.patient, postal_address="12 Mill Lane", by=staff(), at=NOW)
    return queue_letter(cycle=newest_cycle(rosa), code="W6", by=staff(), at=NOW)


def _event(rosa: Journey) -> AdverseEvent:
    """What her report drafted, assessed as serious, so that a report is due."""
    event = AdverseEvent.objects.get(journey=rosa)
    event = confirm_event(event=event, by=staff(), at=NOW)
    assess_event(event=event, judgement=judgement(criteria=("hospital",)), by=staff(), at=NOW)
    add_facts(event=event, text="Discharged.", known_at=NOW, by=staff(), at=NOW)
    share_words(event=event, text="Your hand was sore.", by=staff(), at=NOW)
    return AdverseEvent.objects.get(pk=event.pk)


def photo_of(sent: Submission) -> UUID:
    """A photo that came with these answers, from a patient who agrees to photos. Its bytes are text, so that tests may
    look through it as through any page."""
    kept(sent.journey, at=sent.sent_at, photos=True)
    about = {"check_in": sent.check_in, "added_by": sent.sent_by, "added_at": sent.sent_at, "sent_at": sent.sent_at}
    photo = Photo.objects.create(place="hand", size=7, sha256="0" * 64, **about)
    PhotoContent.objects.create(photo=photo, content=b"a photo")
    SentPhoto.objects.create(submission=sent, photo=photo, at=sent.sent_at)
    return photo.pk


def paper_of(cycle: Cycle, *, shared: bool) -> Document:
    """A report that is kept with the session, and shown to the patient where it is `shared`."""
    title = {"kind": DocumentKind.IMAGING_REPORT, "title": "X-ray of both hands", "file": A_PDF}
    made = add_document(cycle=cycle, by=staff("nurse"), at=NOW, **title)
    return share_document(document=made, by=staff("nurse"), at=NOW) if shared else made


def _capacity(desk: User) -> dict[str, Any]:
    """What is set up at the first site; the leave lies over Rosa's visit, the closed days do not."""
    home, boss = clinic().sites.get(name="Elm Street"), staff("manager")
    away = NOW + timedelta(days=1)
    room = add_room(site=home, name="Room 1", kind="procedure", by=boss, at=NOW)
    hours = set_hours(person=staff("nurse"), site=home, hours="Mon-Fri 08:30-17:00", by=desk, at=NOW)
    leave = add_leave(person=staff(), starts_at=away, ends_at=away + timedelta(days=2), by=desk, at=NOW)
    day = NOW.date() + timedelta(days=30)
    closure = add_closure(site=home, kind="holiday", name="St Nick", first=day, last=day, by=boss, at=NOW)
    values = {"minutes": 30, "room": "none", "by_nurse": True}
    return {
        "room": room.pk,
        "workinghours": hours and hours.pk,
        "leave": leave.pk,
        "leave_id": leave.pk,
        "closure": closure.pk,
        "closure_id": closure.pk,
        "visittype": set_visit_type(kind="call", values=values, by=boss, at=NOW).pk,
        "kind": "call",
    }


def _messages() -> dict[str, Any]:
    """Somebody on call, and a message that went out."""
    home, boss = clinic().sites.get(name="Elm Street"), staff("manager")
    set_contact(person=staff(), email="osei@example.org", mobile="", by=boss, at=NOW)
    times = {"starts_at": NOW, "ends_at": NOW + timedelta(days=1)}
    (duty,) = add_duty(site=home, person=staff(), place="first", by=boss, at=NOW, **times)
    (message,) = announce(kind="alert_notice", to=[("email", "osei@example.org")], at=NOW)
    return {"oncallduty": duty.pk, "duty_id": duty.pk, "outgoingmail": message.pk, "message_id": message.pk}


def _helpers(rosa: Patient, ken: Patient) -> dict[str, Caregiver]:
    """One of each kind, by the names of HELPERS. What Rosa calls a helper, she calls nobody else."""
    long_ago = NOW - timedelta(days=60)
    ended = helper_of(rosa, "manage", "Eve", password=PASSWORD)
    end_help(caregiver=ended, by=rosa.user, at=NOW)
    found = (
        helper_of(rosa, "see", "Sue", password=PASSWORD),
        helper_of(rosa, "fill_in", "Ana", password=PASSWORD),
        helper_of(rosa, "manage", "Max", password=PASSWORD),
        helper_of(ken, "manage", "Kim", password=PASSWORD),
        ended,
        helper_of(rosa, "manage", "Rob", days=30, at=long_ago, password=PASSWORD),
    )
    return dict(zip(HELPERS, found, strict=True))


def _session(name: str, rosa: Journey, ken: User | None) -> str | None:
    user = _user(name, rosa, ken)
    if user is None:
        return None
    key = _key(user)
    if name == "closed sign-in":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return key


def _key(user: User | None) -> str | None:
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return browser.session.session_key


def _user(name: str, rosa: Journey, ken: User | None) -> User | None:
    match name:
        case "nobody signed in":
            return None
        case "patient":
            return rosa.patient.user
        case "another patient":
            return ken
        case "staff without a role":
            return User.objects.create_user("none", password=PASSWORD, display_name="None", is_staff=True)
        case "closed sign-in":
            return staff(Role.CLINICIAN, "Dr Past")
        case _:
            return staff(name)
