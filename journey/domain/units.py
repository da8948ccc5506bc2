"""Units: conversions to what is stored, and the limits of what can be true (clinical.md 1.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

from journey.domain.errors import NotAccepted
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

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
    low: int | Decimal
    high: int
    warn_below: int | None = None
    warn_above: int | None = None
    above_low: bool = False


LIMITS: Mapping[Quantity, Limits] = MappingProxyType(
    {
        Quantity.TEMPERATURE: Limits(gettext_noop("Temperature"), gettext_noop("°C"), 1, 30, 43, 35, 41),
        Quantity.PAIN: Limits(gettext_noop("Pain"), gettext_noop("of 10"), 0, 0, 10),
        Quantity.VOLUME: Limits(gettext_noop("Volume"), gettext_noop("mL"), 2, 0, 500, above_low=True),
        Quantity.STRENGTH: Limits(gettext_noop("Strength"), gettext_noop("kg"), 1, 0, 100, 0, 70),
        Quantity.ANGLE: Limits(gettext_noop("Angle"), gettext_noop("degrees"), 0, -90, 180),
        Quantity.WEIGHT: Limits(gettext_noop("Weight"), gettext_noop("kg"), 1, 20, 350, 35, 200),
        Quantity.CELLS: Limits(gettext_noop("Cells"), gettext_noop("million"), 3, 0, 100_000),
        Quantity.VIABILITY: Limits(gettext_noop("Viability"), gettext_noop("%"), 1, 0, 100, 70),
        Quantity.HAEMOGLOBIN: Limits(gettext_noop("Haemoglobin"), gettext_noop("g/L"), 0, 30, 250, 100),
        Quantity.PLATELETS: Limits(gettext_noop("Platelets"), gettext_noop("10⁹/L"), 0, 1, 2000, 100),
        Quantity.HBA1C: Limits(gettext_noop("HbA1c"), gettext_noop("mmol/mol"), 1, 10, 200, warn_above=64),
    }
)

FAHRENHEIT_GUARD = (86, 110)
ABOVE = gettext_noop("{name} must be more than {low} and at most {high} {unit}.")
WITHIN = gettext_noop("{name} must be at least {low} and at most {high} {unit}.")


def check_quantity(quantity: Quantity, value: Number, field: str = "") -> bool:
    """True when the value is possible but unusual (ask “Is this right?”). Raises NotAccepted when it cannot be."""
    return check_limits(LIMITS[quantity], value, field)


def check_limits(limits: Limits, value: Number, field: str = "") -> bool:
    """As `check_quantity`, for limits of any number."""
    exact = _exact(value)
    if not exact.is_finite() or not limits.low <= exact <= limits.high or (limits.above_low and exact == limits.low):
        words = ABOVE if limits.above_low else WITHIN
        sentence = _(words, name=_(limits.name), low=limits.low, high=limits.high, unit=_(limits.unit))
        raise NotAccepted(sentence, field)
    if exact != round(exact, limits.places):
        raise NotAccepted(
            _("{name} takes {places} decimals at most.", name=_(limits.name), places=limits.places), field
        )
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


@dataclass(frozen=True)
class OtherUnit:
    """A unit that a quantity may be typed in, beside the one it is stored in."""

    code: str
    words: str
    stored: Callable[[Number], Number]


OTHER_UNITS: Mapping[Quantity, OtherUnit] = MappingProxyType(
    {
        Quantity.TEMPERATURE: OtherUnit("F", gettext_noop("°F"), fahrenheit_to_celsius),
        Quantity.STRENGTH: OtherUnit("lb", gettext_noop("lb"), pounds_to_kilograms),
        Quantity.WEIGHT: OtherUnit("lb", gettext_noop("lb"), pounds_to_kilograms),
        Quantity.HAEMOGLOBIN: OtherUnit("g/dL", gettext_noop("g/dL"), grams_per_decilitre_to_litre),
        Quantity.HBA1C: OtherUnit("%", gettext_noop("%"), hba1c_percent_to_mmol),
    }
)
