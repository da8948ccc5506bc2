"""Template tags that draw: icons, level shapes and the one-line hand. Nothing here reads data."""

from functools import cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from journey.forms.hand_map import spot_of

register = template.Library()

# The drawing exists once in code; static/img/hand.svg is the same line for the browser's tab.
HAND_PATH = (
    "M134.0 470.0 C134 432 130 398 108 366 C98 348 70.3 321.7 56.5 299.6 L7.6 215.8 A18.5 18.5 0 0 1 40.0 195.6 "
    "L86.4 264.9 C104.4 293.8 105.9 259.3 100.8 225.7 L81.0 74.0 A17.5 17.5 0 0 1 116.3 68.6 L138.1 195.4 "
    "C141.0 215.2 147.0 202.5 146.7 182.5 L147.9 44.2 A18.0 18.0 0 0 1 184.5 43.8 L188.6 182.0 "
    "C188.8 202.0 192.7 212.0 195.2 192.2 L214.0 67.1 A17.5 17.5 0 0 1 249.5 71.6 L235.8 197.4 "
    "C233.2 217.3 235.0 237.3 241.7 218.5 L278.9 121.3 A15.5 15.5 0 0 1 308.7 131.9 L267.5 254.9 "
    "C246.6 313.3 262 362 246 398 C236 422 234 446 234 470"
)

# 24 by 24, drawn inline where they stand: a sprite file would cost one more request, a sprite in the page as many
# bytes as it saves, because compression already folds a path that is written twice.
ICONS = {
    "alert": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.2M12 16.2v.1"/>',
    "back": '<path d="M19 12H5.5M11 6l-6 6 6 6"/>',
    "bar": '<path d="M6 12h12"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2.5"/><path d="M4 10.3h16M8.5 3.2v4M15.5 3.2v4"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.2V12l3.2 2"/>',
    "dash": '<path d="M6.5 12h11"/>',
    "drop": '<path d="M12 3.5s6 6.5 6 10.7a6 6 0 0 1-12 0C6 10 12 3.5 12 3.5Z"/>',
    "eye": '<path d="M2.8 12S6.3 5.8 12 5.8 21.2 12 21.2 12 17.7 18.2 12 18.2 2.8 12 2.8 12Z"/>'
    '<circle cx="12" cy="12" r="2.7"/>',
    "glass": '<path d="M7 3.8h10l-.7 4.9a4.3 4.3 0 0 1-8.6 0ZM12 12.6v7.6M8.6 20.2h6.8"/>',
    "ice": '<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9"/>'
    '<path d="M9.5 4.5 12 6.8l2.5-2.3M9.5 19.5l2.5-2.3 2.5 2.3"/>',
    "meal": '<path d="M7.2 3.5v17M4.5 3.5v4a2.7 2.7 0 0 0 5.4 0v-4M17.5 20.5v-17c-2.4 1.2-3.6 4-3.6 8h3.6"/>',
    "more": '<path d="m6.5 9.5 5.5 5.5 5.5-5.5"/>',
    "no_driving": '<path d="M8.9 6.7h6.3a1.4 1.4 0 0 1 1.3.8l1.9 4.2 2.2 1.4v3.3h-1.9"/>'
    '<path d="M14 16.4H3.4v-3.3l2.2-1.4 1-2.3M6 16.4v2M3.6 3.6l16.8 16.8"/>',
    "pause": '<path d="M9 6.5v11M15 6.5v11"/>',
    "phone": '<path d="M6.2 3.8h2.9l1.7 4.4-2.1 1.6c.9 2.2 2.6 4 4.9 5.1l1.7-2.1 4.3 1.8v2.8c0 1.3-1.1 2.3-2.4 2.2'
    'C10 19.1 4.7 13.6 4 6.2c-.1-1.3.9-2.4 2.2-2.4Z"/>',
    "pill": '<rect x="3.2" y="8.3" width="17.6" height="7.4" rx="3.7"/><path d="M12 8.3v7.4"/>',
    "plaster": '<g transform="rotate(-45 12 12)"><rect x="2.2" y="8" width="19.6" height="8" rx="4"/>'
    '<path d="M8.6 8v8M15.4 8v8M12 12v.1"/></g>',
    "print": '<path d="M7 9V4h10v5M7 17H4.5v-6.5A1.5 1.5 0 0 1 6 9h12a1.5 1.5 0 0 1 1.5 1.5V17H17"/>'
    '<path d="M7 14h10v6H7Z"/>',
    "run": '<path d="M4 9v6M7 6.5v11M17 6.5v11M20 9v6M7 12h10"/>',
    "save": '<circle cx="12" cy="12" r="8.5"/><path d="m8.2 12.3 2.7 2.7 5-5.4"/>',
    "sound": '<path d="M4 9.8v4.4h3.4l4.6 3.9V5.9L7.4 9.8Z"/>'
    '<path d="M15.5 9.2a4 4 0 0 1 0 5.6M18 6.6a7.6 7.6 0 0 1 0 10.8"/>',
    "splint": '<path d="M8 21v-6.5c-2.2-1-3.5-2.7-4-5M16 21v-8M8 14.5V6.8a1.8 1.8 0 0 1 3.6 0M11.6 11V5a1.8 1.8 0 0 1 '
    '3.6 0v7"/><path d="M5.5 17.2h13M5.5 20.5h13"/>',
    "therm": '<path d="M10 13.6V5.5a2 2 0 0 1 4 0v8.1a4 4 0 1 1-4 0Z"/><path d="M12 10v6"/>',
    "tick": '<path d="m5 12.5 4.6 4.6L19 7.4"/>',
    "wash": '<path d="M4 13.5V9.3h8.4a4.2 4.2 0 0 1 4.2 4.2M8.2 9.3V5.2M5.4 5.2H11"/>'
    '<path d="M16.6 16.6s1.9 2.1 1.9 3.4a1.9 1.9 0 0 1-3.8 0c0-1.3 1.9-3.4 1.9-3.4Z"/>',
    "weight": '<path d="M8.5 8.5h7l3 11.5h-13Z"/><circle cx="12" cy="6" r="2.5"/>',
    "work": '<rect x="3.5" y="8" width="17" height="11.5" rx="2.5"/>'
    '<path d="M8.7 8V6.4a1.9 1.9 0 0 1 1.9-1.9h2.8a1.9 1.9 0 0 1 1.9 1.9V8M3.5 12.8h17M12 11.6v2.4"/>',
}

_TRIANGLE = (
    '<path d="M18 2.5c1.2 0 2.3.6 2.9 1.7l13.3 24c1.3 2.3-.4 5.3-3 5.3H4.8c-2.6 0-4.3-3-3-5.3l13.3-24'
    'c.6-1.1 1.7-1.7 2.9-1.7Z"/><path class="glyph" d="M18 12v10M18 27.5v.2"/>'
)
_OCTAGON = '<path d="M11.3 1.5h13.4L34.5 11.3v13.4l-9.8 9.8H11.3L1.5 24.7V11.3Z"/>'
_STOP = _OCTAGON + '<path class="glyph" d="M18 9v11.5M18 26.5v.2"/>'
_DISC = '<circle cx="18" cy="18" r="17"/>'

# 36 by 36: the family of shapes that carries a level without colour. Triage names and care-card names share it.
SHAPES = {
    "calm": _DISC + '<path class="glyph" d="M11 15.5h14M11 21h9"/>',
    "today": _TRIANGLE,
    "now": _STOP,
    "expected": '<circle class="ring" cx="18" cy="18" r="15"/>',
    "watch": '<circle class="ring" cx="18" cy="18" r="15" stroke-dasharray="6 3.4"/><circle cx="18" cy="18" r="7"/>',
    "call_24h": _TRIANGLE,
    "urgent_now": _STOP,
    "met": _DISC + '<path class="glyph" d="m10.5 18.5 5.5 5.5 10-11"/>',
    "not_met": _OCTAGON + '<path class="glyph" d="m12 12 12 12M24 12 12 24"/>',
    "open": '<rect class="ring" x="4" y="4" width="28" height="28" rx="7"/>',
}


# What a stage's place on the line is drawn with; the other states are rings that the sheet draws.
STOP_ICONS = {"done": "tick", "waiting": "pause", "skipped": "dash", "stopped": "bar"}


@register.simple_tag
@cache
def icon(name: str, modifier: str = "icon") -> SafeString:
    """`{% icon "tick" %}`: the drawing alone, hidden from readers; a word always stands beside it."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        modifier if modifier == "icon" else f"icon {modifier}",
        SafeString(ICONS[name]),
    )


@register.simple_tag
@cache
def node(state: str) -> SafeString:
    """`{% node "done" %}`: a stage's place on the line, drawn in one step because the line has many rows."""
    return format_html(
        '<span class="node" aria-hidden="true">{}</span>', icon(STOP_ICONS[state]) if state in STOP_ICONS else ""
    )


@register.simple_tag
@cache
def shape(level: str, modifier: str = "shape") -> SafeString:
    """`{% shape "today" "care__shape" %}`: disc, ring, triangle or octagon of a level. KeyError for an unknown one."""
    return format_html(
        '<svg class="{}" viewBox="0 0 36 36" aria-hidden="true" focusable="false">{}</svg>',
        modifier,
        SafeString(SHAPES[level]),
    )


@register.simple_tag
@cache
def hand_path() -> SafeString:
    """The one line of the hand as a path element; `pathLength` lets the style sheet draw it in."""
    return format_html('<path class="outline" pathLength="1" d="{}"/>', HAND_PATH)


@register.simple_tag
def hand_spot(joint: str) -> SafeString:
    """A mark on the joint, inside the drawing of its hand; nothing for one that the drawing does not show."""
    spot = spot_of(joint)
    # Strings, because a comma language would print 124,5 into the drawing.
    mark = '<circle class="spot" cx="{}" cy="{}" r="20"/>'
    return format_html(mark, f"{spot.x:g}", f"{spot.y:g}") if spot else SafeString()


@register.inclusion_tag("components/hand.html")
def hand(block: str, joint: str = "") -> dict[str, Any]:
    """`{% hand "welcome__hand" "R-CMC1" %}`: the hand with the warm spot on the joint, mirrored for an L- code.

    A joint that the drawing does not show, or none, gives the hand without a spot.
    """
    spot = spot_of(joint)
    # Strings, because a comma language would print 124,5 into the drawing.
    at = {"x": f"{spot.x:g}", "y": f"{spot.y:g}"} if spot else None
    return {"block": block, "left": joint.startswith("L-"), "at": at, "halo": block == "welcome__hand"}
