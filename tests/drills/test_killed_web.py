"""The short form of the drill: gunicorn killed and stopped while people send; without tokens it is caught."""

import signal

import pytest

from drills.double_send import make_people
from drills.killed_web import killed, stopped

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
DEATHS = 12  # of its attempts two die before their work, three after a sending was kept, one after a report was begun


def test_killed_workers_lose_and_double_nothing_and_without_tokens_are_caught() -> None:
    """REL-01: killed before the work, after the commit, and at random."""
    people = make_people(2)
    found, seen = killed(people, 2, forgetful=False, slow=0.1, seed=DEATHS)
    assert found == []
    assert len(seen.ledger) == 4
    assert seen.cut

    found, _ = killed(people, 2, forgetful=True, slow=0.1, seed=DEATHS)
    assert any("kept" in problem for problem in found)


def test_stopped_server_tears_nothing_apart_and_one_that_waits_for_nobody_is_caught() -> None:
    """REL-16: what is in flight is answered, and the next server takes the rest."""
    people = make_people(2)
    found, seen = stopped(people, 2, how=signal.SIGTERM, slow=0.6)
    assert found == []
    assert len(seen.ledger) == 4

    found, _ = stopped(people, 2, how=signal.SIGKILL, slow=0.6)
    assert any("torn apart" in problem for problem in found)
