"""What a journey's patient will notice when it moves to another pathway, for one and for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy, ngettext

from journey.domain.date_changes import Change as PlanChange
from journey.domain.date_changes import DateMove
from journey.domain.words import say
from journey.models import PathwayVersion
from journey.pathway.difference import Change, Row, difference
from journey.presenters.date_moves import GROUPS
from journey.presenters.pathway_plan import QUESTIONS

TITLES = {QUESTIONS: gettext_lazy("Questions of check-ins that are not sent yet"), **GROUPS}
ASKED_ELSEWHERE = frozenset({"questions", "gates"})  # said by check-in
RULES = frozenset({"triage-rules", "triage-definitions", "triage-streak", "triage-default", "readiness-rules"})


@dataclass(frozen=True)
class PlanGroup:
    title: str
    changes: Sequence[PlanChange]


@dataclass(frozen=True)
class Words:
    """One text that a patient may read: where it stands, and both wordings."""

    where: str
    row: Row


def plan_groups(move: DateMove) -> list[PlanGroup]:
    order = list(TITLES)
    rows = sorted(move.changes, key=lambda each: order.index(each.group))
    return [PlanGroup(str(TITLES[key]), list(found)) for key, found in groupby(rows, key=lambda each: each.group)]


def changes_between(before: PathwayVersion, after: PathwayVersion) -> tuple[Change, ...]:
    return difference(before.sound_document, after.sound_document)


def changed_words(changes: Sequence[Change]) -> list[Words]:
    """The texts that patients read, but for questions and what rules say."""
    skipped = ASKED_ELSEWHERE | RULES
    return [
        Words(f"{say(each.part.title)}: {each.name}" if each.name else say(each.part.title), row)
        for each in changes
        if each.part.code not in skipped
        for row in each.for_patients()
    ]


def rules_note(changes: Sequence[Change]) -> str:
    """ "" when the rules are the same."""
    count = sum(each.part.code in RULES for each in changes)
    if not count:
        return ""
    words = ngettext(
        "{n} rule differs: from the next answer on, the rules of the new version decide.",
        "{n} rules differ: from the next answer on, the rules of the new version decide.",
        count,
    )
    return words.format(n=count)
