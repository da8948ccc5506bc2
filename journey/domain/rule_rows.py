"""Reading one row of a rule table, noting every problem in it instead of the first only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from journey.domain.rule_fields import Field, quoted, suggestion
from journey.domain.rule_tokens import RuleError
from journey.domain.rule_tree import Node
from journey.domain.rules import parse
from journey.domain.words import say as _

Word = TypeVar("Word", bound=StrEnum)
FIRST_ROW = 2  # of a table of rules, as in its file: row 1 is the header


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` says where in the tables, such as `row 12, SWE-01, condition`; row 1 is the header."""

    path: str
    sentence: str


class RulesRefused(ValueError):
    """A set of rules that cannot be used. `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.sentence}" for problem in problems))
        self.problems = tuple(problems)


class RowReader:
    """Reads the cells of one row and adds what is wrong with them to `problems`."""

    def __init__(self, where: str, row: Mapping[str, object], problems: list[Problem]) -> None:
        self.row = row
        self.problems = problems
        identity = row.get("id")
        self.where = f"{where}, {identity}" if identity and isinstance(identity, str) else where

    def note(self, column: str, sentence: str) -> None:
        self.problems.append(Problem(f"{self.where}, {column}" if column else self.where, sentence))

    def only(self, columns: Sequence[str]) -> None:
        """Note the columns that nobody reads."""
        for column in self.row:
            if column not in columns:
                self.note(str(column), _("There is no such column.") + suggestion(column, dict.fromkeys(columns)))

    def text(self, column: str) -> str:
        value = self.row.get(column)
        if not isinstance(value, str) or not value.strip():
            self.note(column, _("This is missing."))
            return ""
        if value != value.strip() or not value.isprintable():
            self.note(column, _("Remove spaces at the ends, line breaks and unprintable characters."))
        return value

    def identity(self, seen: set[str]) -> str:
        """The id, which no row in `seen` may have; it is added there."""
        identity = self.text("id")
        if identity in seen:
            self.note("id", _("Another rule has this id."))
        if identity and not identity.replace("-", "").isalnum():
            self.note("id", _("{value} may only have letters, digits and hyphens.", value=quoted(identity)))
        seen.add(identity)
        return identity

    def one_of(self, column: str, words: type[Word]) -> Word | None:
        text = self.text(column)
        if text and text not in set(words):
            self.note(column, _("{word} is not known.", word=quoted(text)) + suggestion(text, tuple(words)))
            return None
        return words(text) if text else None

    def words(self, column: str, known: Sequence[Word]) -> tuple[Word, ...]:
        """The words of a cell that may be blank, separated by `;`."""
        cell = self.row.get(column, "")
        if not isinstance(cell, str):
            self.note(column, _("This must be text."))
            return ()
        by_text = {str(word): word for word in known}
        parts = [part.strip() for part in cell.split(";")] if cell.strip() else []
        for part in parts:
            if part not in by_text:
                self.note(column, _("{word} is not known.", word=quoted(part)) + suggestion(part, tuple(by_text)))
        return tuple(by_text[part] for part in parts if part in by_text)

    def condition(self, fields: Mapping[str, Field], definitions: Mapping[str, Node]) -> Node | None:
        text = self.text("condition")
        if not text:
            return None
        try:
            return parse(text, fields, definitions)
        except RuleError as error:
            self.note("condition", str(error))
            return None
