"""Whether the patient is ready to come: the decision table before the first needle (clinical.md 3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from journey.domain.rule_fields import Field, Inputs, Kind, Value, checked
from journey.domain.rule_rows import FIRST_ROW, Problem, RowReader, RulesRefused
from journey.domain.rule_tree import Node, Test, compile_test, fields_of
from journey.domain.triage import Level, Route
from journey.domain.triage_fields import RED_FLAG_FIELDS, TEMPERATURE
from journey.domain.words import say as _

READINESS_COLUMNS = ("id", "level", "condition", "reason", "flags")


class ReadinessLevel(StrEnum):
    """The outcome of a readiness check-in, the best first."""

    READY = "ready"
    CALL_TODAY = "call_today"
    HOLD = "hold"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        return READINESS_ORDER.index(self)

    @property
    def route(self) -> Route:
        """Where the alert sends the patient that this level opens."""
        place = ALERT_PLACES.get(self)
        return place[1] if place else Route.NONE


class ReadinessFlag(StrEnum):
    STAFF_PRIORITY_HIGH = "staff_priority_high"
    WITHDRAWAL_OFFER = "withdrawal_offer"


READINESS_ORDER = tuple(ReadinessLevel)
SEDATION_PLANS = ("local_only", "minimal", "moderate", "deep", "general")  # clinical.md 2.2 `sedation_plan`
CHECK_INS = ("C-PRE", "C-POST", "P-BASE", "P-14", "P-7", "P-1", "P-0", "REPORT")
ALERT_PLACES: Mapping[ReadinessLevel, tuple[Level, Route]] = {
    ReadinessLevel.EMERGENCY: (Level.URGENT_NOW, Route.EMERGENCY_NUMBER),
    ReadinessLevel.HOLD: (Level.CALL_24H, Route.CLINIC_24H),
}  # the levels that open an alert, with the level and route whose staff clock it has


def _choices(**values: tuple[str, ...]) -> dict[str, Field]:
    return {name: Field(name, Kind.CHOICE, words) for name, words in values.items()}


def _worsening(**values: tuple[str, ...]) -> dict[str, Field]:
    return {name: Field(name, Kind.CHOICE, words, worse=(words,)) for name, words in values.items()}


_YES_NO_QUESTIONS = (
    "feverish",
    "infection_now",
    "skin_problem",
    "antibiotics_14d",
    "stopped_thinner",
    "new_medicine",
    "new_allergy",
    "pregnant_possible",
)

_ANSWER_FIELDS: Mapping[str, Field] = {
    **RED_FLAG_FIELDS,
    TEMPERATURE.name: TEMPERATURE,
    **_worsening(**dict.fromkeys(_YES_NO_QUESTIONS, ("no", "yes"))),
    **_worsening(escort=("yes", "no"), wants=("yes", "unsure", "no")),
    **_choices(meds_plan=("yes", "no", "unsure", "not_needed"), i_allergy=("no", "yes", "not_sure")),
}
ANSWERS = frozenset(_ANSWER_FIELDS)  # what a form asks; the other fields are facts of the record

READINESS_FIELDS: Mapping[str, Field] = {
    **_ANSWER_FIELDS,
    **_choices(
        allergy_status=("none_known", "has_allergies", "not_yet_asked"),
        sedation=SEDATION_PLANS,
        check_in=CHECK_INS,
    ),
    **{name: Field(name, Kind.DECIMAL) for name in ("hours_since_solid", "hours_since_fluid")},
}


SYMPTOMS = frozenset({*RED_FLAG_FIELDS, TEMPERATURE.name, "feverish", "infection_now", "skin_problem"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessRule:
    """One row of the table. `reason` is what the patient reads; it may hold {placeholders}."""

    id: str
    level: ReadinessLevel
    condition: str
    reason: str
    flags: tuple[ReadinessFlag, ...]
    tree: Node
    test: Test = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessTable:
    rules: tuple[ReadinessRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessResult:
    """`deciding` rules gave the level, and their `reasons` are shown; none of both when ready."""

    level: ReadinessLevel
    deciding: tuple[ReadinessRule, ...]
    fired: tuple[ReadinessRule, ...]
    reasons: tuple[str, ...]
    flags: tuple[ReadinessFlag, ...]


def build_readiness_table(rows: Sequence[Mapping[str, str]]) -> ReadinessTable:
    """The table of these rows, in their order. Raises `RulesRefused` with every problem found."""
    problems: list[Problem] = []
    seen: set[str] = set()
    rules = [_read_rule(number, row, seen, problems) for number, row in enumerate(rows, start=FIRST_ROW)]
    if not any(rule is not None and rule.level is ReadinessLevel.EMERGENCY for rule in rules):
        sentence = _("There is no rule of level {level}.", level=ReadinessLevel.EMERGENCY)
        problems.append(Problem("rules", sentence))
    if problems:
        raise RulesRefused(problems)
    return ReadinessTable(rules=tuple(rule for rule in rules if rule is not None))


def evaluate_readiness(table: ReadinessTable, inputs: Inputs) -> ReadinessResult:
    """The outcome of a finished form; a question that was not asked fires nothing. Raises `InputRefused`."""
    values = checked(READINESS_FIELDS, inputs)
    return _result([rule for rule in table.rules if rule.test(values)])


def evaluate_readiness_emergency(table: ReadinessTable, inputs: Inputs) -> ReadinessResult | None:
    """The outcome of a form that is not finished: red flags only, None without one. Raises `InputRefused`."""
    values = checked(READINESS_FIELDS, inputs)
    fired = [rule for rule in table.rules if rule.level is ReadinessLevel.EMERGENCY and rule.test(values)]
    return _result(fired) if fired else None


def is_about_a_symptom(rule: ReadinessRule) -> bool:
    """Not about a meal, a medicine, a test or what the patient wants."""
    return bool(fields_of(rule.tree) & SYMPTOMS)


def readiness_inputs(
    *,
    answers: Mapping[str, Value | None],
    check_in: str,
    sedation: str | None,
    allergy_status: str,
    procedure_at: datetime | None,
    last_solid_at: datetime | None,
    last_fluid_at: datetime | None,
) -> dict[str, Value]:
    """The inputs of one evaluation, to be stored with its result. Answers to other questions are left out.

    `check_in` is one of `CHECK_INS`, `sedation` one of `SEDATION_PLANS`; the moments are aware. `allergy_status` is
    the record's: it counts only where this form did not ask about allergies itself.
    """
    asked_here = answers.get("i_allergy") is not None
    facts: dict[str, Value | None] = {
        "check_in": check_in,
        "sedation": sedation,
        "allergy_status": None if asked_here else allergy_status,
        "hours_since_solid": hours_before(procedure_at, last_solid_at),
        "hours_since_fluid": hours_before(procedure_at, last_fluid_at),
    }
    asked = {name: value for name, value in answers.items() if name in READINESS_FIELDS}
    return {name: value for name, value in {**asked, **facts}.items() if value is not None}


def hours_before(later: datetime | None, earlier: datetime | None) -> float | None:
    """Real hours from `earlier` to `later`, None when either is blank. Raises ValueError for a time without zone."""
    if later is None or earlier is None:
        return None
    if later.tzinfo is None or earlier.tzinfo is None:
        raise ValueError("Fasting hours need times with a zone.")
    return (later.astimezone(UTC) - earlier.astimezone(UTC)) / timedelta(hours=1)


def _read_rule(number: int, row: Mapping[str, str], seen: set[str], problems: list[Problem]) -> ReadinessRule | None:
    reader = RowReader(f"row {number}", row, problems)
    reader.only(READINESS_COLUMNS)
    identity, reason = reader.identity(seen), reader.text("reason")
    flags = reader.words("flags", tuple(ReadinessFlag))
    level, tree = reader.one_of("level", ReadinessLevel), reader.condition(READINESS_FIELDS, {})
    if level is ReadinessLevel.READY:
        reader.note("level", _("A rule cannot make anybody ready."))
    if level is None or tree is None:
        return None
    return ReadinessRule(
        id=identity,
        level=level,
        condition=row["condition"],
        reason=reason,
        flags=flags,
        tree=tree,
        test=compile_test(tree),
    )


def _result(fired: Sequence[ReadinessRule]) -> ReadinessResult:
    level = max((rule.level for rule in fired), key=READINESS_ORDER.index, default=ReadinessLevel.READY)
    deciding = tuple(rule for rule in fired if rule.level is level)
    return ReadinessResult(
        level=level,
        deciding=deciding,
        fired=tuple(fired),
        reasons=tuple(rule.reason for rule in deciding),
        flags=tuple(sorted({flag for rule in fired for flag in rule.flags})),
    )
