"""How the work of the jobs went: when each began and ended last, and the rows that a pass could not do."""

from django.db import models
from django.db.models import F


class JobRun(models.Model):
    """The newest run of a periodic job. It ended well when `ended_at` is not before `begun_at`; `failed_at` and
    `problem`, the kind of the error without its words, are those of the newest run that failed."""

    name = models.CharField(primary_key=True, max_length=60)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name


class StuckRow(models.Model):
    """A row that a step of a job failed at when it last came by. Gone once the step did it, or need not any more.
    `step` is the name of the job and of the step behind a dot."""

    step = models.CharField(max_length=60)
    row = models.UUIDField()
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    problem = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "row"], name="stuck_row_once"),
            models.CheckConstraint(condition=models.Q(last_at__gte=F("since")), name="stuck_row_since_before_last"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.row}"
