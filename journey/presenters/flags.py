"""What the rules flagged of an answer, as chips for staff: a word each, and the tone that repeats it (clinical.md 5.4).

The one that says "high priority" (clinical.md 3.5, RDY-08) stands first, and so does whoever has it among those who are
to be called today.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from journey.domain.readiness import ReadinessFlag
from journey.domain.triage import Flag

# In the order in which they are shown.
CHIPS: Mapping[StrEnum, tuple[Promise, str]] = {
    ReadinessFlag.STAFF_PRIORITY_HIGH: (gettext_lazy("High priority"), "now"),
    Flag.SAE_CANDIDATE: (gettext_lazy("May be a serious adverse event"), "now"),
    Flag.AE_CANDIDATE: (gettext_lazy("May be an adverse event"), "today"),
    Flag.INFECTION_REVIEW: (gettext_lazy("Look for infection"), "today"),
    Flag.TUMOUR_REVIEW: (gettext_lazy("Tumour review"), "today"),
    Flag.IMMUNE_REVIEW: (gettext_lazy("Look for an immune reaction"), "today"),
    ReadinessFlag.WITHDRAWAL_OFFER: (gettext_lazy("Wants to stop"), "watch"),
    Flag.NSAID_NOTICE: (gettext_lazy("Took an anti-inflammatory tablet"), "watch"),
}


class Chip(NamedTuple):
    word: str
    tone: str


def chips(flags: Iterable[str]) -> tuple[Chip, ...]:
    """Each once. What may be serious is not said a second time as what may be an event."""
    found = set(flags)
    if Flag.SAE_CANDIDATE in found:
        found.discard(Flag.AE_CANDIDATE)
    return tuple(Chip(str(word), tone) for flag, (word, tone) in CHIPS.items() if flag in found)
