"""The door to the gates: what each check found and whether the gate is open (clinical.md 8)."""

from collections.abc import Iterable
from dataclasses import dataclass

from journey.domain.gate_checks import GATE_CHECKS, GateCheck
from journey.domain.gate_facts import CheckKind, Gate, GateFacts

__all__ = ["GATE_CHECKS", "CheckKind", "Gate", "GateCheck", "GateFacts", "GateLine", "GateReport", "evaluate_gate"]


@dataclass(frozen=True)
class GateLine:
    """`words_id` finds the staff and patient line in the pathway; `detail` holds the real numbers, for staff only."""

    check_id: str
    words_id: str
    kind: CheckKind
    passed: bool
    overridden: bool
    detail: str

    @property
    def closes_gate(self) -> bool:
        return not (self.passed or self.overridden or self.kind is CheckKind.SOFT)


@dataclass(frozen=True)
class GateReport:
    gate: Gate
    lines: tuple[GateLine, ...]

    @property
    def open(self) -> bool:
        return not self.closing

    @property
    def closing(self) -> tuple[GateLine, ...]:
        """The lines that keep the gate closed; the first answers “why am I waiting?”."""
        return tuple(line for line in self.lines if line.closes_gate)

    @property
    def warnings(self) -> tuple[GateLine, ...]:
        """What only warns and did not pass."""
        return tuple(line for line in self.lines if not line.passed and line.kind is CheckKind.SOFT)


def evaluate_gate(gate: Gate, facts: GateFacts, checks: Iterable[GateCheck] = GATE_CHECKS) -> GateReport:
    """Every check of the gate that applies. Only an O check that failed can be overridden."""
    lines = tuple(_line(check, facts) for check in checks if check.gate is gate and check.applies(facts))
    return GateReport(gate, lines)


def _line(check: GateCheck, facts: GateFacts) -> GateLine:
    passed = check.passes(facts)
    overridden = not passed and check.kind is CheckKind.OVERRIDE and _is_covered(check, facts)
    return GateLine(check.id, check.words_id, check.kind, passed, overridden, check.detail(facts))


def _is_covered(check: GateCheck, facts: GateFacts) -> bool:
    """Two clinicians stood for all that stands against it now; what came since they did not see."""
    known = [facts.overridden[each] for each in (check.id, check.same) if each in facts.overridden]
    covered = [each for each in known if each is not None]
    return bool(known) and (None in known or check.about(facts) <= frozenset().union(*covered))
