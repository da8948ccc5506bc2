"""What the strip on every staff page about a patient says of their allergies."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.presenters.allergy_strip import AllergyStrip, allergy_strip

ZONE = ZoneInfo("Europe/Paris")
LATE = "2026-03-02T23:30:00+00:00"  # the third of March at the clinic
VERIFIED = "verified by Nurse Bey on 3\xa0March\xa02026"
LATEX = {"substance": "Latex", "reaction": "rash", "severity": "mild", "at": LATE, "by": "Nurse Bey"}


def strip(status: str = "has_allergies", at: str | None = LATE, *allergies: dict[str, Any]) -> AllergyStrip:
    made = allergy_strip({"status": status, "at": at, "by": "Nurse Bey", "allergies": list(allergies)}, ZONE)
    assert made is not None
    return made


def test_page_about_no_patient_has_no_strip() -> None:
    assert allergy_strip(None, ZONE) is None


@pytest.mark.parametrize(
    ("changed", "words", "verified", "is_severe"),
    [
        ({}, "rash, mild", VERIFIED, False),
        ({"severity": "anaphylaxis"}, "rash, anaphylaxis", VERIFIED, True),
        ({"severity": "unknown", "reaction": ""}, "severity not known", VERIFIED, False),
        ({"at": None, "by": None}, "rash, mild", "not verified", False),
    ],
)  # fmt: skip
def test_allergy_names_reaction_severity_and_who_verified_it(
    changed: dict[str, Any], words: str, verified: str, is_severe: bool
) -> None:
    made = strip("has_allergies", LATE, {**LATEX, **changed})
    (mark,) = made.marks
    assert (made.tone, made.title) == ("red", "Allergies")
    assert (mark.substance, mark.words, mark.verified, mark.is_severe) == ("Latex", words, verified, is_severe)


def test_none_known_says_who_stands_for_it() -> None:
    made = strip("none_known")
    assert (made.tone, made.title, made.marks) == ("calm", "Allergies: none known", ())
    assert made.text == VERIFIED


@pytest.mark.parametrize(("status", "at"), [("not_yet_asked", None), ("none_known", None), ("not_yet_asked", LATE)])
def test_not_asked_is_said_and_is_never_taken_for_none(status: str, at: str | None) -> None:
    made = strip(status, at)
    assert (made.tone, made.title) == ("ask", "Allergies: not asked yet")
    assert made.text == "Ask before anything is given."
