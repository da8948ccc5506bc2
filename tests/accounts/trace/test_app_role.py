"""What the role that the app works as may do: everything that the app does, and nothing to the trace but add to it."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.management import CommandError
from django.db import ProgrammingError, connection, transaction

from accounts.database import app_role, grant_to, rights_on
from accounts.models import Kind, Seal, Trace, User
from accounts.trace.chain import seal
from accounts.trace.verifying import verify
from tests.builders import check_in_of, journey_at, newest_cycle, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_app(db: None) -> Iterator[str]:
    """A role like the one of the app, made for the test; what is written here is written as it."""
    role = f"app_{uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"create role {role}")
        grant_to(role)
        cursor.execute(f"set local role {role}")
        yield role
        cursor.execute("reset role")


def refused(statement: str) -> str:
    with pytest.raises(ProgrammingError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(caught.value)


@pytest.mark.parametrize("table", ["accounts_trace", "accounts_seal"])
@pytest.mark.parametrize(
    "statement",
    [
        "update {0} set {1} = {1}",
        "delete from {0}",
        "truncate {0}",
        "alter table {0} disable trigger all",
        "alter table {0} disable trigger {2}",
        "alter table {0} disable row level security",
        "drop table {0}",
        "insert into {0} ({1}) select {1} from {0} on conflict ({3}) do update set {1} = excluded.{1}",
        "merge into {0} as a using {0} as b on a.{3} = b.{3} when matched then delete",
        "select {1} from {0} for update",
        "create trigger x before insert on {0} for each row execute function trace_refuse()",
    ],
)
def test_trace_takes_new_rows_from_the_app_and_gives_none_up(as_app: str, table: str, statement: str) -> None:
    """AUD-03: neither changed, deleted nor emptied through the role that the app has."""
    column, key = ("kind", "number") if table == "accounts_trace" else ("digest", "place")
    with connection.cursor() as cursor:
        cursor.execute("select tgname from pg_trigger where tgrelid = %s::regclass and tgname ~ 'once'", [table])
        (trigger,) = cursor.fetchone()

    said = refused(statement.format(table, column, trigger, key))
    assert "permission denied" in said or "must be owner" in said


@pytest.mark.parametrize(
    "statement",
    [
        "create or replace function public.trace_refuse() returns trigger language sql as ''",
        "drop function public.trace_change() cascade",
        "set session_replication_role = replica",
        "truncate journey_patient cascade",
        "delete from journey_patient",
        "update journey_journeyevent set kind = 'x'",
        "delete from journey_journeyevent",
        "update django_migrations set name = name",
        "alter table journey_patient disable trigger all",
        "drop trigger traced on accounts_user_groups",
        "create table public.mine (a int)",
    ],
)
def test_app_cannot_get_round_its_triggers(as_app: str, statement: str) -> None:
    said = refused(statement)
    assert "permission denied" in said or "must be owner" in said


def test_app_writes_traces_and_seals_but_not_when_it_was(as_app: str) -> None:
    User.objects.create(username="kim")
    Trace.objects.create(kind=Kind.READ, at="2020-01-01T00:00:00Z")
    assert Trace.objects.filter(at__year=2020).count() == 0
    assert seal() >= 2
    assert verify().wrong == ""
    assert Seal.objects.exists()


def test_whole_journey_is_lived_with_the_rights_of_the_app(as_app: str) -> None:
    journey = journey_at("post_care", day=3)
    sent = send(check_in_of(journey, "A-3"), pain_worst=9).submission
    assert newest_cycle(journey).injection_at
    assert Trace.objects.filter(patient_id=journey.patient_id, row_id=str(sent.pk)).exists()


def test_every_table_is_granted_and_owned_by_another(as_app: str) -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
                cursor.execute("select has_table_privilege(%s, %s)", [table, right])
                assert cursor.fetchone() == (right in rights_on(table),), f"{right} on {table}"
        cursor.execute("select count(*) from pg_class where relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_role_of_the_settings_has_its_rights_after_migrating() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(%s, 'accounts_trace', 'INSERT')", [app_role()])
        assert cursor.fetchone() == (True,)


def test_role_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="no role nobody_at_all"):
        grant_to("nobody_at_all")
