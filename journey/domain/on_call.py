"""Who is on call when: gaps of a rota, and a duty of every week as rows."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta, tzinfo

from journey.domain.capacity import exact_moment

Span = tuple[datetime, datetime]
"""Aware moments; the end is not on call any more."""

MOST_WEEKS = 26
LONGEST_DUTY = timedelta(days=31)


def gaps(duties: Iterable[Span], start: datetime, end: datetime) -> Iterator[Span]:
    """The times between `start` and `end` that no duty covers."""
    covered = start
    for begins, ends in sorted(duties):
        if begins > covered:
            yield covered, min(begins, end)
        covered = max(covered, ends)
        if covered >= end:
            return
    yield covered, end


def weekly(starts_at: datetime, ends_at: datetime, weeks: int, zone: tzinfo) -> Iterator[Span]:
    """The same duty in this and the following weeks, at the same clock times in the clinic's zone. Raises NotAccepted
    for a time that the clocks skip or show twice on one of the days."""
    begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    for number in range(weeks):
        later = timedelta(weeks=number)
        yield _moment(begins, later, zone), _moment(ends, later, zone)


def _moment(local: datetime, later: timedelta, zone: tzinfo) -> datetime:
    clock = time(local.hour, local.minute)
    return exact_moment(local.date() + later, clock, zone)
