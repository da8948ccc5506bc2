"""The identity of a product: `P-`, the year, six digits and a check character (clinical.md 2.3)."""

import re

from journey.domain.errors import NotAccepted
from journey.domain.words import say as _

# 23 letters, a prime number, without those that read like digits: weights below 23 then find every single wrong digit
# and every two that changed places.
CHECK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
SHAPE = re.compile(r"P-(\d{4})(\d{6})([A-Z])")
LARGEST = 999_999


def product_code(year: int, number: int) -> str:
    if not 0 < number <= LARGEST:
        raise ValueError(number)
    digits = f"{year:04}{number:06}"
    return f"P-{digits}{_check(digits)}"


def read_code(typed: str, field: str = "code") -> str:
    """What a scanner or a person typed, as it is stored. Raises NotAccepted when the check character does not fit."""
    code = re.sub(r"\s", "", typed).upper()
    found = SHAPE.fullmatch(code)
    if found and found[3] != _check(found[1] + found[2]):
        raise NotAccepted(_("This number is mistyped: its last letter does not fit. Scan it, or type it again."), field)
    return code


def _check(digits: str) -> str:
    total = sum(weight * int(digit) for weight, digit in enumerate(digits, start=1))
    return CHECK_LETTERS[total % len(CHECK_LETTERS)]
