"""What may stand as a phone number."""

import pytest

from journey.domain.phone import is_phone


@pytest.mark.parametrize("text", ["01632 960 001", "+49 30 90 18 20", "(555) 010-0199", "0043/1/58858", "12345"])
def test_numbers_of_any_country_are_taken(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize(
    "text",
    ["", "call me", "1234", "rosa@example.org", "01632 960 001 ext 4", "1" * 31, "0163+2960", "٠١٦٣٢٩٦٠", "=1+12345"],
)
def test_what_nobody_can_dial_is_refused(text: str) -> None:
    assert not is_phone(text)
