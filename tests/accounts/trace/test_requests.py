"""Who did it stands in the row: changes through pages, sign-ins, failures, sign-outs (AUD-01, AUD-07)."""

import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import Kind, Outcome, Trace, User
from accounts.roles import Role
from journey.models import Alert
from tests.builders import NOW, check_in_of, fill, patient, send, staff
from tests.factors import GIVE, LOGIN, PASSWORD, give_password, set_up_app, wrong_code_of
from tests.walked import walked

pytestmark = pytest.mark.django_db
DOOR = (Kind.SIGN_IN, Kind.SIGN_OUT)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW, tick=False):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def kim() -> User:
    return staff(Role.NURSE, password=PASSWORD)


def at_the_door() -> list[Trace]:
    return list(Trace.objects.filter(kind__in=DOOR).order_by("number"))


class TestDoor:
    def test_sign_in_and_sign_out_are_written_with_person_role_and_place(self, client: Client, kim: User) -> None:
        give_password(client, kim, HTTP_X_FORWARDED_FOR="203.0.113.9")
        client.post("/accounts/logout/")

        into, out = at_the_door()
        assert (into.kind, into.outcome, out.kind) == (Kind.SIGN_IN, Outcome.DONE, Kind.SIGN_OUT)
        for row in (into, out):
            assert (row.actor_id, row.actor_name, row.actor_roles) == (kim.pk, str(kim), ["nurse"])
            assert row.ip == "127.0.0.1"
        assert (into.page, out.page) == ("account_login", "account_logout")

    def test_wrong_password_names_the_person_that_was_meant(self, client: Client, kim: User) -> None:
        give_password(client, kim, "not-her-password")

        (row,) = at_the_door()
        assert (row.outcome, row.reason, row.actor_id) == (Outcome.FAILED, "password", kim.pk)
        assert row.actor_roles == ["visitor"]

    def test_wrong_password_with_an_address_or_other_capitals_names_the_person_too(
        self, client: Client, kim: User
    ) -> None:
        rosa = patient("Rosa Marsh", email="marsh@example.org", password=PASSWORD)
        for typed in ("Marsh@Example.org", kim.username.upper()):
            client.post(LOGIN, {"login": typed, "password": "not-the-password"})

        assert [(row.reason, row.actor_id) for row in at_the_door()] == [
            ("password", rosa.user_id),
            ("password", kim.pk),
        ]

    def test_wrong_password_of_a_household_names_nobody(self, client: Client) -> None:
        for name in ("Rosa Marsh", "Ken Marsh"):
            patient(name, email="marsh@example.org", password=PASSWORD)
        client.post(LOGIN, {"login": "marsh@example.org", "password": "not-the-password"})

        assert [(row.reason, row.actor_id) for row in at_the_door()] == [("password", None)]

    def test_what_was_typed_is_nowhere(self, client: Client, kim: User) -> None:
        typed = ("my-pass-word-in-the-wrong-field", "another-secret-word")
        client.post("/accounts/login/", {"login": typed[0], "password": typed[1]})

        (row,) = at_the_door()
        assert (row.outcome, row.reason, row.actor_id) == (Outcome.FAILED, "name", None)
        with connection.cursor() as cursor:
            cursor.execute("select string_agg(t::text, ' ') from accounts_trace t")
            (everything,) = cursor.fetchone()
        assert not any(word in everything for word in typed)

    def test_name_that_exists_costs_what_one_that_does_not_costs(
        self, client: Client, kim: User, django_assert_num_queries: object
    ) -> None:
        counts = []
        for name in (kim.username, "nobody-here"):
            cache.clear()
            with connection.execute_wrapper(lambda run, *a, n=name: counts.append(n) or run(*a)):
                client.post("/accounts/login/", {"login": name, "password": "wrong"})
        assert counts.count(kim.username) == counts.count("nobody-here")

    def test_wrong_code_of_the_second_factor_is_written(self, client: Client, kim: User, settings: object) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        secret = set_up_app(kim)
        give_password(client, kim)
        client.post(GIVE, {"code": wrong_code_of(secret, NOW)})

        row = at_the_door()[-1]
        assert (row.outcome, row.reason, row.actor_id) == (Outcome.FAILED, "second factor", kim.pk)


class TestChanges:
    @pytest.fixture
    def alert(self) -> Alert:
        send(check_in_of(walked("post_care", day=3), "A-3"), at=NOW, pain_worst=9)
        return Alert.objects.get()

    def take(self, client: Client, alert: Alert) -> int:
        page = f"/admin/journey/alert/{alert.pk}/take/"
        return client.post(page, {"seen_clock": alert.clock_from.isoformat()}).status_code

    def test_change_through_a_page_names_who_and_where(self, client: Client, kim: User, alert: Alert) -> None:
        client.force_login(kim)
        assert self.take(client, alert) == 303

        row = Trace.objects.get(kind=Kind.CHANGE, table_name="journey_alert", row_id=str(alert.pk))
        assert (row.actor_id, row.actor_name, row.actor_roles) == (kim.pk, str(kim), ["nurse"])
        assert (row.page, row.ip, row.patient_id) == ("admin:journey_alert_take", "127.0.0.1", alert.patient_id)
        assert (row.before["state"], row.after["state"]) == ("open", "acknowledged")
        assert row.request_id is not None

    def test_next_statement_outside_of_the_request_is_nobodys(self, client: Client, kim: User, alert: Alert) -> None:
        client.force_login(kim)
        self.take(client, alert)
        with connection.cursor() as cursor:
            cursor.execute("set local trace.acts = ''")  # the test's one transaction goes on; a request's would end
            cursor.execute("update journey_clinic set name = 'x'")
        assert Trace.objects.latest("number").actor_roles == ["database"]

    def test_patient_at_work_is_named_with_the_role_of_a_patient(self, client: Client) -> None:
        journey = walked("post_care", day=3)
        client.force_login(journey.patient.user)
        check_in = check_in_of(journey, "A-3")
        token = fill(check_in, at=NOW).token
        client.post(f"/check-ins/{check_in.pk}/send/", {"token": str(token)})

        rows = Trace.objects.filter(table_name="journey_submission", patient_id=journey.patient_id)
        rows = rows.filter(after__check_in_id=str(check_in.pk))
        assert {(row.actor_id, tuple(row.actor_roles)) for row in rows} == {(journey.patient.user_id, ("patient",))}

    def test_posting_that_breaks_leaves_no_change_and_its_own_row(
        self, client: Client, kim: User, alert: Alert
    ) -> None:
        client.force_login(kim)
        client.raise_request_exception = False
        with connection.cursor() as cursor:
            cursor.execute(
                "create function pg_temp.breaks() returns trigger language plpgsql as"
                " $$ begin raise exception 'broken on purpose'; end $$;"
                "create trigger zz after insert on journey_journeyevent for each row execute function pg_temp.breaks()"
            )
        assert self.take(client, alert) == 500

        rows = Trace.objects.filter(patient_id=alert.patient_id, actor_id=kim.pk)
        assert [(row.kind, row.outcome) for row in rows] == [(Kind.ACT, Outcome.FAILED)]
