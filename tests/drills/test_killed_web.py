"""The short form of the drill: gunicorn killed and stopped while people send; the broken ones are caught."""

import signal

import pytest

from drills.double_send import make_people
from drills.killed_web import killed, served, stopped

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
# Two of its requests die before their work, two after a sending was kept, one after a report was begun.
SEED, DEATHS = 72, 5


def test_killed_and_stopped_servers_lose_and_double_nothing_and_the_broken_ones_are_caught() -> None:
    """REL-01: killed before the work, after the commit, and at random; caught without tokens. REL-16: what is in flight
    at a stop is answered, and the next server takes the rest; caught is one that waits for nobody."""
    people = make_people(2)
    with served() as server:
        found, seen = killed(server, people, 2, slow=0.1, seed=SEED)
        assert found == []
        assert len(seen.ledger) == 4
        assert len(seen.cut) >= DEATHS

        found, seen = stopped(server, people, 2, how=signal.SIGTERM, slow=0.6)
        assert found == []
        assert len(seen.ledger) == 4

        found, _ = stopped(server, people, 2, how=signal.SIGKILL, slow=0.6)
        assert [problem for problem in found if "torn apart" in problem], found

        found, _ = killed(server, people, 2, forgetful=True, slow=0.1, seed=SEED)
        assert [problem for problem in found if "kept" in problem], found
