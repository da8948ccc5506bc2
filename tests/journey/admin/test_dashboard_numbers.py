"""That every number of the work queue is the rows of its list, with something in every row."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from journey.actions.adverse_events import Told, start_event
from journey.actions.alert_calls import answer_call, propose_call
from journey.actions.alert_snoozes import snooze_alert
from journey.actions.alerts import take_alert
from journey.actions.answering import save_answer
from journey.actions.appointments import book_appointment, set_appointment_state
from journey.actions.capacity import add_closure, add_leave
from journey.actions.consent_withdrawing import withdraw_consent
from journey.actions.contacts import log_contact
from journey.actions.event_review import assess_event, confirm_event
from journey.actions.letters import queue_letter
from journey.actions.moves import make_move
from journey.actions.own_visits import ask_about_visit
from journey.actions.people import change_postal_address
from journey.actions.questions import ask_question
from journey.actions.tumour_reviews import ask_for_review
from journey.actions.waiting import end_offers
from journey.domain.consent import Scope
from journey.domain.moves import Choices, Move
from journey.models import Alert, Appointment, AppointmentState, Journey, PathwayVersion, Submission
from tests.builders import NOW, check_in_of, fill, fresh, newest_cycle, send, staff
from tests.events import judgement
from tests.journey.admin.staff_pages import alert_of, client_of, counts, index, the_time_is
from tests.walked import walked

LEFT: dict[str, Any] = {"hand": "left", "joints": ("L-CMC1",)}  # another person than she of the right hand


@pytest.fixture(scope="module")
def busy_clinic(file_transaction: None) -> None:
    """Something in every row of the queue."""
    one = walked("post_care", day=3)
    alert_of(one)
    urgent = walked("post_care", day=4)
    red_flag(urgent, "A-3")
    taken = walked("post_care", day=2)
    red_flag(taken, "A-2")
    take_alert(alert=Alert.objects.get(journey=taken), by=staff(Role.NURSE), at=NOW)
    spoken_with(walked("post_care", day=5), "A-5")
    alert = spoken_with(walked("post_care", day=7), "A-7")
    Submission.objects.filter(journey=alert.journey_id).update(seen_at=NOW, seen_by=staff())
    until = NOW + timedelta(days=2)
    snooze_alert(alert=alert, expected="Pain as before.", reason="Seen.", until=until, by=staff(), at=NOW)
    first, second = walked("post_care", day=5, **LEFT), walked("post_care", day=4, **LEFT)
    send(check_in_of(first, "A-5"), at=NOW, pain_worst=7)
    take_back(walked("harvesting"))
    take_back(walked("post_care", day=10), Scope.APP)
    fill(check_in_of(walked("post_care", day=1), "A-1"), at=NOW - timedelta(hours=2))
    ready = walked("preparation", procedure_at=NOW + timedelta(days=6))
    send(check_in_of(ready, "P-7"), at=NOW, meds_plan="unsure")
    pause(walked("follow_up", day=30))
    untriaged(walked("post_care", day=1, **LEFT))
    harms(first, second)  # after it no cells of that kit are released
    growths(first, second)
    asks(urgent)
    closed(urgent)
    letter(urgent)
    forgotten(first)
    wonders(first)
    untold(second)
    promise(Alert.objects.get(journey=one))


@pytest.fixture
def busy(busy_clinic: None, db: None) -> Iterator[None]:
    with the_time_is(NOW):
        yield


def spoken_with(journey: Journey, code: str) -> Alert:
    alert = alert_of(journey, code)
    log_contact(
        cycle=newest_cycle(journey), alert=alert, purpose="alert", route="phone", result="reached",
        by=staff(Role.NURSE), at=NOW,
    )  # fmt: skip
    return alert


def red_flag(journey: Journey, code: str) -> None:
    """A danger sign ticked, and the form left at once."""
    lines = ["breathing", "face_swelling", "collapsed", "chest_pain", "sepsis_sign"]
    patient, answer = journey.patient.user, {"ticked": ["breathing"], "shown": lines}
    assert patient is not None
    save_answer(check_in=check_in_of(journey, code), page_key="red_flags", answer=answer, by=patient, at=NOW)


def harms(first: Journey, second: Journey) -> None:
    """One at each step; two infections after the same kit."""
    early = NOW - timedelta(days=3)
    told = [Told("patient_call", at, "infection", "Fever", 1, "Rang.") for at in (early, NOW, NOW, early)]
    late, waits, soon, overdue = (
        start_event(cycle=newest_cycle(journey), told=each, by=staff(), at=NOW)
        for journey, each in zip((first, second, first, second), told, strict=True)
    )
    assert late.state == "draft"
    for event in (waits, soon, overdue):
        confirm_event(event=event, by=staff(), at=NOW)
    for event in (soon, overdue):
        assess_event(event=event, judgement=judgement(criteria=("hospital",)), by=staff(), at=NOW)


def growths(first: Journey, second: Journey) -> None:
    """One past its time, one in time."""
    ask_for_review(journey=first, detail="A lump.", at=NOW - timedelta(days=8))
    ask_for_review(journey=second, detail="A lump.", at=NOW)


def wonders(journey: Journey) -> None:
    stage, patient = newest_cycle(journey).stages.get(code="post_care"), journey.patient.user
    assert patient is not None
    ask_question(stage=stage, words="When may I drive?", by=patient, at=NOW)


def take_back(journey: Journey, scope: Scope = Scope.TREATMENT) -> None:
    patient = journey.patient.user
    assert patient is not None
    withdraw_consent(cycle=newest_cycle(journey), scope=scope, by=patient, at=NOW)


def pause(journey: Journey) -> None:
    early = NOW - timedelta(days=5)
    choices = Choices(note="Travels", review_on=(NOW - timedelta(days=1)).date())
    make_move(journey=journey, move=Move.PAUSE, by=staff(), at=early, choices=choices)


def asks(journey: Journey) -> None:
    """About a visit that is booked."""
    start, patient = NOW + timedelta(days=7), journey.patient.user
    assert patient is not None
    visit = book_appointment(
        cycle=newest_cycle(journey), clinician=staff(), kind="w2", starts_at=start,
        ends_at=start + timedelta(minutes=30), by=staff(), at=NOW,
    )  # fmt: skip
    ask_about_visit(visit=visit, ask="move", words="I work then.", by=patient, at=NOW)


def forgotten(journey: Journey) -> None:
    """A visit that nobody marked, and an offer that nobody answered."""
    cycle, day = newest_cycle(journey), timedelta(days=1)
    values: dict[str, Any] = {"patient": journey.patient, "journey": journey, "cycle": cycle, "clinician": staff()}
    past = {"starts_at": NOW - 3 * day, "ends_at": NOW - 3 * day + timedelta(minutes=30), "state_at": NOW - 8 * day}
    Appointment.objects.create(kind="w2", site=journey.patient.site, state="booked", **past, **values)
    start = NOW + 2 * day
    book_appointment(
        cycle=cycle, clinician=staff(), kind="w6", starts_at=start, ends_at=start + timedelta(minutes=30),
        state=AppointmentState.OFFERED, by=staff(), at=NOW - 8 * day,
    )  # fmt: skip
    end_offers(at=NOW - timedelta(minutes=1))


def untold(journey: Journey) -> None:
    """A visit that the clinic cancelled, and no way to say so but a call."""
    start = NOW + timedelta(days=3)
    visit = book_appointment(
        cycle=newest_cycle(journey), clinician=staff(), kind="call", starts_at=start,
        ends_at=start + timedelta(minutes=15), by=staff(), at=NOW,
    )  # fmt: skip
    off: dict[str, Any] = {"state": AppointmentState.CANCELLED_BY_CLINIC, "reason": "Ill.", "tell": True}
    set_appointment_state(appointment=visit, by=staff(), at=NOW, **off)


def closed(journey: Journey) -> None:
    """When that visit would be: the clinic, and who would see her."""
    day, desk = NOW + timedelta(days=7), staff(Role.COORDINATOR)
    whole = {"first": day.date(), "last": day.date(), "kind": "closure", "name": "Burst pipe"}
    add_closure(site=journey.patient.site, by=desk, at=NOW, **whole)
    add_leave(person=staff(), starts_at=day, ends_at=day + timedelta(days=1), by=desk, at=NOW)


def promise(alert: Alert) -> None:
    """A time for a call this afternoon, which suits the patient."""
    patient = alert.patient.user
    assert patient is not None
    call = propose_call(alert=alert, calls_at=NOW + timedelta(hours=4), by=staff(Role.NURSE), at=NOW)
    answer_call(call=call, answer="suits", words="", by=patient, at=NOW)


def letter(journey: Journey) -> None:
    change_postal_address(patient=journey.patient, postal_address="12 Mill Lane", by=staff(), at=NOW)
    queue_letter(cycle=newest_cycle(fresh(journey)), code="W6", by=staff(), at=NOW)


def untriaged(journey: Journey) -> None:
    """Answers sent before a clinician stood for the rules."""
    PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)
    send(check_in_of(journey, "A-1"), at=NOW)
    version = PathwayVersion.objects.get()
    PathwayVersion.objects.update(rules_approved_at=NOW, rules_approved_by=version.published_by)


def test_every_number_of_the_queue_is_the_rows_of_its_list_and_its_oldest_entry_opens(busy: None) -> None:
    for role in (Role.CLINICIAN, Role.COORDINATOR):
        client = client_of(role)
        rows = index(client).context["queue"]

        found = {row.key: len(client.get(row.url).context["cl"].result_list) for row in rows}

        assert found == {row.key: int(row.count or 0) for row in rows}
        empty = {key for key, count in found.items() if not count}
        assert empty <= {"mine"} if role is Role.COORDINATOR else not empty, "every row of the queue is tried here"
        for address in {row.name_url for row in rows if row.name_url}:
            assert client.get(address).status_code == 200, (role, address)


def test_open_alerts_stand_in_exactly_one_row(busy: None) -> None:
    shown = counts(index(client_of(Role.NURSE)))

    total = sum(int(shown[key] or 0) for key in ("urgent", "urgent-not-reached", "call", "to-close", "put-off"))
    assert total == Alert.objects.exclude(state="closed").count() == 5
