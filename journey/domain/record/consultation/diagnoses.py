"""Conditions of the hand and the ICD-10-CM codes that go with each side (clinical.md 2.1, conditions and codes)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from journey.domain.record.fields import Options
from journey.domain.stages import Hand
from journey.domain.words import gettext_noop

BOTH = "both"
SIDES: Options = (
    (Hand.RIGHT.value, gettext_noop("Right")),
    (Hand.LEFT.value, gettext_noop("Left")),
    (BOTH, gettext_noop("Both")),
)
UNEXPLAINED = "hand_pain_nos"
ICD_FORM = r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?"
INJURY = re.compile(r"S\d")


@dataclass(frozen=True)
class Condition:
    """`codes` by side; those under "" are good for any side. `injury`: a code of an injury fits, too."""

    code: str
    label: str
    codes: Mapping[str, tuple[str, ...]]
    is_arthritis: bool = False
    injury: bool = False


def _sided(
    right: tuple[str, ...], left: tuple[str, ...], both: tuple[str, ...] = (), any_side: tuple[str, ...] = ()
) -> Mapping[str, tuple[str, ...]]:
    return {Hand.RIGHT.value: right, Hand.LEFT.value: left, BOTH: both, "": any_side}


CONDITIONS: Mapping[str, Condition] = {
    each.code: each
    for each in (
        Condition(
            "cmc1_oa",
            gettext_noop("Thumb-base osteoarthritis"),
            _sided(
                ("M18.11", "M18.31", "M18.51"),
                ("M18.12", "M18.32", "M18.52"),
                ("M18.0", "M18.2", "M18.4"),
                ("M18.9",),
            ),
            is_arthritis=True,
        ),
        Condition(
            "finger_oa",
            gettext_noop("Finger-joint osteoarthritis"),
            _sided(("M19.041",), ("M19.042",), any_side=("M15.1", "M15.2", "M15.4")),
            is_arthritis=True,
        ),
        Condition(
            "wrist_oa", gettext_noop("Wrist osteoarthritis"), _sided(("M19.031",), ("M19.032",)), is_arthritis=True
        ),
        Condition(
            "post_traumatic_oa",
            gettext_noop("Arthritis after injury, hand"),
            _sided(("M19.141",), ("M19.142",)),
            is_arthritis=True,
        ),
        Condition(
            "de_quervain",
            gettext_noop("Tendonitis at the thumb side of the wrist (De Quervain)"),
            _sided((), (), any_side=("M65.4",)),
        ),
        Condition(
            "trigger_digit",
            gettext_noop("Trigger finger or thumb"),
            _sided(
                ("M65.311", "M65.321", "M65.331", "M65.341", "M65.351"),
                ("M65.312", "M65.322", "M65.332", "M65.342", "M65.352"),
            ),
        ),
        Condition("hand_tendonitis", gettext_noop("Other tendonitis of the hand"), _sided(("M65.841",), ("M65.842",))),
        Condition(
            "ra_hand",
            gettext_noop("Rheumatoid arthritis of the hand"),
            _sided(("M05.741",), ("M05.742",), any_side=("M06.9",)),
        ),
        Condition(
            "ligament_injury",
            gettext_noop("Ligament problem (TFCC, UCL and so on)"),
            _sided(("M24.241",), ("M24.242",)),
            injury=True,
        ),
        Condition(UNEXPLAINED, gettext_noop("Hand pain, cause not found"), _sided(("M79.641",), ("M79.642",))),
    )
}
CONDITION_WORDS: Options = (
    *((each.code, each.label) for each in CONDITIONS.values()),
    ("other", gettext_noop("Other")),
)
# Codes of the list that name a side, whatever the condition.
SIDE_OF_CODE: Mapping[str, str] = {
    code: side for each in CONDITIONS.values() for side, codes in each.codes.items() if side for code in codes
}


def side_fits(icd_code: str, side: str) -> bool:
    """Whether a code that names a side names this one; a code without a side fits all."""
    return SIDE_OF_CODE.get(icd_code, side) == side


def is_usual(condition: str, icd_code: str) -> bool:
    """Whether the code belongs to the condition; any code belongs to "other"."""
    known = CONDITIONS.get(condition)
    if known is None:
        return True
    return any(icd_code in codes for codes in known.codes.values()) or bool(known.injury and INJURY.match(icd_code))
