"""Migrating needs the owner of the tables; afterwards the app's role is given what it needs of them."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate

from accounts.database import app_role, as_owner, deafen_triggers, grant_to


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
            if not options["plan"] and not options["check_unapplied"]:
                self._finish()

    def _finish(self) -> None:
        deafen_triggers()
        if app_role() != settings.DATABASE_OWNER["USER"]:
            grant_to(app_role())
