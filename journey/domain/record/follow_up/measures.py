"""What clinicians measure of the hand: strength, movement, tender and swollen joints (clinical.md 6.1)."""

from collections.abc import Iterator

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, at_line, warning
from journey.domain.record.consultation.examination import HANDS, STRENGTHS, TRIALS, pinch_is_possible
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Field, Group, Options, Section, day, joints, line, measured, number, one_of
from journey.domain.record.follow_up import visit_codes
from journey.domain.record.follow_up.movement import FINGER_ANGLES, told_movement
from journey.domain.record.follow_up.strength import device_before, hands_without_grip, told_strength
from journey.domain.stages import StageCode
from journey.domain.units import Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CODE = "measures"
FINGERS: Options = (
    ("2", gettext_noop("Index finger")),
    ("3", gettext_noop("Middle finger")),
    ("4", gettext_noop("Ring finger")),
    ("5", gettext_noop("Little finger")),
)
PARTS: Options = (
    ("thumb_mcp", gettext_noop("Thumb MCP")),
    ("thumb_ip", gettext_noop("Thumb IP")),
    ("wrist", gettext_noop("Wrist")),
)
METHOD = gettext_noop(
    "The model: values of two models do not compare. Handle position 2, seated, elbow at 90 degrees, forearm neutral, "
    "1 minute of rest between trials."
)
STRAIGHT = gettext_noop("0 is straight. A joint that stays bent by 15 degrees is −15.")
OPPOSITION = gettext_noop(
    "0 none, 1 index proximal, 2 index middle part, 3 index tip, 4 middle tip, 5 ring tip, 6 little tip, 7 little "
    "end-joint crease, 8 its middle-joint crease, 9 its base crease, 10 palm crease. Above 6 hands hardly differ."
)


def angle(name: str, label: str, low: int, high: int) -> Field:
    """Degrees, unusual outside `low` to `high` [D]."""
    return number(name, label, -90, 180, gettext_noop("degrees"), warn_below=low, warn_above=high)


STRENGTH = Group(
    "strength",
    gettext_noop("Strength"),
    gettext_noop("Strength measurement"),
    (
        one_of("measure", gettext_noop("Measure"), STRENGTHS, needed=True),
        one_of("hand", gettext_noop("Hand"), HANDS, needed=True),
        measured("trial_1", gettext_noop("Trial 1"), Quantity.STRENGTH),
        measured("trial_2", gettext_noop("Trial 2"), Quantity.STRENGTH),
        measured("trial_3", gettext_noop("Trial 3"), Quantity.STRENGTH),
    ),
    rows=tuple({"measure": code, "hand": hand} for code, _words in STRENGTHS for hand, _side in HANDS),
)
MOTION = Group(
    "fingers",
    gettext_noop("Movement of the fingers, treated hand"),
    gettext_noop("Finger"),
    (
        one_of("finger", gettext_noop("Finger"), FINGERS, needed=True),
        angle("mcp_flexion", gettext_noop("MCP flexion"), 0, 100),
        angle("mcp_extension", gettext_noop("MCP extension"), -60, 45),
        angle("pip_flexion", gettext_noop("PIP flexion"), 0, 120),
        angle("pip_extension", gettext_noop("PIP extension"), -80, 15),
        angle("dip_flexion", gettext_noop("DIP flexion"), 0, 90),
        angle("dip_extension", gettext_noop("DIP extension"), -60, 20),
    ),
    rows=tuple({"finger": code} for code, _words in FINGERS),
    help=STRAIGHT,
)
THUMB_AND_WRIST = Group(
    "thumb",
    gettext_noop("Movement of thumb and wrist, treated hand"),
    gettext_noop("Joint"),
    (
        one_of("part", gettext_noop("Joint"), PARTS, needed=True),
        angle("flexion", gettext_noop("Flexion"), 0, 100),
        angle("extension", gettext_noop("Extension"), -60, 90),
    ),
    rows=tuple({"part": code} for code, _words in PARTS),
    help=STRAIGHT,
)
assert {each.name for each in MOTION.fields[1:]} == set(FINGER_ANGLES)
ABOUT: tuple[Field, ...] = (
    day("measured_on", gettext_noop("Measured on"), needed=True),
    line("grip_device", gettext_noop("Dynamometer"), help=METHOD),
    line("pinch_device", gettext_noop("Pinch gauge"), help=gettext_noop("The model.")),
    line("other_hand_reason", gettext_noop("Why the other hand was not measured")),
)
HAND: tuple[Field, ...] = (
    number(
        "kapandji", gettext_noop("Kapandji score, treated hand"), 0, 10, gettext_noop("of 10"), help=OPPOSITION
    ),
    angle("thumb_palmar_abduction", gettext_noop("Thumb, palmar abduction"), 10, 80),
    angle("thumb_radial_abduction", gettext_noop("Thumb, radial abduction"), 10, 80),
    joints("tender_joints", gettext_noop("Tender joints")),
    joints("swollen_joints", gettext_noop("Swollen joints")),
)  # fmt: skip


def mean_needs_two_trials(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    for index, each in enumerate(entry.of("strength")):
        if sum(each[name] is not None for name in TRIALS) == 1:
            words = _("Only one trial: no mean is made of it. Is there no second one?")
            yield warning(at_line("strength", index, "trial_1"), words, [each["measure"], each["hand"]])


def same_device(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Values of two models are not mixed (clinical.md 6.1)."""
    for name, kind in (("grip_device", "grip"), ("pinch_device", "pinch")):
        now, before = entry.get(name) or "", device_before(kind, facts)
        if now and before and now.strip().casefold() != before.strip().casefold():
            words = gettext_noop("Before treatment it was measured with {device}. The change cannot be told.")
            yield warning(name, _(words, device=before), now)


def device_is_named(entry: Entry, facts: GateFacts) -> Iterator[str]:
    kinds = {"grip" if each["measure"] == "grip" else "pinch" for each in entry.of("strength")}
    if "grip" in kinds and not entry.get("grip_device"):
        yield _("model of the dynamometer")
    if "pinch" in kinds and not entry.get("pinch_device"):
        yield _("model of the pinch gauge")


def grip_is_measured(entry: Entry, facts: GateFacts) -> Iterator[str]:
    yield from hands_without_grip(entry, facts)


def offered(facts: GateFacts) -> Entry:
    """The visit of these days, today, and the devices of before treatment."""
    due = visit_codes.visit_due(facts, visit_codes.taken_codes(CODE, facts))
    devices = {f"{kind}_device": device_before(kind, facts) for kind in ("grip", "pinch")}
    return Entry({"visit_code": due, "measured_on": facts.today, **devices})


COMMON_RULES = (pinch_is_possible, mean_needs_two_trials)
MEASURES = Section(
    CODE,
    StageCode.FOLLOW_UP,
    gettext_noop("Measurements"),
    (
        one_of("visit_code", gettext_noop("Visit"), visit_codes.VISITS, needed=True),
        *ABOUT,
        *HAND,
    ),
    groups=(STRENGTH, MOTION, THUMB_AND_WRIST),
    rules=(*COMMON_RULES, same_device, *visit_codes.rules_of(CODE, "measured_on")),
    asks=(device_is_named, grip_is_measured),
    suggests=offered,
    works_out=(told_strength, told_movement),
    by_nurses=True,
    many=True,
    also_in=(StageCode.POST_CARE,),
)
