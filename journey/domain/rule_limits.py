"""Whether a condition can ever be true: what a rule could never see is a mistake in it.

It never says so of one that could be: a comparison of two fields is taken as possible either way, and so is what would
take too long to search.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

from journey.domain.rule_fields import Field, Kind, Value
from journey.domain.rule_tree import (
    All,
    AnyOf,
    Blank,
    Compare,
    Difference,
    FieldRef,
    Known,
    Literal,
    Member,
    Node,
    Not,
    Operand,
    Operator,
    compile_test,
    fields_of,
)
from journey.domain.words import say as _

MOST_STEPS = 20_000
_BLANK = None  # the value of a field that is not known
_Wanted: TypeAlias = tuple[Node, bool]
_Allowed: TypeAlias = frozenset[Value | None]


def why_never(node: Node, fields: Mapping[str, Field]) -> str:
    """A sentence for a condition that no answers can make true, or that compares what can never be; else ""."""
    for part in _comparisons(node):
        if not _is_possible(part, fields):
            return _("“{comparison}” can never be true.", comparison=said(part))
    if not _Search(node, fields).can_be_true():
        return _("This can never be true: no answers fit all of its parts together.")
    return ""


def said(part: Compare | Member) -> str:
    """A comparison in the rule language."""
    if isinstance(part, Member):
        return f"{_operand(part.left)} in {{{', '.join(sorted(map(str, part.values)))}}}"
    return f"{_operand(part.left)} {part.operator} {_operand(part.right)}"


def _operand(operand: Operand) -> str:
    match operand:
        case FieldRef(name):
            return name
        case Literal(value):
            return str(value)
        case Difference(left, right):
            return f"{_operand(left)} - {_operand(right)}"


def _comparisons(node: Node) -> Iterator[Compare | Member]:
    match node:
        case Compare() | Member():
            yield node
        case Not(inner):
            yield from _comparisons(inner)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _comparisons(part)


def _is_possible(part: Compare | Member, fields: Mapping[str, Field]) -> bool:
    left = _range(part.left, fields)
    if left is None:
        return True  # a choice: the parser knows its answers
    if isinstance(part, Member):
        return any(left[0] <= value <= left[1] for value in part.values if not isinstance(value, str))
    right = _range(part.right, fields)
    if right is None:
        return True
    match part.operator:
        case Operator.EQUAL:
            return left[0] <= right[1] and right[0] <= left[1]
        case Operator.AT_LEAST:
            return left[1] >= right[0]
        case Operator.ABOVE:
            return left[1] > right[0]
        case Operator.AT_MOST:
            return left[0] <= right[1]
        case Operator.BELOW:
            return left[0] < right[1]


def _range(operand: Operand, fields: Mapping[str, Field]) -> tuple[float, float] | None:
    """The lowest and highest number that it can be; None for a choice."""
    match operand:
        case FieldRef(name):
            field = fields[name]
            return None if field.kind is Kind.CHOICE else (field.low, field.high)
        case Literal(value):
            return None if isinstance(value, str) else (value, value)
        case Difference(left, right):
            first, second = _range(left, fields), _range(right, fields)
            if first is None or second is None:
                return None
            return first[0] - second[1], first[1] - second[0]


class _Search:
    """Tries the ways in which a condition could be true, each field with the few values that tell its parts apart."""

    def __init__(self, node: Node, fields: Mapping[str, Field]) -> None:
        self.node, self.fields, self.steps = node, fields, 0
        self.literals: dict[str, set[float]] = {}
        for part in _comparisons(node):
            self._note(part)

    def can_be_true(self) -> bool:
        return self._fits([(self.node, True)], [], {})

    def _note(self, part: Compare | Member) -> None:
        if not isinstance(part.left, FieldRef):
            return
        values = part.values if isinstance(part, Member) else _values(part.right)
        self.literals.setdefault(part.left.name, set()).update(each for each in values if not isinstance(each, str))

    def _fits(self, wanted: list[_Wanted], either: list[list[_Wanted]], known: Mapping[str, _Allowed]) -> bool:
        """Whether all of `wanted` can hold, and one of each list in `either`, with the values still allowed."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            return True
        todo, allowed, choices = list(wanted), dict(known), list(either)
        while todo:
            node, truth = todo.pop()
            match node:
                case Not(inner):
                    todo.append((inner, not truth))
                case All(parts) | AnyOf(parts):
                    branch = [(part, truth) for part in parts]
                    if isinstance(node, All) is truth:
                        todo += branch
                    else:
                        choices.append(branch)
                case _:
                    name, values = self._allowed(node, truth)
                    if name:
                        allowed[name] = allowed.get(name, values) & values
                        if not allowed[name]:
                            return False
        if not choices:
            return True
        first, *others = sorted(choices, key=len)
        return any(self._fits([each], others, allowed) for each in first)

    def _allowed(self, node: Node, truth: bool) -> tuple[str, _Allowed]:
        """The one field that decides a comparison, with the values that make it `truth`; "" for two fields."""
        names = fields_of(node)
        if len(names) != 1 or not _is_plain(node):
            return "", frozenset()
        (name,) = names
        test = compile_test(node)
        values = self._samples(self.fields[name])
        return name, frozenset(each for each in values if test({} if each is None else {name: each}) is truth)

    def _samples(self, field: Field) -> list[Value | None]:
        if field.kind is Kind.CHOICE:
            return [_BLANK, *field.values]
        points = sorted(self.literals.get(field.name, set()) | {field.low, field.high})
        between = [(low + high) / 2 for low, high in pairwise(points)]
        if field.kind is Kind.WHOLE:
            near = [int(point) + step for point in points for step in (-1, 0, 1)]
            return [_BLANK, *(each for each in near if field.low <= each <= field.high)]
        return [_BLANK, *points, *(each for each in between if each == each)]


def _values(operand: Operand) -> tuple[Value, ...]:
    return (operand.value,) if isinstance(operand, Literal) else ()


def _is_plain(node: Node) -> bool:
    """Blank, known, or a field beside literals: what one value decides."""
    match node:
        case Blank() | Known():
            return True
        case Member(left, _values):
            return isinstance(left, FieldRef)
        case Compare(left, _sign, right):
            return isinstance(left, FieldRef) and isinstance(right, Literal)
    return False
