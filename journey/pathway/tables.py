"""The triage and readiness tables as the pathway carries them; `journey.domain` reads and judges their conditions."""

from typing import Literal

from journey.pathway.nodes import Code, Node, PatientText


class TriageRow(Node, frozen=True, kw_only=True):
    """A line of clinical.md 5.5 as written. `flags` are separated by ";"."""

    id: str
    group: Literal["A", "B", "C", "D", "E"]
    family: Code
    level: Literal["expected", "watch", "call_24h", "urgent_now"]
    route: Literal["none", "self_care", "clinic_24h", "clinic_now", "emergency_number"]
    condition: str
    reason: PatientText
    flags: str = ""


class ReadinessRow(Node, frozen=True, kw_only=True):
    """A line of the decision table of clinical.md 3.5 as written."""

    id: str
    level: Literal["ready", "call_today", "hold", "emergency"]
    condition: str
    reason: PatientText
    flags: str = ""


class Definition(Node, frozen=True, kw_only=True):
    """A name that conditions may use; it may use the ones above it."""

    name: str
    condition: str


class StreakRule(Node, frozen=True, kw_only=True):
    """The rule that is added after all others, when they give the level `watch`."""

    id: str
    family: Code
    level: Literal["call_24h", "urgent_now"]
    route: Literal["clinic_24h", "clinic_now", "emergency_number"]
    condition: str
    reason: PatientText


class DefaultRule(Node, frozen=True, kw_only=True):
    """What is said when no rule fires."""

    id: str
    family: Code
    level: Literal["expected"]
    route: Literal["none"]
    reason: PatientText


class SeriousRules(Node, frozen=True, kw_only=True):
    """Rules that suggest a serious adverse event although their level is not `urgent_now`."""

    rules: tuple[str, ...]


class TriageRules(Node, frozen=True, kw_only=True):
    name: Code
    version: int
    definitions: tuple[Definition, ...]
    streak: StreakRule
    default: DefaultRule
    serious: SeriousRules
    rules: tuple[TriageRow, ...]


class ReadinessRules(Node, frozen=True, kw_only=True):
    rules: tuple[ReadinessRow, ...]
