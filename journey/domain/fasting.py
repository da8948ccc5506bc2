"""From when a patient eats and drinks nothing before a procedure, as moments (clinical.md 2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NONE, ASA, CUSTOM = "none", "asa_standard", "custom"
FATTY_FOOD, FOOD, DRINK = "fatty_food", "food", "drink"
# Hours before the procedure: meat and fatty food, a light meal, clear drinks (ASA 2017 and 2023, S34).
ASA_HOURS: Mapping[str, int] = {FATTY_FOOD: 8, FOOD: 6, DRINK: 2}


@dataclass(frozen=True)
class Fasting:
    """From when each is left out, in UTC; None for what may be had until the procedure."""

    fatty_from: datetime | None = None
    solids_from: datetime | None = None
    fluids_from: datetime | None = None


def fasting_hours(plan: str, solids: int | None, fluids: int | None, standard: Mapping[str, int]) -> dict[str, int]:
    """Hours without each kind of food or drink; `solids` and `fluids` are those of a custom plan."""
    if plan == ASA:
        return dict(standard)
    custom = {FOOD: solids, DRINK: fluids} if plan == CUSTOM else {}
    return {code: hours for code, hours in custom.items() if hours}


def fasting_from(procedure_at: datetime, hours: Mapping[str, int]) -> Fasting:
    """Real hours back from the procedure, also over a night in which the clocks change."""
    start = procedure_at.astimezone(UTC)
    fatty, food, drink = (
        start - timedelta(hours=hours[code]) if code in hours else None for code in (FATTY_FOOD, FOOD, DRINK)
    )
    return Fasting(fatty, food, drink)
