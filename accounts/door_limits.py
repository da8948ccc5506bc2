"""How often the door may be tried, by one e-mail address and from one place on the net."""

from datetime import datetime, timedelta

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest

from accounts.limits import Limit, count

ASKED_BY_PLACE = Limit("asked by place", 30, timedelta(minutes=10))
ASKED_FOR_ADDRESS = Limit("asked for address", 3, timedelta(minutes=10))
ASKED_FOR_ADDRESS_A_DAY = Limit("asked for address a day", 20, timedelta(days=1))
TRIED_BY_PLACE = Limit("tried by place", 60, timedelta(minutes=10))
TRIED_FOR_ADDRESS = Limit("tried for address", 30, timedelta(days=1))
WARNED = Limit("warned", 1, timedelta(hours=1))


def may_ask(request: HttpRequest, address: str, *, at: datetime) -> bool:
    """Count a mail that is asked for. The same for an address that nobody has."""
    known = address.lower()
    limits = ((ASKED_BY_PLACE, get_ip(request)), (ASKED_FOR_ADDRESS, known), (ASKED_FOR_ADDRESS_A_DAY, known))
    within = [count(limit, of, at=at) for limit, of in limits]  # every one counts, also after one that is full
    return all(within)


def may_try(request: HttpRequest, address: str, *, at: datetime) -> bool:
    """Count a code that is typed."""
    limits = ((TRIED_BY_PLACE, get_ip(request)), (TRIED_FOR_ADDRESS, address.lower()))
    within = [count(limit, of, at=at) for limit, of in limits]  # every one counts, also after one that is full
    return all(within)
