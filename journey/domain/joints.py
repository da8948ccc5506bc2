"""The joints, sheaths and pulleys of a hand: codes, words, places on the hand map (clinical.md 2.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from journey.domain.errors import NotAccepted
from journey.domain.stages import Hand

FINGERS = ("thumb", "index finger", "middle finger", "ring finger", "little finger")
_SIDES = {"R": Hand.RIGHT, "L": Hand.LEFT}


@dataclass(frozen=True)
class Joint:
    """`place` is the position on the hand map (`joint--<place>`), blank where the map has none."""

    code: str
    plain: str
    place: str = ""

    @property
    def staff(self) -> str:
        return f"{self.plain} ({self.code})"


@dataclass(frozen=True)
class HandJoint:
    """A joint of one hand, as “R-CMC1” names it."""

    hand: Hand
    joint: Joint

    @property
    def code(self) -> str:
        return f"{self.hand.value[0].upper()}-{self.joint.code}"

    @property
    def plain(self) -> str:
        return f"{self.joint.plain}, {self.hand.value} hand"

    @property
    def staff(self) -> str:
        return f"{self.joint.staff}, {self.hand.value} hand"


def _fingers() -> Iterator[Joint]:
    for number, finger in enumerate(FINGERS[1:], start=2):
        place = finger.removesuffix(" finger")
        yield Joint(f"MCP{number}", f"knuckle of {finger}", f"{place}-mcp")
        yield Joint(f"PIP{number}", f"middle joint of {finger}", f"{place}-pip")
        yield Joint(f"DIP{number}", f"top joint of {finger}", f"{place}-dip")


_ALL = (
    Joint("CMC1", "base of thumb", "thumb-cmc"),
    Joint("MCP1", "knuckle of thumb", "thumb-mcp"),
    Joint("IP1", "top joint of thumb", "thumb-ip"),
    *_fingers(),
    Joint("STT", "thumb side of wrist", "wrist-radial"),
    Joint("RADIOCARPAL", "middle of wrist", "wrist-mid"),
    Joint("DRUJ", "little finger side of wrist", "wrist-ulnar"),
    Joint("MIDCARPAL", "between the small wrist bones"),
    *(Joint(f"A1_{number}", f"palm side of {finger}, at its base") for number, finger in enumerate(FINGERS, start=1)),
    Joint("DORSAL1", "tendons at the thumb side of wrist"),
    Joint("TFCC", "cushion at the little finger side of wrist"),
    Joint("UCL1", "inner side band of thumb knuckle"),
)

JOINTS: Mapping[str, Joint] = MappingProxyType({joint.code: joint for joint in _ALL})


def parse_hand_joint(code: str) -> HandJoint:
    """“R-CMC1” or “L-A1_3”. Raises NotAccepted for anything else."""
    side, _, joint = code.partition("-")
    if side not in _SIDES or joint not in JOINTS:
        raise NotAccepted(f"“{code}” is not a joint of a hand. Write for example R-CMC1.", "joints")
    return HandJoint(_SIDES[side], JOINTS[joint])
