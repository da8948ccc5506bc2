"""What a patient meets of a pathway from now on, as lines that can be compared before and after a move to another."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from journey.domain.date_changes import PlanLine
from journey.domain.windows import WAITING
from journey.models import CheckIn, Journey
from journey.models.pathway_version import content_of
from journey.pathway.form import OUTCOMES
from journey.pathway.questions import Gate, Question
from journey.pathway.schema import Pathway
from journey.presenters.date_plan import date_plan
from journey.standing import standing_of

QUESTIONS = "questions"


def pathway_plan(journey: Journey, at: datetime) -> tuple[PlanLine, ...]:
    """Dates, windows and instructions of the newest session, and the questions of what is not sent yet."""
    return (*date_plan(journey, at), *_questions(journey, at))


def _questions(journey: Journey, at: datetime) -> Iterator[PlanLine]:
    """One line a question, whichever check-ins ask it: in the words of their own version."""
    standing = standing_of(journey, at)
    needle_used = bool(standing.cycle.harvest_at or standing.cycle.injection_at)
    rows = CheckIn.objects.filter(journey=journey, state__in=WAITING, draft=None).order_by("due_at", "pk")
    found: dict[str, tuple[str, str, list[str]]] = {}
    for row in rows:
        content = content_of(row.pathway_version_id)
        known = content.check_in_by_code.get(row.code)
        if known is None or (row.closes_at is not None and row.closes_at < at):
            continue
        for key, entry in _asked(content, row.same_as or row.code, needle_used=needle_used).items():
            value = json.dumps(msgspec.to_builtins(entry), sort_keys=True)
            words, _value, titles = found.setdefault(key, (_words(entry), value, []))
            titles.append(known.title)
    for key, (words, value, titles) in found.items():
        title = _("{key}, in: {check_ins}").format(key=key, check_ins=", ".join(dict.fromkeys(titles)))
        yield PlanLine(QUESTIONS, f"question:{key}", title, words, value)


def _asked(content: Pathway, code: str, *, needle_used: bool) -> Mapping[str, Question | Gate]:
    """The questions and tick lists of a check-in, by key."""
    known = content.check_in_by_code.get(code)
    if known is None:
        return {}
    blocks = known.blocks if needle_used or not known.blocks_before else known.blocks_before
    keys = [entry for name in blocks if name in content.block_by_key for entry in content.block_by_key[name].entries]
    if OUTCOMES in blocks:
        keys += [each.question for each in content.measures if known.outcomes in each.visits and each.question]
    for key in list(keys):
        gate = content.gate_by_key.get(key)
        keys += [item.question for item in gate.items] if gate else []
    entries: dict[str, Question | Gate] = {}
    for key in keys:
        found = content.question_by_key.get(key) or content.gate_by_key.get(key)
        if found is not None:
            entries[key] = found
    return entries


def _words(entry: Question | Gate) -> str:
    lines = entry.choices if isinstance(entry, Question) else entry.items
    answers = "; ".join(each.label for each in lines)
    return " ".join(part for part in (entry.title, entry.hint, f"({answers})" if answers else "") if part)
