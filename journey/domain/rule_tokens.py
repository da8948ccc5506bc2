"""The words, numbers and signs that a rule's condition is made of, and the error that says where one is wrong."""

import re
from dataclasses import dataclass

from journey.domain.rule_fields import quoted
from journey.domain.words import say as _

WORDS = frozenset({"and", "or", "not", "in", "blank", "known"})
_LONGEST_RULE = 2000
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.]))"
    r"|(?P<word>[A-Za-z_]\w*(?:-\w+)*)"
    r"|(?P<sign>>=|<=|[=<>(){},\-])",
    re.ASCII,
)


class RuleError(ValueError):
    """A condition that cannot be read. `position` counts characters from 0."""

    def __init__(self, sentence: str, position: int) -> None:
        super().__init__(_("At character {number}: {sentence}", number=position + 1, sentence=sentence))
        self.sentence = sentence
        self.position = position


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    position: int


def tokens_of(text: str) -> list[Token]:
    """The words, numbers and signs of a condition, then one token of kind `end`. Raises `RuleError`."""
    if len(text) > _LONGEST_RULE:
        raise RuleError(_("The condition is longer than {most} characters.", most=_LONGEST_RULE), _LONGEST_RULE)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            unreadable = text[position:].split(" ")[0]
            raise RuleError(_("{value} cannot be read here.", value=quoted(unreadable)), position)
        if found.lastgroup and found.lastgroup != "space":
            tokens.append(Token(found.lastgroup, found.group(), position))
        position = found.end()
    return [*tokens, Token("end", "", len(text))]
