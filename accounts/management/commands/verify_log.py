"""Whether the trace is as it was written: `manage.py verify_log [--anchor FILE]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.trace.chain import seal
from accounts.trace.verifying import Anchor, verify


class Command(BaseCommand):
    help = (
        "Seals what waits, then reads the whole chain of the trace. Names the first row that was changed, removed, "
        "put in or moved, and ends with status 1. The last line is the anchor: keep it outside, and give it back "
        "with --anchor, so that an end that was cut off is found too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", type=Path, metavar="FILE", help="Anchors kept before, one a line.")

    def handle(self, *args: Any, **options: Any) -> None:
        anchors = _anchors(options["anchor"]) if options["anchor"] else []
        sealed = seal()
        report = verify(anchors)
        self.stdout.write(f"{sealed} rows sealed now; {report.waiting} written since and not yet sealed.")
        if report.wrong:
            raise CommandError(report.wrong)
        self.stdout.write(f"{report.head.place} rows are as they were written. Anchor:\n{report.head}")


def _anchors(file: Path) -> list[Anchor]:
    """Raises CommandError for a file that cannot be read, and for one without an anchor: nothing would be compared."""
    try:
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        anchors = [Anchor.read(line) for line in lines]
    except (OSError, ValueError) as error:
        raise CommandError(f"{file} holds something else than anchors: {error}") from error
    if not anchors:
        raise CommandError(f"{file} holds no anchor.")
    return anchors
