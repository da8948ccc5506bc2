"""The immutable tree of a rule's condition, and the closure that evaluates it (clinical.md 5.4)."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import TypeAlias

from journey.domain.rule_fields import Value, Values

Test: TypeAlias = Callable[[Values], bool]
_Reading: TypeAlias = Callable[[Values], Value | None]


class Operator(StrEnum):
    EQUAL = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"


_COMPARES: dict[Operator, Callable[..., bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
    Operator.ABOVE: operator.gt,
    Operator.BELOW: operator.lt,
}


@dataclass(frozen=True, slots=True)
class FieldRef:
    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Difference:
    """`left - right` of two numbers; blank when either is blank."""

    left: "FieldRef | Literal"
    right: "FieldRef | Literal"


Operand: TypeAlias = FieldRef | Literal | Difference


@dataclass(frozen=True, slots=True)
class Compare:
    left: Operand
    operator: Operator
    right: Operand


@dataclass(frozen=True, slots=True)
class Member:
    left: Operand
    values: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Blank:
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    name: str


@dataclass(frozen=True, slots=True)
class Not:
    node: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; with no parts it is always true."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is; it has at least one."""

    parts: tuple["Node", ...]


Node: TypeAlias = Compare | Member | Blank | Known | Not | All | AnyOf

ALWAYS = All(())


def compile_test(node: Node) -> Test:
    """A function of the known values (a blank one is an absent key) that says whether `node` holds."""
    match node:
        case Compare():
            return _compile_compare(node)
        case Member(left, values):
            reading = _compile_operand(left)
            return lambda known: reading(known) in values
        case Blank(name):
            return lambda known: name not in known
        case Known(name):
            return lambda known: name in known
        case Not(inner):
            test = compile_test(inner)
            return lambda known: not test(known)
        case All(parts):
            return reduce(_both, (compile_test(part) for part in parts)) if parts else lambda known: True
        case AnyOf(parts):
            return reduce(_either, (compile_test(part) for part in parts))


def fields_of(node: Node) -> frozenset[str]:
    """The names of all fields that decide whether `node` holds."""
    match node:
        case Compare(left, _, right):
            return _operand_fields(left) | _operand_fields(right)
        case Member(left, _):
            return _operand_fields(left)
        case Blank(name) | Known(name):
            return frozenset({name})
        case Not(inner):
            return fields_of(inner)
        case All(parts) | AnyOf(parts):
            return frozenset().union(*(fields_of(part) for part in parts))


def _operand_fields(operand: Operand) -> frozenset[str]:
    match operand:
        case FieldRef(name):
            return frozenset({name})
        case Literal():
            return frozenset()
        case Difference(left, right):
            return _operand_fields(left) | _operand_fields(right)


def _compile_operand(operand: Operand) -> _Reading:
    match operand:
        case FieldRef(name):
            return lambda known: known.get(name)
        case Literal(value):
            return lambda known: value
        case Difference(left, right):
            return _compile_difference(_compile_operand(left), _compile_operand(right))


def _compile_difference(left: _Reading, right: _Reading) -> _Reading:
    def difference(known: Values) -> Value | None:
        first, second = left(known), right(known)
        if isinstance(first, str) or isinstance(second, str) or first is None or second is None:
            return None
        return first - second

    return difference


def _compile_compare(node: Compare) -> Test:
    holds = _COMPARES[node.operator]
    if isinstance(node.left, FieldRef) and isinstance(node.right, Literal):
        return _compile_field_against_literal(node.left.name, holds, node.right.value)
    left, right = _compile_operand(node.left), _compile_operand(node.right)

    def compare(known: Values) -> bool:
        first, second = left(known), right(known)
        return first is not None and second is not None and holds(first, second)

    return compare


def _compile_field_against_literal(name: str, holds: Callable[..., bool], literal: Value) -> Test:
    def compare(known: Values) -> bool:
        value = known.get(name)
        return value is not None and holds(value, literal)

    return compare


def _both(first: Test, second: Test) -> Test:
    return lambda known: first(known) and second(known)


def _either(first: Test, second: Test) -> Test:
    return lambda known: first(known) or second(known)
