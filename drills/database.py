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
