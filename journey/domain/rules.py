"""The rule language of clinical.md 5.4: from a sentence such as `redness = small and day >= 15` to its tree."""

import re
from collections.abc import Callable, Mapping

from journey.domain.rule_fields import Field, Kind, Value, quoted, suggestion
from journey.domain.rule_tokens import WORDS, RuleError, Token, tokens_of
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
)
from journey.domain.words import say as _

_DEEPEST_NESTING = 40
_DEFINITION_NAME = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)


def parse(text: str, fields: Mapping[str, Field], definitions: Mapping[str, Node] | None = None) -> Node:
    """The tree of one condition. `definitions` are the named conditions that it may use. Raises `RuleError`."""
    return _Parser(text, fields, definitions or {}).whole()


def parse_definition(name: str, text: str, fields: Mapping[str, Field], definitions: Mapping[str, Node]) -> Node:
    """The tree of one named condition, which may use the earlier `definitions`. Raises `RuleError`."""
    if not _DEFINITION_NAME.fullmatch(name):
        raise RuleError(_("{value} is no name for a definition: use capitals, digits and _.", value=quoted(name)), 0)
    if name in fields or name in definitions:
        raise RuleError(_("The name {name} is already in use.", name=name), 0)
    return parse(text, fields, definitions)


class _Parser:
    def __init__(self, text: str, fields: Mapping[str, Field], definitions: Mapping[str, Node]) -> None:
        self.tokens = tokens_of(text)
        self.at = 0
        self.depth = 0
        self.fields = fields
        self.definitions = definitions

    def whole(self) -> Node:
        if self.next.kind == "end":
            raise RuleError(_("The condition is empty."), 0)
        node = self.either()
        if self.next.text == ")":
            raise self.error(_("This bracket ) has no opening bracket."))
        if self.next.kind != "end":
            raise self.error(_("Expected and, or, or the end, not {value}.", value=quoted(self.next.text)))
        return node

    def either(self) -> Node:
        parts = self.joined(self.both, "or")
        return parts[0] if len(parts) == 1 else AnyOf(parts)

    def both(self) -> Node:
        parts = self.joined(self.negated, "and")
        return parts[0] if len(parts) == 1 else All(parts)

    def joined(self, part: Callable[[], Node], word: str) -> tuple[Node, ...]:
        parts = [part()]
        while self.next.text == word:
            self.take()
            parts.append(part())
        return tuple(parts)

    def negated(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST_NESTING:
            raise self.error(_("Too many brackets or nots inside one another."))
        if self.next.text == "not":
            self.take()
            node: Node = Not(self.negated())
        else:
            node = self.simple()
        self.depth -= 1
        return node

    def simple(self) -> Node:
        token = self.next
        if token.text == "(":
            return self.bracketed()
        if token.text in {"blank", "known"}:
            return self.blank_or_known()
        if token.text in self.definitions:
            self.take()
            return self.definitions[token.text]
        return self.comparison()

    def bracketed(self) -> Node:
        opening = self.take()
        node = self.either()
        self.close(opening, ")")
        return node

    def blank_or_known(self) -> Node:
        word = self.take().text
        opening = self.next
        if opening.text != "(":
            raise self.error(_("Expected an opening bracket ( after {word}.", word=word))
        self.take()
        name = self.field().name
        self.close(opening, ")")
        return Blank(name) if word == "blank" else Known(name)

    def comparison(self) -> Node:
        start = self.next
        field = self.field()
        left = self.perhaps_minus(FieldRef(field.name), field, start)
        plain = field if isinstance(left, FieldRef) else None
        if self.next.text == "in":
            self.take()
            return Member(left, self.listed(field, plain))
        sign = self.next
        if sign.text not in set(Operator):
            raise self.error(_("Expected =, >=, <=, >, < or in after {name}.", name=field.name))
        self.take()
        if field.kind is Kind.CHOICE:
            if sign.text != Operator.EQUAL:
                raise RuleError(
                    _("{name} is a choice: use = or in {{..}}, not {text}.", name=field.name, text=sign.text),
                    sign.position,
                )
            return Compare(left, Operator.EQUAL, Literal(self.value(field)))
        return Compare(left, Operator(sign.text), self.number_operand(plain))

    def number_operand(self, plain: Field | None) -> Operand:
        """The right-hand side: a number in the range of `plain`, a number field, or a difference of fields."""
        start = self.next
        if start.kind != "word":
            return Literal(self.value(plain))
        field = self.number_field()
        return self.perhaps_minus(FieldRef(field.name), field, start)

    def perhaps_minus(self, left: FieldRef, field: Field, start: Token) -> Operand:
        if self.next.text != "-":
            return left
        if field.kind is Kind.CHOICE:
            raise RuleError(
                _("{name} is a choice: nothing can be taken away from it.", name=field.name), start.position
            )
        self.take()
        right = Literal(self.value(None)) if self.next.kind == "number" else FieldRef(self.number_field().name)
        if self.next.text == "-":
            raise self.error(_("Only one minus is possible in a comparison."))
        return Difference(left, right)

    def listed(self, field: Field, plain: Field | None) -> frozenset[Value]:
        opening = self.next
        if opening.text != "{":
            raise self.error(_("Expected {{ after in."))
        self.take()
        choice_or_plain = field if field.kind is Kind.CHOICE else plain
        values = [self.value(choice_or_plain)]
        while self.next.text == ",":
            self.take()
            values.append(self.value(choice_or_plain))
        self.close(opening, "}")
        return frozenset(values)

    def value(self, field: Field | None) -> Value:
        """A literal that `field` can hold; with no field, any number."""
        token = self.take()
        if field is not None and field.kind is Kind.CHOICE:
            if token.text not in field.values or token.kind != "word":
                hint = suggestion(token.text, field.values)
                raise RuleError(
                    _("{word} is not an answer of {name}.", word=quoted(token.text), name=field.name) + hint,
                    token.position,
                )
            return token.text
        if token.kind != "number":
            raise RuleError(_("Expected a number, not {value}.", value=quoted(token.text)), token.position)
        number: int | float = float(token.text) if "." in token.text else int(token.text)
        if field is not None and not field.low <= number <= field.high:
            raise RuleError(
                _("{text} is outside {name}, {limits}.", text=token.text, name=field.name, limits=field.range_words),
                token.position,
            )
        if field is not None and field.kind is Kind.WHOLE and isinstance(number, float):
            raise RuleError(
                _("{name} is a whole number, {text} is not.", name=field.name, text=token.text), token.position
            )
        return number

    def number_field(self) -> Field:
        token = self.next
        field = self.field()
        if field.kind is Kind.CHOICE:
            raise RuleError(_("{name} is a choice, a number is needed here.", name=field.name), token.position)
        return field

    def field(self) -> Field:
        token = self.next
        if token.kind != "word" or token.text in WORDS:
            found = quoted(token.text) if token.text else _("the end")
            raise self.error(_("Expected the name of a field, not {found}.", found=found))
        if token.text in self.definitions:
            raise self.error(_("{text} is a definition, the name of a field is needed here.", text=token.text))
        field = self.fields.get(token.text)
        if field is None:
            raise self.error(_("There is no field {word}.", word=quoted(token.text)) + self.field_hint(token.text))
        self.take()
        return field

    def field_hint(self, text: str) -> str:
        if any(part in self.fields for part in text.split("-")):
            return " " + _("Put a space on both sides of a minus.")
        return suggestion(text, {**self.fields, **self.definitions, **dict.fromkeys(WORDS)})

    def close(self, opening: Token, sign: str) -> None:
        if self.next.text == sign:
            self.take()
        elif self.next.kind == "end":
            raise RuleError(_("The bracket {text} is never closed.", text=opening.text), opening.position)
        else:
            raise self.error(_("Expected {sign}, not {value}.", sign=sign, value=quoted(self.next.text)))

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.next
        if token.kind != "end":
            self.at += 1
        return token

    def error(self, sentence: str) -> RuleError:
        return RuleError(sentence, self.next.position)
