"""Silence after a journey was closed: lists, numbers, ladder, letters and reminders of whose safety is still looked
after, and of nobody else (clinical.md 3.1, 8.3)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.mail import deliver_due
from accounts.roles import Role
from journey.access.letters import to_post
from journey.actions.consent_withdrawing import withdraw_consent
from journey.actions.contacts import log_contact
from journey.actions.gate_decisions import clear_check
from journey.actions.letters import queue_letter
from journey.actions.moves import make_move
from journey.actions.people import change_postal_address
from journey.actions.reminders import note_reminders, send_reminders
from journey.actions.sending import send_check_in
from journey.domain.consent import Scope
from journey.domain.errors import MoveNotAllowed
from journey.domain.moves import Choices, Move
from journey.domain.stages import JourneyStatus as Status
from journey.models import CheckIn, Journey, Reminder, Stage
from journey.models.journey import chased, looked_after
from journey.presenters.due_visits import due_rows
from journey.presenters.planner import PlanRow, planner
from journey.presenters.worklists import Now, call_today, not_ready, overdue, silent, unfinished
from tests.builders import LONDON, NOW, decided_again, fill, fresh, newest_cycle, send, staff
from tests.builders import check_in_of as of
from tests.journey.admin.staff_pages import client_of, index, said, the_time_is
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLANNER = "admin:journey_appointment_planner"
Y2_OPEN, Y2_OVER = 730, 790  # F-Y2 and Y2: the second anniversary, 45 days before and after
ENDS = [(Move.WITHDRAW, False), (Move.TRANSFER, True), (Move.RECORD_DEATH, True)]


def now(at: datetime) -> Now:
    return Now.of(at, ZoneInfo(LONDON), staff(Role.COORDINATOR), 30)


def end(journey: Journey, move: Move, *, keeps: bool = True, at: datetime = NOW) -> Journey:
    make_move(journey=journey, move=move, by=staff(), at=at, choices=Choices(note="Told.", keep_safety_checks=keeps))
    return fresh(journey)


def on_day(journey: Journey, days: int) -> datetime:
    injected = newest_cycle(journey).injection_at
    assert injected is not None
    return injected + timedelta(days=days, hours=2)


def codes(rows: Any) -> set[str]:
    return {row.code for row in rows}


def plan_of(at: datetime) -> dict[str, PlanRow]:
    return {row.visit: row for each in planner(now(at), {}) for row in each.rows}


def queue_row(at: datetime, key: str) -> Any:
    with the_time_is(at):
        rows = index(client_of(Role.COORDINATOR)).context["queue"]
    return next(row for row in rows if row.key == key)


@pytest.fixture
def completed(db: None) -> Journey:
    """400 days after the injection."""
    journey = walked("follow_up", day=400)
    clear_check(cycle=newest_cycle(journey), check_id="G6-01", note="Seen elsewhere.", by=staff(), at=NOW)
    decided_again(journey, decision="end_active_follow_up", long_term_plan="app_and_call")
    end(journey, Move.COMPLETE_JOURNEY)
    change_postal_address(patient=journey.patient, postal_address="12 Mill Lane", by=staff(Role.COORDINATOR), at=NOW)
    return fresh(journey)


def test_statements_name_the_same_journeys_as_the_rule(completed: Journey) -> None:
    for status in Status:
        for keeps in (True, False):
            Journey.objects.filter(pk=completed.pk).update(status=status, keeps_safety_checks=keeps)
            journey = fresh(completed)
            assert Journey.objects.filter(chased()).exists() is journey.is_chased, (status, keeps)
            assert Journey.objects.filter(looked_after()).exists() is journey.is_looked_after, (status, keeps)


def test_yearly_check_missed_after_completion_is_listed_and_says_that_the_journey_is_closed(completed: Journey) -> None:
    over = on_day(completed, Y2_OVER)

    assert codes(overdue(CheckIn.objects.all(), now(over))) == {"F-Y2"}
    row = queue_row(over, "overdue")
    assert (row.count, row.words) == ("1", "Two years, Coordinator list, letter, journey closed: completed")
    with the_time_is(over):
        page = client_of(Role.COORDINATOR).get(row.url)
    assert "Missed: Coordinator list, letter, journey closed: completed" in said(page)


def test_yearly_visit_after_completion_is_planned_and_its_ladder_goes_to_the_letter(completed: Journey) -> None:
    row = plan_of(on_day(completed, Y2_OPEN))["Year 2 check"]
    assert (row.standing, bool(row.book_url), row.wait_url) == ("Journey closed: completed", True, "")
    assert [each.visit for each in due_rows(now(on_day(completed, Y2_OPEN)))] == ["Year 2 check"]

    over = on_day(completed, Y2_OVER)
    for days, route in enumerate(("message", "message", "phone", "phone")):
        log_contact(
            cycle=newest_cycle(completed), purpose="silence", route=route, result="no_answer",
            by=staff(Role.COORDINATOR), at=over + 2 * days * DAY,
        )  # fmt: skip
    later = over + 10 * DAY
    assert plan_of(later)["Year 2 check"].next_try == "Send a letter: today"
    letter = queue_letter(cycle=newest_cycle(completed), code="Y2", by=staff(Role.COORDINATOR), at=later)
    assert list(to_post(Reminder.objects.all(), later)) == [letter]
    for name, at in (("admin:index", on_day(completed, Y2_OPEN)), (PLANNER, later)):
        with the_time_is(at):
            assert "Journey closed: completed" in said(client_of(Role.COORDINATOR).get(reverse(name))), name
    route = {"purpose": "silence", "route": "letter", "result": "left_message"}
    log_contact(cycle=newest_cycle(completed), by=staff(Role.COORDINATOR), at=later, **route)
    last = plan_of(later)["Year 2 check"]
    assert (last.next_try, last.lost_url) == ("Wait for the next check", ""), "what is closed is not closed as lost"


def test_completed_journey_is_reminded_of_its_yearly_check_and_one_that_another_team_has_is_not(
    completed: Journey, mailoutbox: list[Any]
) -> None:
    user, opens = completed.patient.user, of(completed, "F-Y2").opens_at
    assert user is not None
    user.email = "rosa@example.org"
    user.save()
    for status, told in ((Status.CLOSED_TRANSFERRED, 0), (Status.CLOSED_COMPLETED, 1)):
        Journey.objects.update(status=status)
        assert note_reminders(at=opens + HOUR) == told, status
    send_reminders(at=opens + DAY)
    Journey.objects.update(status=Status.CLOSED_TRANSFERRED)
    deliver_due(at=opens + DAY)
    assert mailoutbox == []


def test_two_missed_in_a_row_after_withdrawal_are_phoned(db: None) -> None:
    """Whoever stopped on day 2 and keeps the safety checks."""
    rosa = end(walked("post_care", day=2), Move.WITHDRAW)
    later = NOW + 2 * DAY

    assert codes(silent(CheckIn.objects.all(), now(later))) == {"A-3"}
    row = queue_row(later, "phone-today")
    assert (row.name, row.words) == (
        rosa.patient.full_name,
        "Day 3, One missed: reminder; two in a row: call the same working day, journey closed: patient withdrew",
    )


@pytest.mark.parametrize(("move", "keeps"), ENDS)
def test_nobody_is_chased_who_stopped_everything_died_or_went_to_another_team(
    db: None, move: Move, *, keeps: bool
) -> None:
    rosa = walked("post_care", day=2)
    fill(of(rosa, "A-2"), at=NOW - HOUR)
    rosa = end(rosa, move, keeps=keeps)

    for at in (NOW + HOUR, NOW + 2 * DAY):
        for narrow in (silent, overdue, unfinished, call_today):
            assert not narrow(CheckIn.objects.all(), now(at)).exists(), narrow
    assert plan_of(on_day(rosa, 42)) == {}
    with pytest.raises(MoveNotAllowed):
        queue_letter(cycle=newest_cycle(rosa), code="W6", by=staff(Role.COORDINATOR), at=NOW)


def test_whoever_is_lost_stays_out_of_the_lists_until_heard_of(completed: Journey) -> None:
    # Whoever is lost was in the follow-up still.
    Stage.objects.filter(code="follow_up").update(state="in_progress", closed_at=None, closed_by=None)
    Journey.objects.update(status=Status.CLOSED_LOST_CONTACT)
    over = on_day(completed, Y2_OVER)

    assert not overdue(CheckIn.objects.all(), now(over)).exists()
    assert plan_of(over) == {}
    fill(of(completed, "F-Y2"), at=over)
    assert codes(unfinished(CheckIn.objects.all(), now(over + 2 * HOUR))) == {"F-Y2"}


def test_whoever_withdrew_and_left_the_app_is_asked_by_call(db: None) -> None:
    rosa = walked("post_care", day=3)
    assert rosa.patient.user is not None
    withdraw_consent(cycle=newest_cycle(rosa), scope=Scope.APP, by=rosa.patient.user, at=NOW)
    end(rosa, Move.WITHDRAW, at=NOW + HOUR)

    assert queue_row(NOW + 2 * HOUR, "by-call").words == "Day 3, journey closed: patient withdrew"


def test_readiness_answer_that_comes_after_a_transfer_still_asks_for_a_call(db: None) -> None:
    ready = walked("preparation", procedure_at=NOW + 6 * DAY)
    send(of(ready, "P-7"), at=NOW, meds_plan="unsure")
    assert codes(call_today(CheckIn.objects.all(), now(NOW + HOUR))) == {"P-7"}

    Journey.objects.update(status=Status.CLOSED_TRANSFERRED, status_since=NOW + HOUR)
    assert not call_today(CheckIn.objects.all(), now(NOW + HOUR)).exists()
    Journey.objects.update(status_since=NOW - HOUR)
    assert codes(call_today(CheckIn.objects.all(), now(NOW + HOUR))) == {"P-7"}


def test_calmer_correction_after_the_closing_ends_no_call(db: None) -> None:
    """The gate goes on holding what came in time, and so does the work queue."""
    ready = walked("preparation", procedure_at=NOW + 6 * DAY)
    send(of(ready, "P-7"), at=NOW, meds_plan="unsure")
    calm = fill(of(ready, "P-7"), at=NOW, meds_plan="yes")
    by, closes_at = ready.patient.user, calm.check_in.closes_at
    assert by is not None
    assert closes_at is not None
    late = send_check_in(check_in=calm.check_in, token=calm.token, by=by, at=closes_at + HOUR).submission
    assert (late.latest, late.after_closing, late.triage.level) == (True, True, "ready")

    assert codes(call_today(CheckIn.objects.all(), now(NOW + HOUR))) == {"P-7"}
    assert [each.readiness for each in not_ready(Journey.objects.all(), now(NOW + HOUR))] == ["call_today"]
