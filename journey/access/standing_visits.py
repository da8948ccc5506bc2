"""Visits that still hold, by where their journey stands: `domain/standing_visits.py` for many rows at once."""

from django.db.models import Q

from journey.domain.stages import JourneyStatus
from journey.domain.standing_visits import GIVEN_UP, SILENT


def is_spoken_of(path: str = "") -> Q:
    """Whose visits may be written about at all. `path` leads to the visit."""
    status = f"{path}journey__status"
    stopped = Q(**{status: JourneyStatus.CLOSED_WITHDRAWN, f"{path}journey__keeps_safety_checks": False})
    return ~(Q(**{f"{status}__in": sorted(SILENT)}) | stopped)


def still_holds(path: str = "") -> Q:
    gone = Q(pk=None)
    for each, kinds in GIVEN_UP.items():
        gone |= Q(**{f"{path}journey__status": each, f"{path}kind__in": sorted(kinds)})
    return is_spoken_of(path) & ~gone
