"""Which class of the allergy list a name belongs to."""

import pytest

from journey.domain.allergies import CLASS_OF, NAMES, class_to_offer, classes_named, is_doubtful
from journey.models import AllergyClass


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Xylocaine", "local_anaesthetic"),
        ("LIGNOCAINE 1 %", "local_anaesthetic"),
        ("dental injection (lidocaine)", "local_anaesthetic"),
        ("Povidone-iodine", "iodine"),
        ("ACD-A", "citrate"),
        ("Penicillin V", "antibiotic"),
        ("latex gloves", "latex"),
        ("heparin", "heparin"),
        ("Chlorhexidine wipes", "chlorhexidine"),
        ("iodine contrast", ""),
        ("wool", ""),
        ("", ""),
    ],
)
def test_name_offers_its_class(typed: str, offered: str) -> None:
    assert class_to_offer(typed) == offered


@pytest.mark.parametrize(
    ("typed", "kind", "doubtful"),
    [
        ("Xylocaine", "other", True),
        ("Xylocaine", "food", True),
        ("Xylocaine", "local_anaesthetic", False),
        ("iodine contrast", "contrast", False),
        ("iodine contrast", "other", True),
        ("wool", "other", False),
    ],
)
def test_class_against_the_name_is_doubtful(typed: str, kind: str, doubtful: bool) -> None:
    assert is_doubtful(typed, kind) is doubtful


def test_every_name_belongs_to_one_class_of_the_list_and_is_found() -> None:
    assert set(NAMES) <= set(AllergyClass.values)
    assert len(CLASS_OF) == sum(len(names) for names in NAMES.values())
    assert [name for name, code in CLASS_OF.items() if classes_named(name.upper()) != {code}] == []
