"""What a rule may ask about: the fields, their kinds and ranges, and the check of the values given for them."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeAlias

from journey.domain.words import gettext_noop
from journey.domain.words import say as _

Value: TypeAlias = str | int | float
Inputs: TypeAlias = Mapping[str, Value | None]
Values: TypeAlias = Mapping[str, Value]

_WHOLE = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_ONE_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9])?", re.ASCII)
_LONGEST_QUOTE = 40
NO_NUMBER = gettext_noop("{value} is not a number.")
NOT_WHOLE = gettext_noop("{value} is not a whole number.")
NO_DECIMAL = gettext_noop("{value} is not a number with one decimal, such as 37.5.")


class Kind(StrEnum):
    CHOICE = "choice"
    WHOLE = "whole"
    DECIMAL = "decimal"


class InputRefused(ValueError):
    """A value that no rule can be run on. `name` is the field, `sentence` says what is wrong with it."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"{name}: {sentence}")
        self.name = name
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Field:
    """One answer or one fact from the record.

    `values` are the stored words of a choice. `low` and `high` bound a number, both included.
    `worse` holds the orders of badness, each from good to bad; empty where more is not worse.
    """

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    worse: tuple[tuple[Value, ...], ...] = ()

    def check(self, value: Value) -> None:
        """Raise `InputRefused` unless `value` is one that this field can hold."""
        if self.kind is Kind.CHOICE:
            if not isinstance(value, str) or value not in self.values:
                sentence = _("{value} is not an answer here.", value=quoted(value))
                raise InputRefused(self.name, sentence + suggestion(value, self.values))
            return
        number_types = (int,) if self.kind is Kind.WHOLE else (int, float)
        if isinstance(value, bool) or not isinstance(value, number_types):
            words = NOT_WHOLE if self.kind is Kind.WHOLE else NO_NUMBER
            raise InputRefused(self.name, _(words, value=quoted(value)))
        if not self.low <= value <= self.high:
            raise InputRefused(self.name, _("{value} is outside {limits}.", value=value, limits=self.range_words))

    def read(self, text: str) -> Value:
        """The value that `text` stands for, as in a cell of a file. Raises `InputRefused`."""
        value: Value = text
        if self.kind is Kind.WHOLE:
            if not _WHOLE.fullmatch(text):
                raise InputRefused(self.name, _(NOT_WHOLE, value=quoted(text)))
            value = int(text)
        elif self.kind is Kind.DECIMAL:
            if not _ONE_DECIMAL.fullmatch(text):
                raise InputRefused(self.name, _(NO_DECIMAL, value=quoted(text)))
            value = float(text)
        self.check(value)
        return value

    @property
    def range_words(self) -> str:
        return _("{low:g} to {high:g}", low=self.low, high=self.high)


def checked(fields: Mapping[str, Field], inputs: Inputs) -> dict[str, Value]:
    """The inputs without the blank ones. Raises `InputRefused` for a name or a value that `fields` does not know.

    A rule is false on a value it does not know, so an unknown one would hide a bad answer.
    """
    values: dict[str, Value] = {}
    for name, value in inputs.items():
        field = fields.get(name)
        if field is None:
            raise InputRefused(name, _("There is no such field.") + suggestion(name, fields))
        if value is not None:
            field.check(value)
            values[name] = value
    return values


def quoted(value: object) -> str:
    """`value` as it can be printed in a sentence: escaped and not too long."""
    text = value if isinstance(value, str) else str(value)
    return repr(text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "...")


def suggestion(wrong: object, right: Mapping[str, object] | tuple[str, ...]) -> str:
    """A closing sentence that names the nearest right word, or every right word of a short list."""
    nearest = get_close_matches(str(wrong)[:_LONGEST_QUOTE], list(right), n=1, cutoff=0.6)
    if nearest:
        return " " + _("Did you mean {word}?", word=nearest[0])
    return " " + _("It can be {names}.", names=", ".join(right)) if isinstance(right, tuple) else ""
