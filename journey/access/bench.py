"""The bench's saved cases, and the lower levels between two versions that nobody has given a reason for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from journey.domain.rule_cases import Case
from journey.domain.triage import Level
from journey.models import FallReason, PathwayVersion, SavedCase
from journey.pathway.bench import (
    Milder,
    Trial,
    alike,
    compare,
    compare_by_chance,
    judged_milder,
    shipped_cases,
    worse_but_lower,
)
from journey.pathway.compiled import rule_set

ALWAYS_GENERATED = 1_000


@dataclass(frozen=True)
class Fall:
    """A case that is judged milder and its reason, if one is written; of generated ones the `count` of all that are
    milder in the same way."""

    trial: Trial
    reason: FallReason | None
    count: int = 1
    is_generated: bool = False


def saved_cases() -> list[Case]:
    """Those of the product, then those that clinicians saved and nobody left out."""
    return [*shipped_cases(), *_own_cases()]


def _own_cases() -> list[Case]:
    kept = SavedCase.objects.filter(left_out_at=None).order_by("saved_at", "name")
    return [
        Case(number, row.name, row.inputs, Level(row.expected), row.description)
        for number, row in enumerate(kept, start=1)
    ]


def milder_pairs(version: PathwayVersion) -> list[Milder]:
    """Answers that are worse and judged milder by the rules of this version: among the saved cases, and generated ones
    of the triage rules and of the readiness table. The same for everybody who asks."""
    own = worse_but_lower(rule_set(version.content), _own_cases())
    return [*judged_milder(version.content), *own]


def fall_reasons(old: PathwayVersion, new: PathwayVersion) -> QuerySet[FallReason]:
    return FallReason.objects.filter(old=old, new=new).select_related("by")


def falls_of(
    old: PathwayVersion, new: PathwayVersion, named: Iterable[Trial], generated: Iterable[Trial] = ()
) -> list[Fall]:
    """Every fall among these trials of the two versions. Each `named` case has a reason of its own; for `generated`
    ones, which nobody chose, one reason holds for all that fall in the same way."""
    reasons = list(fall_reasons(old, new))
    by_key = {each.key: each for each in reasons}
    by_way = {each.way: each for each in reasons}
    falls = [Fall(each, by_key.get(each.key)) for each in _once(each for each in named if each.falls)]
    for way in alike(each for each in generated if each.falls):
        reason = by_key.get(way.example.key) or by_way.get(way.example.way)
        falls.append(Fall(way.example, reason, way.count, is_generated=True))
    return falls


def falls_without_reason(old: PathwayVersion, new: PathwayVersion) -> list[Fall]:
    """What stands between these two versions: every saved case, and every way among `ALWAYS_GENERATED` generated ones
    of each table, in which `new` judges milder than `old` and no clinician wrote why. The same whoever asks."""
    named = compare(old.content, new.content, saved_cases())
    generated = compare_by_chance(old.content, new.content, ALWAYS_GENERATED)
    return [each for each in falls_of(old, new, named.falls, generated.falls) if each.reason is None]


def _once(trials: Iterable[Trial]) -> Iterator[Trial]:
    """The same answers under two names are one case."""
    seen: set[str] = set()
    for trial in trials:
        if trial.key not in seen:
            seen.add(trial.key)
            yield trial
