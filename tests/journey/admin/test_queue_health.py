"""Staff who look after the messages see in red that the workers stopped, what they could not do, and try again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import JobRun, StuckRow
from accounts.queue_health import periodic_tasks
from accounts.roles import Role
from journey.presenters.queue_health import JOBS, STEPS
from tests.accounts.test_queue_health import nothing_waits
from tests.builders import NOW, clinic
from tests.journey.admin.staff_pages import client_of, index, said, the_time_is
from tests.journey.test_passes import STEPS as PLANTED
from tests.statements import statements

pytestmark = pytest.mark.django_db
READERS = (Role.MANAGER, Role.COORDINATOR)
QUEUE = reverse("admin:accounts_outgoingmail_queue")
MINUTE = timedelta(minutes=1)
KEY = "0d1c3536-0882-4c66-9b06-39f2006eb979"
ALERT = 'aria-labelledby="stopped-h"'


@pytest.fixture(autouse=True)
def all_ran(db: None) -> None:
    clinic()
    nothing_waits()
    JobRun.objects.bulk_create(JobRun(name=name, begun_at=NOW, ended_at=NOW) for name in periodic_tasks())


def stuck(step: str = "remind_patients.visit") -> StuckRow:
    return StuckRow.objects.create(step=step, row=KEY, since=NOW, last_at=NOW, times=3, problem="ZoneInfoNotFoundError")


def test_first_page_turns_red_when_the_workers_stopped_and_says_since_when_and_what_to_do() -> None:
    for role in (*READERS, Role.NURSE, Role.AUDITOR):
        reads = role in READERS
        with the_time_is(NOW + 4 * MINUTE):
            assert ALERT not in index(client_of(role)).content.decode(), role
        with the_time_is(NOW + 34 * MINUTE):
            page = index(client_of(role))
        assert (ALERT in page.content.decode()) == reads, role
        if reads:
            assert "Messages are not going out since 10am (34 minutes)" in said(page)
            assert "Ask whoever looks after the server to start journey-jobs.service." in said(page)
            assert "The log is not sealed since 10am (34 minutes)." in said(page)


def test_page_of_the_queue_shows_every_job_and_what_could_not_be_done() -> None:
    row = stuck()
    with the_time_is(NOW + MINUTE):
        boss = client_of(Role.MANAGER)
        page, first, messages = (
            boss.get(QUEUE),
            index(boss),
            boss.get(reverse("admin:accounts_outgoingmail_changelist")),
        )
    words = said(page)

    assert all(str(JOBS[name]) in words for name in periodic_tasks())
    assert "Again Remind patients Tue 24 Nov, 10am 1 entry could not be done. Try again Remind patients" in words
    assert "A reminder of a visit was not written Open Tue 24 Nov, 10am 3 ZoneInfoNotFoundError" in words
    assert reverse("admin:journey_appointment_change", args=[row.row]) in page.content.decode()
    assert "Remind patients: 1 entry could not be done." in said(first)
    assert QUEUE in messages.content.decode()


def test_job_is_run_again_by_one_press_and_a_second_press_changes_nothing() -> None:
    desk, run = client_of(Role.COORDINATOR), reverse("admin:accounts_outgoingmail_run", args=["remind_patients"])
    assert "Try again now" in said(desk.get(run))
    for _press in range(2):
        assert desk.post(run)["Location"] == QUEUE
    with connection.cursor() as cursor:
        cursor.execute("select task_name from procrastinate_jobs where status = 'todo'")
        assert cursor.fetchall() == [("journey.jobs.keep_patients_reminded",)]
    assert desk.get(reverse("admin:accounts_outgoingmail_run", args=["no_such_job"])).status_code == 404


def test_every_job_and_every_step_has_its_words() -> None:
    assert set(JOBS) == {*periodic_tasks(), "answer_ticket"}
    assert set(STEPS) == set(PLANTED)
    for _words, table in STEPS.values():
        assert not table or reverse(f"admin:{table}_change", args=[KEY])


def test_notice_costs_one_statement_however_much_is_stuck() -> None:
    with the_time_is(NOW):
        desk = client_of(Role.COORDINATOR)
        quiet = statements(desk, reverse("admin:index"))
        for step in STEPS:
            stuck(step)
        assert statements(desk, reverse("admin:index")) == quiet
