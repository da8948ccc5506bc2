"""The short form of the drill: gunicorn killed and stopped while people send; without tokens it is caught."""

import signal

import pytest

from drills.double_send import make_people
from drills.killed_web import killed, stopped

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def test_killed_workers_lose_and_double_nothing_that_was_acknowledged() -> None:
    """REL-01: killed before the work, after the commit, and at random."""
    found, seen = killed(make_people(3), 3, forgetful=False, slow=0.1)

    assert found == []
    assert len(seen.ledger) == 9
    assert seen.cut


def test_stopped_server_answers_what_is_in_flight_and_the_next_takes_the_rest() -> None:
    """REL-16."""
    found, seen = stopped(make_people(3), 2, how=signal.SIGTERM, slow=0.6)

    assert found == []
    assert len(seen.ledger) == 6


def test_server_without_tokens_and_one_that_waits_for_nobody_are_caught() -> None:
    found, _ = killed(make_people(3), 3, forgetful=True, slow=0.1)
    assert any("kept" in problem for problem in found)

    found, _ = stopped(make_people(3), 2, how=signal.SIGKILL, slow=0.6)
    assert any("torn apart" in problem for problem in found)
