"""The one home of passes over many rows: a row that fails is written down, and never holds up the others."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from accounts.models import StuckRow

log = logging.getLogger(__name__)

Still = Callable[[Iterable[UUID]], Iterable[UUID]]


def _none(rows: Iterable[UUID]) -> Iterable[UUID]:
    return ()


def one_by_one(
    step: str, keys: Iterable[UUID], work: Callable[[UUID], int], *, at: datetime, still: Still = _none
) -> int:
    """`work` for each row, in a transaction of its own; the sum of what it returns."""
    return in_batches(step, keys, lambda batch: work(batch[0]), at=at, together=1, still=still)


def in_batches(
    step: str,
    keys: Iterable[UUID],
    work: Callable[[Sequence[UUID]], int],
    *,
    at: datetime,
    together: int,
    still: Still = _none,
) -> int:
    """`work` for as many rows at once, whole or not at all; the sum of what it returns. A batch that fails is tried
    again in halves, down to the row that cannot be done. Those that failed the time before come last, by themselves.

    `step` is the name of the job, a dot, and what is done; people read it with the rows that are stuck. `still` says
    which of these are not done yet, where a row that waits is not among the keys of each pass or not tried in it.
    """
    known = set(StuckRow.objects.filter(step=step).values_list("row", flat=True))
    each = list(dict.fromkeys(keys))
    failed: dict[UUID, str] = {}
    done = 0
    for group in ([key for key in each if key not in known], [key for key in each if key in known]):
        rest = iter(group)
        while batch := list(islice(rest, together)):
            done += _done(step, batch, work, failed)
    gone = known - set(failed)
    _keep(step, gone - set(still(gone)) if gone else gone, failed, at)
    return done


def keys_of(rows: QuerySet[Any]) -> QuerySet[Any, UUID]:
    """In the order in which passes lock rows."""
    return rows.order_by("pk").values_list("pk", flat=True)


def is_lost() -> bool:
    """Whether the server has ended the connection that this thread still holds."""
    return connection.connection is not None and connection.connection.closed


def _done(step: str, batch: Sequence[UUID], work: Callable[[Sequence[UUID]], int], failed: dict[UUID, str]) -> int:
    try:
        return work(batch)
    except Exception as error:
        if is_lost():
            raise  # nothing is known of the row: the next pass has a connection of its own
        if len(batch) == 1:
            failed[batch[0]] = type(error).__name__
            log.exception("%s: row %s could not be done", step, batch[0])
            return 0
    half = len(batch) // 2
    return sum(_done(step, part, work, failed) for part in (batch[:half], batch[half:]))


def _keep(step: str, gone: set[UUID], failed: dict[UUID, str], at: datetime) -> None:
    if gone:
        StuckRow.objects.filter(step=step, row__in=gone).delete()
    for key, problem in failed.items():
        again = {"last_at": at, "times": F("times") + 1, "problem": problem}
        StuckRow.objects.update_or_create(
            step=step,
            row=key,
            defaults=again,
            create_defaults={"since": at, "last_at": at, "problem": problem},
        )
