"""What time alone writes down; whether it ran or not, pages say the same."""

from datetime import timedelta

import pytest

from journey.actions.clock import roll_check_ins
from journey.actions.moves import make_move
from journey.actions.reminders import note_reminders
from journey.domain.moves import Choices, Move
from journey.domain.windows import CheckInState
from journey.models import CheckIn, Clinic, Journey, Reminder
from journey.presenters.worklists import Now, overdue
from tests.builders import NOW, check_in_of, fresh, newest_cycle, report_of, send, staff


def states(journey: Journey) -> dict[str, str]:
    return {str(check_in): check_in.state for check_in in CheckIn.objects.filter(journey=journey)}


def test_clock_writes_what_opened_and_what_was_missed(post_care: Journey) -> None:
    roll_check_ins(at=NOW)

    after = states(post_care)
    assert (after["A-2"], after["A-3"], after["A-5"]) == ("missed", "open", "scheduled")
    assert post_care.events.filter(kind="check_in_missed", data__check_in="A-2").count() == 1


def test_clock_run_again_changes_nothing_and_tells_nothing(post_care: Journey) -> None:
    roll_check_ins(at=NOW)
    before, told = states(post_care), post_care.events.count()

    assert roll_check_ins(at=NOW) == 0
    assert (states(post_care), post_care.events.count()) == (before, told)


def test_clock_writes_what_pages_already_said(post_care: Journey) -> None:
    said = {str(check_in): check_in.state_at(NOW) for check_in in CheckIn.objects.filter(journey=post_care)}
    roll_check_ins(at=NOW)
    assert states(post_care) == said


@pytest.mark.parametrize("days", [0, 1, 30, 4000])
def test_sent_and_cancelled_check_ins_and_reports_stay_as_they_are(post_care: Journey, days: int) -> None:
    send(check_in_of(post_care, "A-3"))
    report = report_of(post_care)
    CheckIn.objects.filter(journey=post_care, code="A-5").update(state="cancelled", cancelled_at=NOW)

    roll_check_ins(at=NOW + timedelta(days=days))

    after = states(post_care)
    assert (after["A-3"], after["A-5"], after[str(report)]) == ("submitted", "cancelled", "scheduled")
    assert report.state_at(NOW + timedelta(days=days)) == "open"


def test_check_in_at_its_last_minute_is_still_open(post_care: Journey) -> None:
    closes_at = check_in_of(post_care, "A-3").closes_at
    assert closes_at is not None
    roll_check_ins(at=closes_at)
    assert states(post_care)["A-3"] == "open"
    roll_check_ins(at=closes_at + timedelta(seconds=1))
    assert states(post_care)["A-3"] == "missed"


def test_nothing_opens_or_is_missed_while_the_clinic_is_not_set_up(post_care: Journey) -> None:
    Clinic.objects.update(evidence_text=" ")
    before = states(post_care)

    assert roll_check_ins(at=NOW) == 0
    assert states(post_care) == before

    Clinic.objects.update(evidence_text="We do not know if it works for hands.")
    roll_check_ins(at=NOW)
    after = states(post_care)
    assert (after["A-2"], after["A-3"]) == ("missed", "open"), "a window that passed meanwhile is missed from now on"


def test_what_prepares_a_paused_treatment_waits_at_every_state(preparation: Journey) -> None:
    user, clinic = preparation.patient.user, preparation.patient.site.clinic
    assert user is not None
    user.email = "rosa@example.org"
    user.save()
    day = timedelta(days=1)
    choices = Choices(note="Her wish.", review_on=(NOW + 40 * day).date())
    make_move(journey=preparation, move=Move.PAUSE, by=staff(), at=NOW, choices=choices)

    for days in (1, 6, 9):  # P-7 opens, it is over, P-1 opens
        at = NOW + days * day
        roll_check_ins(at=at)
        note_reminders(at=at)
        now = Now.of(at, clinic.zone, staff(), clinic.allergy_max_age_days)
        rows = list(CheckIn.objects.filter(journey=preparation, code__startswith="P-").select_related("journey"))
        assert {row.state_at(at) for row in rows} == {CheckInState.SCHEDULED}
        assert not overdue(CheckIn.objects.filter(journey=preparation), now).exists()
    assert not Reminder.objects.filter(patient=preparation.patient).exists()
    assert not preparation.events.filter(kind="check_in_missed").exists()

    moved = newest_cycle(preparation).procedure_at
    assert moved is not None
    at, moved = NOW + 9 * day, moved + 30 * day
    make_move(
        journey=fresh(preparation), move=Move.RESUME, by=staff(), at=at, choices=Choices(procedure_at=moved, note="x")
    )
    p_7 = check_in_of(preparation, "P-7")
    assert (p_7.state_at(at), p_7.due_at.date()) == (CheckInState.SCHEDULED, (moved - 7 * day).date())
