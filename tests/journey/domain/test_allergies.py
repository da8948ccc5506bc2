"""Which class of the allergy list a name belongs to."""

from dataclasses import replace

import pytest

from journey.domain.allergies import CLASS_OF, NAMES, class_to_offer, classes_named, is_against, is_doubtful
from journey.domain.gate_facts import GateFacts
from journey.domain.record.sections import SECTIONS
from journey.models import AllergyClass
from tests.journey.domain.test_gates import GOOD


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


def listing(name: str, kind: str) -> GateFacts:
    return replace(GOOD, allergies=frozenset({kind}), allergy_names=frozenset({name}))


@pytest.mark.parametrize(
    ("given", "kind", "allergy", "listed_as"),
    [
        ("Clexane", "", "heparin", "heparin"),
        ("", "heparin", "Enoxaparin", "other"),
        ("Bovine mix", "animal_serum", "horses", "animal_serum"),
        ("Egg yolk", "none", "EGGS", "food"),
        ("Émulsion de soja", "none", "soja", "food"),
        ("emulsion", "none", "Émulsions", "other"),
        ("Peanut oil", "none", "peanuts", "food"),
        ("Berries", "none", "berry", "food"),
        ("Alcohol", "alcohol", "isopropyl alcohol", "other"),
        ("Local anaesthetic", "local_anaesthetic", "dental anesthetics", "other"),
        ("Lidocaine", "lidocaine", "Xylocaine", "other"),
        ("Horse serum", "none", "animal serum", "animal_serum"),
    ],
)
def test_what_is_given_is_against_an_allergy(given: str, kind: str, allergy: str, listed_as: str) -> None:
    assert is_against(listing(allergy, listed_as), given, kind)


@pytest.mark.parametrize(
    ("given", "kind", "allergy", "listed_as"),
    [
        ("Sodium chloride solution", "none", "sodium lauryl", "other"),
        ("Egg yolk", "none", "eggplant", "food"),
        ("Mix", "none", "wool", "other"),
        ("Mix", "other", "wool", "other"),
        ("None of these", "none", "none of the above", "other"),
        ("Heparin", "heparin", "fish oil", "food"),
        ("Peanut oil", "none", "fish oil", "food"),
        ("Alcohol 70", "alcohol", "70", "other"),
        ("", "", "", "other"),
    ],
)
def test_what_is_given_is_not_against_an_allergy(given: str, kind: str, allergy: str, listed_as: str) -> None:
    assert not is_against(listing(allergy, listed_as), given, kind)


def test_each_field_that_names_what_is_given_is_held_against_the_list() -> None:
    found = {
        f"{section.code}.{each.name}"
        for section in SECTIONS.values()
        for fields in (section.fields, *(group.fields for group in section.groups))
        for each in fields
        if each.given
    }
    additives = {f"{code}.{name}" for code in ("processing", "donor_unit", "banked_cells") for name in ADDITIVE}
    assert found == {
        "harvest.anticoagulant_type",
        "harvest.plain_agent",
        "injection.la_agent",
        "injection.skin_prep",
        "injection.drug",
        *additives,
    }


ADDITIVE = ("substance", "substance_class")
