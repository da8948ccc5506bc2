"""Which booked visits still hold once a journey was postponed or closed, and to whom nothing is said any more."""

from collections.abc import Mapping
from types import MappingProxyType

from journey.domain.safety_follow_up import is_looked_after
from journey.domain.stages import JourneyStatus
from journey.domain.transitions import CLOSED_STATUSES

NEEDLES = frozenset({"procedure", "harvest", "injection"})
# What leads to the treatment and the treatment itself; the others look after what was done (clinical.md 2.6, 8.3).
TREATMENT = NEEDLES | {"consultation", "preparation"}
GIVEN_UP: Mapping[JourneyStatus, frozenset[str]] = MappingProxyType(
    {
        JourneyStatus.POSTPONED: NEEDLES,
        JourneyStatus.CLOSED_WITHDRAWN: TREATMENT,
        JourneyStatus.CLOSED_NOT_CANDIDATE: TREATMENT,
    }
)


def falls_away(kind: str, status: str, *, keeps_safety_checks: bool) -> bool:
    """Whether a visit of this kind is pointless now: it is not reminded of, and goes when staff say so."""
    looked_after = is_looked_after(JourneyStatus(status), keeps_safety_checks=keeps_safety_checks)
    return not looked_after or kind in GIVEN_UP.get(JourneyStatus(status), frozenset())


def offer_ends(kind: str, status: str, *, keeps_safety_checks: bool) -> bool:
    """Whether a time that is held for an answer is free again: also at every closing, but for the safety visits of
    whoever withdrew and keeps them."""
    kept = status == JourneyStatus.CLOSED_WITHDRAWN and keeps_safety_checks
    return falls_away(kind, status, keeps_safety_checks=keeps_safety_checks) or (status in CLOSED_STATUSES and not kept)
