"""Every table leaves a trace of its changes, or stands on a list that says why not."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

from accounts.trace.triggers import Traced

pytestmark = pytest.mark.django_db
UNTRACED = {
    "accounts_keptform": "what was typed too late, encrypted and for its owner alone",
    "accounts_pagetoken": "names a page that is open, says nothing of anybody",
    "accounts_session": "sign-ins and sign-outs have rows of their own",
    "accounts_jobrun": "when a job ran last; the seal of the trace is one, and would write what it seals",
    "accounts_stuckrow": "what a job could not do, gone once it could",
    "accounts_seal": "the chain of the trace itself",
    "accounts_trace": "the trace itself",
    "accounts_unsealed": "the trace's own queue",
    "account_emailconfirmation": "keys of letters that the product does not send",
    "accounts_tries": "counters of limits, gone after a day",
    "journey_lastcontact": "a count of every night, over rows that are traced",
    "journey_photocontent": "written once; its fingerprint stands in the trace with the photo",
    "journey_documentcontent": "written once; its fingerprint stands in the trace with the document",
    "auth_permission": "made by migrating; the product gives none",
    "django_admin_log": "the admin's own history: its pages of ours write none",
    "django_content_type": "made by migrating",
    "django_migrations": "made by migrating",
    "django_session": "sign-ins and sign-outs have rows of their own",
    "procrastinate_events": "the job queue's own work",
    "procrastinate_jobs": "the job queue's own work",
    "procrastinate_periodic_defers": "the job queue's own work",
    "procrastinate_workers": "the job queue's own work",
    "shared_cache": "counters of limits, gone after minutes",
}
SECRET = re.compile(r"password|secret|token|key_hash|seed|private|data$", re.IGNORECASE)
OPEN_ON_PURPOSE = {
    ("journey_checkindraft", "token"): "names a draft, opens nothing",
    ("journey_submission", "token"): "names a draft, opens nothing",
    ("journey_triageresult", "draft_token"): "names a draft, opens nothing",
    ("journey_journeyevent", "data"): "what happened",
}


def traced() -> dict[str, tuple[str, ...]]:
    """The arguments of the trigger of each table that has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select c.relname, t.tgargs from pg_trigger t join pg_class c on c.oid = t.tgrelid
            join pg_proc p on p.oid = t.tgfoid where p.proname = 'trace_change' and t.tgenabled = 'O'
            """
        )
        return {table: tuple(bytes(args).decode().split("\0")[:-1]) for table, args in cursor.fetchall()}


def tables() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


def ways() -> Iterator[tuple[str, str]]:
    """Every table with the table that its way to the patient leads through."""
    for table, arguments in traced().items():
        if arguments[2]:
            yield table, arguments[2]


def test_every_table_is_traced_or_says_why_not() -> None:
    assert tables() - set(traced()) == set(UNTRACED), "give the model a Traced trigger, or say here why it needs none"


def test_every_trigger_of_the_models_stands_in_the_database() -> None:
    declared = {
        model._meta.db_table: tuple(trigger.arguments(model))
        for model in apps.get_models(include_auto_created=True)
        for trigger in getattr(model._meta, "triggers", [])
        if isinstance(trigger, Traced)
    }
    installed = traced()
    assert declared
    assert {table: installed[table] for table in declared} == declared


def test_every_column_that_may_be_secret_is_hidden() -> None:
    bare = set()
    with connection.cursor() as cursor:
        for table, arguments in traced().items():
            hidden = arguments[3].strip("{}").split(",")
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            bare |= {(table, name) for name in columns if SECRET.search(name) and name not in hidden}
    assert bare == set(OPEN_ON_PURPOSE)


def test_whose_a_row_is_can_be_told_of_every_table_that_others_lead_through() -> None:
    with connection.cursor() as cursor:
        for table, through in ways():
            cursor.execute("select trace_patient(%s, gen_random_uuid())", [through])
            assert cursor.fetchone() == (None,), f"{table} leads through {through}"


def test_table_nobody_named_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table journey_forgotten (id uuid)")
    assert tables() - set(traced()) - set(UNTRACED) == {"journey_forgotten"}
