"""The database of the tests: the embedded server, or the one that DATABASE_URL names."""

import gc
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig
from django.conf import settings
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.test import Client

from accounts.database import owner_login
from accounts.roles import Role
from config.postgres import start_embedded
from tests.emptying import empty_quickly
from tests.template import template_database


def pytest_configure(config: pytest.Config) -> None:
    start_embedded()
    os.environ.setdefault("TZ", "UTC")
    # Tests make databases and empty tables, so they work as the owner of both.
    database = settings.DATABASES["default"]
    how = database["OPTIONS"]
    database.update(owner_login())
    # A commit need not wait for the disk: a machine that loses power in the middle begins the suite again. A page's
    # biggest statements are planned once, and not once more for each of their first five readers.
    database["OPTIONS"] |= how | {"options": "-c synchronous_commit=off -c plan_cache_mode=force_generic_plan"}
    # Every test client loads the middleware anew, and would look through all static files each time.
    settings.WHITENOISE_AUTOREFRESH = True
    _hash_quickly()
    _sign_in_quickly()
    empty_quickly()


def _hash_quickly() -> None:
    """Stories sign in often. `tests/config/test_production.py` holds what a real password costs."""
    from accounts.hashers import Argon2id

    Argon2id.time_cost, Argon2id.memory_cost = 1, 64


def _sign_in_quickly() -> None:
    """Django first keeps a session of nobody for a new test client, and throws it away as somebody signs in."""
    from django.contrib.auth import login  # not before Django is set up

    stock = Client._login

    def sign_in(client: Client, user: Any, backend: str | None = None) -> None:
        if settings.SESSION_COOKIE_NAME in client.cookies:
            stock(client, user, backend)
            return
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore()
        login(request, user, backend)
        request.session.save()
        client._set_login_cookies(request)

    Client._login = sign_in  # type: ignore[method-assign]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each worker takes a whole file at a time, in this order: those that take long first, so that at the end no worker
    waits for another. Stories come last: what they start in their thread stays until the end of the run."""
    tests = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[bool, bool, int, Path]:
        is_story, is_drill = (item.get_closest_marker(name) is not None for name in ("browser", "drill"))
        return is_story, not is_drill, -(item.path.stat().st_size if is_story else tests[item.path]), item.path

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector of garbage need not look through it again and again. Of what
    the tests make most is gone by itself, so it may also look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Between tests with transactions of their own every table is emptied. Only here may the trace be."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("accounts_trace", "accounts_seal"):
            cursor.execute("select tgname from pg_trigger where tgrelid = %s::regclass and tgtype & 32 > 0", [table])
            for (trigger,) in cursor.fetchall():
                cursor.execute(f"alter table {table} disable trigger {trigger}")
    post_migrate.connect(bring_roles_back, dispatch_uid="roles of the tests")


def bring_roles_back(sender: AppConfig, **_: Any) -> None:
    """Emptying takes away what migrations made, too: the next test finds every role again."""
    from django.contrib.auth.models import Group  # not before Django is set up

    if sender.label == "accounts":
        Group.objects.bulk_create([Group(name=role.value) for role in Role], ignore_conflicts=True)


@contextmanager
def rolled_back(blocker: Any) -> Iterator[None]:
    with blocker.unblock(), transaction.atomic():
        assert connection.settings_dict["NAME"] == connection.settings_dict["TEST"]["NAME"], "not the clinic's own data"
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def file_transaction(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rolled back at the end of the file; the `db` fixture of each test is a savepoint inside it."""
    with rolled_back(django_db_blocker):
        yield


@pytest.fixture(scope="class")
def class_transaction(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The same to the end of a class of tests."""
    with rolled_back(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def fresh_minute() -> None:
    """What a worker counted for the test before, whose people and minutes may be the same."""
    from accounts.too_often import NotTooOften  # not before Django is set up

    NotTooOften.begun.clear()
