"""A database of a drill's own, so that nobody's data is touched."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


def start() -> None:
    """Django, on the embedded server or the one that DATABASE_URL names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.postgres import start_embedded

    start_embedded()
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Made empty by the owner, used instead of the clinic's as the role of the app, and gone afterwards."""
    from django.db import connection, connections

    from accounts.database import as_owner

    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    with as_owner():
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connections.close_all()
        with as_owner():
            connection.creation.destroy_test_db(usual, verbosity=0)


@contextmanager
def empty_database(name: str) -> Iterator[None]:
    """One without a table, used instead of the one before, and gone afterwards: where a backup comes back to."""
    from django.db import connection
    from psycopg import sql

    from accounts.database import as_owner

    def say(statement: str) -> None:
        with as_owner(), connection._nodb_cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))

    usual = connection.settings_dict["NAME"]
    say("drop database if exists {}")
    say("create database {}")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        say("drop database {} with (force)")
