"""Conversions and limits of clinical.md 1.3, with the worked numbers of 8.4."""

import pytest

from journey.domain.errors import NotAccepted
from journey.domain.units import (
    LIMITS,
    Quantity,
    check_quantity,
    fahrenheit_to_celsius,
    grams_per_decilitre_to_litre,
    hba1c_percent_to_mmol,
    looks_like_fahrenheit,
    pounds_to_kilograms,
)


@pytest.mark.parametrize(
    ("fahrenheit", "celsius"), [(100.4, 38.0), (100.3, 37.9), (98.6, 37.0), (99.5, 37.5), (32, 0.0), (100.31, 38.0)]
)
def test_fahrenheit_becomes_celsius_with_one_decimal(fahrenheit, celsius):
    assert fahrenheit_to_celsius(fahrenheit) == celsius


def test_hba1c_of_8_percent_is_not_above_64():
    stored = hba1c_percent_to_mmol(8.0)

    assert stored == 63.9
    assert check_quantity(Quantity.HBA1C, stored) is False


@pytest.mark.parametrize(("pounds", "kilograms"), [(100, 45.4), (154.3, 70.0), (0, 0.0)])
def test_pounds_become_kilograms_with_one_decimal(pounds, kilograms):
    assert pounds_to_kilograms(pounds) == kilograms


@pytest.mark.parametrize(("decilitre", "litre"), [(13.5, 135), (9.96, 100), (9.9, 99)])
def test_grams_per_decilitre_become_whole_grams_per_litre(decilitre, litre):
    assert grams_per_decilitre_to_litre(decilitre) == litre


@pytest.mark.parametrize(
    ("value", "asks"), [(85.9, False), (86, True), (98.6, True), (110, True), (110.1, False), (38, False)]
)
def test_fahrenheit_guard_asks_from_86_to_110(value, asks):
    assert looks_like_fahrenheit(value) is asks


@pytest.mark.parametrize(
    ("quantity", "possible", "impossible"),
    [
        (Quantity.TEMPERATURE, (30.0, 43.0), (29.9, 43.1)),
        (Quantity.PAIN, (0, 10), (-1, 11)),
        (Quantity.VOLUME, (0.01, 500), (0, 500.01)),
        (Quantity.STRENGTH, (0, 100), (-0.1, 100.1)),
        (Quantity.ANGLE, (-90, 180), (-91, 181)),
        (Quantity.WEIGHT, (20, 350), (19.9, 350.1)),
        (Quantity.CELLS, (0, 100_000), (-0.001, 100_000.001)),
        (Quantity.VIABILITY, (0, 100), (-0.1, 100.1)),
        (Quantity.HAEMOGLOBIN, (30, 250), (29, 251)),
        (Quantity.PLATELETS, (1, 2000), (0, 2001)),
        (Quantity.HBA1C, (10, 200), (9.9, 200.1)),
    ],
)
def test_hard_limits_refuse_what_cannot_be(quantity, possible, impossible):
    for value in possible:
        check_quantity(quantity, value)
    for value in impossible:
        with pytest.raises(NotAccepted):
            check_quantity(quantity, value)


@pytest.mark.parametrize(
    ("quantity", "usual", "unusual"),
    [
        (Quantity.TEMPERATURE, (35.0, 41.0), (34.9, 41.1)),
        (Quantity.STRENGTH, (0, 70), (70.1,)),
        (Quantity.WEIGHT, (35, 200), (34.9, 200.1)),
        (Quantity.VIABILITY, (70,), (69.9,)),
        (Quantity.HAEMOGLOBIN, (100,), (99,)),
        (Quantity.PLATELETS, (100,), (99,)),
        (Quantity.HBA1C, (64,), (64.1,)),
    ],
)
def test_warning_limits_mark_what_is_unusual(quantity, usual, unusual):
    assert [check_quantity(quantity, value) for value in usual] == [False] * len(usual)
    assert [check_quantity(quantity, value) for value in unusual] == [True] * len(unusual)


@pytest.mark.parametrize(
    ("quantity", "value"), [(Quantity.PAIN, 3.5), (Quantity.TEMPERATURE, 37.55), (Quantity.VOLUME, 0.005)]
)
def test_more_decimals_than_are_stored_are_refused(quantity, value):
    with pytest.raises(NotAccepted, match="decimals at most"):
        check_quantity(quantity, value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_value_that_is_no_number_is_refused(value):
    with pytest.raises(NotAccepted):
        check_quantity(Quantity.PAIN, value)


def test_refusal_names_the_field_and_the_limits():
    with pytest.raises(NotAccepted) as refused:
        check_quantity(Quantity.TEMPERATURE, 50, "temp_c")

    assert refused.value.field == "temp_c"
    assert refused.value.sentence == "Temperature must be at least 30 and at most 43 °C."


def test_every_quantity_has_limits():
    assert set(LIMITS) == set(Quantity)
