"""The triage and readiness tables: the domain reads them; here they must agree with the rest of the pathway."""

import re
from collections.abc import Iterator

from journey.domain.rule_rows import RulesRefused
from journey.domain.triage import Group
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.pathway.checks.lists import missing
from journey.pathway.compiled import readiness_table, rule_set
from journey.pathway.problems import Problem
from journey.pathway.schema import Pathway

NO_NSAID = "no_nsaid"
NSAID_MEDICINE = "nsaid_oral"
_LAST_NSAID_DAY = re.compile(r"since\s*(<=|>=)\s*(\d+)")


def table_problems(pathway: Pathway) -> Iterator[Problem]:
    try:
        rules = rule_set(pathway)
    except RulesRefused as refused:
        yield from (Problem(f"triage, {problem.path}", problem.sentence) for problem in refused.problems)
    else:
        urgent = {rule.family for rule in rules.rules if rule.group is Group.EMERGENCY}
        families = {step.family for step in pathway.first_steps}
        yield from missing("first_steps", families, (*sorted(urgent), "general"))
    try:
        readiness_table(pathway)
    except RulesRefused as refused:
        yield from (Problem(f"readiness, {problem.path}", problem.sentence) for problem in refused.problems)


def agreement_problems(pathway: Pathway) -> Iterator[Problem]:
    """One number in five places: a patient must not be told two (clinical.md 10)."""
    wanted = pathway.defaults.no_nsaid_days
    words = gettext_noop("It says {days} days without these tablets, but defaults.no_nsaid_days is {wanted}.")
    for path, days in _nsaid_places(pathway):
        if days != wanted:
            yield Problem(path, _(words, days=days, wanted=wanted))


def _nsaid_places(pathway: Pathway) -> Iterator[tuple[str, int | None]]:
    for rule in pathway.triage.rules:
        if "took_nsaid" in rule.condition:
            for sign, number in _LAST_NSAID_DAY.findall(rule.condition):
                yield f"triage.rules[{rule.id}].condition", int(number) - (1 if sign == ">=" else 0)
    if instruction := pathway.instruction_by_code.get(NO_NSAID):
        yield f"instructions[{NO_NSAID}].days", instruction.days
    for medicine in pathway.medicines:
        if medicine.code == NSAID_MEDICINE:
            yield f"medicines[{NSAID_MEDICINE}].restart_days", medicine.restart_days
    if question := pathway.question_by_key.get("took_nsaid"):
        for index, way in enumerate(question.shown):
            if way.day is not None:
                yield f"questions[took_nsaid].shown[{index}].day", way.day[-1]
