"""What the tests of staff screens share: who is signed in, when, and what a page says."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from journey.models import Alert, CheckIn, Journey, Submission
from tests.builders import NOW, check_in_of, send, staff

LISTS = {
    "journeys": "admin:journey_journey_changelist",
    "patients": "admin:journey_patient_changelist",
    "alerts": "admin:journey_alert_changelist",
    "check-ins": "admin:journey_checkin_changelist",
    "appointments": "admin:journey_appointment_changelist",
    "settings": "admin:journey_clinic_changelist",
    "sites": "admin:journey_site_changelist",
    "versions": "admin:journey_pathwayversion_changelist",
    "staff": "admin:accounts_user_changelist",
}


@contextmanager
def the_time_is(moment: datetime = NOW) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


def client_of(person: Role | User) -> Client:
    client = Client()
    client.force_login(staff(person) if isinstance(person, Role) else person)
    return client


def index(client: Client) -> HttpResponse:
    return client.get(reverse("admin:index"))


def said(response: HttpResponse) -> str:
    """The words of a page, without mark-up."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def counts(response: Any) -> dict[str, str]:
    return {row.key: row.count for row in response.context["queue"]}


def alert_of(journey: Journey, code: str = "A-3", **chosen: Any) -> Alert:
    """The alert that worrying answers raise; pain of 9 asks for a call within 24 hours."""
    send(check_in_of(journey, code), at=NOW, **(chosen or {"pain_worst": 9}))
    return Alert.objects.get(journey=journey)


def answers_of(check_in: CheckIn) -> Submission:
    return Submission.objects.get(check_in=check_in, latest=True)
