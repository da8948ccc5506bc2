"""What was given: targets, volumes, anaesthetic, skin preparation, reaction (clinical.md 2.4; G4-01)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from journey.domain.allergies import is_against
from journey.domain.gate_facts import GateFacts
from journey.domain.joints import parse_hand_joint
from journey.domain.product_ends import NO_RESEARCH
from journey.domain.product_facts import Disposition
from journey.domain.record.anaesthetics import AGENTS, ALLERGY, limit_is_not_known, numbed
from journey.domain.record.cells.harvest import COMPLICATIONS
from journey.domain.record.checking import Finding, at_line, error, warning
from journey.domain.record.entries import Entry
from journey.domain.record.fields import (
    CLINICIAN_OR_NURSE,
    NO,
    NONE,
    OTHER,
    Group,
    Kept,
    Options,
    Section,
    When,
    any_of,
    joint,
    line,
    moment,
    number,
    one_of,
    person,
    text,
    yes_no,
)
from journey.domain.record.injection.doses import (
    anaesthetic_is_within_its_limit,
    doses_in_words,
    no_more_than_there_was,
    weight_is_known,
)
from journey.domain.stages import Hand, StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CODE = "injection"
GUIDANCE: Options = (
    ("ultrasound", gettext_noop("Ultrasound")),
    ("fluoroscopy", gettext_noop("Fluoroscopy")),
    ("both", gettext_noop("Both")),
    (OTHER, gettext_noop("Other")),
    (NONE, gettext_noop("None")),
)
INTRA_ARTICULAR = "intra_articular"
LA_SITES: Options = (
    ("skin_only", gettext_noop("Skin only")),
    ("periarticular", gettext_noop("Around the joint")),
    ("nerve_block", gettext_noop("Nerve block")),
    (INTRA_ARTICULAR, gettext_noop("Inside the joint")),
    (OTHER, gettext_noop("Other")),
)
SKIN_PREPS: Options = (
    ("chlorhexidine", gettext_noop("Chlorhexidine")),
    ("iodine", gettext_noop("Iodine")),
    ("alcohol", gettext_noop("Alcohol")),
    (OTHER, gettext_noop("Other")),
)
RESIDUALS: Options = (
    ("discarded", gettext_noop("Discarded")),
    ("research_with_consent", gettext_noop("Research, with consent")),
    ("stored", gettext_noop("Stored")),
)
XRAYS = frozenset({"fluoroscopy", "both"})
# mL that are usual, by the joint without its finger (clinical.md 2.4 [S43]; D for MCP, STT and the tendon sheaths).
SMALL, ONE = (Decimal("0.5"), Decimal(1)), (Decimal(0), Decimal(1))
USUAL_ML: Mapping[str, tuple[Decimal, Decimal]] = {
    "CMC": SMALL,
    "IP": SMALL,
    "PIP": SMALL,
    "DIP": SMALL,
    "RADIOCARPAL": (Decimal(2), Decimal(4)),
    "DRUJ": (Decimal(1), Decimal("1.5")),
}
MOST_ML = 50
USUAL_GAUGE = 25


def targets_are_the_planned_ones(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """The other hand stops, whoever writes it; another joint of the hand asks for another plan first."""
    words = {
        Hand.RIGHT: gettext_noop("Stop. This is the left hand, and the plan says the right."),
        Hand.LEFT: gettext_noop("Stop. This is the right hand, and the plan says the left."),
    }
    for index, each in enumerate(entry.of("targets")):
        if not each["joint"] or facts.target_hand is None:
            continue
        if parse_hand_joint(each["joint"]).hand != facts.target_hand:
            yield error(at_line("targets", index, "joint"), _(words[facts.target_hand]))
        elif each["joint"] not in facts.joints:
            yield error(at_line("targets", index, "joint"), _("This joint is not in the plan. Change the plan first."))


def volumes_are_usual(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    for index, each in enumerate(entry.of("targets")):
        if not each["joint"] or each["volume_ml"] is None:
            continue
        low, high = USUAL_ML.get(each["joint"].partition("-")[2].rstrip("12345_"), ONE)
        if not low <= each["volume_ml"] <= high:
            words = gettext_noop("{joint}: {low} to {high} mL are usual. Is {volume} mL right?")
            name, volume = parse_hand_joint(each["joint"]).staff, each["volume_ml"]
            said = _(words, joint=name, low=low, high=high, volume=volume)
            yield warning(at_line("targets", index, "volume_ml"), said, [each["joint"], volume])


def contrast_is_asked_about(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    if entry.get("guidance") in XRAYS and is_against(facts, "", "contrast"):
        words = gettext_noop("The patient is allergic to contrast medium. None was used?")
        yield warning("guidance", _(words), entry.get("guidance"))


def left_over_is_given_away_as_agreed(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """By the consent that stood when the cells were given."""
    research = entry.get("residual_disposition") == Disposition.RESEARCH_WITH_CONSENT
    if research and not facts.consent.left_over_cells_at(facts.injection_at or facts.now):
        yield error("residual_disposition", _(NO_RESEARCH))


def inside_the_joint_is_warned_of(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    if entry.get("la_site") == INTRA_ARTICULAR:
        words = gettext_noop("Inside the joint: toxic to cells in laboratory tests, ropivacaine least. Is it right?")
        yield warning("la_site", _(words), [INTRA_ARTICULAR, entry.get("la_agent")])


def two_hands_of_two_people(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    if entry.get("operator") and entry.get("operator") == entry.get("assistant"):
        yield error("assistant", _("Operator and assistant are two different people."))


def planned_targets(facts: GateFacts) -> Entry:
    """What an empty form begins with: a line for each planned joint, with the usual needle."""
    lines = [{"joint": code, "needle_gauge": USUAL_GAUGE} for code in facts.joints]
    return Entry({}, {"targets": lines})


TARGETS = Group(
    "targets",
    gettext_noop("Targets"),
    gettext_noop("Target"),
    (
        joint("joint", gettext_noop("Joint or sheath"), needed=True),
        line("approach", gettext_noop("Approach")),
        number("needle_gauge", gettext_noop("Needle"), 22, 30, gettext_noop("gauge"), needed=True),
        number("length_mm", gettext_noop("Length of the needle"), 5, 120, gettext_noop("mm")),
        number(
            "volume_ml",
            gettext_noop("Volume"),
            0,
            MOST_ML,
            gettext_noop("mL"),
            places=2,
            above_low=True,
            needed=True,
        ),
        number("passes", gettext_noop("Passes"), 1, 20, gettext_noop("passes")),
        yes_no("resistance", gettext_noop("Resistance")),
        yes_no("spread_seen", gettext_noop("Spread seen")),
    ),
    least=1,
    most=12,
)
SEDATION = Group(
    "sedation_given",
    gettext_noop("Sedation given"),
    gettext_noop("Dose"),
    (
        line("drug", gettext_noop("Drug"), longest=60, needed=True, given=True),
        line("dose", gettext_noop("Dose"), longest=60, needed=True),
        moment("given_at", gettext_noop("Time"), needed=True),
    ),
)

INJECTION = Section(
    CODE,
    StageCode.INJECTION,
    gettext_noop("What was given"),
    (
        person("operator", gettext_noop("Operator"), needed=True),
        person("assistant", gettext_noop("Assistant"), role=CLINICIAN_OR_NURSE),
        one_of("guidance", gettext_noop("Guidance"), GUIDANCE, needed=True),
        text(
            "blind_reason",
            gettext_noop("Why without guidance"),
            needed=True,
            shown=When("guidance", (NONE,), gettext_noop("an injection without guidance")),
        ),
        yes_no("image_saved", gettext_noop("Image of the needle tip saved"), needed=True),
        line(
            "no_image_reason",
            gettext_noop("Why no image"),
            needed=True,
            shown=When("image_saved", (NO,), gettext_noop("an injection without an image")),
        ),
        one_of("skin_prep", gettext_noop("Skin preparation"), SKIN_PREPS, needed=True, given=True),
        yes_no("sterile_technique", gettext_noop("Sterile technique"), needed=True),
        one_of("la_agent", gettext_noop("Local anaesthetic"), AGENTS, needed=True, given=True, given_class=ALLERGY),
        number(
            "la_pct", gettext_noop("Strength"), 0, 5, gettext_noop("%"), places=2, above_low=True, needed=True,
            shown=numbed("la_agent"),
        ),
        number(
            "la_ml", gettext_noop("Volume of it"), 0, 100, gettext_noop("mL"), places=2, above_low=True, needed=True,
            shown=numbed("la_agent"),
        ),
        one_of("la_site", gettext_noop("Where"), LA_SITES, needed=True, shown=numbed("la_agent")),
        number("residual_ml", gettext_noop("Product left over"), 0, MOST_ML, gettext_noop("mL"), places=2),
        one_of("residual_disposition", gettext_noop("What became of it"), RESIDUALS),
        any_of(
            "immediate_reaction", gettext_noop("Immediate reaction"), COMPLICATIONS, needed=True, alone=(NONE,)
        ),
    ),
    groups=(TARGETS, SEDATION),
    elsewhere=(
        Kept("injection_at", gettext_noop("Time of the last injection"), "Cycle.injection_at", needed=True),
        Kept("product_id", gettext_noop("Product"), "Cycle.product_id", needed=True),
        Kept("cell_dose_million", gettext_noop("Cells given"), "domain/doses.py, worked out"),
        Kept("la_mg", gettext_noop("Local anaesthetic in mg"), "domain/doses.py, worked out"),
    ),
    rules=(
        two_hands_of_two_people,
        targets_are_the_planned_ones,
        volumes_are_usual,
        contrast_is_asked_about,
        left_over_is_given_away_as_agreed,
        inside_the_joint_is_warned_of,
        anaesthetic_is_within_its_limit,
        partial(limit_is_not_known, "la_agent"),
        no_more_than_there_was,
    ),
    asks=(weight_is_known,),
    suggests=planned_targets,
    works_out=(doses_in_words,),
)  # fmt: skip
