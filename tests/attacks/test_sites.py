"""Another site's patients: lists, search, suggestions, actions, numbers, writes (IDR-01, IDR-04, IDR-07, IDW-01,
IDW-03, FUN-04, FUN-06)."""

import ast
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import Kind, Outcome, Trace, User
from accounts.roles import Role
from journey.actions.adverse_events import Told, start_event
from journey.actions.alert_calls import propose_call
from journey.actions.alert_reopening import reopen_alert
from journey.actions.alert_snoozes import end_snooze, snooze_alert
from journey.actions.alerts import close_alert, hand_over_alert, take_alert
from journey.actions.answering import save_answer
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.caregivers import end_help
from journey.actions.closures import Time, move_aside, offer_aside, tell_closed
from journey.actions.consent_desk import Paper, ask_again, countersign, note_talk, record_paper
from journey.actions.consent_withdrawing import note_withdrawal
from journey.actions.contacts import log_contact
from journey.actions.correcting import CORRECTABLE, Details, correct_patient
from journey.actions.data_requests import ask_closing, ask_correction, decide_request, open_again
from journey.actions.date_moves import move_date, preview_date_move
from journey.actions.decisions import record_decision
from journey.actions.documents import add_document, share_document, strike_document
from journey.actions.event_awareness import correct_awareness
from journey.actions.event_reports import (
    add_facts,
    close_event,
    drop_report,
    make_report,
    reopen_event,
    share_words,
)
from journey.actions.event_review import add_opinion, assess_event, confirm_event, dismiss_event
from journey.actions.gate_decisions import agree_override, clear_check, request_override
from journey.actions.inviting import invite_patient, take_invitation_back
from journey.actions.letters import post_letters, queue_letter
from journey.actions.moves import make_move
from journey.actions.moving_along import move_along, preview_moving_along
from journey.actions.notes import share_note, write_note, write_summary
from journey.actions.pathway_moves import move_many, move_to_newest_pathway, preview_pathway_move
from journey.actions.people import add_patient, change_postal_address, confirm_allergies
from journey.actions.plans import (
    open_journey,
    plan_procedure_between,
    record_date,
    record_plan,
)
from journey.actions.products import Reading, check_identity, end_product, quarantine_product, register_product
from journey.actions.questions import answer_question, ask_question
from journey.actions.records import save_record
from journey.actions.releases import sign_release
from journey.actions.renewing import renew_sign_in, review_renewals
from journey.actions.retention import ask_removal, confirm_removal, lift_hold, place_hold, take_removal_back
from journey.actions.sending import mark_all_seen, mark_seen
from journey.actions.staff import set_sites
from journey.actions.tumour_reviews import ask_for_review, close_review, note_finding
from journey.actions.visit_asks import refuse_ask
from journey.actions.vitals import add_vitals
from journey.actions.waiting_due import take_off_list, wait_for_due
from journey.actions.wishes import note_wish
from journey.domain.consent import Again, Scope
from journey.domain.documents import DocumentKind
from journey.domain.errors import NotAccepted
from journey.domain.moves import Choices, Move
from journey.domain.product_facts import Checkpoint, Identifiers, QuarantineReason
from journey.domain.record.sections import SECTIONS
from journey.domain.windows import Anchor
from journey.models import (
    AdverseEvent,
    AdverseEventReport,
    AdverseEventStep,
    Alert,
    Appointment,
    Caregiver,
    CheckIn,
    CheckInDraft,
    Consent,
    ConsentTalk,
    ConsentWithdrawal,
    Cycle,
    DataRequest,
    IdentityCheck,
    IdentityRemoval,
    Invitation,
    Journey,
    JourneyEvent,
    LegalHold,
    Patient,
    Product,
    ReleaseSignature,
    Reminder,
    StageNote,
    Submission,
    TumourReview,
    TumourReviewFinding,
    Waiting,
)
from journey.presenters.date_plan import date_plan, journey_plan
from journey.presenters.pathway_plan import pathway_plan
from tests.builders import (
    NOW,
    check_in_of,
    clinic,
    helper_of,
    journey_at,
    newest_cycle,
    other_site,
    patient,
    report_of,
    send,
    staff,
    work_at,
)
from tests.events import judgement
from tests.journey.admin.staff_pages import LISTS, alert_of, client_of, counts, index, said, the_time_is
from tests.meta.code import Module, product_modules, under
from tests.meta.test_scope_of_actions import NEEDS_NONE, with_by
from tests.meta.world import paper_of
from tests.papers import A_PDF
from tests.statements import texts
from tests.walked import walked

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OF_PATIENTS = ("journeys", "patients", "alerts", "check-ins", "appointments")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    with the_time_is(NOW):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def rosa() -> Journey:
    """At Elm Street, with an open alert and a visit of today."""
    journey = walked("post_care", day=3)
    alert_of(journey)
    visit_of(journey)
    return journey


def visit_of(journey: Journey) -> Appointment:
    return book_appointment(
        cycle=newest_cycle(journey), clinician=staff(), kind="w2", starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR,
        by=staff(Role.COORDINATOR), at=NOW,
    )  # fmt: skip


def far(role: Role = Role.NURSE) -> User:
    """Works at Oak Road alone."""
    return staff(role, f"Far {role}", site=other_site())


def shown(person: User, name: str, **asked: str) -> list[Any]:
    response = client_of(person).get(reverse(LISTS[name]), asked)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def suggested(person: User, term: str) -> list[Any]:
    asked = {"app_label": "journey", "model_name": "appointment", "field_name": "journey", "term": term}
    response = client_of(person).get(reverse("admin:autocomplete"), asked)
    return list(response.json()["results"])


# Reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OF_PATIENTS)
def test_list_holds_the_patients_of_the_readers_sites_only(rosa: Journey, name: str) -> None:
    """IDR-04: also with the other site, or the patient, asked for by name."""
    everything = {"alerts": {"show": "all"}, "appointments": {"day": "all"}}.get(name, {})

    assert shown(staff(Role.NURSE), name, **everything)
    assert shown(far(), name, **everything) == []
    assert shown(far(), name, **everything, q="Rosa") == []
    for asked in ({"site": str(rosa.patient.site_id)}, {"patient": str(rosa.patient_id)}):
        page = client_of(far()).get(reverse(LISTS[name]), {**everything, **asked}, follow=True)
        assert "Rosa" not in said(page), asked


@pytest.mark.parametrize("name", OF_PATIENTS)
def test_person_without_a_site_sees_nobody(rosa: Journey, name: str) -> None:
    """IDR-07: no membership is an empty list, never all rows."""
    nurse = staff(Role.NURSE, "Nurse Nowhere")
    set_sites(person=nurse, sites=[], by=staff(Role.MANAGER), at=NOW)

    assert shown(nurse, name) == []


def test_suggestions_name_patients_of_the_readers_sites_only(rosa: Journey) -> None:
    assert [each["id"] for each in suggested(staff(Role.NURSE), "Rosa")] == [str(rosa.pk)]
    assert suggested(far(), "Rosa") == []
    assert suggested(far(), rosa.patient.record_no) == []


def test_numbers_visits_and_due_rows_of_the_work_queue_count_own_sites_only(rosa: Journey) -> None:
    here, there = index(client_of(staff(Role.NURSE))), index(client_of(far()))

    assert counts(here)["call"] == "1"
    assert set(counts(there).values()) == {""}
    assert [visit.name for visit in here.context["visits"]] == ["Rosa Marsh"]
    assert list(there.context["visits"]) == []
    assert "Rosa" not in said(there)


def test_what_i_did_last_forgets_patients_of_a_site_i_left(rosa: Journey) -> None:
    nurse = staff(Role.NURSE)
    write_note(stage=newest_cycle(rosa).stages.get(code="post_care"), text="Sleeps.", by=nurse, at=NOW)
    assert "Rosa" in said(index(client_of(nurse)))

    set_sites(person=nurse, sites=[other_site()], by=staff(Role.MANAGER), at=NOW)

    assert "Rosa" not in said(index(client_of(nurse)))


def test_action_of_a_list_leaves_rows_of_another_site_alone(rosa: Journey) -> None:
    """FUN-06, IDW-01: a forged tick names a check-in that is not in the list."""
    check_in = check_in_of(rosa, "A-3")
    client_of(far()).post(
        reverse(LISTS["check-ins"]),
        {"action": "mark_read", "_selected_action": [str(check_in.pk)], "confirmed": "1"},
    )

    assert Submission.objects.get(check_in=check_in, latest=True).seen_at is None
    assert denied() == [("journey_checkin", str(check_in.pk), rosa.patient_id)]


def denied() -> list[Any]:
    rows = Trace.objects.filter(kind=Kind.ACT, outcome=Outcome.DENIED).order_by("number")
    return list(rows.values_list("table_name", "row_id", "patient_id"))


def test_record_of_another_site_in_a_field_of_a_form_is_none_and_leaves_a_row(rosa: Journey) -> None:
    """IDW-01: one's own, or one that never was, leaves none."""
    address = reverse("admin:journey_appointment_add")
    mine, never = patient("Ann Far", site=other_site()), uuid4()
    for named in (rosa.pk, mine.pk, never):
        answer = client_of(far(Role.COORDINATOR)).post(address, {"journey": str(named), "kind": "w2"})
        assert answer.status_code == 422
        assert "Rosa" not in said(answer)

    assert denied() == [("journey_journey", str(rosa.pk), rosa.patient_id)]


def test_lists_of_two_sites_offer_a_filter_and_of_one_none(rosa: Journey) -> None:
    nurse = staff(Role.NURSE)
    assert "site" not in said(client_of(far()).get(reverse(LISTS["journeys"]))).lower().split("filter")[-1]

    set_sites(person=nurse, sites=[rosa.patient.site, other_site()], by=staff(Role.MANAGER), at=NOW)

    assert "Oak Road" in said(client_of(nurse).get(reverse(LISTS["journeys"])))
    assert shown(nurse, "journeys", site=str(other_site().pk)) == []


def test_change_of_sites_counts_from_the_next_page_of_an_open_session(rosa: Journey) -> None:
    """FUN-04."""
    client, manager = client_of(staff(Role.NURSE)), staff(Role.MANAGER)
    address = reverse("admin:journey_journey_change", args=[rosa.pk])
    assert client.get(address).status_code == 200

    set_sites(person=staff(Role.NURSE), sites=[], by=manager, at=NOW)
    assert client.get(address).status_code == 404

    set_sites(person=staff(Role.NURSE), sites=[rosa.patient.site], by=manager, at=NOW)
    assert client.get(address).status_code == 200


def test_answer_for_another_site_is_that_for_an_id_that_never_was(rosa: Journey) -> None:
    """IDR-01: same status, same words."""
    client = client_of(far(Role.CLINICIAN))
    theirs = client.get(reverse("admin:journey_journey_change", args=[rosa.pk]))
    never = client.get(reverse("admin:journey_journey_change", args=["00000000-0000-4000-8000-000000000000"]))

    assert (theirs.status_code, never.status_code) == (404, 404)
    assert said(theirs) == said(never)


# Pickers -----------------------------------------------------------------------------------------------


def options(client: Client, address: str, field: str) -> list[str]:
    return [str(each) for each in client.get(address).context["form"].fields[field].queryset]


def test_people_to_choose_work_where_the_patient_is_seen(rosa: Journey) -> None:
    abel, zed = staff(Role.CLINICIAN, "Dr Abel"), staff(Role.CLINICIAN, "Dr Zed", site=other_site())
    visit, alert = Appointment.objects.get(), Alert.objects.get()
    pages = {
        "clinician": reverse("admin:journey_appointment_move", args=[visit.pk]),
        "to": reverse("admin:journey_alert_hand_over", args=[alert.pk]),
        "lead_clinician": reverse("admin:journey_patient_start_journey", args=[rosa.patient_id]),
    }
    pages_of_plan = {"lead_clinician": reverse("admin:journey_journey_plan", args=[rosa.pk])}

    for field, address in [*pages.items(), *pages_of_plan.items(), ("clinician", "/admin/journey/appointment/add/")]:
        names = options(client_of(staff()), address, field)
        assert str(abel) in names, address
        assert str(zed) not in names, address


def test_patient_is_added_at_a_site_of_the_person_who_adds(rosa: Journey) -> None:
    assert options(client_of(far(Role.COORDINATOR)), "/admin/journey/patient/add/", "site") == ["Oak Road"]
    with pytest.raises(Http404):
        patient_by(far(Role.COORDINATOR))
    assert Patient.objects.count() == 1


def patient_by(person: User) -> Patient:
    born = clinic_day()
    return add_patient(
        by=person, at=NOW, site=clinic().sites.get(name="Elm Street"), record_no="R-9", full_name="Tom", called="Tom",
        date_of_birth=born, time_zone="Europe/London",
    )  # fmt: skip


def clinic_day() -> Any:
    return (NOW - 20_000 * DAY).date()


@pytest.mark.parametrize("what", ["book", "move", "hand over", "start", "plan"])
def test_person_of_another_site_is_not_given_the_patient(rosa: Journey, what: str) -> None:
    zed, me, alert = staff(Role.CLINICIAN, "Dr Zed", site=other_site()), staff(), Alert.objects.get()
    later = {"starts_at": NOW + DAY, "ends_at": NOW + DAY + HOUR}
    acts: dict[str, Callable[[], Any]] = {
        "book": lambda: book_appointment(cycle=newest_cycle(rosa), clinician=zed, kind="w6", by=me, at=NOW, **later),
        "move": lambda: move_appointment(appointment=Appointment.objects.get(), clinician=zed, by=me, at=NOW, **later),
        "hand over": lambda: hand_over_alert(alert=alert, to=zed, by=me, at=NOW),
        "start": lambda: open_journey(patient=rosa.patient, by=me, at=NOW, lead_clinician=zed),
        "plan": lambda: record_plan(journey=rosa, values={"lead_clinician": zed}, by=me, at=NOW),
    }

    with pytest.raises(NotAccepted, match="Dr Zed does not work at Elm Street"):
        acts[what]()


def test_visit_in_the_way_does_not_name_a_patient_of_another_site(rosa: Journey) -> None:
    """Someone who works at both sites is booked at the other: the time is said, the person is not."""
    both, oak = staff(Role.CLINICIAN), other_site()
    work_at(oak, both)
    ola = journey_at("consultation", who=patient("Ola Berg"))
    Patient.objects.filter(pk=ola.patient_id).update(site=oak)

    with pytest.raises(NotAccepted) as refused:
        book_appointment(
            cycle=newest_cycle(ola), clinician=both, kind="consultation", starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR,
            by=far(), at=NOW,
        )  # fmt: skip

    assert "Dr Osei already has a visit" in refused.value.sentence
    assert "at Elm Street" in refused.value.sentence
    assert "Rosa" not in refused.value.sentence


# Writing -----------------------------------------------------------------------------------------------


def writes(rosa: Journey) -> dict[str, tuple[Role, Callable[[User], Any]]]:
    """Every action of staff on a record, with a role that may do it at home."""
    cycle, alert, visit = newest_cycle(rosa), Alert.objects.get(), Appointment.objects.get()
    stage = cycle.stages.get(code="post_care")
    note = write_note(stage=stage, text="Sleeps.", by=staff(), at=NOW)
    asked = request_override(cycle=cycle, check_id="G5-03", reason="Abroad.", by=staff(), at=NOW)
    sent = Submission.objects.get(latest=True, check_in__code="A-3")
    helper, account = helper_of(rosa.patient), rosa.patient.user
    correction = ask_correction(patient=rosa.patient, wrong="My phone.", right="Another.", by=account, at=NOW)
    question = ask_question(stage=stage, words="May I drive?", by=account, at=NOW)
    closing = ask_closing(patient=rosa.patient, by=account, at=NOW)
    told = report_of(rosa)
    hold = LegalHold.objects.create(patient=rosa.patient, reason="x", placed_at=NOW, placed_by=staff(Role.MANAGER))
    removal = IdentityRemoval.objects.create(
        patient=rosa.patient, reason="x", years=10, last_contact=NOW.date(), asked_at=NOW, asked_by=staff(Role.MANAGER)
    )
    time = Time(staff(), NOW + DAY, HOUR)
    later = {"starts_at": NOW + DAY, "ends_at": NOW + DAY + HOUR}
    new_day: dict[str, Any] = {"journey": rosa, "anchor": Anchor.PROCEDURE, "moment": NOW + DAY, "look": date_plan}
    along: dict[str, Any] = {
        "journey": rosa, "move": Move.POSTPONE, "choices": Choices(reason_code="infection"), "look": journey_plan
    }  # fmt: skip
    try_ = {"purpose": "other", "route": "phone", "result": "reached"}
    return {
        "move": (Role.CLINICIAN, lambda by: make_move(journey=rosa, move=Move.PAUSE, by=by, at=NOW)),
        "plan": (Role.CLINICIAN, lambda by: record_plan(journey=rosa, values={"joints": []}, by=by, at=NOW)),
        "wish": (
            Role.NURSE,
            lambda by: note_wish(journey=rosa, wants="yes", told_by="phone", told_at=NOW, by=by, at=NOW),
        ),
        "date": (
            Role.NURSE,
            lambda by: record_date(journey=rosa, anchor=Anchor.DISCHARGE, moment=NOW, by=by, at=NOW),
        ),
        "range": (
            Role.NURSE,
            lambda by: plan_procedure_between(journey=rosa, first=NOW.date(), last=NOW.date(), by=by, at=NOW),
        ),
        "decision": (
            Role.CLINICIAN,
            lambda by: record_decision(journey=rosa, decision="refer_other", reason="x", by=by, at=NOW),
        ),
        "journey": (Role.COORDINATOR, lambda by: open_journey(patient=rosa.patient, by=by, at=NOW)),
        **of_papers(cycle),
        "refuse ask": (Role.COORDINATOR, lambda by: refuse_ask(visit=visit, answer="x", by=by, at=NOW)),
        "move date": (Role.COORDINATOR, lambda by: move_date(**new_day, seen="", by=by, at=NOW)),
        "see a move of the date": (Role.COORDINATOR, lambda by: preview_date_move(**new_day, by=by, at=NOW)),
        "postpone": (Role.COORDINATOR, lambda by: move_along(**along, seen="", by=by, at=NOW)),
        "see a postponing": (Role.COORDINATOR, lambda by: preview_moving_along(**along, by=by, at=NOW)),
        "move aside": (Role.COORDINATOR, lambda by: move_aside(visit=visit, time=time, tell=False, by=by, at=NOW)),
        "offer aside": (Role.COORDINATOR, lambda by: offer_aside(visit=visit, times=[time], tell=False, by=by, at=NOW)),
        "tell closed": (Role.COORDINATOR, lambda by: tell_closed(visit=visit, by=by, at=NOW)),
        "move pathway": (
            Role.CLINICIAN,
            lambda by: move_to_newest_pathway(journey=rosa, look=pathway_plan, seen="", by=by, at=NOW),
        ),
        "move many": (
            Role.CLINICIAN,
            lambda by: move_many(journeys=[rosa], look=pathway_plan, seen={}, by=by, at=NOW),
        ),
        "see a move of the pathway": (
            Role.CLINICIAN,
            lambda by: preview_pathway_move(journey=rosa, look=pathway_plan, by=by, at=NOW),
        ),
        "note": (Role.NURSE, lambda by: write_note(stage=stage, text="Hello", by=by, at=NOW)),
        "summary": (Role.NURSE, lambda by: write_summary(stage=stage, text="Hello", after=None, by=by, at=NOW)),
        "share": (Role.NURSE, lambda by: share_note(note=note, by=by, at=NOW)),
        "read": (Role.NURSE, lambda by: mark_seen(submission=sent, by=by, at=NOW)),
        "read all": (Role.NURSE, lambda by: mark_all_seen(submissions=[sent], by=by, at=NOW)),
        "contact": (Role.COORDINATOR, lambda by: log_contact(cycle=cycle, by=by, at=NOW, **try_)),
        "clear": (Role.NURSE, lambda by: clear_check(cycle=cycle, check_id="G5-04", note="x", by=by, at=NOW)),
        "override": (
            Role.CLINICIAN,
            lambda by: request_override(cycle=cycle, check_id="G5-03", reason="x", by=by, at=NOW),
        ),
        "agree": (Role.CLINICIAN, lambda by: agree_override(decision=asked, by=by, at=NOW)),
        "take": (Role.NURSE, lambda by: take_alert(alert=alert, by=by, at=NOW)),
        "reopen": (Role.NURSE, lambda by: reopen_alert(alert=alert, reason="x", by=by, at=NOW)),
        "put off": (
            Role.CLINICIAN,
            lambda by: snooze_alert(alert=alert, expected="x", reason="x", until=NOW + DAY, by=by, at=NOW),
        ),
        "bring back": (Role.NURSE, lambda by: end_snooze(alert=alert, by=by, at=NOW)),
        "propose a call": (
            Role.NURSE,
            lambda by: propose_call(alert=alert, calls_at=NOW + HOUR, by=by, at=NOW),
        ),
        "hand over": (Role.NURSE, lambda by: hand_over_alert(alert=alert, to=staff(), by=by, at=NOW)),
        "close": (
            Role.NURSE,
            lambda by: close_alert(alert=alert, outcome="advice_given", note="x", decided="Rest.", by=by, at=NOW),
        ),
        "book": (
            Role.COORDINATOR,
            lambda by: book_appointment(cycle=cycle, clinician=staff(), kind="w6", by=by, at=NOW, **later),
        ),
        "move visit": (Role.COORDINATOR, lambda by: move_appointment(appointment=visit, by=by, at=NOW, **later)),
        "visit": (
            Role.COORDINATOR,
            lambda by: set_appointment_state(appointment=visit, state="arrived", by=by, at=NOW),
        ),
        "allergies": (
            Role.NURSE,
            lambda by: confirm_allergies(patient=rosa.patient, lines=(), none_known=True, by=by, at=NOW),
        ),
        "invite": (Role.COORDINATOR, lambda by: invite_patient(patient=rosa.patient, by=by, at=NOW)),
        "take invitation back": (
            Role.COORDINATOR,
            lambda by: take_invitation_back(patient=rosa.patient, by=by, at=NOW),
        ),
        "end help": (Role.COORDINATOR, lambda by: end_help(caregiver=helper, by=by, at=NOW, reason="x")),
        "answer a request": (
            Role.MANAGER,
            lambda by: decide_request(request=correction, outcome="done", answer="x", by=by, at=NOW),
        ),
        "review a renewal": (
            Role.MANAGER,
            lambda by: review_renewals(patient=rosa.patient, note="x", by=by, at=NOW),
        ),
        "answer a question": (
            Role.NURSE,
            lambda by: answer_question(question=question, answer="Not before Monday.", by=by, at=NOW),
        ),
        "correct": (
            Role.MANAGER,
            lambda by: correct_patient(patient=rosa.patient, details=as_is(rosa.patient), reason="x", by=by, at=NOW),
        ),
        "address": (
            Role.COORDINATOR,
            lambda by: change_postal_address(patient=rosa.patient, postal_address="x", by=by, at=NOW),
        ),
        **of_a_due_visit(cycle, visit),
        "open again": (Role.MANAGER, lambda by: open_again(request=closing, by=by, at=NOW)),
        "renew": (
            Role.COORDINATOR,
            lambda by: renew_sign_in(patient=rosa.patient, address="new@example.org", seen=True, by=by, at=NOW),
        ),
        "record": (
            Role.CLINICIAN,
            lambda by: save_record(
                cycle=cycle, section=SECTIONS["problem"], values={"pain_rest": 9}, lines={}, by=by, at=NOW
            ),
        ),
        "vitals": (Role.NURSE, lambda by: add_vitals(cycle=cycle, values={"taken_at": NOW, "pain": 2}, by=by, at=NOW)),
        **of_consent(cycle),
        **of_the_product(cycle),
        **of_an_adverse_event(cycle),
        "hold": (Role.MANAGER, lambda by: place_hold(patient=rosa.patient, reason="x", by=by, at=NOW)),
        "lift": (Role.MANAGER, lambda by: lift_hold(hold=hold, by=by, at=NOW)),
        "ask removal": (Role.MANAGER, lambda by: ask_removal(patient=rosa.patient, reason="x", by=by, at=NOW)),
        "remove": (
            Role.MANAGER,
            lambda by: confirm_removal(removal=removal, record_no=rosa.patient.record_no, by=by, at=NOW),
        ),
        "take removal back": (Role.MANAGER, lambda by: take_removal_back(removal=removal, by=by, at=NOW)),
        "enter": (
            Role.NURSE,
            lambda by: save_answer(check_in=told, page_key="pain_worst", answer=5, by=by, at=NOW, told_by="phone"),
        ),
    }


def as_is(who: Patient) -> Details:
    return Details(**{name: getattr(who, name) for name in CORRECTABLE})


def of_papers(cycle: Cycle) -> dict[str, tuple[Role, Callable[[User], Any]]]:
    kept, wrong = paper_of(cycle, shared=False), paper_of(cycle, shared=False)
    about = {"cycle": cycle, "kind": DocumentKind.LETTER, "title": "x", "file": A_PDF}
    return {
        "paper of a stage": (Role.NURSE, lambda by: add_document(**about, by=by, at=NOW)),
        "share paper": (Role.NURSE, lambda by: share_document(document=kept, by=by, at=NOW)),
        "strike paper": (Role.NURSE, lambda by: strike_document(document=wrong, reason="x", by=by, at=NOW)),
    }


def of_a_due_visit(cycle: Cycle, visit: Appointment) -> dict[str, tuple[Role, Callable[[User], Any]]]:
    letter = Reminder.objects.create(
        patient=cycle.journey.patient, visit=visit, occasion="visit_week", channel="letter", leaves_at=NOW, at=NOW
    )
    wish: dict[str, Any] = {"weekdays": ["0"], "part": "any", "notice_days": 1}
    return {
        "letter": (Role.COORDINATOR, lambda by: queue_letter(cycle=cycle, code="w6", by=by, at=NOW)),
        "post": (Role.COORDINATOR, lambda by: post_letters(letters=[letter.pk], by=by, at=NOW)),
        "wait": (Role.COORDINATOR, lambda by: wait_for_due(cycle=cycle, code="w6", by=by, at=NOW, **wish)),
        "wait no more": (Role.COORDINATOR, lambda by: take_off_list(cycle=cycle, code="w6", by=by, at=NOW)),
    }


def of_consent(cycle: Cycle) -> dict[str, tuple[Role, Callable[[User], Any]]]:
    consent = Consent.objects.get(cycle=cycle)
    paper = Paper(
        NOW, staff(), NOW, "Rosa Marsh", every_line_ticked=True, capacity_assessed=True, choices={}, scan=A_PDF
    )
    return {
        "countersign": (
            Role.CLINICIAN,
            lambda by: countersign(consent=consent, capacity_assessed=True, interpreter="", by=by, at=NOW),
        ),
        "talk": (Role.CLINICIAN, lambda by: note_talk(cycle=cycle, note="x", by=by, at=NOW)),
        "ask again": (Role.CLINICIAN, lambda by: ask_again(cycle=cycle, why=Again.SAFETY, note="x", by=by, at=NOW)),
        "paper": (Role.CLINICIAN, lambda by: record_paper(cycle=cycle, paper=paper, by=by, at=NOW)),
        "withdrawal": (
            Role.NURSE,
            lambda by: note_withdrawal(cycle=cycle, scope=Scope.TREATMENT, words="", by=by, at=NOW),
        ),
    }


def of_the_product(cycle: Cycle) -> dict[str, tuple[Role, Callable[[User], Any]]]:
    product = Product.objects.get(cycle=cycle)
    reading = Reading(Checkpoint.BEDSIDE, Identifiers.NAME_AND_BIRTH_DATE, product.code, matches=False)
    damaged = QuarantineReason.DAMAGED
    return {
        "register": (Role.NURSE, lambda by: register_product(cycle=cycle, by=by, at=NOW)),
        "identity": (
            Role.NURSE,
            lambda by: check_identity(cycle=cycle, reading=reading, second=staff(), by=by, at=NOW),
        ),
        "quarantine": (
            Role.NURSE,
            lambda by: quarantine_product(product=product, reason=damaged, note="x", by=by, at=NOW),
        ),
        "end of a product": (
            Role.NURSE,
            lambda by: end_product(product=product, abort_reason="low_volume", disposition="discarded", by=by, at=NOW),
        ),
        "release": (Role.NURSE, lambda by: sign_release(cycle=cycle, container_intact=True, by=by, at=NOW)),
    }


def of_an_adverse_event(cycle: Cycle) -> dict[str, tuple[Role, Callable[[User], Any]]]:
    event = AdverseEvent.objects.get()
    report = AdverseEventReport.objects.create(
        event=event, patient=event.patient, rule="site_serious", due_on=NOW.date(), opened_at=NOW
    )
    told = Told("patient_call", NOW, "swelling", "Localized edema", 1, "Rang.")
    sent = {"authority": "x", "reference": "", "sent_on": NOW.date()}
    about: dict[str, Any] = {"event": event, "at": NOW}
    review = ask_for_review(journey=cycle.journey, detail="A lump.", at=NOW)
    finding: dict[str, Any] = {
        "review": review, "step": "examined", "done_at": NOW, "who": "x", "found": "x", "at": NOW,
    }  # fmt: skip
    clinician = Role.CLINICIAN
    return {
        "event": (Role.NURSE, lambda by: start_event(cycle=cycle, told=told, by=by, at=NOW)),
        "confirm event": (clinician, lambda by: confirm_event(by=by, **about)),
        "dismiss event": (clinician, lambda by: dismiss_event(reason="x", by=by, **about)),
        "assess event": (clinician, lambda by: assess_event(judgement=judgement(), by=by, **about)),
        "second opinion": (clinician, lambda by: add_opinion(judgement=judgement(), by=by, **about)),
        "report event": (clinician, lambda by: make_report(report=report, by=by, at=NOW, **sent)),
        "drop report": (clinician, lambda by: drop_report(report=report, reason="x", by=by, at=NOW)),
        "event facts": (Role.NURSE, lambda by: add_facts(text="x", known_at=NOW, by=by, **about)),
        "tell of event": (clinician, lambda by: share_words(text="x", by=by, **about)),
        "correct event": (clinician, lambda by: correct_awareness(aware_at=NOW - HOUR, reason="x", by=by, **about)),
        "close event": (Role.MANAGER, lambda by: close_event(note="x", by=by, **about)),
        "finding of a review": (clinician, lambda by: note_finding(by=by, **finding)),
        "close review": (clinician, lambda by: close_review(review=review, result="harmless", note="x", by=by, at=NOW)),
        "reopen event": (clinician, lambda by: reopen_event(reason="x", by=by, **about)),
    }


# Every table of a record.
RECORD = (
    Patient, Journey, CheckIn, CheckInDraft, Submission, Alert, Appointment, Invitation, Caregiver, DataRequest,
    LegalHold, IdentityRemoval, Consent, ConsentTalk, ConsentWithdrawal, Product, IdentityCheck, ReleaseSignature,
    AdverseEvent, AdverseEventStep, AdverseEventReport, Reminder, Waiting, TumourReview, TumourReviewFinding,
    StageNote,
)  # fmt: skip


def picture() -> list[Any]:
    """Every row of a record, byte by byte."""
    rows: list[Any] = [list(model.objects.order_by("pk").values()) for model in RECORD]
    rows.append(list(User.objects.filter(is_staff=False).order_by("pk").values()))
    return [*rows, JourneyEvent.objects.count()]


def is_refused(act: Callable[[User], Any], by: User) -> bool:
    try:
        act(by)
    except Http404:
        return True
    return False


def test_no_action_writes_for_a_person_of_another_site(rosa: Journey) -> None:
    """IDW-01, IDW-03: called with the right role and another site's row, each is "not found" and writes nothing."""
    acts = writes(rosa)
    before = picture()

    written = [name for name, (role, act) in acts.items() if not is_refused(act, far(role))]

    assert written == []
    assert picture() == before


def test_the_list_of_actions_is_whole() -> None:
    """Every public action that asks `check_may` is called above, by its name; a new one fails here."""
    actions = [m for m in product_modules() if under(m.name, "journey.actions") and m.name not in NEEDS_NONE]
    asking = {name for module in actions for name, asks in with_by(module) if asks}

    assert asking - called_above() == {"check_answers_for"}, "try it in `writes`"  # asked by "enter"


def called_above() -> set[str]:
    tables = Module("here", Path(__file__).read_text(encoding="utf-8")).tree.body
    named = [each for each in tables if isinstance(each, ast.FunctionDef) and each.name.startswith(("writes", "of_"))]
    acts = [each for table in named for each in ast.walk(table) if isinstance(each, ast.Lambda)]
    return {part.id for act in acts for part in ast.walk(act) if isinstance(part, ast.Name)}


def test_scope_adds_no_statement_to_a_list(rosa: Journey) -> None:
    """The sites stand inside the one statement of the list."""
    from django.test.utils import CaptureQueriesContext

    client = client_of(staff(Role.NURSE))
    client.get(reverse(LISTS["journeys"]))
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse(LISTS["journeys"]))

    assert not [sql for sql in texts(seen) if sql.lstrip().startswith('SELECT "journey_sitemembership"')]


def test_patients_of_two_sites_are_kept_apart_for_each_reader(rosa: Journey) -> None:
    oak = patient("Ola Berg", site=other_site())
    send(check_in_of(rosa, "A-2"), at=NOW - DAY)

    assert [row.full_name for row in shown(far(), "patients")] == [str(oak)]
    assert [row.full_name for row in shown(staff(Role.NURSE), "patients")] == ["Rosa Marsh"]
