"""A script that sends or reads with somebody's sign-in is slowed down, and seen (LOG-09)."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.models import Outcome, Trace, User
from accounts.roles import Role
from accounts.too_often import FREE, MINUTE, OPENED, SENT, NotTooOften
from journey.models import Submission
from tests.builders import NOW, patient, staff
from tests.walked import walked

pytestmark = pytest.mark.django_db
SEARCH = "/admin/journey/patient/?q=rosa"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def used_up(person: User, *, posts: bool, left: int = 0) -> None:
    """As if the person had used this minute, all but so many: 500 real requests would only take longer."""
    limit = SENT if posts else OPENED
    for _ in range(FREE[limit]):
        NotTooOften._beyond_free(person.pk, limit, NOW)
    from accounts.limits import number_of

    for _ in range(limit.most - left):
        number_of(limit, str(person.pk), at=NOW)


def refused(person: User) -> list[Trace]:
    return list(Trace.objects.filter(actor_id=person.pk, outcome=Outcome.DENIED, reason__startswith="limit"))


def test_flood_of_reports_is_stopped_and_stores_nothing_more(client: Client) -> None:
    """LOG-09"""
    journey = walked("post_care")
    rosa = journey.patient.user
    client.force_login(rosa)
    used_up(rosa, posts=True, left=1)

    assert client.post(f"/journeys/{journey.pk}/report/").status_code == 303
    before = Submission.objects.count()
    for _ in range(3):
        answer = client.post(f"/journeys/{journey.pk}/report/")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "60"
        assert "was not saved" in answer.content.decode()
    assert Submission.objects.count() == before
    assert [row.kind for row in refused(rosa)] == ["act"]  # once a minute, not once a try


def test_scraping_of_records_is_stopped_seen_and_written_down(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """LOG-09"""
    cora = staff(Role.COORDINATOR)
    client.force_login(cora)
    used_up(cora, posts=False, left=1)

    assert client.get(SEARCH).status_code == 200
    with caplog.at_level(logging.WARNING):
        assert {client.get(SEARCH).status_code for _ in range(3)} == {429}
    assert caplog.text.count(f"too much opened by person within a minute: {cora.pk}") == 1
    assert [(row.kind, row.actor_name) for row in refused(cora)] == [("read", str(cora))]


def test_other_people_and_the_next_minute_are_free(client: Client, clock: time_machine.Traveller) -> None:
    rosa = patient().user
    used_up(rosa, posts=False)
    client.force_login(rosa)
    assert client.get("/account/").status_code == 429
    client.force_login(patient("Ken Ode").user)
    assert client.get("/account/").status_code == 200

    clock.shift(MINUTE + timedelta(seconds=1))
    client.force_login(rosa)
    assert client.get("/account/").status_code == 200


def test_reading_uses_up_nothing_of_sending(client: Client) -> None:
    journey = walked("post_care")
    client.force_login(journey.patient.user)
    used_up(journey.patient.user, posts=False)
    assert client.post(f"/journeys/{journey.pk}/report/").status_code == 303


def test_one_worker_alone_takes_no_more_than_is_said(client: Client) -> None:
    """LOG-09: 500 within a minute, the real way."""
    rosa = patient().user
    client.force_login(rosa)
    answers = [client.post("/accounts/session/stay/").status_code for _ in range(500)]
    assert answers.count(303) == FREE[SENT] + SENT.most
    assert set(answers) == {303, 429}


def test_ordinary_use_costs_no_statement(client: Client) -> None:
    rosa = patient().user
    client.force_login(rosa)
    asked: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: asked.append(sql) or run(sql, *rest)):
        for _ in range(FREE[OPENED] - 10):
            NotTooOften._beyond_free(rosa.pk, OPENED, NOW)
        for _ in range(10):
            client.get("/account/")
    assert not any("accounts_tries" in sql for sql in asked)
    with connection.execute_wrapper(lambda run, sql, *rest: asked.append(sql) or run(sql, *rest)):
        client.get("/account/")
    assert sum("accounts_tries" in sql for sql in asked) == 1
