"""Two people, or one person twice, at the same moment: one result, and a clear answer for everybody (R3 to R6)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from psycopg.errors import DeadlockDetected

from accounts.models import User
from journey.actions import clinic, pathway_review
from journey.actions.alert_clock import open_alert
from journey.actions.alert_reopening import reopen_alert
from journey.actions.alerts import hand_over_alert, take_alert
from journey.actions.answering import save_answer
from journey.actions.appointments import book_appointment, set_appointment_state
from journey.actions.capacity import set_hours
from journey.actions.clock import roll_check_ins
from journey.actions.contacts import log_contact
from journey.actions.date_moves import move_date, preview_date_move
from journey.actions.event_review import confirm_event
from journey.actions.events import record
from journey.actions.gate_decisions import clear_check
from journey.actions.holding import hold_patients, hold_people
from journey.actions.letters import post_letters, queue_letter
from journey.actions.locking import MET, locked, locked_journey, once_more
from journey.actions.moves import make_move
from journey.actions.notes import write_note
from journey.actions.notices import follow_clocks
from journey.actions.on_call import set_contact
from journey.actions.people import AllergyLine, change_postal_address, confirm_allergies
from journey.actions.plans import record_date
from journey.actions.products import register_product
from journey.actions.recalls import mark_recall
from journey.actions.records import save_record
from journey.actions.sending import send_check_in
from journey.actions.staff import set_staff_active
from journey.actions.stock import hold_lots
from journey.actions.vitals import add_vitals
from journey.actions.waiting import accept_earlier, end_offers, follow_waiting, join_waiting
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted
from journey.domain.moves import Choices, Move
from journey.domain.record.refusals import EditedMeanwhile
from journey.domain.record.sections import SECTIONS
from journey.domain.stages import HarvestMode
from journey.domain.windows import Anchor
from journey.models import (
    LINES,
    RECORDS,
    AdverseEvent,
    Alert,
    AlertReason,
    Appointment,
    AppointmentState,
    CheckIn,
    CheckInDraft,
    ContactAttempt,
    Cycle,
    GateDecision,
    InfectionCluster,
    Journey,
    JourneyEvent,
    PathwayVersion,
    Patient,
    Product,
    RecalledProduct,
    Stage,
    StageNote,
    Submission,
    TriageResult,
    TumourReview,
    Waiting,
)
from journey.models.appointment import UPCOMING
from journey.presenters.date_plan import date_plan
from journey.standing import standing_of
from journey.views.middleware import RefusalPages
from tests.builders import (
    NOW,
    check_in_of,
    fill,
    fresh,
    newest_cycle,
    pathway_version,
    patient,
    report_of,
    send,
    staff,
)
from tests.events import drafted
from tests.journey.actions.racing import at_once, in_between
from tests.journey.actions.test_pathway_versions import author, change, draft_of, other
from tests.journey.admin.staff_pages import client_of, the_time_is
from tests.walked import walked, walked_hands

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FLAGS = {"ticked": ["breathing"], "shown": ["breathing", "face_swelling", "collapsed", "chest_pain", "sepsis_sign"]}


@pytest.fixture
def post_care(transactional_db: None) -> Journey:
    return walked("post_care", day=3)


def kinds(results: Any) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_one_form_sent_many_times_at_once_is_one_submission(post_care: Journey) -> None:
    check_in, by = check_in_of(post_care, "A-3"), post_care.patient.user
    token = fill(check_in, pain_worst=8).token

    results = at_once(*[lambda: send_check_in(check_in=check_in, token=token, by=by, at=NOW) for _ in range(MANY)])

    assert kinds(results) == ["Sent"] * MANY
    assert {sent.submission.pk for sent in results} == {Submission.objects.get(check_in=check_in).pk}
    assert [sent.new for sent in results].count(True) == 1
    assert TriageResult.objects.filter(check_in=check_in).count() == 1
    assert (Alert.objects.count(), AlertReason.objects.count()) == (1, 1)
    assert post_care.events.filter(kind="check_in_sent", data__check_in="A-3").count() == 1


def test_one_red_flag_saved_many_times_at_once_is_one_alert(post_care: Journey) -> None:
    check_in, by = check_in_of(post_care, "A-3"), post_care.patient.user

    results = at_once(
        *[
            lambda: save_answer(check_in=check_in, page_key="red_flags", answer=FLAGS, by=by, at=NOW)
            for _ in range(MANY)
        ]
    )

    assert kinds(results) == ["Saved"] * MANY
    assert len({saved.emergency.pk for saved in results}) == 1
    assert TriageResult.objects.filter(check_in=check_in).count() == 1
    assert (Alert.objects.count(), AlertReason.objects.count(), CheckInDraft.objects.count()) == (1, 1, 1)
    assert AdverseEvent.objects.count() == 1


def test_two_infections_confirmed_at_once_are_one_cluster(post_care: Journey) -> None:
    """Neither sees the other's confirmation before it is written, unless one waits."""
    first, second = drafted(post_care), drafted(walked("follow_up", day=21))
    people = staff(), staff("clinician", "Dr Abel")
    at_once(
        lambda: confirm_event(event=first, by=people[0], at=NOW),
        lambda: confirm_event(event=second, by=people[1], at=NOW),
    )
    cluster = InfectionCluster.objects.get(kind="kit_lot")
    assert set(cluster.members.values_list("event", flat=True)) == {first.pk, second.pk}


def test_lumps_of_two_hands_told_at_once_are_one_review(transactional_db: None) -> None:
    first, other = walked_hands("follow_up", day=30)
    by, lump = first.patient.user, {"signs_hand": ("lump",), "lump": "growing"}
    forms = [report_of(each) for each in (first, other)]
    tokens = [fill(form, **lump).token for form in forms]

    results = in_between(
        *[
            lambda number=number: send_check_in(check_in=forms[number], token=tokens[number], by=by, at=NOW)
            for number in (0, 1)
        ]
    )

    assert kinds(results) == ["Sent"] * 2
    assert TumourReview.objects.get().reasons.count() == 2


def test_red_flags_of_two_forms_at_once_join_one_alert(post_care: Journey) -> None:
    by = post_care.patient.user
    forms = [check_in_of(post_care, "A-3"), report_of(post_care)]

    results = at_once(
        *[
            lambda form=form: save_answer(check_in=form, page_key="red_flags", answer=FLAGS, by=by, at=NOW)
            for form in forms
        ]
    )

    assert kinds(results) == ["Saved"] * 2
    assert (Alert.objects.count(), AlertReason.objects.count()) == (1, 2)


@pytest.mark.parametrize("sent", [False, True], ids=["ticked", "sent"])
def test_worries_about_two_hands_at_once_join_one_alert(transactional_db: None, sent: bool) -> None:
    hands = walked_hands("post_care", day=3)
    by = hands[0].patient.user
    forms = [check_in_of(each, "A-3") for each in hands]
    tokens = [fill(form, pain_worst=10).token for form in forms] if sent else []

    def tell(number: int) -> Any:
        if sent:
            return send_check_in(check_in=forms[number], token=tokens[number], by=by, at=NOW)
        return save_answer(check_in=forms[number], page_key="red_flags", answer=FLAGS, by=by, at=NOW)

    results = in_between(lambda: tell(0), lambda: tell(1))

    assert kinds(results) == ["Sent" if sent else "Saved"] * 2
    reasons = Alert.objects.get().reasons.all()
    assert {reason.triage.journey_id for reason in reasons} == {each.pk for each in hands}
    assert AdverseEvent.objects.count() == 1
    assert [standing_of(fresh(each), NOW).facts.open_adverse_events for each in hands] == [1, 1]


def test_two_pages_from_two_devices_at_once_are_both_kept(post_care: Journey) -> None:
    check_in, by = check_in_of(post_care, "A-3"), post_care.patient.user
    answers = {"pain_worst": 4, "pain_trend": "same", "worry": "no", "note": "Sore."}

    at_once(
        *[
            lambda key=key, value=value: save_answer(check_in=check_in, page_key=key, answer=value, by=by, at=NOW)
            for key, value in answers.items()
        ]
    )

    assert CheckInDraft.objects.get(check_in=check_in).answers == answers


def test_typing_while_the_form_is_sent_loses_nothing(post_care: Journey) -> None:
    check_in, by = check_in_of(post_care, "A-3"), post_care.patient.user
    token = fill(check_in, pain_worst=4).token

    results = at_once(
        lambda: send_check_in(check_in=check_in, token=token, by=by, at=NOW),
        lambda: save_answer(check_in=check_in, page_key="pain_worst", answer=5, by=by, at=NOW),
    )

    assert kinds(results) == ["Saved", "Sent"]
    sent = Submission.objects.get(check_in=check_in).answers["pain_worst"]
    draft = CheckInDraft.objects.filter(check_in=check_in).first()
    assert sent == 5 or (draft is not None and draft.answers["pain_worst"] == 5)


def test_alert_taken_by_many_at_once_has_one_owner(post_care: Journey) -> None:
    send(report_of(post_care), pain_worst=8)
    alert = Alert.objects.get()
    team = [staff("nurse", f"Nurse {letter}") for letter in "ABCDEFGH"]

    results = at_once(*[lambda by=by: take_alert(alert=alert, by=by, at=NOW) for by in team])

    assert kinds(results) == ["Alert"] + ["AlreadyDone"] * (len(team) - 1)
    winner = Alert.objects.get().owner
    assert {error.by_id for error in results if isinstance(error, AlreadyDone)} == {winner.pk}
    assert post_care.events.filter(kind="alert_taken").count() == 1


@pytest.mark.parametrize("busy", ["clinician", "patient"])
def test_one_slot_booked_by_many_at_once_has_one_winner(post_care: Journey, busy: str) -> None:
    """LOG-03: one winner, everybody else reads that it is taken."""
    cycle = newest_cycle(post_care)
    start = NOW + DAY
    doctors = [staff("clinician", f"Dr {letter}") for letter in "ABCDEFGH"]
    cycles = [cycle_of(f"Patient{letter} X") for letter in "ABCDEFGH"] if busy == "clinician" else [cycle] * 8

    results = at_once(
        *[
            lambda number=number, one=one: book_appointment(
                cycle=one,
                clinician=doctors[0] if busy == "clinician" else doctors[number],
                kind="w2",
                starts_at=start + number * timedelta(minutes=5),
                ends_at=start + timedelta(hours=1),
                by=staff("coordinator"),
                at=NOW,
            )
            for number, one in enumerate(cycles)
        ]
    )

    assert kinds(results) == ["Appointment"] + ["SlotTaken"] * 7
    visit = Appointment.objects.get()
    who, other = (visit.clinician, visit.patient) if busy == "clinician" else (visit.patient, visit.clinician)
    (sentence,) = {error.sentence for error in results if isinstance(error, NotAccepted)}
    assert sentence.startswith(f"{who} already has a visit on 25 November 2026 from ")
    assert sentence.endswith(f" to 11am, with {other}.")


def test_one_due_visit_booked_by_two_at_once_for_two_days_is_booked_once(post_care: Journey) -> None:
    """Six weeks after the injection, with two people who are free; what was offered for it is free again."""
    due, people = NOW + 40 * DAY, [staff("clinician", f"Dr {letter}") for letter in "AB"]
    values: dict[str, Any] = {"cycle": newest_cycle(post_care), "kind": "w6", "by": staff("coordinator"), "at": NOW}

    def book(number: int, **more: Any) -> Appointment:
        start = due + number * DAY
        times = {"starts_at": start, "ends_at": start + DAY / 48}
        return book_appointment(clinician=people[number % 2], **times, **values, **more)

    offer = book(2, state=AppointmentState.OFFERED)

    results = at_once(lambda: book(0), lambda: book(1))

    assert kinds(results) == ["Appointment", "NotAccepted"]
    (refusal,) = [each for each in results if isinstance(each, NotAccepted)]
    assert refusal.sentence.startswith("This visit is booked already, for ")
    offer.refresh_from_db()
    assert offer.state == "cancelled_by_clinic"
    with pytest.raises(NotAccepted):
        book(3, state=AppointmentState.OFFERED)
    assert book(3, another=True).state == "booked"


def test_two_who_book_for_the_same_patients_in_opposite_order_both_get_their_preview(transactional_db: None) -> None:
    """Each preview books everybody in one transaction: without one order of locks it holds the patient whom the other
    one takes second."""
    pair = [walked("follow_up", day=40, name=name) for name in ("Ken Ode", "Ada Reed")]
    low, high = sorted(pair, key=lambda each: each.patient_id)
    hours, desk = "Mon-Fri 09:00-12:00", staff("coordinator")
    set_hours(person=staff(), site=low.patient.site, hours=hours, by=desk, at=NOW)
    with the_time_is(NOW):
        browser, ticked = client_of(desk), {"visit": [f"{each.pk}:W6" for each in (high, low)]}
        _held, page = in_between(
            lambda: hold_patients([low.patient_id]),
            lambda: browser.post(reverse("admin:journey_appointment_planner_book"), ticked),
            then=lambda: hold_patients([high.patient_id]),
        )
    assert [bool(row.value) for row in page.context["rows"]] == [True, True]


def test_two_days_that_move_with_the_same_people_in_opposite_order_both_move(transactional_db: None) -> None:
    """Its visits are seen by one person and then by another; somebody else holds the second and takes the first."""
    journey, desk = walked("preparation"), staff("coordinator")
    low, high = sorted((staff(), staff("clinician", "Dr Abel")), key=lambda each: each.pk)
    cycle = newest_cycle(journey)
    for kind, person, start in (("harvest", high, 0), ("injection", low, 2)):
        starts_at = cycle.procedure_at + start * DAY / 24
        values = {"cycle": cycle, "clinician": person, "by": desk, "at": NOW}
        book_appointment(kind=kind, starts_at=starts_at, ends_at=starts_at + DAY / 24, **values)
    to = cycle.procedure_at + DAY
    asked = {"journey": journey, "anchor": Anchor.PROCEDURE, "moment": to, "look": date_plan, "by": desk, "at": NOW}
    seen = preview_date_move(**asked).move.fingerprint

    _held, moved = in_between(
        lambda: hold_people(Q(pk=low.pk)),
        lambda: move_date(seen=seen, **asked),
        then=lambda: hold_people(Q(pk=high.pk)),
    )

    assert moved.is_done


def test_deadlock_that_comes_all_the_same_is_done_once_more_and_then_said(transactional_db: None) -> None:
    ken, ada = patient("Ken Ode", user=None), patient("Ada Bo", user=None)
    gate, tries = Barrier(2), []

    @once_more
    @transaction.atomic
    def hold(first: Patient, second: Patient) -> str:
        tries.append(first)
        locked(first)
        if len(tries) <= 2:
            gate.wait(20)
        locked(second)
        return "held"

    assert at_once(lambda: hold(ken, ada), lambda: hold(ada, ken)) == ["held", "held"]
    assert len(tries) == 3

    met = OperationalError("deadlock detected")
    met.__cause__ = DeadlockDetected()

    @once_more
    def never() -> None:
        raise met

    with pytest.raises(MoveNotAllowed) as refusal:
        never()
    assert refusal.value.sentence == MET
    page = RefusalPages(lambda _request: HttpResponse()).process_exception(RequestFactory().get("/"), met)
    assert page is not None
    assert (page.status_code, MET in page.content.decode()) == (409, True)


def cycle_of(name: str) -> Cycle:
    """The session of a patient who has only just been added."""
    source = Journey.objects.earliest("started_at")
    journey = Journey.objects.create(
        patient=patient(name, user=None), pathway_version=source.pathway_version, status_since=NOW, started_at=NOW
    )
    return Cycle.objects.create(journey=journey, number=1, opened_at=NOW)


def test_stage_moved_by_two_at_once_moves_once(transactional_db: None) -> None:
    journey = walked("harvesting")
    people = [staff("clinician"), staff("clinician", "Dr Abel")]
    choices = Choices(reason_code="infection", note="A sore throat.", procedure_at=NOW + 9 * DAY)

    results = at_once(
        *[
            lambda by=by: make_move(
                journey=journey, move=Move.POSTPONE, by=by, at=NOW, choices=choices, expected_version=journey.version
            )
            for by in people * 5
        ]
    )

    # The winner's own repeats read the first event again; the other person reads who was first.
    assert kinds(results) == ["AlreadyDone"] * 5 + ["JourneyEvent"] * 5
    assert len({event.pk for event in results if isinstance(event, JourneyEvent)}) == 1
    assert journey.events.filter(kind=Move.POSTPONE).count() == 1


def test_withdrawal_racing_with_completion_ends_in_one_state(transactional_db: None) -> None:
    """LOG-06: whoever commits second finds what the first one did."""
    journey = walked("follow_up", day=400)
    before = journey.version
    moves = {
        Move.WITHDRAW: Choices(note="Enough.", keep_safety_checks=False),
        Move.PAUSE: Choices(note="Abroad.", review_on=(NOW + 30 * DAY).date()),
    }

    results = at_once(
        *[
            lambda move=move, choices=choices: make_move(
                journey=journey, move=move, by=staff("clinician"), at=NOW, choices=choices, expected_version=before
            )
            for move, choices in moves.items()
        ]
    )

    assert kinds(results) == ["JourneyEvent", "StaleVersion"]
    after = fresh(journey)
    (event,) = journey.events.filter(kind__in=moves)
    assert (after.version, event.journey_version) == (before + 1, before)
    assert after.status == {Move.WITHDRAW: "closed_withdrawn", Move.PAUSE: "paused"}[Move(event.kind)]
    assert Stage.objects.filter(cycle__journey=journey, state="in_progress").count() <= 1


def test_allergy_lists_confirmed_by_two_at_once_do_not_mix(post_care: Journey) -> None:
    who = Patient.objects.get(pk=post_care.patient_id)
    lists = [(AllergyLine("Latex", "latex"),), (AllergyLine("Iodine", "iodine"), AllergyLine("Nuts", "food"))]

    results = at_once(
        *[
            lambda lines=lines: confirm_allergies(
                patient=who, lines=lines, none_known=False, by=staff("nurse"), at=NOW, expected_version=who.version
            )
            for lines in lists
        ]
    )

    assert kinds(results) == ["Patient", "StaleVersion"]
    kept = sorted(str(allergy) for allergy in who.allergies.all())
    assert kept in [["Latex"], ["Iodine", "Nuts"]]


def test_move_while_the_patient_sends_ends_without_a_deadlock(post_care: Journey) -> None:
    by, clinician = post_care.patient.user, staff()
    forms = [report_of(post_care), check_in_of(post_care, "A-3")]
    tokens = [fill(form, pain_worst=8).token for form in forms]
    went_home = newest_cycle(post_care).discharge_at

    results = at_once(
        *[
            lambda form=form, token=token: send_check_in(check_in=form, token=token, by=by, at=NOW)
            for form, token in zip(forms, tokens, strict=True)
        ],
        *[
            lambda: record_date(journey=post_care, anchor=Anchor.DISCHARGE, moment=went_home, by=clinician, at=NOW)
            for _ in range(4)
        ],
    )

    assert kinds(results) == ["Cycle"] * 4 + ["Sent"] * 2


def test_vitals_of_two_nurses_at_once_are_all_kept_and_a_double_click_is_one_line(post_care: Journey) -> None:
    cycle, pressed = newest_cycle(post_care), 2
    assert cycle.injection_at is not None
    times = [cycle.injection_at + timedelta(minutes=minute) for minute in (40, 45, 50)]

    def add(taken: datetime) -> Any:
        values = {"taken_at": taken, "heart_rate": 70, "spo2": 98}
        return add_vitals(cycle=cycle, values=values, by=staff("nurse"), at=NOW)

    results = at_once(*[lambda taken=taken: add(taken) for taken in times for _ in range(pressed)])

    assert kinds(results) == ["Entry"] * pressed * len(times)
    lines = LINES["observation", "vitals"]._default_manager.filter(taken_at__in=times).order_by("place")
    assert [line.taken_at for line in lines] == times


def test_one_note_sent_twice_at_once_is_one_note(post_care: Journey) -> None:
    stage, token = newest_cycle(post_care).stages.get(code="post_care"), uuid4()

    results = at_once(
        *[lambda: write_note(stage=stage, text="Well.", by=staff("nurse"), at=NOW, token=token) for _ in range(MANY)]
    )

    assert kinds(results) == ["StageNote"] * MANY
    assert StageNote.objects.get().pk == token
    assert post_care.events.filter(kind="note_written").count() == 1


def test_one_attempt_sent_twice_at_once_is_one_attempt(post_care: Journey) -> None:
    cycle, token, by = newest_cycle(post_care), uuid4(), staff("nurse")
    words = {"purpose": "call_48_72h", "route": "phone", "result": "no_answer"}

    results = at_once(*[lambda: log_contact(cycle=cycle, **words, by=by, at=NOW, token=token) for _ in range(MANY)])

    assert kinds(results) == ["ContactAttempt"] * MANY
    assert ContactAttempt.objects.get().pk == token


@pytest.mark.parametrize("call_first", [True, False])
def test_call_and_a_rise_at_once_leave_the_new_clock_running(post_care: Journey, call_first: bool) -> None:
    send(report_of(post_care), pain_worst=8)
    alert, cycle, by = Alert.objects.get(patient=post_care.patient), newest_cycle(post_care), staff("nurse")
    seen, later = alert.clock_from, NOW + MINUTE
    words = {"purpose": "alert", "route": "phone", "result": "reached", "alert": alert, "seen_clock": seen}

    def ring() -> ContactAttempt:
        return log_contact(cycle=cycle, **words, by=by, at=later)

    def worsen() -> Submission:
        return send(report_of(post_care, at=later), at=later, red_flags=("breathing",))

    in_between(*((ring, worsen) if call_first else (worsen, ring)))

    alert.refresh_from_db()
    attempt = ContactAttempt.objects.get(alert=alert)
    assert (alert.level, alert.clock_from, alert.contacted_at) == ("urgent_now", later, None)
    assert attempt.overtaken is not call_first


@pytest.mark.parametrize("people", [1, 2])
def test_check_cleared_twice_at_once_is_cleared_once(post_care: Journey, people: int) -> None:
    cycle = newest_cycle(post_care)
    nurses = [staff("nurse", f"Nurse {letter}") for letter in "AB"[:people]]

    results = in_between(
        *[
            lambda by=by: clear_check(cycle=cycle, check_id="G5-04", note="Rang her.", by=by, at=NOW)
            for by in (nurses[0], nurses[-1])
        ]
    )

    assert kinds(results) == ["AlreadyDone"] * (people - 1) + ["GateDecision"] * (3 - people)
    decision = GateDecision.objects.get(cycle=cycle)
    assert {error.by_id for error in results if isinstance(error, AlreadyDone)} <= {decision.by_id}
    assert post_care.events.filter(kind="check_cleared").count() == 1


def test_clock_waits_for_nobody_and_comes_back(post_care: Journey) -> None:
    """REL-13: a move holds one of two check-ins that open: waiting for it, while it waits for the other, would end in a
    deadlock."""
    held = check_in_of(post_care, "A-3")
    CheckIn.objects.filter(journey=post_care, code="A-5").update(opens_at=NOW, due_at=NOW)

    in_between(lambda: CheckIn.objects.select_for_update().get(pk=held.pk), impatient_clock)

    assert [check_in_of(post_care, code).state for code in ("A-3", "A-5")] == ["scheduled", "open"]
    roll_check_ins(at=NOW)
    assert check_in_of(post_care, "A-3").state == "open"


def impatient_clock() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        return roll_check_ins(at=NOW)


def test_alert_taken_while_its_patient_ticks_a_sign_ends_without_a_deadlock(post_care: Journey) -> None:
    by, nurse = post_care.patient.user, staff("nurse")
    send(report_of(post_care), pain_worst=8)
    alert, check_in = Alert.objects.get(), check_in_of(post_care, "A-3")

    results = at_once(
        lambda: take_alert(alert=alert, by=nurse, at=NOW),
        lambda: save_answer(check_in=check_in, page_key="red_flags", answer=FLAGS, by=by, at=NOW),
    )

    assert kinds(results) == ["Alert", "Saved"]


@pytest.mark.parametrize("first", ["owned", "closed"])
@pytest.mark.parametrize("how", ["handed over", "taken", "opened again"])
def test_alert_of_somebody_whose_sign_in_is_closed_at_once_is_nobody_elses(
    post_care: Journey, how: str, first: str
) -> None:
    send(report_of(post_care), pain_worst=8)
    by, leaver, alert = staff("nurse"), staff("nurse", "Nurse Abel"), Alert.objects.get()
    if how == "handed over":
        take_alert(alert=alert, by=by, at=NOW)
    elif how == "opened again":
        Alert.objects.update(state="closed", outcome="advice_given", note="Ice.", closed_at=NOW, closed_by=by)
        alert.refresh_from_db()
    ways: dict[str, Callable[[], Any]] = {
        "handed over": lambda: hand_over_alert(alert=alert, to=leaver, by=by, at=NOW),
        "taken": lambda: take_alert(alert=alert, by=leaver, at=NOW),
        "opened again": lambda: reopen_alert(alert=alert, reason="Worse.", by=leaver, at=NOW),
    }

    def close() -> User:
        return set_staff_active(person=leaver, active=False, by=staff("manager"), at=NOW)

    results = in_between(ways[how], close) if first == "owned" else in_between(close, ways[how])

    refusal = "NotAccepted" if how == "handed over" else "NotPermitted"
    assert kinds(results) == (["Alert", "User"] if first == "owned" else [refusal, "User"])
    assert Alert.objects.get().owner == (by if (how, first) == ("handed over", "closed") else None)


@pytest.mark.parametrize("first", ["given", "closed"])
def test_alert_is_not_given_at_its_limit_to_somebody_whose_sign_in_is_closed_at_once(
    post_care: Journey, first: str
) -> None:
    """Nobody waits, because whoever takes the alert holds themselves first; somebody else gets it, in the next minute
    at the latest."""
    send(report_of(post_care), pain_worst=8)
    leaver, late = staff(), NOW + DAY
    for person in (leaver, staff("nurse")):
        set_contact(person=person, email=f"{person.username}@example.org", mobile="", by=staff("manager"), at=NOW)

    def give() -> int:
        return follow_clocks(at=late)

    def close() -> User:
        return set_staff_active(person=leaver, active=False, by=staff("manager"), at=late)

    if first == "given":
        assert kinds(in_between(give, close)) == ["User", "int"]
        assert Alert.objects.get().owner is None
    else:
        in_between(close, give)
        assert Alert.objects.get().owner != leaver
        follow_clocks(at=late + MINUTE)
        assert Alert.objects.get().owner == staff("nurse")


@pytest.mark.parametrize("way", ["taken", "reached"])
def test_alert_taken_by_somebody_whose_sign_in_is_closed_at_once_is_not_theirs(post_care: Journey, way: str) -> None:
    send(report_of(post_care), pain_worst=8)
    alert, leaver, cycle = Alert.objects.get(), staff("nurse", "Nurse Abel"), newest_cycle(post_care)
    call = {"purpose": "alert", "route": "phone", "result": "reached", "alert": alert, "by": leaver, "at": NOW}

    _closed, tried = in_between(
        lambda: set_staff_active(person=leaver, active=False, by=staff("manager"), at=NOW),
        lambda: take_alert(alert=alert, by=leaver, at=NOW) if way == "taken" else log_contact(cycle=cycle, **call),
    )

    assert type(tried).__name__ == ("NotPermitted" if way == "taken" else "ContactAttempt"), "what was said is kept"
    alert.refresh_from_db()
    assert (alert.owner, alert.state) == (None, "open")


def test_sign_in_closed_while_its_person_works_on_an_alert_ends_without_a_deadlock(post_care: Journey) -> None:
    send(report_of(post_care), pain_worst=8)
    by = staff("nurse")
    alert = take_alert(alert=Alert.objects.get(), by=by, at=NOW)

    results = in_between(
        lambda: open_alert(alert),
        lambda: set_staff_active(person=by, active=False, by=staff("manager"), at=NOW),
        then=lambda: record(post_care, "alert_contacted", by=by, at=NOW),
    )

    assert kinds(results) == ["Alert", "User"]
    assert Alert.objects.get().owner is None


def test_harvest_that_is_moved_waits_for_a_recall_without_holding_its_journey(transactional_db: None) -> None:
    journey = walked("injection")
    moment, by = newest_cycle(journey).harvest_at, staff()
    assert moment is not None
    values: dict[str, Any] = {"anchor": Anchor.HARVEST, "moment": moment - MINUTE, "look": date_plan, "by": by}

    def move() -> Any:
        return preview_date_move(journey=journey, at=NOW, **values)

    _early, late = in_between(hold_lots, move, then=lambda: locked_journey(journey))

    assert not isinstance(late, OperationalError)


def test_two_first_savings_of_a_section_are_one_record_and_one_question(transactional_db: None) -> None:
    journey = walked("consultation")
    cycle, section = newest_cycle(journey), SECTIONS["problem"]

    def save(by: User, pain: int) -> Any:
        values = {"pain_use": pain}
        return save_record(cycle=cycle, section=section, values=values, lines={}, by=by, at=NOW, expected_version=0)

    early, late = in_between(lambda: save(staff(), 6), lambda: save(staff("clinician", "Dr Abel"), 7))

    assert early.version == 1
    assert isinstance(late, EditedMeanwhile)
    assert RECORDS["problem"].objects.get(cycle=cycle).pain_use == 6


def test_two_versions_published_at_once_are_judged_against_one_another(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    published, boss = pathway_version(), staff("manager")
    against: list[int] = []
    for module in (clinic, pathway_review):
        for name in ("check_order", "check_falls"):
            monkeypatch.setattr(module, name, lambda version: None, raising=False)
    one, two = (change(draft_of(published), body=words) for words in ("Ask us today.", "Ask us anything."))
    for each in (one, two):
        pathway_review.send_to_review(version=each, by=author(), at=NOW)
        clinic.approve_rules(version=each, by=other(), at=NOW)

    def judge(version: PathwayVersion) -> None:
        against.append(PathwayVersion.objects.newest_published()[0].number)

    monkeypatch.setattr(pathway_review, "check_falls", judge)
    in_between(
        lambda: pathway_review.publish_version(version=one, by=boss, at=NOW),
        lambda: pathway_review.publish_version(version=two, by=boss, at=NOW + MINUTE),
    )

    assert against == [published.number, one.number]


@pytest.mark.parametrize("first", ["the recall", "the product"])
def test_recall_and_a_product_of_its_number_meet_and_the_product_is_set_aside(
    transactional_db: None, first: str
) -> None:
    cycle = newest_cycle(walked("preparation", mode=HarvestMode.DONOR_PRODUCT))
    register_product(cycle=cycle, by=staff("nurse"), at=NOW)

    def recall() -> Any:
        return mark_recall(number="L-88", reason="Not sterile.", by=staff(), at=NOW)

    def record() -> Any:
        values, section = {"lot": "l-88"}, SECTIONS["donor_unit"]
        return save_record(cycle=cycle, section=section, values=values, lines={}, by=staff("nurse"), at=NOW)

    results = in_between(recall, record) if first == "the recall" else in_between(record, recall)

    assert set(kinds(results)) == {"Recall", "Entry"}
    assert Product.objects.get().quarantine_reason == "recall"
    assert RecalledProduct.objects.count() == 1


def test_freed_time_goes_to_one_of_those_who_want_it_and_the_others_read_why(post_care: Journey) -> None:
    """Two workers offer it to two who wait, while the desk books it for a third."""
    ken, ada, third = (walked("preparation", name=name) for name in ("Ken Ode", "Ada Reed", "Ines Roy"))
    desk, slot, later = staff("coordinator"), NOW + 7 * DAY, NOW + 21 * DAY
    set_hours(person=staff(), site=post_care.patient.site, hours="Tue 10:00-11:00", by=desk, at=NOW)

    def visit_of(journey: Journey, start: datetime, **more: Any) -> Appointment:
        values = {"clinician": staff(), "kind": "unscheduled", "by": desk, "at": NOW, **more}
        return book_appointment(cycle=newest_cycle(journey), starts_at=start, ends_at=start + DAY / 48, **values)

    freed = visit_of(ada, slot, kind="call")
    for journey, start in ((ada, slot + DAY / 48), (ada, slot + 7 * DAY), (ada, slot + 7 * DAY + DAY / 48)):
        visit_of(journey, start, kind="call")
    for journey, start in ((post_care, later), (ken, later + DAY / 48)):
        wish = {"weekdays": [], "part": "any", "notice_days": 1, "by": journey.patient.user, "at": NOW}
        join_waiting(visit=visit_of(journey, start), **wish)
    nurse = staff("nurse")
    set_appointment_state(appointment=freed, state=AppointmentState.CANCELLED_BY_CLINIC, reason="Ill.", by=desk, at=NOW)

    results = at_once(
        lambda: follow_waiting(at=NOW),
        lambda: follow_waiting(at=NOW),
        lambda: visit_of(third, slot, kind="call", by=nurse),
    )

    (winner,) = Appointment.objects.filter(starts_at=slot, state__in=UPCOMING)
    offered = sum(result for result in results if isinstance(result, int))
    if winner.patient_id == third.patient_id:
        assert offered == 0
    else:
        assert offered == 1
        assert isinstance(results[2], NotAccepted)
        assert "Dr Osei" in results[2].sentence


@pytest.mark.parametrize("first", ["the clock", "the patient"])
def test_yes_and_the_end_of_an_offer_meet_and_one_of_them_holds(post_care: Journey, first: str) -> None:
    offer, me = offered_earlier(post_care), post_care.patient.user

    def says_yes() -> Any:
        return accept_earlier(visit=offer, by=me, at=NOW + DAY - MINUTE)

    def ends() -> Any:
        return end_offers(at=NOW + DAY)

    one, other = in_between(ends, says_yes) if first == "the clock" else in_between(says_yes, ends)

    offer.refresh_from_db()
    if first == "the clock":
        assert (one, offer.state) == (1, "cancelled_by_clinic")
        assert isinstance(other, MoveNotAllowed)
        assert other.sentence.startswith("This time is no longer held for you.")
    else:
        assert (other, offer.state, offer.accepted_at) == (0, "offered", NOW + DAY - MINUTE)


def test_two_who_confirm_one_yes_at_once_move_the_visit_once(post_care: Journey) -> None:
    offer, me = offered_earlier(post_care), post_care.patient.user
    accept_earlier(visit=offer, by=me, at=NOW)
    people = staff("coordinator"), staff("nurse")

    results = at_once(
        *[
            lambda who=who: set_appointment_state(
                appointment=offer, state=AppointmentState.CONFIRMED, by=who, at=NOW, expected_version=offer.version + 1
            )
            for who in people
        ]
    )

    (refusal,) = [each for each in results if isinstance(each, Exception)]
    assert isinstance(refusal, AlreadyDone)
    assert refusal.sentence.startswith("This visit is already marked “confirmed” by ")
    assert post_care.events.filter(kind="visit_moved").count() == 1
    assert not Waiting.objects.filter(ended_at=None).exists()


def offered_earlier(journey: Journey) -> Appointment:
    """Rosa has a visit in three weeks and is offered a time two weeks before it."""
    desk, later = staff("coordinator"), NOW + 21 * DAY
    set_hours(person=staff(), site=journey.patient.site, hours="Tue 10:00-10:30", by=desk, at=NOW)
    visit = book_appointment(
        cycle=newest_cycle(journey), clinician=staff(), kind="unscheduled", starts_at=later, ends_at=later + DAY / 48,
        by=desk, at=NOW,
    )  # fmt: skip
    join_waiting(visit=visit, weekdays=[], part="any", notice_days=1, by=journey.patient.user, at=NOW)
    assert follow_waiting(at=NOW) == 1
    return Appointment.objects.get(waiting__isnull=False, state="offered")


def test_two_who_post_one_letter_at_once_one_does_and_the_other_is_told(post_care: Journey) -> None:
    desk, nurse = staff("coordinator"), staff("nurse")
    change_postal_address(patient=post_care.patient, postal_address="12 Mill Lane", by=desk, at=NOW)
    letter = queue_letter(cycle=newest_cycle(fresh(post_care)), code="W6", by=desk, at=NOW)

    results = at_once(*[lambda who=who: post_letters(letters=[letter.pk], by=who, at=NOW) for who in (desk, nurse)])

    assert sorted(len(posted) for posted, _refused in results) == [0, 1]
    ((why,),) = [[each.why for each in refused] for _posted, refused in results if refused]
    assert "has posted this letter already" in why
    assert ContactAttempt.objects.filter(route="letter").count() == 1
