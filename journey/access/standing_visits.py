"""Visits that still hold, by where their journey stands: `domain/standing_visits.py` for many rows at once."""

from django.db.models import Q

from journey.domain.standing_visits import GIVEN_UP
from journey.models.journey import looked_after


def still_holds(path: str = "") -> Q:
    """`path` leads to the visit."""
    gone = Q(pk=None)
    for each, kinds in GIVEN_UP.items():
        gone |= Q(**{f"{path}journey__status": each, f"{path}kind__in": sorted(kinds)})
    return looked_after(f"{path}journey__") & ~gone
