"""The joints, sheaths and pulleys of a hand: codes, words, places on the hand map (clinical.md 2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from journey.domain.errors import NotAccepted
from journey.domain.stages import Hand
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

_SIDES = {"R": Hand.RIGHT, "L": Hand.LEFT}
_WITH_HAND = {Hand.RIGHT: gettext_noop("{joint}, right hand"), Hand.LEFT: gettext_noop("{joint}, left hand")}


@dataclass(frozen=True)
class Joint:
    """`plain` is a template for `say`. `place` is the position on the hand map (`joint--<place>`), blank where the map
    has none."""

    code: str
    plain: str
    place: str = ""

    @property
    def staff(self) -> str:
        return f"{_(self.plain)} ({self.code})"


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
        return _(_WITH_HAND[self.hand], joint=_(self.joint.plain))

    @property
    def staff(self) -> str:
        return _(_WITH_HAND[self.hand], joint=self.joint.staff)


_ALL = (
    Joint("CMC1", gettext_noop("base of thumb"), "thumb-cmc"),
    Joint("MCP1", gettext_noop("knuckle of thumb"), "thumb-mcp"),
    Joint("IP1", gettext_noop("top joint of thumb"), "thumb-ip"),
    Joint("MCP2", gettext_noop("knuckle of index finger"), "index-mcp"),
    Joint("PIP2", gettext_noop("middle joint of index finger"), "index-pip"),
    Joint("DIP2", gettext_noop("top joint of index finger"), "index-dip"),
    Joint("MCP3", gettext_noop("knuckle of middle finger"), "middle-mcp"),
    Joint("PIP3", gettext_noop("middle joint of middle finger"), "middle-pip"),
    Joint("DIP3", gettext_noop("top joint of middle finger"), "middle-dip"),
    Joint("MCP4", gettext_noop("knuckle of ring finger"), "ring-mcp"),
    Joint("PIP4", gettext_noop("middle joint of ring finger"), "ring-pip"),
    Joint("DIP4", gettext_noop("top joint of ring finger"), "ring-dip"),
    Joint("MCP5", gettext_noop("knuckle of little finger"), "little-mcp"),
    Joint("PIP5", gettext_noop("middle joint of little finger"), "little-pip"),
    Joint("DIP5", gettext_noop("top joint of little finger"), "little-dip"),
    Joint("STT", gettext_noop("thumb side of wrist"), "wrist-radial"),
    Joint("RADIOCARPAL", gettext_noop("middle of wrist"), "wrist-mid"),
    Joint("DRUJ", gettext_noop("little finger side of wrist"), "wrist-ulnar"),
    Joint("MIDCARPAL", gettext_noop("between the small wrist bones")),
    Joint("A1_1", gettext_noop("palm side of thumb, at its base")),
    Joint("A1_2", gettext_noop("palm side of index finger, at its base")),
    Joint("A1_3", gettext_noop("palm side of middle finger, at its base")),
    Joint("A1_4", gettext_noop("palm side of ring finger, at its base")),
    Joint("A1_5", gettext_noop("palm side of little finger, at its base")),
    Joint("DORSAL1", gettext_noop("tendons at the thumb side of wrist")),
    Joint("TFCC", gettext_noop("cushion at the little finger side of wrist")),
    Joint("UCL1", gettext_noop("inner side band of thumb knuckle")),
)

JOINTS: Mapping[str, Joint] = MappingProxyType({joint.code: joint for joint in _ALL})


def parse_hand_joint(code: str) -> HandJoint:
    """“R-CMC1” or “L-A1_3”. Raises NotAccepted for anything else."""
    side, _dash, joint = code.partition("-")
    if side not in _SIDES or joint not in JOINTS:
        raise NotAccepted(_("“{code}” is not a joint of a hand. Write for example R-CMC1.", code=code), "joints")
    return HandJoint(_SIDES[side], JOINTS[joint])
