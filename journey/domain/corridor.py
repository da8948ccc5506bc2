"""The expected corridor: the answers that alone are an expected response on a day (clinical.md 5.1, 5.4).

Computed from the rules themselves, so that what is shown as expected and what triage says can never part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import TypeAlias

from journey.domain.rule_fields import Field, Value, Values
from journey.domain.rule_tree import (
    All,
    AnyOf,
    Compare,
    Difference,
    FieldRef,
    Literal,
    Member,
    Node,
    Not,
    Operand,
    Test,
    fields_of,
)
from journey.domain.triage import Level, RuleSet
from journey.domain.triage_fields import ANSWER_FIELDS, NORMAL_TEMPERATURES, TEMPERATURE

DAY_FIELDS = frozenset({"day", "hday", "since"})
WATCHED_UNTIL = 42  # clinical.md 5.4 WINDOW42: after it, what eases is no more told by day
KEPT = 1024
# (first day, worst expected answer from that day on), in order
Steps: TypeAlias = tuple[tuple[int, Value | None], ...]


def _untroubled(field: Field) -> Value:
    if field is TEMPERATURE:
        return round(sum(NORMAL_TEMPERATURES) / 2, 1)
    return field.worse[0][0]


# The best answer to every question: a day with nothing to report.
UNTROUBLED: Values = {name: _untroubled(field) for name, field in ANSWER_FIELDS.items()}


def is_untroubled(name: str, value: Value) -> bool:
    """Whether an answer has nothing to report."""
    if name == TEMPERATURE.name and not isinstance(value, str):
        return NORMAL_TEMPERATURES[0] <= value <= NORMAL_TEMPERATURES[1]
    return value == UNTROUBLED[name]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules know of a patient at one moment beside the answers: the context of clinical.md 5.3, without what
    is blank. `day` and `hday` count local days from the injection and the harvest; one of them is known."""

    day: int | None
    hday: int | None
    others: frozenset[tuple[str, Value]]

    @property
    def since(self) -> int | None:
        """The day that counts: from the injection, before it from the harvest (clinical.md 1.2)."""
        return self.hday if self.day is None else self.day

    def on(self, day: int) -> "Facts":
        """The same patient on another day, counted as `since`."""
        if self.day is None:
            return replace(self, hday=day)
        gap = None if self.day is None or self.hday is None else self.hday - self.day
        return replace(self, day=day, hday=None if gap is None else day + gap)

    def having(self, name: str, value: Value | None) -> "Facts":
        """The same with another fact; None takes it away."""
        kept = frozenset(each for each in self.others if each[0] != name)
        return replace(self, others=kept if value is None else kept | {(name, value)})

    @property
    def values(self) -> dict[str, Value]:
        days = {"day": self.day, "hday": self.hday, "since": self.since}
        return {**dict(self.others), **{name: day for name, day in days.items() if day is not None}}


def facts_of(inputs: Mapping[str, Value]) -> Facts | None:
    """The facts among the inputs of one evaluation; None for inputs of another table, which know no day."""
    day, hday = inputs.get("day"), inputs.get("hday")
    if not isinstance(day, int) and not isinstance(hday, int):
        return None
    others = {name: value for name, value in inputs.items() if name not in ANSWER_FIELDS and name not in DAY_FIELDS}
    return Facts(
        day if isinstance(day, int) else None, hday if isinstance(hday, int) else None, frozenset(others.items())
    )


class Corridors:
    """The corridors of one rule set, made once for it; keeps the last `KEPT` answers to each question.

    One answer costs the rules that ask about its question (20 of 119 for pain), not the whole table; the days between
    two that a rule names are alike and are worked out once.
    """

    def __init__(self, rule_set: RuleSet) -> None:
        rules = [rule for rule in rule_set.rules if rule.level is not Level.EXPECTED]
        self._about: dict[str, list[Test]] = {name: [] for name in ANSWER_FIELDS}
        for rule in rules:
            for name in fields_of(rule.tree) & ANSWER_FIELDS.keys():
                self._about[name].append(rule.test)
        self._all = [rule.test for rule in rules]
        self._asked = frozenset().union(*(fields_of(rule.tree) for rule in rules))
        turns = [_turns(rule.tree) for rule in rules]
        self._turns = None if None in turns else frozenset().union(*(each for each in turns if each is not None))
        self._kept_expected = lru_cache(KEPT)(self._expected)
        self._kept_steps = lru_cache(KEPT)(self._steps)

    def expected(self, facts: Facts, name: str) -> frozenset[Value]:
        """The answers to `name` that alone are expected. Empty when the facts by themselves already ask for more."""
        return self._kept_expected(self._trimmed(facts), name)

    def most(self, facts: Facts, name: str) -> Value | None:
        """The worst expected answer of a question that has one order from good to bad; None when there is none."""
        inside = self.expected(facts, name)
        return next((value for value in reversed(ANSWER_FIELDS[name].worse[0]) if value in inside), None)

    def steps(self, facts: Facts, name: str, last: int) -> Steps:
        """`most` of every day from the injection to day `last`. The day of `facts` does not matter."""
        return self._kept_steps(self._trimmed(facts).on(0), name, last)

    def eases(self, facts: Facts, name: str, value: Value) -> int | None:
        """The first later day, up to day 42, on which `value` alone is no more expected; None where the rules name
        none. Days are counted from the injection, before it from the harvest."""
        if facts.since is None:
            return None
        days = self._days(facts, facts.since + 1, WATCHED_UNTIL)
        return next((day for day in days if value not in self.expected(facts.on(day), name)), None)

    def _trimmed(self, facts: Facts) -> Facts:
        """Without what no rule asks, so that more answers are found among the kept ones."""
        return replace(facts, others=frozenset(each for each in facts.others if each[0] in self._asked))

    def _expected(self, facts: Facts, name: str) -> frozenset[Value]:
        day = {**UNTROUBLED, **facts.values}
        if any(test(day) for test in self._all):
            return frozenset()
        tests = self._about[name]

        def alone(value: Value) -> bool:
            return not any(test({**day, name: value}) for test in tests)

        return frozenset(value for order in ANSWER_FIELDS[name].worse for value in takewhile(alone, order))

    def _steps(self, facts: Facts, name: str, last: int) -> Steps:
        found = [(day, self.most(facts.on(day), name)) for day in self._days(facts, 0, last)]
        return (*found[:1], *(now for before, now in pairwise(found) if now[1] != before[1]))

    def _days(self, facts: Facts, first: int, last: int) -> list[int]:
        """The days from `first` to `last` on which something may be other than the day before, `first` included."""
        if self._turns is None:
            return list(range(first, last + 1))
        gap = 0 if facts.hday is None or facts.day is None else facts.hday - facts.day
        turns = {first} | self._turns | {turn - gap for turn in self._turns}
        return sorted(day for day in turns if first <= day <= last)


def _turns(node: Node) -> frozenset[int] | None:
    """The days on which a condition may change: those that it names, and the ones after. None when it does not
    compare days with plain numbers."""
    match node:
        case Compare(left, _, right):
            return _turns_of_compare(left, right)
        case Member(left, values):
            return _after(values) if _is_day(left) else None if _holds_day(left) else frozenset()
        case Not(inner):
            return _turns(inner)
        case All(parts) | AnyOf(parts):
            each = [_turns(part) for part in parts]
            return None if None in each else frozenset().union(*(turns for turns in each if turns is not None))
        case _:
            return frozenset()


def _turns_of_compare(left: Operand, right: Operand) -> frozenset[int] | None:
    if _is_day(left) and isinstance(right, Literal):
        return _after([right.value])
    return None if _holds_day(left) or _holds_day(right) else frozenset()


def _is_day(operand: Operand) -> bool:
    return isinstance(operand, FieldRef) and operand.name in DAY_FIELDS


def _holds_day(operand: Operand) -> bool:
    if isinstance(operand, Difference):
        return _is_day(operand.left) or _is_day(operand.right)
    return _is_day(operand)


def _after(values: Iterable[Value]) -> frozenset[int]:
    return frozenset(day for value in values if isinstance(value, int) for day in (value, value + 1))
