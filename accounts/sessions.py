"""Sessions in the database that know whose they are, on which device, and when a person last did something."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Session, User
from accounts.prepared import Prepared

SIGN_IN = "sign_in"  # in the session's data: id, at, device

# ASVS 5.0 V7.3.1 and V7.3.2. A shared computer of the ward, and a phone on a kitchen table.
IDLE_STAFF = timedelta(minutes=15)
IDLE_PATIENT = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# The last use is written down at most this often: a write on every page would cost more than it tells.
SEEN_EVERY = timedelta(seconds=20)

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "Chromebook"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


@Prepared
def _running(session_key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=at)


class SessionStore(db.SessionStore):
    """The stock database sessions, with the columns of our table filled from what the sign-in left in the data."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = _running.rows(session_key=self.session_key, at=timezone.now()) if self.session_key else []
        if not found:
            self._session_key = None
            return None
        self.seen_at = found[0].seen_at
        return found[0]

    @classmethod
    def clear_expired(cls) -> None:
        forget_old(timezone.now())

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        row = super().create_model_instance(data)
        sign_in = data.get(SIGN_IN)
        if sign_in and SESSION_KEY in data:
            row.user_id, row.public_id = data[SESSION_KEY], sign_in["id"]
            row.started_at, row.device = datetime.fromisoformat(sign_in["at"]), sign_in["device"]
            row.seen_at = self.seen_at
        return row


def note_sign_in(request: HttpRequest, at: datetime) -> None:
    """Called once somebody has signed in, when the session has its new key."""
    device = device_of(request.META.get("HTTP_USER_AGENT", ""))
    request.session[SIGN_IN] = {"id": str(uuid4()), "at": at.isoformat(), "device": device}
    request.session.seen_at = at


def time_left(request: HttpRequest, at: datetime) -> tuple[timedelta, timedelta]:
    """Until the idle limit and until the longest time; the session is over when one of them is not positive."""
    sign_in = request.session.get(SIGN_IN)
    if not sign_in or request.session.seen_at is None:
        return timedelta(), timedelta()
    idle = IDLE_STAFF if request.user.is_staff else IDLE_PATIENT
    started = datetime.fromisoformat(sign_in["at"])
    # A clock that was set back must not make a session longer than its limit.
    return min(request.session.seen_at + idle - at, idle), min(started + LONGEST - at, LONGEST)


def note_use(request: HttpRequest, at: datetime) -> None:
    """The person did something now. One statement, and that only when the last one is a while ago."""
    if at - request.session.seen_at >= SEEN_EVERY:
        request.session.seen_at = at
        Session.objects.filter(session_key=request.session.session_key).update(seen_at=at)


def devices_of(user: User, at: datetime) -> list[Session]:
    """Where this person is signed in, the last used first."""
    idle = IDLE_STAFF if user.is_staff else IDLE_PATIENT
    live = Session.objects.filter(user=user, started_at__gt=at - LONGEST, seen_at__gt=at - idle)
    return list(live.order_by("-seen_at", "public_id"))


def end_one(user: User, public_id: UUID) -> bool:
    ended, _rows = Session.objects.filter(user=user, public_id=public_id).delete()
    return bool(ended)


def end_all(user: User, *, but: str | None = None) -> int:
    """Every session of this person, at once; `but` is the key of the one that stays."""
    ended, _rows = Session.objects.filter(user=user).exclude(session_key=but or "").delete()
    return ended


def forget_old(at: datetime) -> int:
    """Rows of sessions that are over. For the clock."""
    over = Q(expire_date__lt=at) | Q(started_at__lt=at - LONGEST) | Q(seen_at__lt=at - 2 * IDLE_PATIENT)
    forgotten, _rows = Session.objects.filter(over).delete()
    return forgotten


def device_of(user_agent: str) -> str:
    """What a person would call it: "Firefox on Windows". Empty when the browser does not say."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}", user_agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " on ".join(word for word in (browser, system) if word)
