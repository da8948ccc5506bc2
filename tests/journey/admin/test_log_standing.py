"""The first page of those who read the log says whether it can be relied on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.jobs import keep_trace_sealed, keep_trace_verified
from accounts.models import Kind, Trace
from accounts.roles import Role
from tests.builders import clinic
from tests.journey.admin.staff_pages import client_of, index, said, the_time_is
from tests.statements import statements

pytestmark = pytest.mark.django_db
READERS = (Role.MANAGER, Role.AUDITOR)
ALERT = 'aria-labelledby="log-standing-h"'


def read_and_sealed() -> None:
    keep_trace_verified(0)
    keep_trace_sealed(0)


def later(role: Role, passed: timedelta) -> HttpResponse:
    """The first page, opened when this time has passed."""
    with the_time_is(timezone.now() + passed):
        return index(client_of(role))


@pytest.mark.parametrize("role", READERS)
def test_log_that_was_read_last_night_says_so_in_one_line(role: Role) -> None:
    clinic()
    read_and_sealed()

    page = later(role, timedelta(minutes=1))

    assert "every entry is as it was written." in said(page)
    assert "Verified up to" in said(page)
    assert ALERT not in page.content.decode()


@pytest.mark.parametrize("role", READERS)
def test_row_that_was_changed_is_named_in_red_and_stands_in_the_log(role: Role) -> None:
    """AUD-04"""
    clinic()
    row = Trace.objects.create(kind=Kind.READ, actor_name="Nurse Kim")
    keep_trace_sealed(0)
    with connection.cursor() as cursor:
        cursor.execute("alter table accounts_trace disable trigger user")
        cursor.execute("update accounts_trace set actor_name = 'Nurse Lim' where number = %s", [row.number])
        cursor.execute("alter table accounts_trace enable trigger user")
    keep_trace_verified(0)

    page = later(role, timedelta(minutes=1))
    words = said(client_of(role).get(reverse("admin:accounts_trace_changelist"), {"show": "refused"}))

    assert ALERT in page.content.decode()
    assert f"The log is not as it was written. Row {row.number} (" in said(page)
    assert "every entry is as it was written" not in said(page)
    assert "verify_trace Read the whole log – Failed" in words


def test_worker_that_stopped_is_said_in_red(db: None) -> None:
    clinic()
    assert "Not verified yet" in said(later(Role.MANAGER, timedelta(hours=1)))
    assert "The log was not read as a whole last night" in said(later(Role.MANAGER, timedelta(hours=27)))
    read_and_sealed()
    Trace.objects.create(kind=Kind.READ)

    soon, late = later(Role.MANAGER, timedelta(minutes=1)), later(Role.MANAGER, timedelta(minutes=6))
    next_day = said(later(Role.MANAGER, timedelta(hours=27)))

    assert ALERT not in soon.content.decode()
    assert "Sealed up to" in said(soon)
    assert "Entries wait too long for their seal" in said(late)
    assert "The log was not read as a whole last night" in next_day


def test_whoever_does_not_read_the_log_reads_nothing_of_it(db: None) -> None:
    clinic()
    for role in (Role.CLINICIAN, Role.NURSE, Role.COORDINATOR):
        assert "Verified" not in said(later(role, timedelta(hours=27))), role


@pytest.mark.parametrize("role", READERS)
def test_line_takes_one_statement_however_long_the_log_is(role: Role) -> None:
    clinic()
    client = client_of(role)
    quiet = statements(client, reverse("admin:index"))
    Trace.objects.bulk_create(Trace(kind=Kind.READ) for _ in range(100))
    keep_trace_verified(0)

    assert statements(client, reverse("admin:index")) == quiet <= 15
