"""Emptying the database after a test with transactions of its own: only the tables that hold rows, and no table that
migrations filled. Django's way makes every table and index a new file and fills those again, most of a second each."""

from functools import cache

from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

# Rows of the migrations, which no test changes.
STAY = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions", "django_migrations"}
_djangos_way = TransactionTestCase._fixture_teardown


def empty_quickly() -> None:
    """From now on in this process."""
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[method-assign]


def _empty(test: TransactionTestCase) -> None:
    """Rows that must never go are deleted past their triggers, which only the server's own superuser may."""
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        if cursor.fetchone() != (True,):
            _djangos_way(test)
            return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(_those_with_rows())
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))


@cache
def _those_with_rows() -> sql.Composed:
    caches = {cache["LOCATION"] for cache in settings.CACHES.values() if cache["BACKEND"].endswith("DatabaseCache")}
    tables = sorted((set(connection.introspection.django_table_names(only_existing=True)) | caches) - STAY)
    one = sql.SQL("select {} where exists (select from {})")
    return sql.SQL(" union all ").join(one.format(sql.Literal(table), sql.Identifier(table)) for table in tables)
