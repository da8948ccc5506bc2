"""The people that the pages are measured on, made through the real actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

ALERTS = 50
ENTRIES = 60


@dataclass(frozen=True)
class Probe:
    """Session keys, and what the measured addresses name."""

    patient: str
    nurse: str
    stage: UUID
    entries: int
    alerts: int


@dataclass(frozen=True)
class Filled:
    """A check-in with every page answered, ready to be sent."""

    session: str
    check_in: UUID
    token: str


def make_probe(at: datetime) -> Probe:
    """A patient of 60 check-ins, most of them sent, and a nurse with 50 urgent answers unseen."""
    from journey.models import Alert, CheckIn, Stage
    from tests.builders import journey_at, newest_cycle, report_of, send, staff

    journey = journey_at("follow_up", at=at, day=200)
    waiting = CheckIn.objects.filter(journey=journey, due_at__lte=at, state__in=("open", "missed", "scheduled"))
    for check_in in waiting.order_by("due_at"):
        send(check_in, at=check_in.due_at)
    while (entries := CheckIn.objects.filter(journey=journey).count()) < ENTRIES:
        send(report_of(journey, at=at), at=at)
    for _ in range(ALERTS):
        send(_day_3(journey_at("post_care", at=at)), at=at, pain_worst=10)
    stage = Stage.objects.get(cycle=newest_cycle(journey), code="post_care")
    sessions = session_of(journey.patient.user), session_of(staff("nurse"))
    return Probe(*sessions, stage.pk, entries, Alert.objects.count())


def fill_check_ins(count: int, at: datetime) -> list[Filled]:
    """This many filled check-ins of day 3, each of another patient."""
    from tests.builders import fill, journey_at

    made = []
    for number in range(count):
        journey = journey_at("post_care", at=at + timedelta(seconds=number))
        check_in = _day_3(journey)
        token = fill(check_in, at=at + timedelta(seconds=number)).token
        made.append(Filled(session_of(journey.patient.user), check_in.pk, str(token)))
    return made


def _day_3(journey: Any) -> Any:
    from tests.builders import check_in_of

    return check_in_of(journey, "A-3")


def session_of(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    browser = Client()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    key = browser.session.session_key
    assert key is not None
    return key
