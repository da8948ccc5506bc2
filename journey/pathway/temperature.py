"""A body temperature as typed in degrees C or F, and as a draft keeps it (limits: clinical.md 1.3)."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from journey.domain.units import LIMITS, Quantity, check_quantity, fahrenheit_to_celsius, looks_like_fahrenheit
from journey.domain.words import say as _

CELSIUS, FAHRENHEIT, NO_THERMOMETER = "C", "F", "none"


def celsius(answer: Mapping[str, object]) -> float | None:
    """Degrees C with one decimal, None for "I have no thermometer"."""
    if answer["unit"] == NO_THERMOMETER:
        return None
    return _in_celsius(Decimal(str(answer["number"])), str(answer["unit"]))


def temperature_error(number: Decimal, unit: str) -> str:
    """What is wrong with a typed temperature, in a sentence that says how to put it right; "" when nothing is."""
    if unit == CELSIUS and looks_like_fahrenheit(number):
        return _("Did you mean F? Choose F, or enter your temperature in C, such as 37.2.")
    limits = LIMITS[Quantity.TEMPERATURE]
    if not limits.low <= _in_celsius(number, unit) <= limits.high:
        if unit == FAHRENHEIT:
            return _("Enter a temperature from 86 to 109.4 F, such as 99.1.")
        return _("Enter a temperature from {low} to {high} C, such as 37.2.", low=limits.low, high=limits.high)
    return ""


def is_unusual(answer: Mapping[str, object]) -> bool:
    """Possible, but so far from the usual that it is asked about once; never refused (clinical.md 1.3)."""
    degrees = celsius(answer)
    return degrees is not None and check_quantity(Quantity.TEMPERATURE, degrees)


def _in_celsius(number: Decimal, unit: str) -> float:
    if unit == FAHRENHEIT:
        return fahrenheit_to_celsius(number)
    return float(number.quantize(Decimal("0.1"), ROUND_HALF_UP))
