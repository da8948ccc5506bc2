"""The whole database in one encrypted file: `manage.py backup FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.backup import Failed, back_up
from accounts.models import Kind
from accounts.trace.noting import note_command


class Command(BaseCommand):
    help = (
        "Writes the whole database, as it is now, into FILE, encrypted with the newest of ENCRYPTION_KEYS. The server "
        "goes on meanwhile. Keep the file and the key in different places outside this machine."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            size = back_up(file)
        except (Failed, OSError) as error:
            raise CommandError(str(error)) from error
        note_command(Kind.EXPORT, "backup")
        self.stdout.write(f"{file} holds everything, {size:,} bytes.")
