"""What the examination finds, with strength and movement as the baseline (clinical.md 2.1, examination; 6.1)."""

from collections.abc import Iterator, Mapping

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, at_line, error, warning
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Group, Options, Section, joint, joints, line, measured, number, one_of, yes_no
from journey.domain.stages import Hand, StageCode
from journey.domain.units import Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

TESTS: Options = (
    ("pos", gettext_noop("Positive")),
    ("neg", gettext_noop("Negative")),
    ("not_done", gettext_noop("Not done")),
)
HANDS: Options = ((Hand.RIGHT.value, gettext_noop("Right")), (Hand.LEFT.value, gettext_noop("Left")))
STRENGTHS: Options = (
    ("grip", gettext_noop("Grip")),
    ("pinch_key", gettext_noop("Key pinch")),
    ("pinch_tip", gettext_noop("Tip pinch")),
    ("pinch_tripod", gettext_noop("Tripod pinch")),
)
MOVEMENTS: Options = (
    ("thumb_palmar_abduction", gettext_noop("Thumb, palmar abduction")),
    ("thumb_radial_abduction", gettext_noop("Thumb, radial abduction")),
    ("mcp_flexion", gettext_noop("MCP flexion")),
    ("mcp_extension", gettext_noop("MCP extension")),
    ("ip_flexion", gettext_noop("IP, PIP or DIP flexion")),
    ("ip_extension", gettext_noop("IP, PIP or DIP extension")),
    ("wrist_flexion", gettext_noop("Wrist flexion")),
    ("wrist_extension", gettext_noop("Wrist extension")),
)
MOST_PINCH_KG = 20
TRIALS = ("trial_1", "trial_2", "trial_3")
# Degrees outside which a movement is unusual [D].
USUAL_ANGLES: Mapping[str, tuple[int, int]] = {
    "thumb_palmar_abduction": (10, 80),
    "thumb_radial_abduction": (10, 80),
    "mcp_flexion": (0, 100),
    "mcp_extension": (-60, 45),
    "ip_flexion": (0, 120),
    "ip_extension": (-80, 20),
    "wrist_flexion": (0, 100),
    "wrist_extension": (-60, 90),
}


def pinch_is_possible(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """A pinch gauge reads 0 to 20 kg."""
    for index, each in enumerate(entry.of("strength")):
        for name in TRIALS:
            if (each["measure"] or "grip") != "grip" and (each[name] or 0) > MOST_PINCH_KG:
                words = gettext_noop("A pinch is at most {most} kg. Was it typed in lb?")
                yield error(at_line("strength", index, name), _(words, most=MOST_PINCH_KG))


def angles_are_usual(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    for index, each in enumerate(entry.of("movement")):
        movement, degrees = each["movement"], each["degrees"]
        low, high = USUAL_ANGLES.get(movement, (-90, 180))
        if degrees is not None and not low <= degrees <= high:
            words = gettext_noop("{low} to {high} degrees are usual. Is {degrees} right?")
            said = _(words, low=low, high=high, degrees=degrees)
            yield warning(at_line("movement", index, "degrees"), said, [movement, degrees])


STRENGTH = Group(
    "strength",
    gettext_noop("Strength"),
    gettext_noop("Strength measurement"),
    (
        one_of("measure", gettext_noop("Measure"), STRENGTHS, needed=True),
        one_of("hand", gettext_noop("Hand"), HANDS, needed=True),
        measured("trial_1", gettext_noop("Trial 1"), Quantity.STRENGTH, needed=True),
        measured("trial_2", gettext_noop("Trial 2"), Quantity.STRENGTH, needed=True),
        measured("trial_3", gettext_noop("Trial 3"), Quantity.STRENGTH),
        line("device", gettext_noop("Device"), help=gettext_noop("The model. Values of two models do not compare.")),
    ),
)
MOVEMENT = Group(
    "movement",
    gettext_noop("Range of motion"),
    gettext_noop("Movement"),
    (
        joint("joint", gettext_noop("Joint"), needed=True),
        one_of("movement", gettext_noop("Movement"), MOVEMENTS, needed=True),
        measured("degrees", gettext_noop("Angle"), Quantity.ANGLE, needed=True),
    ),
    most=40,
)

EXAMINATION = Section(
    "examination",
    StageCode.CONSULTATION,
    gettext_noop("Examination"),
    (
        number("swelling", gettext_noop("Swelling"), 0, 3, gettext_noop("of 3")),
        joints("tender_joints", gettext_noop("Tender joints")),
        one_of("grind_test", gettext_noop("Grind test"), TESTS),
        one_of("finkelstein", gettext_noop("Finkelstein test"), TESTS),
        number("trigger_grade", gettext_noop("Trigger grade"), 0, 4, gettext_noop("of 4")),
        yes_no("instability", gettext_noop("Joint unstable")),
        yes_no("skin_intact", gettext_noop("Skin intact"), needed=True),
        yes_no("neurovascular_ok", gettext_noop("Nerves and blood supply in order"), needed=True),
        number("kapandji", gettext_noop("Kapandji score of the treated hand"), 0, 10, gettext_noop("of 10")),
    ),
    groups=(STRENGTH, MOVEMENT),
    rules=(pinch_is_possible, angles_are_usual),
    every_session=False,
)
