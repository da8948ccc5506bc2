"""Opening and sending the pages of a journey's workspace in tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponse

from accounts.models import User
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
    return signed_in(who or staff()).get(url(journey, page))


def post(journey: Journey, page: str, data: Mapping[str, Any], *, who: User | None = None) -> HttpResponse:
    return signed_in(who or staff()).post(url(journey, page), data)
