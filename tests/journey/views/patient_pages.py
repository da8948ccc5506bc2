"""Walking the patient's pages in tests: signing in at a fixed moment, posting a page, reading its words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from journey.models import CheckIn, CheckInDraft, Journey
from tests.builders import NOW


def signed_in(user: User | None) -> Client:
    """Call it inside `the_clock_at`: a session of another day has ended."""
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


@contextmanager
def the_clock_at(at: datetime = NOW) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def patient_of(journey: Journey) -> Client:
    return signed_in(journey.patient.user)


def url(name: str, check_in: CheckIn, *more: str) -> str:
    return reverse(f"patient:{name}", args=[check_in.pk, *more])


def question(check_in: CheckIn, page: str, *, changing: bool = False) -> str:
    return url("check_in_question", check_in, page) + ("?change=1" if changing else "")


def words(response: HttpResponse) -> str:
    """What a reader sees, with single spaces."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def draft_of(check_in: CheckIn) -> dict[str, Any]:
    return dict(CheckInDraft.objects.get(check_in=check_in).answers)
