"""Rules that could never fire, or that compare what can never be, are mistakes."""

from collections.abc import Iterable, Iterator, Mapping

from journey.domain.readiness import READINESS_FIELDS
from journey.domain.rule_fields import Field
from journey.domain.rule_limits import why_never
from journey.domain.rule_rows import FIRST_ROW, RulesRefused
from journey.domain.rule_tree import Node
from journey.domain.triage_fields import TRIAGE_FIELDS
from journey.pathway.compiled import readiness_table, rule_set
from journey.pathway.problems import Problem
from journey.pathway.schema import Pathway


def limit_problems(pathway: Pathway) -> Iterator[Problem]:
    """Nothing while a table cannot be read: that is said by `table_problems`."""
    try:
        triage = rule_set(pathway)
        yield from _never("triage", ((rule.id, rule.tree) for rule in triage.rules), TRIAGE_FIELDS)
        if sentence := why_never(triage.streak.tree, TRIAGE_FIELDS):
            yield Problem(f"triage, streak, {triage.streak.id}, condition", sentence)
    except RulesRefused:
        pass
    try:
        ready = readiness_table(pathway)
        yield from _never("readiness", ((rule.id, rule.tree) for rule in ready.rules), READINESS_FIELDS)
    except RulesRefused:
        pass


def _never(table: str, rules: Iterable[tuple[str, Node]], fields: Mapping[str, Field]) -> Iterator[Problem]:
    for number, (identity, tree) in enumerate(rules, start=FIRST_ROW):
        if sentence := why_never(tree, fields):
            yield Problem(f"{table}, row {number}, {identity}, condition", sentence)
