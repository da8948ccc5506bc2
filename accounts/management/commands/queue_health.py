"""For whoever watches the server from outside: `manage.py queue_health` ends with status 1 when work is not done."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.queue_health import WORKERS, health


class Command(BaseCommand):
    help = (
        "Says for each job when it was done last. Ends with status 1 when a worker stopped, a job was not done when it "
        "was due or failed, or an entry could not be done."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = health(at=timezone.now())
        for job in found.jobs:
            ended = f"{job.ended_at:%Y-%m-%d %H:%M:%S}" if job.ended_at else "never"
            self.stdout.write(f"{'ok   ' if job.is_well else 'WRONG'} {job.queue} {job.name}: {ended}")
        wrong = [
            f"nothing was done in the queue {queue} since {since:%Y-%m-%d %H:%M} UTC"
            for queue, since in found.stopped.items()
        ]
        if found.one_is_missing:
            wrong.append(f"{found.workers} of {WORKERS} workers")
        for job in found.jobs:
            if job.late_since is not None:
                wrong.append(f"{job.name} was not done since {job.late_since:%Y-%m-%d %H:%M} UTC")
            if job.failed_at is not None:
                wrong.append(f"{job.name} failed at {job.failed_at:%Y-%m-%d %H:%M} UTC ({job.problem})")
            if job.stuck:
                wrong.append(f"{job.name}: {job.stuck} could not be done")
        if wrong:
            raise CommandError("; ".join(wrong))
        self.stdout.write("The workers do what is due.")
