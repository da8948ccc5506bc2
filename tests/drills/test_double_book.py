"""The short form of the drill: few clients and few times, with locks and constraints and without them."""

from dataclasses import replace
from uuid import uuid4

import pytest

from drills.double_book import make_world, problems, run, without_holding
from tests.builders import NOW

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def test_many_who_want_one_time_lose_and_double_nothing() -> None:
    """LOG-03: 8 clients, 6 times, 3 days."""
    ledger = run(make_world(8, 6, NOW), slots=6, rounds=3, seed=3)

    assert len(ledger) == 24
    assert any(line.visit is None for line in ledger)
    assert list(problems(ledger)) == []

    forged = [*ledger, replace(next(line for line in ledger if line.visit), visit=uuid4())]
    assert [problem.split(":")[0] for problem in problems(forged)] == ["lost"]


def test_clinic_that_only_looks_whether_a_time_is_free_is_caught() -> None:
    with without_holding():
        ledger = run(make_world(8, 1, NOW), slots=1, rounds=3, seed=3)
        found = list(problems(ledger))

    assert any("two at once by clinician_id" in problem for problem in found)
