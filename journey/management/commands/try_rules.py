"""`manage.py try_rules FILE.csv`: what a triage rule set says to each case of a file, as CSV."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from journey.access import rule_set_named
from journey.domain.rule_cases import BadRow, CaseResult, FileUnreadable, try_rules
from journey.domain.triage import RuleSet
from journey.pathway import load_default, rule_set

SOME_ROWS_BAD = 1
UNREADABLE = 2
HEADER = ("case_id", "level", "route", "rules", "flags")


class Command(BaseCommand):
    help = (
        "Tries a triage rule set on the cases of a CSV file and prints case_id, level, route, the deciding rules and "
        "the flags. Bad rows are named on standard error. Exit status: 0, 1 if a row was bad, 2 if the file was."
    )

    requires_system_checks: ClassVar[list[str]] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--rule-set", metavar="NAME_OR_NUMBER", help="of a pathway version; else the newest")
        which.add_argument("--default", action="store_true", help="the rule set that the product ships with")

    def handle(self, *args: Any, **options: Any) -> None:
        rules = rule_set(load_default()) if options["default"] else rules_called(options["rule_set"])
        try:
            rows = try_rules(rules, options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.", returncode=UNREADABLE) from error
        except FileUnreadable as unreadable:
            for problem in unreadable.problems:
                self.print_bad_row(problem)
            sys.exit(UNREADABLE)
        if self.print_rows(rows):
            sys.exit(SOME_ROWS_BAD)

    def print_rows(self, rows: Iterable[CaseResult | BadRow]) -> int:
        """Print every row and return how many were bad."""
        output = csv.writer(self.stdout, lineterminator="\n")
        output.writerow(HEADER)
        bad_rows = 0
        for row in rows:
            if isinstance(row, BadRow):
                bad_rows += 1
                self.print_bad_row(row)
            else:
                output.writerow(cells_of(row))
        return bad_rows

    def print_bad_row(self, bad: BadRow) -> None:
        self.stderr.write(f"row {bad.row_number}, column {bad.column}: {bad.sentence}")


def rules_called(name: str | None) -> RuleSet:
    try:
        return rule_set_named(name)
    except LookupError as missing:
        raise CommandError(str(missing.args[0]), returncode=UNREADABLE) from missing


def cells_of(row: CaseResult) -> tuple[str, str, str, str, str]:
    """One line of the output, with its lists joined by `;`."""
    result = row.result
    rules = ";".join(rule.id for rule in result.deciding)
    return row.case_id, str(result.level), str(result.route), rules, ";".join(result.flags)
