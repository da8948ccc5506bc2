"""How much one person may send and open in a minute: more than any hand, less than a script wants (LOG-09)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.limits import Limit, number_of
from accounts.models import Kind, Outcome
from accounts.trace.noting import note
from accounts.trace.requests import acts_of

log = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SENT = Limit("sent by person", 120, MINUTE)
OPENED = Limit("opened by person", 180, MINUTE)
# So many a minute cost no statement: each worker counts them by itself. What comes on top all workers count together.
FREE = {SENT: 60, OPENED: 120}
MOST_KEPT = 10_000


@dataclass
class Begun:
    until: datetime
    count: int = 0


class NotTooOften:
    """Answers 429 to a signed-in person who sends or opens too much; the first time in a minute it leaves a row in the
    trace and a line for whoever watches the log. Nobody's record can be copied page by page without that."""

    begun: dict[tuple[UUID, Limit], Begun] = {}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            limit, at = OPENED if request.method in SAFE else SENT, timezone.now()
            number = self._beyond_free(request.user.pk, limit, at) and number_of(limit, str(request.user.pk), at=at)
            if number > limit.most:
                return _stopped(request, limit, is_first=number == limit.most + 1)
        return self.get_response(request)

    @classmethod
    def _beyond_free(cls, person: UUID, limit: Limit, at: datetime) -> int:
        """By how many this worker alone has seen more than what is free."""
        if len(cls.begun) > MOST_KEPT:
            cls.begun.clear()
        mine = cls.begun.get((person, limit))
        if mine is None or not at < mine.until <= at + MINUTE:
            mine = cls.begun[person, limit] = Begun(at + MINUTE)
        mine.count += 1
        return max(0, mine.count - FREE[limit])


def _stopped(request: HttpRequest, limit: Limit, *, is_first: bool) -> HttpResponse:
    if is_first:
        log.warning("too much %s within a minute: %s", limit.name, request.user.pk)
        kind = Kind.READ if limit is OPENED else Kind.ACT
        note(kind, acts_of(request), outcome=Outcome.DENIED, reason=f"limit: {limit.name}")
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(int(MINUTE.total_seconds()))
    return response
