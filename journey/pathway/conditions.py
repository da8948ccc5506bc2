"""Reading the condition of one entry as it is typed, with the names that it may use."""

from collections.abc import Callable, Mapping
from typing import Any

from journey.domain.readiness import READINESS_FIELDS
from journey.domain.rule_fields import Field, Kind
from journey.domain.rule_limits import why_never
from journey.domain.rule_tokens import RuleError
from journey.domain.rule_tree import Node
from journey.domain.rules import parse, parse_definition
from journey.domain.triage_fields import TRIAGE_FIELDS
from journey.domain.words import say as _
from journey.pathway.parts import Document, Part

READINESS, DEFINITIONS = "readiness-rules", "triage-definitions"


def fields_for(part: Part) -> Mapping[str, Field]:
    """What a condition of this part may ask about."""
    return READINESS_FIELDS if part.code == READINESS else TRIAGE_FIELDS


def reader_for(document: Document, part: Part, index: int | None) -> Callable[[str], None]:
    """A check of what is typed: raises `RuleError` with the place in the text. Names are those of the draft; a
    definition may use the ones above it."""
    listed: list[Mapping[str, Any]] = [] if part.code == READINESS else list(document["triage"]["definitions"])
    known = _read(listed[:index] if part.code == DEFINITIONS else listed)
    fields = fields_for(part)

    def read(text: str) -> None:
        sentence = why_never(parse(text, fields, known), fields)
        if sentence:
            raise RuleError(sentence, 0)

    return read


def _read(listed: list[Mapping[str, Any]]) -> dict[str, Node]:
    """The definitions that can be read; one that cannot is a problem of its own."""
    known: dict[str, Node] = {}
    for each in listed:
        try:
            known[each["name"]] = parse_definition(each["name"], each["condition"], TRIAGE_FIELDS, known)
        except RuleError:
            continue
    return known


def names_for(document: Document, part: Part) -> list[tuple[str, str]]:
    """The names that a rule may use, each with the answers or numbers it can be."""
    found = [(name, _values(field)) for name, field in fields_for(part).items()]
    if part.code != READINESS:
        found += [(each["name"], each["condition"]) for each in document["triage"]["definitions"]]
    return found


def _values(field: Field) -> str:
    if field.kind is Kind.CHOICE:
        return ", ".join(field.values)
    return _("a number, {limits}", limits=field.range_words) if field.high < float("inf") else _("a number")
