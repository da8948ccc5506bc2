"""The name that messages come from."""

import pytest

from journey.domain.neutral_name import telling_word


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Riverside Hand Clinic", "Hand"),
        ("Stem Cell Centre", "Stem"),
        ("City Orthopaedics", "Orthopaedics"),
        ("the PAIN people", "PAIN"),
        ("Regenerative Medicine", "Regenerative"),
        ("Your clinic", ""),
        ("Riverside", ""),
        ("Handley Road Surgery", "Handley"),  # rather one name too many than one that tells
        ("Farm Lane", ""),
    ],
)
def test_name_that_tells_of_a_body_part_or_a_treatment_is_found(name: str, word: str) -> None:
    assert telling_word(name) == word
