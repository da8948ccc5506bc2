"""The short form of the drill: lost answers and repeats, with the form's token and without it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from drills.double_send import make_people, problems, run, without_tokens

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def port_of(live_server: Any) -> int:
    return int(live_server.url.rpartition(":")[2])


def test_lost_answers_and_repeats_lose_and_double_nothing(live_server: Any) -> None:
    """REL-03: every fifth answer is lost after its commit, and each form is sent again."""
    ledger, lost = run(port_of(live_server), make_people(2), each=2, loss=0.5, seed=7)

    assert len(ledger) == 4
    assert lost
    assert any(line.tries > 1 for line in ledger)
    assert list(problems(ledger)) == []

    forged = [replace(ledger[0], token=uuid4()), replace(ledger[0], user_id=uuid4())]
    assert [problem.split(":")[0] for problem in problems(forged)] == ["missing", "another person's"]


def test_server_without_tokens_is_caught(live_server: Any) -> None:
    with without_tokens():
        ledger, _ = run(port_of(live_server), make_people(1), each=3, loss=0.6, seed=7)

    assert any("kept" in problem for problem in problems(ledger))
