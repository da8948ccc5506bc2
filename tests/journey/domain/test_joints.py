"""Joint codes: all of clinical.md 2.1, each with words of its own and the map's places used once."""

import pytest

from journey.domain.errors import NotAccepted
from journey.domain.joints import JOINTS, parse_hand_joint
from journey.domain.stages import Hand

CODES = [
    "CMC1",
    "MCP1",
    "IP1",
    "MCP2",
    "MCP3",
    "MCP4",
    "MCP5",
    "PIP2",
    "PIP3",
    "PIP4",
    "PIP5",
    "DIP2",
    "DIP3",
    "DIP4",
    "DIP5",
    "STT",
    "RADIOCARPAL",
    "DRUJ",
    "MIDCARPAL",
    "A1_1",
    "A1_2",
    "A1_3",
    "A1_4",
    "A1_5",
    "DORSAL1",
    "TFCC",
    "UCL1",
]
MAP_PLACES = {
    *(f"thumb-{joint}" for joint in ("cmc", "mcp", "ip")),
    *(f"{finger}-{joint}" for finger in ("index", "middle", "ring", "little") for joint in ("mcp", "pip", "dip")),
    *(f"wrist-{side}" for side in ("radial", "mid", "ulnar")),
}


def test_codes_are_all_that_the_consultation_offers():
    assert set(JOINTS) == set(CODES)
    assert all(code == joint.code for code, joint in JOINTS.items())


def test_every_joint_has_words_of_its_own():
    assert len({joint.plain for joint in JOINTS.values()}) == len(JOINTS)


def test_every_place_of_the_hand_map_is_one_joint():
    places = [joint.place for joint in JOINTS.values() if joint.place]

    assert sorted(places) == sorted(MAP_PLACES)


@pytest.mark.parametrize(
    ("code", "hand", "plain", "staff"),
    [
        ("R-CMC1", Hand.RIGHT, "base of thumb, right hand", "base of thumb (CMC1), right hand"),
        (
            "L-PIP3",
            Hand.LEFT,
            "middle joint of middle finger, left hand",
            "middle joint of middle finger (PIP3), left hand",
        ),
    ],
)
def test_hand_joint_is_said_for_patients_and_staff(code, hand, plain, staff):
    found = parse_hand_joint(code)

    assert (found.hand, found.plain, found.staff, found.code) == (hand, plain, staff, code)


@pytest.mark.parametrize("code", ["", "CMC1", "R-", "X-CMC1", "r-CMC1", "R-CMC2", "R-CMC1 "])
def test_other_codes_are_refused(code):
    with pytest.raises(NotAccepted) as refused:
        parse_hand_joint(code)

    assert refused.value.field == "joints"
