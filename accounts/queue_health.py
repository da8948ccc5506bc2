"""Whether the workers do what is due: asked by the pages of staff and by `manage.py queue_health`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from croniter import croniter
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.periodic import PeriodicTask

from accounts.models import StuckRow
from accounts.periodic import EVERYTHING_ELSE

WORKERS = 2  # the units of deploy/: one for everything, one for the trace
SOME_MINUTES = timedelta(minutes=5)
SHARE_OF_A_TURN = 0.1  # a job of every night may take that much longer than one of every minute
# Failures are kept for a person to look at; a row that no pass comes by any more is stuck no more.
KEPT_FOR = timedelta(days=30)
STUCK_FOR = timedelta(days=3)

# A message whose job failed is in the outbox still, where the sweep of every minute finds it.
LOOKED_AFTER = "accounts.jobs.send_mail"
# One statement: the first page asks it each time that it is opened. A worker says every ten seconds that it lives.
ASKED = """
    select
        (select json_agg(json_build_array(name, begun_at, ended_at, failed_at, problem))::text from accounts_jobrun),
        (select json_agg(json_build_array(job, n))::text from (
            select split_part(step, '.', 1) as job, count(*) as n from accounts_stuckrow group by 1
        ) stuck),
        (select json_agg(json_build_array(task_name, n))::text from (
            select j.task_name, count(*) as n from procrastinate_jobs j
            where j.status = 'failed' and j.task_name <> %s and exists (
                select 1 from procrastinate_events e where e.job_id = j.id and e.at > now() - interval '1 day'
            ) group by 1
        ) failed),
        (select count(*) from procrastinate_workers where last_heartbeat > now() - interval '1 minute'),
        (select min(due_at) from accounts_outgoingmail
            where sent_at is null and dropped_at is null and given_up_at is null)
"""


@dataclass(frozen=True)
class Job:
    """`late_since` is when it ended well for the last time, if it should have run again by now. `failed_at` is kept
    while its newest run failed. `stuck` counts the rows that it could not do; of a job that no clock starts, how many
    of them failed."""

    name: str
    queue: str
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    late_since: datetime | None = None
    failed_at: datetime | None = None
    problem: str = ""
    stuck: int = 0

    @property
    def is_well(self) -> bool:
        return self.late_since is None and self.failed_at is None and not self.stuck


@dataclass(frozen=True)
class Health:
    """`stopped` says since when nothing at all was done in a queue. `workers` say that they live."""

    jobs: tuple[Job, ...]
    stopped: Mapping[str, datetime]
    workers: int

    @property
    def one_is_missing(self) -> bool:
        """None at all is said by what is late; by the hand of a developer that is as it should be."""
        return 0 < self.workers < WORKERS


def health(*, at: datetime) -> Health:
    """One statement. What never ran is not late: a new server has run nothing yet; but messages that wait are."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED, [LOOKED_AFTER])
        runs, stuck, failed, workers, waits_since = cursor.fetchone()
    ran, counts = {name: values for name, *values in _read(runs)}, dict(_read(stuck))
    by_clock = periodic_tasks()
    jobs = [_job(task, ran.get(name), counts.get(name, 0), at) for name, task in by_clock.items()]
    known = {task.task.name for task in by_clock.values()}
    others = [Job(_short(name), app.tasks[name].queue, stuck=n) for name, n in _read(failed) if name in app.tasks]
    jobs += [job for job in others if job.name not in map(_short, known)]
    return Health(tuple(jobs), dict(_stopped(jobs, waits_since, at)), workers)


def periodic_tasks() -> dict[str, PeriodicTask]:
    """By the name of the job."""
    tasks = app.periodic_registry.periodic_tasks.values()
    return {str(each.task.queueing_lock): each for each in tasks}


def run_again(name: str) -> None:
    """Now, by the worker: a periodic job, or all failed ones of another. Raises KeyError for a job that is unknown."""
    periodic = periodic_tasks().get(name)
    if periodic is None:
        _retry_failed({_short(task): task for task in app.tasks}[name])
        return
    with suppress(AlreadyEnqueued), transaction.atomic():  # it stands in line already
        periodic.task.defer(timestamp=0)


def forget_old(*, at: datetime) -> int:
    """Failures that nobody can do anything about any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from procrastinate_jobs j where status in ('succeeded', 'failed') and not exists "
            "(select 1 from procrastinate_events e where e.job_id = j.id and e.at > %s)",
            [at - KEPT_FOR],
        )
        gone = cursor.rowcount
    return gone + StuckRow.objects.filter(last_at__lt=at - STUCK_FOR).delete()[0]


def _job(task: PeriodicTask, ran: list[Any] | None, stuck: int, at: datetime) -> Job:
    name, queue = str(task.task.queueing_lock), task.task.queue
    if ran is None:
        return Job(name, queue, stuck=stuck)
    begun = datetime.fromisoformat(ran[0])
    ended, failed = (datetime.fromisoformat(each) if each else None for each in ran[1:3])
    is_late = (ended or begun) < _should_have_run(task.cron, at)
    return Job(
        name,
        queue,
        begun_at=begun,
        ended_at=ended,
        late_since=(ended or begun) if is_late else None,
        failed_at=failed if failed and (ended is None or failed > ended) else None,
        problem=ran[3],
        stuck=stuck,
    )


def _should_have_run(cron: str, at: datetime) -> datetime:
    """The newest of its times of which it must be done by now."""
    turns = croniter(cron, at.astimezone(UTC))
    last: datetime = turns.get_prev(datetime)
    turn = last - turns.get_prev(datetime)
    done_by = at.astimezone(UTC) - max(SOME_MINUTES, turn * SHARE_OF_A_TURN)
    found: datetime = croniter(cron, done_by).get_prev(datetime)
    return found


def _stopped(jobs: Iterable[Job], waits_since: datetime | None, at: datetime) -> Iterator[tuple[str, datetime]]:
    """Queues in which nothing ended for some minutes; of the first, messages may wait that no job ever came for."""
    newest: dict[str, datetime] = {}
    for job in jobs:
        if job.begun_at is not None:
            moment = job.ended_at or job.begun_at
            newest[job.queue] = max(moment, newest.get(job.queue, moment))
    if EVERYTHING_ELSE not in newest and waits_since is not None:
        newest[EVERYTHING_ELSE] = waits_since
    return ((queue, since) for queue, since in newest.items() if at - since > SOME_MINUTES)


@transaction.atomic
def _retry_failed(task: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select id from procrastinate_jobs where status = 'failed' and task_name = %s", [task])
        for (job_id,) in cursor.fetchall():
            app.job_manager.retry_job_by_id(job_id, retry_at=timezone.now())


def _read(text: str | None) -> list[Any]:
    found: list[Any] = json.loads(text or "[]")
    return found


def _short(task: str) -> str:
    return task.rpartition(".")[2]
