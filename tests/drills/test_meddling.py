"""The short form of the drill: one byte changed among some thousand rows, and a chain that would not see it."""

from typing import Any

import pytest

from accounts.models import Kind, Seal, Trace, Unsealed
from accounts.trace.chain import seal
from accounts.trace.verifying import verify
from drills.meddling import MEDDLING, make_rows, problems, seal_with_kills

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
ROWS = 3_000


def test_every_changed_byte_is_found_and_its_row_is_named() -> None:
    assert problems(ROWS, seed=7) == []


def test_chain_that_leaves_the_row_out_is_caught() -> None:
    assert len(problems(ROWS, seed=7, broken=True)) == len(MEDDLING)


def test_killed_job_and_two_at_once_leave_one_chain() -> None:
    make_rows(ROWS)
    seal_with_kills(kills=1)

    assert Unsealed.objects.count() == 0
    assert Seal.objects.count() == Trace.objects.count()
    assert verify().wrong == ""


def test_clock_that_went_back_breaks_nothing(transactional_db: Any) -> None:
    """The order of the chain is that of writing; no moment decides it."""
    from django.db import connection

    Trace.objects.create(kind=Kind.READ)
    seal()
    with connection.cursor() as cursor:
        cursor.execute("alter table accounts_trace disable trigger user")
        cursor.execute(
            "insert into accounts_trace (kind, at) values ('read', now() - interval '2 hours') returning number"
        )
        (number,) = cursor.fetchone()
        cursor.execute("insert into accounts_unsealed values (%s)", [number])
        cursor.execute("alter table accounts_trace enable trigger user")
        cursor.execute("select tgname from pg_trigger where tgrelid = 'accounts_trace'::regclass and tgtype & 32 > 0")
        for (trigger,) in cursor.fetchall():
            cursor.execute(f"alter table accounts_trace disable trigger {trigger}")  # as conftest leaves it
    Trace.objects.create(kind=Kind.READ)
    seal()
    assert verify().wrong == ""
