"""The check character of a product's number finds every mistyped digit and every two that changed places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.domain.errors import NotAccepted
from journey.domain.product_codes import CHECK_LETTERS, LARGEST, product_code, read_code

YEARS, NUMBERS = st.integers(2000, 2999), st.integers(1, LARGEST)


@given(YEARS, NUMBERS)
def test_code_is_read_back_however_it_is_typed(year: int, number: int) -> None:
    code = product_code(year, number)
    assert len(code) == 13
    assert read_code(f" {code[:6].lower()} {code[6:]}\n") == code


@given(YEARS, NUMBERS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_found(year: int, number: int, place: int, more: int) -> None:
    code = product_code(year, number)
    wrong = str((int(code[2 + place]) + more) % 10)
    with pytest.raises(NotAccepted, match="mistyped"):
        read_code(code[: 2 + place] + wrong + code[3 + place :])


@given(YEARS, NUMBERS, st.integers(0, 9), st.integers(0, 9))
def test_two_digits_that_changed_places_are_found(year: int, number: int, one: int, other: int) -> None:
    letters = list(product_code(year, number))
    letters[2 + one], letters[2 + other] = letters[2 + other], letters[2 + one]
    if letters[2 + one] != letters[2 + other]:
        with pytest.raises(NotAccepted, match="mistyped"):
            read_code("".join(letters))


def test_letters_that_read_like_digits_are_not_used() -> None:
    assert not set("IOQ") & set(CHECK_LETTERS)
    assert len(set(CHECK_LETTERS)) == 23


@pytest.mark.parametrize("number", [0, LARGEST + 1])
def test_number_outside_six_digits_is_no_code(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        product_code(2026, number)
