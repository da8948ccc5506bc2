"""What the patient takes home: instructions with durations, teach-back, red-flag card (clinical.md 2.5; G5-02)."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from journey.domain.days import last_day, local_date, plain_clock, plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.instructions import InstructionRule
from journey.domain.record.checking import Finding, at_line, error, warning
from journey.domain.record.entries import Entry, Values
from journey.domain.record.fields import OTHER, Group, Kept, Options, Section, When, any_of, number, one_of, yes_no
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CODE, GIVEN = "instructions", "given"
INSTRUCTIONS: Options = (
    ("limit_hand_movement", gettext_noop("Rest the hand, wear the splint")),
    ("no_heavy_grip", gettext_noop("No heavy grip")),
    ("avoid_strenuous", gettext_noop("No sport, heavy work or weights")),
    ("ice", gettext_noop("Ice")),
    ("no_nsaid", gettext_noop("No anti-inflammatory tablets")),
    ("keep_dry", gettext_noop("Keep the needle mark dry")),
    ("harvest_dressing", gettext_noop("Plaster where cells were taken")),
    ("no_driving", gettext_noop("No driving")),
    ("clean_hands", gettext_noop("Clean hands, no creams")),
    ("thermometer", gettext_noop("Temperature each day")),
    ("return_to_work", gettext_noop("Return to work")),
    (OTHER, gettext_noop("Other")),
)
ICE, NO_ICE, HEAT, REST, MOVE, NO_NSAID, NSAID = "ice", "no_ice", "heat", "rest", "move", "no_nsaid", "nsaid"
DIRECTIONS: Options = (
    (ICE, gettext_noop("Ice")),
    (NO_ICE, gettext_noop("No ice")),
    (HEAT, gettext_noop("Heat")),
    (REST, gettext_noop("Rest")),
    (MOVE, gettext_noop("Movement")),
    (NO_NSAID, gettext_noop("No anti-inflammatory medicine")),
    (NSAID, gettext_noop("Anti-inflammatory medicine")),
)
AGAINST = ((ICE, NO_ICE), (ICE, HEAT), (REST, MOVE), (NO_NSAID, NSAID))
NSAIDS, GOES_ON = frozenset({"nsaid_oral", "nsaid_topical"}), frozenset({"keep", "allowed"})
NOT_DONE = "not_done"
TEACH_BACK: Options = (
    ("correct", gettext_noop("Correct")),
    ("needed_help", gettext_noop("Needed help, then correct")),
    (NOT_DONE, gettext_noop("Not done")),
)


def is_for(rule: InstructionRule, facts: GateFacts) -> bool:
    """The plaster only where cells were taken; what is for after sleepy medicine only with it."""
    own = facts.harvest_mode in (HarvestMode.PATIENT_HARVEST, None) and facts.harvest_at is not None
    return (own or not rule.own_cells_only) and (facts.sedation_used or not rule.sedation_only)


def from_the_library(facts: GateFacts) -> Entry:
    """What the form begins with: everything that is for this patient, as long as the library says. Whether the patient
    agrees is asked in the room, for each: nobody has said so yet."""
    lines = [
        {**_named(code, rule), rule.unit: rule.usual}
        for code, rule in facts.instruction_rules.items()
        if is_for(rule, facts)
    ]
    return Entry({}, {GIVEN: lines})


def _named(code: str, rule: InstructionRule) -> dict[str, Any]:
    """One that a clinic added to the library goes by its title."""
    return {"code": code} if code in dict(INSTRUCTIONS) else {"code": OTHER, "code_other": rule.title}


def lengths_are_allowed(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """In the unit of the library and within its range; each instruction once."""
    seen = set()
    for index, each in enumerate(entry.of(GIVEN)):
        if each["code"] in seen and each["code"] != OTHER:
            yield error(at_line(GIVEN, index, "code"), _("This instruction has a line already."))
        seen.add(each["code"])
        if each["days"] is not None and each["hours"] is not None:
            yield error(at_line(GIVEN, index, "hours"), _("Write days or hours, not both."))
        if not facts.instruction_rules or each["code"] in ("", OTHER):
            continue
        yield from _fits(each, index, facts.instruction_rules.get(each["code"]))


def _fits(each: Values, index: int, rule: InstructionRule | None) -> Iterator[Finding]:
    if rule is None:
        words = gettext_noop(
            "This clinic does not give this instruction. Write it as “other”, or take it off the list."
        )
        yield error(at_line(GIVEN, index, "code"), _(words))
        return
    wrong = "hours" if rule.unit == "days" else "days"
    if each[wrong] is not None:
        in_days, in_hours = gettext_noop("This one is given in days."), gettext_noop("This one is given in hours.")
        yield error(at_line(GIVEN, index, wrong), _(in_days if rule.unit == "days" else in_hours))
    length = each[rule.unit]
    if length is not None and not rule.shortest <= length <= rule.longest:
        words = gettext_noop("{shortest} to {longest} are allowed.")
        yield error(at_line(GIVEN, index, rule.unit), _(words, shortest=rule.shortest, longest=rule.longest))


def nothing_contradicts(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Ice against no ice, and the medicine plan against the instructions."""
    lines = entry.of(GIVEN)
    pulled = [_pulls(each, facts) for each in lines]
    for one, other in AGAINST:
        for_it = [index for index, pulls in enumerate(pulled) if one in pulls]
        against = [index for index, pulls in enumerate(pulled) if other in pulls]
        for index in against:
            if for_it:
                first = _name(lines[for_it[0]])
                words = gettext_noop("This contradicts “{other}”. Which one holds?")
                yield warning(at_line(GIVEN, index, "code"), _(words, other=first), [one, other])
    taken = [
        each["name"]
        for each in facts.record.of("medicine_plan").of("medicines")
        if each["drug_class"] in NSAIDS and each["plan"] in GOES_ON
    ]
    for index, pulls in enumerate(pulled):
        if NO_NSAID in pulls and taken:
            words = gettext_noop("The medicine plan keeps {names}. Which one holds?")
            yield warning(at_line(GIVEN, index, "code"), _(words, names=", ".join(taken)), taken)


def _pulls(each: Values, facts: GateFacts) -> tuple[str, ...]:
    rule = facts.instruction_rules.get(each["code"])
    return (*(rule.pulls if rule else ()), *each["directions"])


def nothing_is_left_out(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """An instruction of the library that is not given is a decision, and has to be seen."""
    given = {each["code"] for each in entry.of(GIVEN)}
    if not given:
        return
    for code, rule in facts.instruction_rules.items():
        if code not in given and is_for(rule, facts) and code in dict(INSTRUCTIONS):
            words = gettext_noop("Not given: {name}. Is this right?")
            yield warning(GIVEN, _(words, name=_(dict(INSTRUCTIONS)[code])), code)


def durations_are_there(entry: Entry, facts: GateFacts) -> Iterator[str]:
    for each in entry.of(GIVEN):
        if each["code"] and each["days"] is None and each["hours"] is None:
            yield _("{name}: for how long", name=_name(each))
        if each["acknowledged"] is False:
            yield _("{name}: the patient agrees", name=_name(each))
    if entry.get("red_flag_card_given") is False:
        yield _("red-flag card in the patient's hands")


def _name(each: Values) -> str:
    labels: Mapping[str, str] = dict(INSTRUCTIONS)
    return each["code_other"] or _(labels[each["code"]])


def dates_in_words(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    """n days cover day 0 to day n, in the patient's zone; hours end at a time of day."""
    for each in entry.of(GIVEN):
        rule = facts.instruction_rules.get(each["code"])
        anchor = facts.harvest_at if rule is not None and rule.own_cells_only else facts.injection_at
        if anchor is None or not each["code"]:
            continue
        start = local_date(anchor, facts.patient_zone)
        if each["days"] is not None:
            words = gettext_noop("from {start} to {last}")
            said = _(words, start=plain_date(start), last=plain_date(last_day(start, each["days"])))
        elif each["hours"] is not None:
            end = (anchor + timedelta(hours=each["hours"])).astimezone(facts.patient_zone)
            words = gettext_noop("from {start} to {last}, {clock}")
            said = _(words, start=plain_date(start), last=plain_date(end.date()), clock=plain_clock(end))
        else:
            continue
        at_least = rule is not None and rule.until_told
        yield _name(each), _("{dates}, or until the team says", dates=said) if at_least else said


GIVEN_GROUP = Group(
    GIVEN,
    gettext_noop("Instructions given"),
    gettext_noop("Instruction"),
    (
        one_of("code", gettext_noop("Instruction"), INSTRUCTIONS, needed=True),
        number("days", gettext_noop("For"), 0, 365, gettext_noop("days")),
        number("hours", gettext_noop("or for"), 0, 336, gettext_noop("hours")),
        any_of("directions", gettext_noop("It asks for"), DIRECTIONS,
               shown=When("code", (OTHER,), gettext_noop("an instruction of your own"))),
        yes_no("acknowledged", gettext_noop("The patient agrees"), needed=True),
    ),
    least=1,
    at_once="acknowledged",
    help=gettext_noop("As the pathway says. Go through each with the patient. What is not given leaves the list."),
)  # fmt: skip

INSTRUCTIONS_GIVEN = Section(
    CODE,
    StageCode.POST_CARE,
    gettext_noop("Instructions for home"),
    (
        one_of("teach_back", gettext_noop("Teach-back: the patient says it in their own words"), TEACH_BACK,
               needed=True, unfinished=(NOT_DONE,)),
        yes_no("red_flag_card_given", gettext_noop("Red-flag card given"), needed=True),
    ),
    groups=(GIVEN_GROUP,),
    elsewhere=(
        Kept("start", gettext_noop("Start"), "Cycle.injection_at, Cycle.harvest_at, worked out"),
        Kept("end", gettext_noop("End"), "the length and the start, worked out"),
        Kept("text_version", gettext_noop("Version of the text"), "Journey.pathway_version"),
    ),
    rules=(lengths_are_allowed, nothing_contradicts, nothing_is_left_out),
    asks=(durations_are_there,),
    suggests=from_the_library,
    works_out=(dates_in_words,),
    by_nurses=True,
)  # fmt: skip
