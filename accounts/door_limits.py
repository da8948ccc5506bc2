"""How often the door may be tried, by one e-mail address and from one place on the net."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest

from accounts.known_browsers import counted_as
from accounts.limits import Limit, count, is_full
from accounts.trace.sign_ins import stopped

ASKED_BY_PLACE = Limit("asked by place", 30, timedelta(minutes=10))
ASKED_FOR_ADDRESS = Limit("asked for address", 3, timedelta(minutes=10))
ASKED_FOR_ADDRESS_A_DAY = Limit("asked for address a day", 20, timedelta(days=1))
TRIED_BY_PLACE = Limit("tried by place", 60, timedelta(minutes=10))
TRIED_FOR_ADDRESS = Limit("tried for address", 30, timedelta(days=1))
MISSED_BY_PLACE = Limit("missed by place", 30, timedelta(minutes=10))
WARNED = Limit("warned", 1, timedelta(hours=1))
# Five in five minutes alone would let whoever has the password try a million codes within a year.
WRONG_FACTORS = Limit("wrong second factors", 30, timedelta(days=1))


def may_ask(request: HttpRequest, address: str, *, at: datetime) -> bool:
    """Count a mail that is asked for. The same for an address that nobody has."""
    known = counted_as(request, address)
    limits = ((ASKED_BY_PLACE, get_ip(request)), (ASKED_FOR_ADDRESS, known), (ASKED_FOR_ADDRESS_A_DAY, known))
    return _all_within(request, limits, at)


def may_try(request: HttpRequest, address: str, *, at: datetime) -> bool:
    """Count a code that is typed."""
    limits = ((TRIED_BY_PLACE, get_ip(request)), (TRIED_FOR_ADDRESS, counted_as(request, address)))
    return _all_within(request, limits, at)


def may_look(request: HttpRequest, *, at: datetime) -> bool:
    """Whether links may still be opened from here: not after many that nobody was ever sent."""
    if is_full(MISSED_BY_PLACE, get_ip(request), at=at):
        stopped(request)
        return False
    return True


def note_miss(request: HttpRequest, *, at: datetime) -> None:
    """Count a link that fits nothing: guessed, or too old. Looking at one that works counts nothing."""
    count(MISSED_BY_PLACE, get_ip(request), at=at)


def _all_within(request: HttpRequest, limits: Sequence[tuple[Limit, str]], at: datetime) -> bool:
    """Every one counts, also after one that is full. What is stopped leaves its row, whoever it was."""
    within = [count(limit, of, at=at) for limit, of in limits]
    if not all(within):
        stopped(request)
    return all(within)
