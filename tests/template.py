"""The migrated database that every test database is a copy of: made once for each state of the migrations."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "test_template_"


def template_database() -> str:
    """Its name, after it was made where it was missing; those of other migrations go. Two runs at once make one."""
    name = PREFIX + _state_of_migrations()
    with connection._nodb_cursor() as server:
        server.execute("select pg_advisory_lock(hashtext(%s))", [PREFIX])
        server.execute("select datname from pg_database")
        known = [row[0] for row in server.fetchall()]
        if name not in known:
            for old in known:
                if old.startswith(PREFIX):
                    server.execute(_about("drop database {}", old))
            _make(server, name)
    return name


def _state_of_migrations() -> str:
    files = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.lock"]
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _make(server: Any, name: str) -> None:
    """A run that was killed in between leaves one that is not finished, and no copy is ever made of that."""
    unfinished = f"{PREFIX}unfinished"
    server.execute(_about("create database {}", unfinished))
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = unfinished
    try:
        call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
    server.execute(_about("alter database {} rename to {}", unfinished, name))


def _about(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
