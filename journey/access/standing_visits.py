"""Visits that still hold, by where their journey stands: `domain/standing_visits.py` for many rows at once."""

from django.db.models import Q

from journey.domain.stages import JourneyStatus
from journey.domain.standing_visits import GIVEN_UP, SILENT


def still_holds(path: str = "") -> Q:
    """`path` leads to the visit."""
    status = f"{path}journey__status"
    stopped = Q(**{status: JourneyStatus.CLOSED_WITHDRAWN, f"{path}journey__keeps_safety_checks": False})
    gone = Q(**{f"{status}__in": sorted(SILENT)}) | stopped
    for each, kinds in GIVEN_UP.items():
        gone |= Q(**{status: each, f"{path}kind__in": sorted(kinds)})
    return ~gone
