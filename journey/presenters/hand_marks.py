"""Where the patient marked their hands in the intake: read beside the joints that staff write down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from journey.domain.errors import NotAccepted
from journey.domain.joints import HandJoint, parse_hand_joint
from journey.domain.stages import Hand
from journey.models import Patient
from journey.presenters import when

UNSURE = "unsure"  # what “I am not sure” stores


@dataclass(frozen=True)
class MarkedHand:
    """`joints` are the codes of those that the map draws."""

    is_left: bool
    name: str
    joints: tuple[str, ...]


@dataclass(frozen=True)
class HandMarks:
    """`words` say all that `hands` draw, “Rosa marked: base of thumb, right hand.” Without a hand while the patient was
    not sure."""

    words: str
    day: str
    hands: tuple[MarkedHand, ...] = ()


def hand_marks(patient: Patient, marked: object, told_at: datetime | None, zone: ZoneInfo) -> HandMarks | None:
    """`marked` is the answer to “Tap where it hurts.”, as it is stored; None when there is none that can be read."""
    codes = marked if isinstance(marked, list) else []
    joints = [*_joints(codes)]
    if told_at is None or not (joints or UNSURE in codes):
        return None
    day = _("Intake of {day}").format(day=when.day_month_year(told_at.astimezone(zone).date()))
    if not joints:
        return HandMarks(_("{name} was not sure where it hurts.").format(name=patient.called), day)
    words = _("{name} marked: {joints}.").format(name=patient.called, joints="; ".join(each.plain for each in joints))
    return HandMarks(words, day, tuple(_hands(joints)))


def _joints(codes: list[object]) -> Iterator[HandJoint]:
    for code in codes:
        try:
            yield parse_hand_joint(str(code))
        except NotAccepted:
            continue


def _hands(joints: list[HandJoint]) -> Iterator[MarkedHand]:
    names = {Hand.RIGHT: _("Right hand"), Hand.LEFT: _("Left hand")}
    for hand, name in names.items():
        drawn = tuple(each.code for each in joints if each.hand is hand and each.joint.place)
        if drawn:
            yield MarkedHand(hand is Hand.LEFT, name, drawn)
