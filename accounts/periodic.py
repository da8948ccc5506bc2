"""Jobs that run by the clock: how one is declared, and what is written down of each run."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import JobRun
from accounts.row_by_row import is_lost
from accounts.trace.acting import acting_as_job

EVERYTHING_ELSE = "default"


def periodic(
    cron: str, name: str, *, queue: str = EVERYTHING_ELSE, priority: int = 0
) -> Callable[[Callable[[datetime], Any]], Any]:
    """A job by this name, run at the times of `cron` (UTC) with the moment. The trace names it as who acted."""

    def declare(work: Callable[[datetime], Any]) -> Any:
        @wraps(work)
        def run(timestamp: int) -> Any:
            with acting_as_job(name):
                return noted(name, work)

        task = app.task(queue=queue, queueing_lock=name, priority=priority, pass_context=False)(run)
        return app.periodic(cron=cron)(task)

    return declare


def noted(name: str, work: Callable[[datetime], Any]) -> Any:
    """When it began, and how it ended."""
    at = timezone.now()
    run = JobRun(name=name, begun_at=at)
    JobRun.objects.bulk_create([run], update_conflicts=True, unique_fields=["name"], update_fields=["begun_at"])
    try:
        done = work(at)
    except Exception as error:
        if is_lost():
            connection.close()
        JobRun.objects.filter(name=name).update(failed_at=timezone.now(), problem=type(error).__name__)
        raise
    JobRun.objects.filter(name=name).update(ended_at=timezone.now())
    return done
