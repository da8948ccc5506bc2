"""What a rule may ask about: the fields, their kinds and ranges, and the check of the values given for them."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | int | float
Inputs: TypeAlias = Mapping[str, Value | None]
Values: TypeAlias = Mapping[str, Value]

_WHOLE = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_ONE_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9])?", re.ASCII)
_LONGEST_QUOTE = 40


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
                raise InputRefused(self.name, f"{quoted(value)} is not an answer here.{suggestion(value, self.values)}")
            return
        number_types = (int,) if self.kind is Kind.WHOLE else (int, float)
        if isinstance(value, bool) or not isinstance(value, number_types):
            raise InputRefused(self.name, f"{quoted(value)} is not a {self.number_word}.")
        if not self.low <= value <= self.high:
            raise InputRefused(self.name, f"{value} is outside {self.range_words}.")

    def read(self, text: str) -> Value:
        """The value that `text` stands for, as in a cell of a file. Raises `InputRefused`."""
        value: Value = text
        if self.kind is Kind.WHOLE:
            if not _WHOLE.fullmatch(text):
                raise InputRefused(self.name, f"{quoted(text)} is not a whole number.")
            value = int(text)
        elif self.kind is Kind.DECIMAL:
            if not _ONE_DECIMAL.fullmatch(text):
                raise InputRefused(self.name, f"{quoted(text)} is not a number with one decimal, such as 37.5.")
            value = float(text)
        self.check(value)
        return value

    @property
    def number_word(self) -> str:
        return "whole number" if self.kind is Kind.WHOLE else "number"

    @property
    def range_words(self) -> str:
        return f"{self.low:g} to {self.high:g}"


def checked(fields: Mapping[str, Field], inputs: Inputs) -> dict[str, Value]:
    """The inputs without the blank ones. Raises `InputRefused` for a name or a value that `fields` does not know.

    A rule is false on a value it does not know, so an unknown one would hide a bad answer.
    """
    values: dict[str, Value] = {}
    for name, value in inputs.items():
        field = fields.get(name)
        if field is None:
            raise InputRefused(name, f"There is no such field.{suggestion(name, fields)}")
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
        return f" Did you mean {nearest[0]}?"
    return f" It can be {', '.join(right)}." if isinstance(right, tuple) else ""
