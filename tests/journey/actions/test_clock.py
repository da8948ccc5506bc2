"""What time alone writes down; whether it ran or not, pages say the same."""

from datetime import timedelta

import pytest

from journey.actions.clock import roll_check_ins
from journey.models import CheckIn, Journey
from tests.builders import NOW, check_in_of, report_of, send


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
