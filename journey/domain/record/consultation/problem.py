"""The problem: pain, diagnoses with their side, and what was tried before (clinical.md 2.1, problem)."""

from collections.abc import Iterator

from journey.domain.errors import NotAccepted
from journey.domain.gate_facts import GateFacts
from journey.domain.joints import parse_hand_joint
from journey.domain.record.checking import Finding, at_line, error, warning
from journey.domain.record.consultation.diagnoses import (
    BOTH,
    CONDITION_WORDS,
    ICD_FORM,
    SIDES,
    UNEXPLAINED,
    is_usual,
    side_fits,
)
from journey.domain.record.entries import Entry, Values
from journey.domain.record.fields import (
    NONE,
    Group,
    Kept,
    Options,
    Section,
    When,
    any_of,
    day,
    joint,
    joints,
    line,
    measured,
    number,
    one_of,
    yes_no,
)
from journey.domain.stages import StageCode
from journey.domain.units import Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CERTAINTIES: Options = (
    ("confirmed", gettext_noop("Confirmed")),
    ("provisional", gettext_noop("Provisional")),
)
TREATMENTS: Options = (
    (NONE, gettext_noop("Nothing yet")),
    ("splint", gettext_noop("Splint")),
    ("hand_therapy", gettext_noop("Hand therapy")),
    ("paracetamol", gettext_noop("Paracetamol")),
    ("topical_nsaid", gettext_noop("Topical NSAID")),
    ("oral_nsaid", gettext_noop("Oral NSAID")),
    ("steroid_injection", gettext_noop("Steroid injection")),
    ("hyaluronic_injection", gettext_noop("Hyaluronic acid injection")),
    ("prp", gettext_noop("Platelet-rich plasma")),
    ("cell_therapy", gettext_noop("Cell therapy")),
    ("surgery", gettext_noop("Surgery")),
    ("other", gettext_noop("Other")),
)
CELL_SOURCES: Options = (
    ("autologous", gettext_noop("Own cells")),
    ("allogeneic", gettext_noop("Donor cells")),
    ("unknown", gettext_noop("Not known")),
)
STEROID = "steroid_injection"
HAD_STEROID = When("prior_treatments", (STEROID,), gettext_noop("a steroid injection"))
HAD_HYALURONIC = When("prior_treatments", ("hyaluronic_injection",), gettext_noop("a hyaluronic acid injection"))
HAD_PLASMA = When("prior_treatments", ("prp",), gettext_noop("platelet-rich plasma"))
HAD_SURGERY = When("prior_treatments", ("surgery",), gettext_noop("surgery"))
HAD_CELLS = When("prior_treatments", ("cell_therapy",), gettext_noop("cell therapy"))
LONGEST_MONTHS = 720


def primary(entry: Entry) -> Values | None:
    return next((each for each in entry.of("diagnoses") if each["is_primary"]), None)


def sides_agree(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Side, code, joints and the treated hand say the same (a mismatch is an error)."""
    for index, each in enumerate(entry.of("diagnoses")):
        side, icd = each["laterality"], each["icd_code"]
        if side and not side_fits(icd, side):
            yield error(at_line("diagnoses", index, "icd_code"), _("{code} is a code of another side.", code=icd))
        wrong = [code for code in each["joints"] if side in {"right", "left"} and _side(code) != side]
        if wrong:
            names = ", ".join(wrong)
            yield error(
                at_line("diagnoses", index, "joints"), _("These joints are of the other hand: {names}.", names=names)
            )
        if each["is_primary"] and is_of_other_hand(each, facts.target_hand):
            yield error(at_line("diagnoses", index, "laterality"), _("The plan treats the other hand."))


def is_of_other_hand(diagnosis: Values, hand: str | None) -> bool:
    return bool(hand) and diagnosis["laterality"] not in {"", BOTH, hand}


def _side(code: str) -> str:
    try:
        return parse_hand_joint(code).hand.value
    except NotAccepted:
        return ""  # told as a choice that is not in the list


def codes_fit_conditions(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    for index, each in enumerate(entry.of("diagnoses")):
        code = each["icd_code"]
        if code and not is_usual(each["condition"], code):
            place = at_line("diagnoses", index, "icd_code")
            yield warning(place, _("{code} is not a usual code for this condition.", code=code), code)


def one_is_primary(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """At most one is held by the group; that there is one is asked here."""
    if entry.of("diagnoses") and primary(entry) is None:
        yield _("primary diagnosis")


def candidate_is_explained(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Pain without a cause is no reason to inject (clinical.md 2.1)."""
    decided = facts.record.of("decision").get("candidacy") == "candidate"
    for index, each in enumerate(entry.of("diagnoses")):
        if decided and each["is_primary"] and each["condition"] == UNEXPLAINED:
            words = _("The decision is “candidate”: pain without a cause cannot be the primary diagnosis.")
            yield error(at_line("diagnoses", index, "condition"), words)


DIAGNOSES = Group(
    "diagnoses",
    gettext_noop("Diagnoses"),
    gettext_noop("Diagnosis"),
    (
        one_of("condition", gettext_noop("Condition"), CONDITION_WORDS, needed=True),
        one_of("certainty", gettext_noop("Certainty"), CERTAINTIES, needed=True),
        one_of("laterality", gettext_noop("Side"), SIDES, needed=True),
        joints("joints", gettext_noop("Joints")),
        line(
            "icd_code",
            gettext_noop("ICD-10-CM code"),
            longest=8,
            needed=True,
            pattern=ICD_FORM,
            pattern_words=gettext_noop("Write the code as M18.11."),
        ),
        line(
            "snomed_id",
            gettext_noop("SNOMED CT id"),
            longest=18,
            pattern=r"\d{6,18}",
            pattern_words=gettext_noop("Write 6 to 18 digits."),
        ),
        yes_no("is_primary", gettext_noop("Primary diagnosis")),
    ),
    least=1,
    most=10,
    only_one="is_primary",
)

OTHER_STEROIDS = Group(
    "other_steroids",
    gettext_noop("Other steroid injections of the last 84 days"),
    gettext_noop("Steroid injection"),
    (
        day("given_on", gettext_noop("Given on"), needed=True),
        joint("joint", gettext_noop("Joint"), needed=True),
    ),
    most=10,
    help=gettext_noop("Before the last one, in any joint: each counts for its own joint."),
)


def other_steroids_belong(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Only of whoever had one, and none after the last."""
    last, told = entry.get("steroid_injection_on"), entry.of("other_steroids")
    if told and STEROID not in (entry.get("prior_treatments") or ()):
        yield error("other_steroids", _("This is for a steroid injection only."))
    for index, each in enumerate(told):
        if last is not None and each["given_on"] is not None and each["given_on"] > last:
            yield error(at_line("other_steroids", index, "given_on"), _("This is after the last one."))


PROBLEM = Section(
    "problem",
    StageCode.CONSULTATION,
    gettext_noop("Problem"),
    (
        one_of("dominant_hand", gettext_noop("Dominant hand"), SIDES, needed=True, carries=True),
        number(
            "symptom_months",
            gettext_noop("Has hurt for"),
            0,
            LONGEST_MONTHS,
            gettext_noop("months"),
            needed=True,
            intake="i_months",
        ),
        measured(
            "pain_worst_24h",
            gettext_noop("Worst pain, last 24 hours"),
            Quantity.PAIN,
            needed=True,
            intake="i_pain_worst",
        ),
        measured(
            "pain_avg_7d", gettext_noop("Usual pain, last 7 days"), Quantity.PAIN, needed=True, intake="i_pain_usual"
        ),
        measured("pain_rest", gettext_noop("Pain at rest"), Quantity.PAIN, needed=True, intake="i_pain_rest"),
        measured("pain_use", gettext_noop("Pain in use"), Quantity.PAIN, needed=True, intake="i_pain_use"),
        any_of(
            "prior_treatments",
            gettext_noop("Tried before"),
            TREATMENTS,
            needed=True,
            alone=(NONE,),
            intake="i_tried",
        ),
        day("steroid_injection_on", gettext_noop("Last steroid injection on"), needed=True, shown=HAD_STEROID),
        joint(
            "steroid_injection_joint",
            gettext_noop("Joint of the last steroid injection"),
            needed=True,
            shown=HAD_STEROID,
        ),
        day("hyaluronic_injection_on", gettext_noop("Last hyaluronic acid injection on"), shown=HAD_HYALURONIC),
        day("prp_on", gettext_noop("Last platelet-rich plasma on"), shown=HAD_PLASMA),
        day("surgery_on", gettext_noop("Last surgery of this hand on"), shown=HAD_SURGERY),
        day("cell_therapy_on", gettext_noop("Last cell therapy on"), needed=True, shown=HAD_CELLS),
        one_of(
            "cell_therapy_source", gettext_noop("Cells of that therapy"), CELL_SOURCES, needed=True, shown=HAD_CELLS
        ),
    ),
    groups=(DIAGNOSES, OTHER_STEROIDS),
    elsewhere=(
        Kept("target_hand", gettext_noop("Treated hand"), "Journey.target_hand", needed=True),
        Kept("joints", gettext_noop("Joints"), "Journey.joints", needed=True),
        Kept("goals", gettext_noop("Goals in the patient's words"), "Cycle.tasks", needed=True),
    ),
    rules=(sides_agree, codes_fit_conditions, candidate_is_explained, other_steroids_belong),
    asks=(one_is_primary,),
    every_session=False,
    lasts=True,
)
