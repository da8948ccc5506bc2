"""The versioned list of effects that are expected after the treatment (clinical.md 7.1, `expected`).

A version that an assessment was made with is never changed: a new list is a new version.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from journey.domain.adverse_events import EffectFamily, SeriousCriterion


@dataclass(frozen=True)
class ExpectedEffect:
    """Up to `most_grade`, on the days `first` to `last` after the treatment."""

    family: EffectFamily
    terms: tuple[str, ...]  # blank: every term of the family
    most_grade: int
    first: int
    last: int


# The windows are those in which the triage table still calls the sign expected or asks to watch it (clinical.md 5.6):
# pain 42 days, swelling 14, warmth 7, bruise 14, stiffness 14, soreness of the harvest site 42. [D]
FIRST_LIST = (
    ExpectedEffect(EffectFamily.LOCALISED_PAIN, (), 2, 0, 42),
    ExpectedEffect(EffectFamily.SWELLING, (), 2, 0, 14),
    ExpectedEffect(EffectFamily.TEMPORARY_INFLAMMATION, (), 2, 0, 7),
    ExpectedEffect(EffectFamily.DISCOMFORT, (), 2, 0, 14),
    ExpectedEffect(EffectFamily.BLEEDING, ("Bruising",), 2, 0, 14),
    ExpectedEffect(EffectFamily.HARVEST_SITE, ("Pain", "Bruising", "Injection site reaction"), 2, 0, 42),
)
LISTS: Mapping[str, tuple[ExpectedEffect, ...]] = {"2026-1": FIRST_LIST}
NEWEST = "2026-1"


def is_on_list(
    *, family: str, term: str, grade: int, day: int | None, criteria: tuple[str, ...] = (), version: str = NEWEST
) -> bool:
    """Whether the list of this version expects it. What is fatal never is; nor is what has no day."""
    if day is None or SeriousCriterion.DEATH in criteria:
        return False
    return any(
        effect.family == family
        and (not effect.terms or term.strip().casefold() in {each.casefold() for each in effect.terms})
        and grade <= effect.most_grade
        and effect.first <= day <= effect.last
        for effect in LISTS[version]
    )
