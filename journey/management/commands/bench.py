"""`manage.py bench OLD NEW`: what two versions of the rules say differently to the same cases, as CSV."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from journey.access import version_named
from journey.access.bench import Fall, falls_of, milder_pairs, saved_cases
from journey.actions.rule_checks import MOST_PAIRS, pair_in_words
from journey.domain.rule_cases import BadRow, Case, FileUnreadable, read_cases
from journey.models import FallReason, PathwayVersion
from journey.pathway.bench import Comparison, Trial, compare, compare_by_chance, worse_but_lower
from journey.pathway.compiled import rule_set

NOT_SETTLED = 1
UNREADABLE = 2
HEADER = (
    "case_id",
    "old_level",
    "new_level",
    "old_route",
    "new_route",
    "old_rules",
    "new_rules",
    "differs",
    "falls",
    "reason",
)


class Command(BaseCommand):
    help = (
        "Tries the saved cases, or those of a file, on the rules of two pathway versions, and prints every case "
        "that gets another level, route or deciding rules: the falls first. Standard error has the counts and answers "
        "that are worse but judged milder. Exit status: 0, 1 if a row was bad, an answer is judged milder, or a level "
        "falls without a written reason, 2 if a version or the file cannot be read."
    )

    requires_system_checks: ClassVar[list[str]] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", metavar="OLD", help="name or number of a pathway version")
        parser.add_argument("new", metavar="NEW", help="name or number of a pathway version")
        parser.add_argument(
            "--cases", type=Path, metavar="FILE", help="CSV as for try_rules, instead of the saved cases"
        )
        parser.add_argument("--generated", type=int, default=0, metavar="N", help="so many cases of each table besides")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            old, new = version_named(options["old"]), version_named(options["new"])
        except LookupError as missing:
            raise CommandError(str(missing.args[0]), returncode=UNREADABLE) from missing
        rows = list(self.named(options["cases"]))
        named = compare(old.content, new.content, [row for row in rows if isinstance(row, Case)])
        by_chance = compare_by_chance(old.content, new.content, options["generated"])
        bad = [*(row for row in rows if isinstance(row, BadRow)), *named.refused]
        for row in bad:
            self.print_bad_row(row)
        falls = falls_of(old, new, named.falls, by_chance.falls)
        self.print_changes((named, by_chance), falls)
        milder = self.print_milder(new, named.trials if options["cases"] else ())
        without = sum(each.reason is None for each in falls)
        self.stderr.write(f"{len(named.trials) + len(by_chance.trials)} cases.")
        self.stderr.write(f"{without} falls without a written reason; those by chance that fall alike count once.")
        if bad or without or milder:
            sys.exit(NOT_SETTLED)

    def named(self, file: Path | None) -> Iterator[Case | BadRow]:
        if file is None:
            yield from saved_cases()
            return
        try:
            yield from read_cases(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.", returncode=UNREADABLE) from error
        except FileUnreadable as unreadable:
            for problem in unreadable.problems:
                self.print_bad_row(problem)
            sys.exit(UNREADABLE)

    def print_changes(self, found: Sequence[Comparison], falls: Sequence[Fall]) -> None:
        """Every case that changes. Where nobody chose the cases, a reason holds for all that fall alike."""
        reasons: dict[object, FallReason | None] = {}
        for fall in falls:
            reasons[fall.trial.way if fall.is_generated else fall.trial.key] = fall.reason
        output = csv.writer(self.stdout, lineterminator="\n")
        output.writerow(HEADER)
        for trial in [trial for each in found for trial in each.falls]:
            reason = reasons.get(trial.key) or reasons.get(trial.way)
            output.writerow(cells_of(trial, reason.reason if reason else ""))
        for trial in [trial for each in found for trial in each.changes if not trial.falls]:
            output.writerow(cells_of(trial, ""))

    def print_milder(self, new: PathwayVersion, of_a_file: Sequence[Trial]) -> bool:
        more = worse_but_lower(rule_set(new.content), [each.case for each in of_a_file])
        pairs = list(islice(chain(milder_pairs(new), more), MOST_PAIRS))
        for pair in pairs:
            self.stderr.write(pair_in_words(pair))
        return bool(pairs)

    def print_bad_row(self, bad: BadRow) -> None:
        self.stderr.write(f"row {bad.row_number}, column {bad.column}: {bad.sentence}")


def cells_of(trial: Trial, reason: str) -> tuple[str, ...]:
    """One line of the output, with its lists joined by `;`."""
    old, new = trial.old, trial.new
    return (
        trial.case.case_id, old.level, new.level, old.route, new.route, ";".join(old.rules), ";".join(new.rules),
        ";".join(trial.differs), "yes" if trial.falls else "", reason,
    )  # fmt: skip
