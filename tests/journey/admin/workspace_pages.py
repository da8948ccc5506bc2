"""Opening and sending the pages of a journey's workspace in tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Session, User
from journey.models import Journey
from tests.builders import staff
from tests.journey.views.patient_pages import signed_in, the_clock_at, words

__all__ = ["at_now", "get", "post", "url", "words"]


@contextmanager
def at_now() -> Iterator[None]:
    with the_clock_at():
        yield


def url(journey: Journey, page: str = "change/") -> str:
    return f"/admin/journey/journey/{journey.pk}/{page}"


def get(journey: Journey, page: str = "change/", *, who: User | None = None) -> HttpResponse:
    """As a clinician unless `who` says otherwise."""
    return _browser_of(who or staff()).get(url(journey, page))


def post(journey: Journey, page: str, data: Mapping[str, Any], *, who: User | None = None) -> HttpResponse:
    return _browser_of(who or staff()).post(url(journey, page), data)


def _browser_of(user: User) -> Client:
    """One sign-in for all that a person does in one test."""
    known = _browsers.get(user.pk)
    key = known.cookies[settings.SESSION_COOKIE_NAME].value if known else ""
    if known is None or not Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).exists():
        known = _browsers[user.pk] = signed_in(user)
    return known


_browsers: dict[UUID, Client] = {}
