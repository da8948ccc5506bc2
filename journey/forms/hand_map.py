"""The hand map: where each joint lies on the drawing, and the widget that lets a person tap it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNSURE = "unsure"


class Spot(NamedTuple):
    """A joint on the drawing of a right hand, in units of its `0 0 340 470` view box."""

    code: str
    name: str
    word: Promise
    x: float
    y: float


_KNUCKLE, _MIDDLE, _TOP = _("Knuckle"), _("Middle joint"), _("Top joint")

FINGERS: tuple[tuple[Promise, tuple[Spot, ...]], ...] = (
    (
        _("Thumb"),
        (
            Spot("CMC1", "thumb-cmc", _("Base of thumb"), 124.0, 346.0),
            Spot("MCP1", "thumb-mcp", _KNUCKLE, 79.0, 293.8),
            Spot("IP1", "thumb-ip", _TOP, 46.0, 241.2),
        ),
    ),
    (
        _("Index finger"),
        (
            Spot("MCP2", "index-mcp", _KNUCKLE, 122.0, 226.0),
            Spot("PIP2", "index-pip", _MIDDLE, 111.7, 157.3),
            Spot("DIP2", "index-dip", _TOP, 104.1, 107.5),
        ),
    ),
    (
        _("Middle finger"),
        (
            Spot("MCP3", "middle-mcp", _KNUCKLE, 168.1, 211.8),
            Spot("PIP3", "middle-pip", _MIDDLE, 167.1, 137.4),
            Spot("DIP3", "middle-dip", _TOP, 166.8, 83.8),
        ),
    ),
    (
        _("Ring finger"),
        (
            Spot("MCP4", "ring-mcp", _KNUCKLE, 212.2, 221.8),
            Spot("PIP4", "ring-pip", _MIDDLE, 220.8, 154.0),
            Spot("DIP4", "ring-dip", _TOP, 227.3, 104.7),
        ),
    ),
    (
        _("Little finger"),
        (
            Spot("MCP5", "little-mcp", _KNUCKLE, 251.0, 245.9),
            Spot("PIP5", "little-pip", _MIDDLE, 270.3, 192.4),
            Spot("DIP5", "little-dip", _TOP, 285.1, 150.7),
        ),
    ),
    (
        _("Wrist"),
        (
            Spot("STT", "wrist-radial", _("Thumb side"), 146.1, 418.0),
            Spot("RADIOCARPAL", "wrist-mid", _("Middle"), 188.1, 403.8),
            Spot("DRUJ", "wrist-ulnar", _("Little finger side"), 225.9, 424.2),
        ),
    ),
)

# Targets that the map does not offer are drawn on the nearest joint.
_NEAREST = {
    "MIDCARPAL": "RADIOCARPAL",
    "DORSAL1": "STT",
    "TFCC": "DRUJ",
    "UCL1": "MCP1",
    **{f"A1_{finger}": f"MCP{finger}" for finger in range(1, 6)},
}
_SPOTS = {spot.code: spot for _finger, spots in FINGERS for spot in spots}
_HANDS = {"right": ("R-", _("Right hand")), "left": ("L-", _("Left hand"))}


def spot_of(joint: str) -> Spot | None:
    """Where a joint code such as `R-CMC1` lies; None when the code is empty or has no place on the drawing."""
    code = joint[2:]
    return _SPOTS.get(_NEAREST.get(code, code))


def hand_map_choices(hands: Iterable[str]) -> list[tuple[str, Promise]]:
    """Choices for a `MultipleChoiceField` with a `HandMap`; `hands` is any of "right" and "left", in page order."""
    codes = [(_HANDS[hand][0] + spot.code, spot.word) for hand in hands for _f, spots in FINGERS for spot in spots]
    return [*codes, (UNSURE, _("I am not sure"))]


class HandMap(forms.CheckboxSelectMultiple):
    """A drawing whose markers are labels of the checkbox list below it; the list alone is enough."""

    template_name = "widgets/hand_map.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = {option["value"]: option for _g, group, _i in context["widget"]["optgroups"] for option in group}
        context["widget"]["boards"] = [board for hand in _HANDS if (board := _board(hand, options))["fingers"]]
        context["widget"]["unsure"] = options.get(UNSURE)
        return context


def _board(hand: str, options: dict[str, dict[str, Any]]) -> dict[str, Any]:
    prefix, word = _HANDS[hand]
    fingers = []
    for finger, spots in FINGERS:
        joints = [{"name": s.name, "option": options[prefix + s.code]} for s in spots if prefix + s.code in options]
        if joints:
            fingers.append({"word": finger, "joints": joints})
    return {"word": word, "left": hand == "left", "fingers": fingers}
