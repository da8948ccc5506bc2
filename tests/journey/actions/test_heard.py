"""A patient who was lost comes back with whatever they do, and with a try that reached them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from journey.actions.answering import save_answer
from journey.actions.appointments import book_appointment
from journey.actions.contacts import log_contact
from journey.actions.own_account import change_phone
from journey.actions.own_changes import note_change_read
from journey.actions.own_visits import ask_about_visit, confirm_visit
from journey.actions.questions import ask_question
from journey.actions.sending import send_check_in
from journey.actions.waiting import join_waiting, leave_waiting
from journey.models import Appointment, CheckIn, Journey
from tests.builders import NOW, check_in_of, fill, fresh, newest_cycle, staff

DAY = timedelta(days=1)
ACTIONS = Path(__file__).parents[3] / "journey" / "actions"
# What patients do with their account, their helpers and their consent says nothing of the follow-up: a consent is not
# signed in a journey that is closed, and whoever takes one back is not asked to go on.
EXCUSED = {
    "caregivers",
    "consent_signing",
    "consent_withdrawing",
    "data_requests",
    "helper_links",
    "who_answers",
}


def test_whatever_a_patient_does_and_a_try_that_reached_them_brings_them_back(follow_up: Journey) -> None:
    cycle, me, desk = newest_cycle(follow_up), follow_up.patient.user, staff("coordinator")
    start, stage = NOW + 5 * DAY, cycle.stages.get(code="follow_up")
    book_appointment(
        cycle=cycle, clinician=staff(), kind="call", starts_at=start, ends_at=start + DAY / 96, by=desk, at=NOW
    )
    token = fill(check_in_of(follow_up, "F-21"), pain_worst=4).token

    def visit() -> Appointment:
        return Appointment.objects.get(journey=follow_up)

    def check_in() -> CheckIn:
        return check_in_of(fresh(follow_up), "F-21")

    acts: list[tuple[str, Callable[..., Any]]] = [
        ("a check-in", lambda **mine: send_check_in(check_in=check_in(), token=token, **mine)),
        ("a question", lambda **mine: save_answer(check_in=check_in(), page_key="pain_worst", answer=4, **mine)),
        ("about a visit", lambda **mine: confirm_visit(visit=visit(), **mine)),
        ("about a visit", lambda **mine: join_waiting(visit=visit(), weekdays=[], part="any", notice_days=2, **mine)),
        ("about a visit", lambda **mine: leave_waiting(visit=visit(), **mine)),
        ("about a visit", lambda **mine: ask_about_visit(visit=visit(), ask="cancel", words="I am away.", **mine)),
        ("what changed", lambda **mine: note_change_read(journey=fresh(follow_up), **mine)),
        ("asked a question", lambda **mine: ask_question(stage=stage, words="When?", **mine)),
        ("phone number", lambda **mine: change_phone(patient=follow_up.patient, phone="01632 960 999", **mine)),
        ("succeeded", lambda at, **_mine: log_contact(result="reached", at=at, **tried())),
    ]

    def tried() -> dict[str, Any]:
        cycle = newest_cycle(fresh(follow_up))
        return {"cycle": cycle, "purpose": "silence", "route": "phone", "by": desk}

    def lose() -> None:
        Journey.objects.filter(pk=follow_up.pk).update(status="closed_lost_contact", status_since=NOW)

    for minute, (note, act) in enumerate(acts):
        at = NOW + minute * DAY / 1440
        lose()
        act(by=me, at=at)
        assert fresh(follow_up).status == "active", note
        assert note in follow_up.events.get(kind="reopen", at=at).reason

    lose()
    log_contact(result="no_answer", at=NOW, **tried())
    assert fresh(follow_up).status == "closed_lost_contact"


def test_every_action_of_patients_hears_them_or_is_excused() -> None:
    words = {path.stem: path.read_text() for path in ACTIONS.glob("*.py")}
    asks = {name for name, text in words.items() if "check_own(" in text or "check_answers_for(" in text}
    silent = {name for name in asks if "heard_from" not in words[name]}
    assert silent == EXCUSED
    assert {name for name, text in words.items() if "reopen_found(" in text} == {"heard", "moves"}
