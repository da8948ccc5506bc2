"""A backup, back into an empty database: `manage.py restore FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.backup import Failed, bring_back
from accounts.models import Kind, Outcome
from accounts.sealed_file import Unopened
from accounts.trace.noting import note_command
from accounts.trace.verifying import verify


class Command(BaseCommand):
    help = (
        "Fills the empty database of DATABASE_OWNER_URL with what `manage.py backup` wrote, whole or not at all, and "
        "reads the whole chain of the trace. Stop the server and the workers before; run `migrate` afterwards where "
        "the code is newer than the backup."
    )
    # There is no table yet that a check could ask.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            bring_back(file)
        except (Failed, Unopened, OSError) as error:
            raise CommandError(str(error)) from error
        report = verify()
        note_command(Kind.CREATE, "restore", outcome=Outcome.FAILED if report.wrong else Outcome.DONE)
        if report.wrong:
            raise CommandError(f"Everything is back, but the trace is not as it was written. {report.wrong}")
        self.stdout.write(f"Everything is back. {report.head.place} rows of the trace are as they were written.")
        self.stdout.write(f"Anchor:\n{report.head}")
