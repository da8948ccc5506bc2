"""Whether the log can be relied on, said on the first page of those who read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.trace.standing import Standing
from journey.access.log import log_standing
from journey.presenters.worklists import Now

# A night's reading begins a day after the one before, and takes its time; a night in autumn is an hour longer.
READ_EVERY = timedelta(hours=26)
SEALED_WITHIN = timedelta(minutes=5)  # twice a minute when all is well


@dataclass(frozen=True)
class LogStanding:
    """`wrong` are sentences about what somebody has to look at; nothing is, when there are none."""

    wrong: tuple[str, ...]
    lines: tuple[str, ...]


def log_line(now: Now) -> LogStanding | None:
    """None for whoever does not read the log. One statement."""
    found = log_standing(now.user)
    if found is None:
        return None
    wrong = (*_misread(found, now), *_unsealed(found, now))
    return LogStanding(wrong=wrong, lines=(_read(found, now), _sealed(found, now)))


def _misread(found: Standing, now: Now) -> Iterator[str]:
    if found.wrong:
        yield _("The log is not as it was written. {finding}").format(finding=found.wrong)
    if _is_over(found.read_at or found.began_at, READ_EVERY, now):
        yield _("The log was not read as a whole last night: the worker of the log may have stopped.")


def _unsealed(found: Standing, now: Now) -> Iterator[str]:
    if _is_over(found.unsealed_since, SEALED_WITHIN, now):
        yield _("Entries wait too long for their seal: the worker of the log may have stopped.")


def _is_over(since: datetime | None, limit: timedelta, now: Now) -> bool:
    return since is not None and now.at - since > limit


def _read(found: Standing, now: Now) -> str:
    if found.read_at is None:
        return _("Not verified yet: every night the whole log is read.")
    if found.wrong:
        return _("Read as a whole {moment}.").format(moment=now.short(found.read_at))
    return _("Verified up to {moment}: every entry is as it was written.").format(moment=now.short(found.read_at))


def _sealed(found: Standing, now: Now) -> str:
    if found.unsealed_since is None:
        return _("Every entry is sealed.")
    words = ngettext(
        "Sealed up to {moment}, {n} entry waits.", "Sealed up to {moment}, {n} entries wait.", found.waiting
    )
    return words.format(moment=now.short(found.unsealed_since), n=found.waiting)
