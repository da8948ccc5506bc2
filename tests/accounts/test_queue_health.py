"""Whether work that is due is seen when it is not done: by the page of the queue's health, and by whoever asks."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import JobRun, OutgoingMail, StuckRow
from accounts.periodic import noted
from accounts.queue_health import Health, forget_old, health, periodic_tasks, run_again

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)


def nothing_waits() -> None:
    """Tests that keep their transactions leave jobs behind: the tables of the library are none of Django's."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers")


def all_ran(at: datetime = NOW) -> None:
    nothing_waits()
    JobRun.objects.bulk_create(JobRun(name=name, begun_at=at, ended_at=at) for name in periodic_tasks())


def workers(count: int, age: timedelta = timedelta()) -> None:
    with connection.cursor() as cursor:
        for _ in range(count):
            cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now() - %s)", [age])


def late(found: Health) -> dict[str, datetime]:
    return {job.name: job.late_since for job in found.jobs if job.late_since}


def asked(at: datetime) -> str:
    """What the command says; with why it ends with status 1."""
    out = StringIO()
    with time_machine.travel(at, tick=False):
        try:
            call_command("queue_health", stdout=out)
        except CommandError as error:
            return str(error)
    return out.getvalue().splitlines()[-1]


def test_new_server_that_ran_nothing_yet_is_well_until_a_message_waits() -> None:
    assert asked(NOW) == "The workers do what is due."
    OutgoingMail.objects.create(kind="reminder", to="x@example.org", written_at=NOW, due_at=NOW)

    assert asked(NOW + 5 * MINUTE) == "The workers do what is due."
    assert health(at=NOW + 6 * MINUTE).stopped == {"default": NOW}
    assert "nothing was done in the queue default since 2026-11-24 14:10 UTC" in asked(NOW + 6 * MINUTE)


def test_worker_that_stopped_is_seen_after_some_minutes_with_since_when() -> None:
    all_ran()
    assert asked(NOW + 4 * MINUTE) == "The workers do what is due."

    found = health(at=NOW + 7 * MINUTE)
    assert found.stopped == {"default": NOW, "trace": NOW}
    assert {"send_due_mail", "seal_trace", "remind_patients"} <= set(late(found))
    assert "verify_trace" not in late(found), "it is due at night"


def test_worker_of_one_queue_that_stopped_is_told_apart() -> None:
    all_ran()
    JobRun.objects.exclude(name__in=["seal_trace", "verify_trace"]).update(ended_at=NOW + HOUR)
    assert health(at=NOW + HOUR).stopped == {"trace": NOW}


@pytest.mark.parametrize(
    ("name", "passed", "is_late"),
    [
        ("remind_patients", 5 * MINUTE, False),
        ("remind_patients", 7 * MINUTE, True),
        ("tell_of_reports", 9 * MINUTE, False),
        ("tell_of_reports", 11 * MINUTE, True),
        ("forget_old_sessions", 58 * MINUTE, False),
        ("forget_old_sessions", 66 * MINUTE, True),
        ("note_last_contacts", 15 * HOUR, False),
        ("note_last_contacts", 16 * HOUR, True),
    ],
)
def test_job_of_the_clock_that_did_not_run_is_late_after_its_own_time(
    name: str, passed: timedelta, is_late: bool
) -> None:
    all_ran(NOW + passed)
    JobRun.objects.filter(name=name).update(begun_at=NOW, ended_at=NOW)
    assert late(health(at=NOW + passed)) == ({name: NOW} if is_late else {})


def test_one_of_two_workers_is_missed_by_its_heartbeat() -> None:
    all_ran()
    workers(1)
    workers(1, age=2 * MINUTE)
    assert "1 of 2 workers" in asked(NOW)
    workers(1)
    assert asked(NOW) == "The workers do what is due."


def test_run_that_fails_is_written_down_by_the_kind_of_its_error_until_one_goes_well() -> None:
    def bad(at: datetime) -> None:
        raise ValueError("Rosa Marsh")

    with time_machine.travel(NOW, tick=False), pytest.raises(ValueError, match="Rosa"):
        noted("remind_patients", bad)
    assert asked(NOW) == "remind_patients failed at 2026-11-24 14:10 UTC (ValueError)"

    with time_machine.travel(NOW + MINUTE, tick=False):
        noted("remind_patients", lambda at: None)
    assert asked(NOW + MINUTE) == "The workers do what is due."


def test_stuck_rows_and_failed_answers_at_the_door_are_counted() -> None:
    all_ran()
    row = {"row": "0d1c3536-0882-4c66-9b06-39f2006eb979", "since": NOW, "last_at": NOW, "problem": "ValueError"}
    StuckRow.objects.create(step="remind_patients.visit", **row)
    failed_job("accounts.jobs.answer_ticket")
    failed_job("accounts.jobs.send_mail")
    assert asked(NOW) == "remind_patients: 1 could not be done; answer_ticket: 1 could not be done"

    run_again("answer_ticket")
    run_again("remind_patients")
    run_again("remind_patients")
    assert asked(NOW) == "remind_patients: 1 could not be done"
    with connection.cursor() as cursor:
        cursor.execute("select task_name from procrastinate_jobs where status = 'todo' order by 1")
        assert cursor.fetchall() == [("accounts.jobs.answer_ticket",), ("journey.jobs.keep_patients_reminded",)]


def failed_job(task: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name) values ('default', %s) returning id", [task]
        )
        (key,) = cursor.fetchone()
        for status in ("doing", "failed"):
            cursor.execute(f"update procrastinate_jobs set status = '{status}' where id = %s", [key])


def test_old_failures_are_forgotten() -> None:
    all_ran()
    row = {"row": "0d1c3536-0882-4c66-9b06-39f2006eb979", "since": NOW, "last_at": NOW, "problem": "ValueError"}
    StuckRow.objects.create(step="remind_patients.visit", **row)
    failed_job("accounts.jobs.answer_ticket")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_events set at = %s", [NOW])
    assert [forget_old(at=NOW + days * DAY) for days in (2, 4, 31)] == [0, 1, 1]


def test_row_is_stuck_once_in_a_step_and_not_before_it_was_found() -> None:
    row = {"step": "x.y", "row": "0d1c3536-0882-4c66-9b06-39f2006eb979", "problem": "ValueError"}
    StuckRow.objects.create(**row, since=NOW, last_at=NOW)
    with pytest.raises(IntegrityError, match="stuck_row_once"), transaction.atomic():
        StuckRow.objects.create(**row, since=NOW, last_at=NOW)
    with pytest.raises(IntegrityError, match="stuck_row_since_before_last"), transaction.atomic():
        StuckRow.objects.create(**{**row, "step": "x.z"}, since=NOW, last_at=NOW - MINUTE)
