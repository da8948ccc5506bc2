"""Units: conversions to what is stored, and the limits of what can be true (clinical.md 1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

from journey.domain.errors import NotAccepted

Number = int | float | Decimal


class Quantity(StrEnum):
    TEMPERATURE = "temperature"
    PAIN = "pain"
    VOLUME = "volume"
    STRENGTH = "strength"
    ANGLE = "angle"
    WEIGHT = "weight"
    CELLS = "cells"
    VIABILITY = "viability"
    HAEMOGLOBIN = "haemoglobin"
    PLATELETS = "platelets"
    HBA1C = "hba1c"


@dataclass(frozen=True)
class Limits:
    """In the stored unit, with `places` decimals. Outside `low` to `high` is refused, outside the warning pair unusual.

    `above_low`: the lowest value itself is refused too.
    """

    name: str
    unit: str
    places: int
    low: int
    high: int
    warn_below: int | None = None
    warn_above: int | None = None
    above_low: bool = False


LIMITS: Mapping[Quantity, Limits] = MappingProxyType(
    {
        Quantity.TEMPERATURE: Limits("Temperature", "°C", 1, 30, 43, 35, 41),
        Quantity.PAIN: Limits("Pain", "of 10", 0, 0, 10),
        Quantity.VOLUME: Limits("Volume", "mL", 2, 0, 500, above_low=True),
        Quantity.STRENGTH: Limits("Strength", "kg", 1, 0, 100, 0, 70),
        Quantity.ANGLE: Limits("Angle", "degrees", 0, -90, 180),
        Quantity.WEIGHT: Limits("Weight", "kg", 1, 20, 350, 35, 200),
        Quantity.CELLS: Limits("Cells", "million", 3, 0, 100_000),
        Quantity.VIABILITY: Limits("Viability", "%", 1, 0, 100, 70),
        Quantity.HAEMOGLOBIN: Limits("Haemoglobin", "g/L", 0, 30, 250, 100),
        Quantity.PLATELETS: Limits("Platelets", "10⁹/L", 0, 1, 2000, 100),
        Quantity.HBA1C: Limits("HbA1c", "mmol/mol", 1, 10, 200, warn_above=64),
    }
)

FAHRENHEIT_GUARD = (86, 110)


def check_quantity(quantity: Quantity, value: Number, field: str = "") -> bool:
    """True when the value is possible but unusual (ask “Is this right?”). Raises NotAccepted when it cannot be."""
    limits, exact = LIMITS[quantity], _exact(value)
    if not exact.is_finite() or not limits.low <= exact <= limits.high or (limits.above_low and exact == limits.low):
        least = "more than" if limits.above_low else "at least"
        raise NotAccepted(f"{limits.name} must be {least} {limits.low} and at most {limits.high} {limits.unit}.", field)
    if exact != round(exact, limits.places):
        raise NotAccepted(f"{limits.name} takes {limits.places} decimals at most.", field)
    too_low = limits.warn_below is not None and exact < limits.warn_below
    return too_low or (limits.warn_above is not None and exact > limits.warn_above)


def looks_like_fahrenheit(celsius: Number) -> bool:
    """A “°C” value from 86 to 110: ask “Did you mean F?” before refusing it."""
    return FAHRENHEIT_GUARD[0] <= _exact(celsius) <= FAHRENHEIT_GUARD[1]


def fahrenheit_to_celsius(fahrenheit: Number) -> float:
    """°C with 1 decimal: 100.4 °F is 38.0."""
    return _rounded((_exact(fahrenheit) - 32) * 5 / 9, 1)


def pounds_to_kilograms(pounds: Number) -> float:
    """kg with 1 decimal."""
    return _rounded(_exact(pounds) * Decimal("0.4536"), 1)


def hba1c_percent_to_mmol(percent: Number) -> float:
    """mmol/mol with 1 decimal: 8.0 % is 63.9, which is not above 64."""
    return _rounded((_exact(percent) - Decimal("2.15")) * Decimal("10.929"), 1)


def grams_per_decilitre_to_litre(grams: Number) -> int:
    """g/L, whole: 13.5 g/dL is 135."""
    return int(_rounded(_exact(grams) * 10, 0))


def _exact(value: Number) -> Decimal:
    return Decimal(str(value))


def _rounded(value: Decimal, places: int) -> float:
    return float(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
