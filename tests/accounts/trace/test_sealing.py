"""Rows are sealed within a minute, whatever else the workers of the samples wait for."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import jobs, mail
from accounts.mail import Letter
from accounts.models import Kind, Trace, Unsealed
from journey.management.commands.demo import WORKERS
from tests.config.test_production import OF_THE_TESTS, SECRETS
from tests.meta.code import ROOT

UNITS = sorted((ROOT / "deploy").glob("*.service"))
PATIENCE = 90  # seconds of the test: on a busy machine the workers take half of that to start
MAILS = 24


def work_of(unit: Path) -> list[str]:
    """What a unit of the samples tells `manage.py procrastinate`; nothing for the web server."""
    found = re.search(r"^ExecStart=.*manage\.py procrastinate (.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1].split() if found else []


@contextmanager
def mail_server_that_hangs() -> Iterator[int]:
    """It takes the call and never says a word; its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=MAILS) as server:
        yield server.getsockname()[1]


@contextmanager
def workers(port: int) -> Iterator[None]:
    """Those of the samples, as processes, on the database of the tests."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    kept = {name: value for name, value in os.environ.items() if name not in {*SECRETS, *OF_THE_TESTS}}
    said = {"DEBUG": "0", **SECRETS, "DATABASE_URL": address, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
    with ExitStack() as stack:
        for unit in UNITS:
            if work := work_of(unit):
                command = [sys.executable, "manage.py", "procrastinate", *work]
                run = subprocess.Popen(command, cwd=ROOT, env=kept | said, stderr=subprocess.DEVNULL)
                stack.callback(run.wait)
                stack.callback(run.kill)
        yield


def wait_until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < end:
        time.sleep(0.1)
    return is_so()


@pytest.fixture
def line_of_jobs(transactional_db: None) -> Iterator[None]:
    """Nobody stands in it afterwards: its tables are the library's, and nobody empties them between tests."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "truncate procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers"
        )


@pytest.mark.usefixtures("line_of_jobs")
def test_seal_does_not_wait_for_a_mail_server_that_hangs(settings: Any) -> None:
    """With more mails in front than the worker has hands, each ten seconds long."""
    settings.ENCRYPTION_KEYS = [SECRETS["ENCRYPTION_KEYS"]]
    for _ in range(MAILS):
        mail.write(kind="sign_in_code", to="rosa@example.org", letter=Letter("x", ["x"]), at=timezone.now())
    sending = ProcrastinateJob.objects.filter(task_name="accounts.jobs.send_mail")

    with mail_server_that_hangs() as port, workers(port):
        assert wait_until(lambda: sending.filter(status="doing").exists())
        # Of this row: those that each try of a mail writes meanwhile wait for a seal of their own.
        read = Trace.objects.create(kind=Kind.READ)
        jobs.keep_trace_sealed.configure(queueing_lock="of the test").defer(timestamp=0)

        assert wait_until(lambda: not Unsealed.objects.filter(row=read.number).exists())
        assert sending.filter(status="todo").exists(), "the mails still stand in line"


def test_seal_does_not_wait_for_the_nightly_reading_either() -> None:
    """Each job of the queue has a hand of the worker that does nothing else."""
    of_the_queue = [task for task in app.tasks.values() if task.queue == jobs.TRACE]
    assert {jobs.keep_trace_sealed, jobs.keep_trace_verified} == set(of_the_queue)
    wanted = ["worker", "--queues", jobs.TRACE, "--concurrency", str(len(of_the_queue))]
    assert wanted in [work_of(unit)[: len(wanted)] for unit in UNITS]


def test_demo_runs_the_workers_of_the_samples() -> None:
    assert sorted(map(list, WORKERS)) == sorted(filter(None, map(work_of, UNITS)))
