"""From the answers of a check-in to level, route and reasons, and how soon staff must act (clinical.md 5.2 to 5.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from journey.domain.rule_fields import InputRefused, Inputs, Value, Values, checked
from journey.domain.rule_tree import Node, Test
from journey.domain.triage_fields import TRIAGE_FIELDS
from journey.domain.words import say as _


class Level(StrEnum):
    """How serious an answer is, the least serious first."""

    EXPECTED = "expected"
    WATCH = "watch"
    CALL_24H = "call_24h"
    URGENT_NOW = "urgent_now"

    @property
    def rank(self) -> int:
        return LEVEL_ORDER.index(self)


class Route(StrEnum):
    """Where the patient is sent, the weakest first."""

    NONE = "none"
    SELF_CARE = "self_care"
    CLINIC_24H = "clinic_24h"
    CLINIC_NOW = "clinic_now"
    EMERGENCY_NUMBER = "emergency_number"

    @property
    def rank(self) -> int:
        return ROUTE_ORDER.index(self)


class Group(StrEnum):
    """The part of the decision table that a rule stands in; each has one level and one route (clinical.md 5.5)."""

    EMERGENCY = "A"
    CLINIC_NOW = "B"
    CALL = "C"
    WATCH = "D"
    EXPECTED = "E"


class Flag(StrEnum):
    """A task or a draft that a result asks staff for."""

    INFECTION_REVIEW = "infection_review"
    IMMUNE_REVIEW = "immune_review"
    TUMOUR_REVIEW = "tumour_review"
    NSAID_NOTICE = "nsaid_notice"
    AE_CANDIDATE = "ae_candidate"
    SAE_CANDIDATE = "sae_candidate"


INFECTION_FAMILY, INFECTION_NUMBERS = "infection", "INF-"
LEVEL_ORDER = tuple(Level)
ROUTE_ORDER = tuple(Route)
PLACE_OF_GROUP: Mapping[Group, tuple[Level, Route]] = {
    Group.EMERGENCY: (Level.URGENT_NOW, Route.EMERGENCY_NUMBER),
    Group.CLINIC_NOW: (Level.URGENT_NOW, Route.CLINIC_NOW),
    Group.CALL: (Level.CALL_24H, Route.CLINIC_24H),
    Group.WATCH: (Level.WATCH, Route.SELF_CARE),
    Group.EXPECTED: (Level.EXPECTED, Route.NONE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the decision table. `reason` is what the patient reads; it may hold {placeholders}."""

    id: str
    group: Group
    family: str
    level: Level
    route: Route
    condition: str
    reason: str
    flags: tuple[Flag, ...]
    tree: Node
    test: Test = field(compare=False, repr=False)

    @property
    def is_infection(self) -> bool:
        """Whether it looks for infection (clinical.md 5.1): by its family, by the review that it asks for, or by its
        number, which also marks the inflammation that may be one."""
        by_number = self.id.startswith(INFECTION_NUMBERS)
        return by_number or self.family == INFECTION_FAMILY or Flag.INFECTION_REVIEW in self.flags


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A version of the decision table, compiled. Made by `rule_sets.build_rule_set`.

    `rules` are in table order. `streak` is GEN-02, `default` is EXP-00, `serious` holds the ids of rules that make
    a serious adverse event likely at any level (clinical.md 5.4 steps 3, 4 and 7).
    """

    name: str
    version: int
    definitions: tuple[tuple[str, str], ...]
    rules: tuple[Rule, ...]
    streak: Rule
    default: Rule
    serious: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageResult:
    """`deciding` rules gave the level, and their `reasons` are shown; staff also see all `fired` rules."""

    level: Level
    route: Route
    deciding: tuple[Rule, ...]
    fired: tuple[Rule, ...]
    reasons: tuple[str, ...]
    flags: tuple[Flag, ...]


def evaluate(rule_set: RuleSet, inputs: Inputs) -> TriageResult:
    """Triage of a finished form (clinical.md 5.4).

    Raises `InputRefused` for an unknown input, a value that its field cannot hold, or when neither `day` nor `hday`
    is known: before the first needle the readiness table is used instead.
    """
    values = known_values(inputs)
    if "since" not in values:
        raise InputRefused("since", _("The day of the harvest or of the injection is not known."))
    return decide(rule_set, [rule for rule in rule_set.rules if rule.test(values)], values)


def decide(rule_set: RuleSet, fired: Sequence[Rule], values: Values) -> TriageResult:
    """The result when exactly these rules of the table fire on these known values; the streak rule joins them here."""
    level = _highest_level(fired, rule_set.default.level)
    if level is Level.WATCH and rule_set.streak.test(values):
        fired, level = [*fired, rule_set.streak], rule_set.streak.level
    return _result(rule_set, level, fired)


def evaluate_emergency(rule_set: RuleSet, inputs: Inputs) -> TriageResult | None:
    """Triage of a form that is not finished: group A only, None when none of it fires. Raises `InputRefused`."""
    values = known_values(inputs)
    fired = [rule for rule in rule_set.rules if rule.group is Group.EMERGENCY and rule.test(values)]
    return _result(rule_set, Level.URGENT_NOW, fired) if fired else None


def known_values(inputs: Inputs) -> dict[str, Value]:
    """The answers that are not blank, as the tests of rules read them: with `since`. Raises `InputRefused`."""
    values = checked(TRIAGE_FIELDS, inputs)
    since = values.get("day", values.get("hday"))
    if "since" in values and values["since"] != since:
        sentence = _("It must be the same as day, or as hday when day is blank: {since}.", since=since)
        raise InputRefused("since", sentence)
    if since is not None:
        values["since"] = since
    return values


def _highest_level(fired: Sequence[Rule], default: Level) -> Level:
    return max((rule.level for rule in fired), key=LEVEL_ORDER.index, default=default)


def _result(rule_set: RuleSet, level: Level, fired: Sequence[Rule]) -> TriageResult:
    deciding = tuple(rule for rule in fired if rule.level is level) or (rule_set.default,)
    return TriageResult(
        level=level,
        route=max((rule.route for rule in deciding), key=ROUTE_ORDER.index),
        deciding=deciding,
        fired=tuple(fired),
        reasons=tuple(rule.reason for rule in deciding),
        flags=_flags(rule_set, level, fired),
    )


def _flags(rule_set: RuleSet, level: Level, fired: Sequence[Rule]) -> tuple[Flag, ...]:
    flags = {flag for rule in fired for flag in rule.flags}
    if level in {Level.CALL_24H, Level.URGENT_NOW}:
        flags.add(Flag.AE_CANDIDATE)
    if level is Level.URGENT_NOW or any(rule.id in rule_set.serious for rule in fired):
        flags.add(Flag.SAE_CANDIDATE)
    return tuple(sorted(flags))


# Staff clocks, clinical.md 5.2
URGENT_ACKNOWLEDGE_WITHIN = timedelta(minutes=15)
URGENT_SPEAK_WITHIN = timedelta(minutes=30)
URGENT_ESCALATE_AFTER = (timedelta(minutes=15), timedelta(minutes=30))
CALL_SPEAK_WITHIN = timedelta(hours=24)
CALL_ESCALATE_AFTER = timedelta(hours=20)
WATCH_ASK_AGAIN_AFTER_DAYS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffClock:
    """Deadlines from the moment of the answer, on wall time, day and night.

    `speak_within` is until staff have spoken with the patient. The watch clock alone follows opening hours: the
    worklist of the `same_working_day`, and an EXTRA check-in after `ask_again_after_days` local days.
    """

    page_on_call: bool = False
    phone_patient_at_once: bool = False
    acknowledge_within: timedelta | None = None
    speak_within: timedelta | None = None
    escalate_after: tuple[timedelta, ...] = ()
    same_working_day: bool = False
    ask_again_after_days: int | None = None


_URGENT = StaffClock(
    page_on_call=True,
    acknowledge_within=URGENT_ACKNOWLEDGE_WITHIN,
    speak_within=URGENT_SPEAK_WITHIN,
    escalate_after=URGENT_ESCALATE_AFTER,
)
_EMERGENCY = replace(_URGENT, phone_patient_at_once=True)
_CALL = StaffClock(speak_within=CALL_SPEAK_WITHIN, escalate_after=(CALL_ESCALATE_AFTER,))
_WATCH = StaffClock(same_working_day=True, ask_again_after_days=WATCH_ASK_AGAIN_AFTER_DAYS)
_EXPECTED = StaffClock()


def staff_clock(level: Level, route: Route) -> StaffClock:
    """The deadlines of a triage result."""
    match level:
        case Level.URGENT_NOW:
            return _EMERGENCY if route is Route.EMERGENCY_NUMBER else _URGENT
        case Level.CALL_24H:
            return _CALL
        case Level.WATCH:
            return _WATCH
        case Level.EXPECTED:
            return _EXPECTED


def speak_within(level: Level) -> timedelta:
    """How soon staff must have spoken with the patient of an alert. Raises ValueError for a level that opens none."""
    match level:
        case Level.URGENT_NOW:
            return URGENT_SPEAK_WITHIN
        case Level.CALL_24H:
            return CALL_SPEAK_WITHIN
        case _:
            raise ValueError(f"{level} opens no alert.")
