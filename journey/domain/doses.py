"""How much: cells given, and local anaesthetic against its limits (clinical.md 2.4, 8.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

# mg per kg of body weight and the cap in mg of a plain solution [K]: a pharmacist confirms them before go-live.
ANAESTHETIC_LIMITS: Mapping[str, tuple[Decimal, int]] = {
    "lidocaine": (Decimal("4.5"), 300),
    "ropivacaine": (Decimal(3), 225),
    "bupivacaine": (Decimal(2), 150),
    "mepivacaine": (Decimal("4.5"), 400),
}
MG_PER_ML_OF_ONE_PERCENT = 10


@dataclass(frozen=True)
class Anaesthetic:
    """A plain solution that was given: which, and how many mg."""

    agent: str
    mg: Decimal


def anaesthetic_mg(percent: Decimal, ml: Decimal) -> Decimal:
    return percent * MG_PER_ML_OF_ONE_PERCENT * ml


def most_mg(agent: str, weight_kg: Decimal) -> Decimal:
    per_kg, cap = ANAESTHETIC_LIMITS[agent]
    return min(per_kg * weight_kg, Decimal(cap))


def share_of_limit(given: Iterable[Anaesthetic], weight_kg: Decimal) -> Decimal:
    """Of all that was given in the session; 1 is the limit. Two agents add up by their shares, because their toxicity
    adds up."""
    return sum((each.mg / most_mg(each.agent, weight_kg) for each in given), Decimal(0))


def cells_given(tnc_million: Decimal, viability_pct: Decimal, final_ml: Decimal, given_ml: Decimal) -> Decimal:
    """Viable cells in millions, to three decimals."""
    return (tnc_million * viability_pct / 100 / final_ml * given_ml).quantize(Decimal("0.001"))
