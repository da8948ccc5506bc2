"""What a phone number may look like. Numbers are kept as they were typed: nobody knows the format of every country."""

import re

FEWEST_DIGITS = 5
MOST_LETTERS = 30
_NUMBER = re.compile(r"\+?[0-9 ()./\-]+")


def is_phone(text: str) -> bool:
    """Digits and what stands between them, with as many digits as a number that can be called has."""
    digits = sum(letter.isdigit() for letter in text)
    return len(text) <= MOST_LETTERS and digits >= FEWEST_DIGITS and _NUMBER.fullmatch(text) is not None
