"""The two roles of the database: one owns the tables and migrates, the app works as one that owns nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import Model
from psycopg import sql

WHO = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")
# What migrating writes and the app only reads.
READ_ONLY = ("django_migrations", "django_content_type", "auth_permission")
# Beyond what the triggers of a model refuse: the trace and its chain take new rows, the queue also gives them up.
LESS = {
    "accounts_trace": ("SELECT", "INSERT"),
    "accounts_seal": ("SELECT", "INSERT"),
    "accounts_unsealed": ("SELECT", "INSERT", "DELETE"),
}


def app_role() -> str:
    """The role that the app signs in with; the owner's own where `DATABASE_OWNER_URL` names no other."""
    return str(settings.DATABASE_ROLE)


def owner_login() -> dict[str, Any]:
    """Who the owner is and where, without the name of a database."""
    return {name: settings.DATABASE_OWNER.get(name) or ({} if name == "OPTIONS" else "") for name in WHO}


@contextmanager
def as_owner() -> Iterator[None]:
    """The default connection as the role that owns the tables, for as long as the block lasts."""
    kept = {name: connection.settings_dict[name] for name in WHO}
    if kept["USER"] == settings.DATABASE_OWNER["USER"]:
        yield
        return
    connection.close()
    connection.settings_dict.update(owner_login())
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


def deafen_triggers() -> None:
    """Triggers of pgtrigger step aside for whoever sets `pgtrigger.ignore`, and every role may. Ours shall not, so the
    function that they ask always says no. Installing a trigger brings the library's own back: called after migrating.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "create or replace function public._pgtrigger_should_ignore(trigger_name name) returns boolean "
            "language sql immutable as 'select false'"
        )


def grant_to(role: str) -> None:
    """Give the app's role what it needs of every table, and no more: what a trigger refuses, it may not even try.

    Called by the owner after migrating. Raises CommandError when there is no such role.
    """
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = %s", [role])
        if cursor.fetchone() is None:
            raise CommandError(f"There is no role {role} in this database. Make it, then migrate again.")
        name = sql.Identifier(role)
        cursor.execute(sql.SQL("grant usage on schema public to {}").format(name))
        cursor.execute(sql.SQL("grant usage, select on all sequences in schema public to {}").format(name))
        cursor.execute(sql.SQL("revoke all on all tables in schema public from {}").format(name))
        for table in connection.introspection.table_names(cursor):
            rights = sql.SQL(", ").join(map(sql.SQL, rights_on(table)))
            cursor.execute(sql.SQL("grant {} on {} to {}").format(rights, sql.Identifier("public", table), name))


def rights_on(table: str) -> tuple[str, ...]:
    if table in READ_ONLY:
        return ("SELECT",)
    refused = {operation for model in _models(table) for operation in _refused(model)}
    return LESS.get(table) or tuple(right for right in EVERYTHING if right not in refused)


def _models(table: str) -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table]


def _refused(model: type[Model]) -> Iterator[str]:
    for trigger in getattr(model._meta, "triggers", []):
        # One with a condition refuses some changes, not the right to make any.
        if type(trigger) is pgtrigger.Protect and trigger.condition is None:
            yield from (right for right in EVERYTHING if right in str(trigger.operation).split(" OR "))
