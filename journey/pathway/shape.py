"""Say in a sentence where a document does not have the shape of a pathway."""

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.pathway.paths import named_path
from journey.pathway.problems import Problem
from journey.pathway.schema import Pathway

MISSING = gettext_noop("“{name}” is missing.")
UNKNOWN = gettext_noop("“{name}” is not a name that belongs here.")
_SENTENCES = (
    (re.compile(r"Object missing required field `(?P<name>.+?)`"), MISSING),
    (re.compile(r"Object contains unknown field `(?P<name>.+?)`"), UNKNOWN),
    (
        re.compile(r"Invalid enum value '?(?P<value>.*?)'?$"),
        gettext_noop("“{value}” is not one of the values allowed here."),
    ),
    (re.compile(r"Expected `str` of length >= 1"), gettext_noop("This text is empty.")),
    (
        re.compile(r"Expected `str` of length <= (?P<most>\d+)"),
        gettext_noop("This text is longer than {most} characters."),
    ),
    (
        re.compile(r"Expected `str` matching regex (?P<pattern>.+)"),
        gettext_noop("This is not written as it must be (pattern {pattern})."),
    ),
    (
        re.compile(r"Expected `array` of length >= (?P<least>\d+)"),
        gettext_noop("This list needs at least {least} entries."),
    ),
    (
        re.compile(r"Expected `(?:int|float)` >= (?P<least>-?\d+)"),
        gettext_noop("This number must be at least {least}."),
    ),
    (re.compile(r"Expected `(?:int|float)` <= (?P<most>-?\d+)"), gettext_noop("This number must be at most {most}.")),
    (
        re.compile(r"Expected `(?P<wanted>.+)`, got `(?P<found>.+)`"),
        gettext_noop("This must be {wanted} but is {found}."),
    ),
)
_WORDS = {
    "str": gettext_noop("a text"),
    "int": gettext_noop("a whole number"),
    "float": gettext_noop("a number"),
    "bool": gettext_noop("true or false"),
    "array": gettext_noop("a list"),
    "object": gettext_noop("a group of names and values"),
    "null": gettext_noop("empty"),
    "bytes": gettext_noop("raw data"),
}


def shape_problems(document: Mapping[str, object]) -> tuple[Problem, ...]:
    """One problem for each list entry or section that does not fit, so that one mistake does not hide the next."""
    hints = get_type_hints(Pathway, include_extras=True)
    problems = [Problem(name, _(UNKNOWN, name=name)) for name in document if name not in hints]
    for name, kind in hints.items():
        if name not in document:
            problems.append(Problem(name, _(MISSING, name=name)))
            continue
        section = document[name]
        if get_origin(kind) is tuple and isinstance(section, Sequence) and not isinstance(section, str):
            entry_kind = get_args(kind)[0]
            for index, entry in enumerate(section):
                problems += _fit(entry, entry_kind, f"{name}[{index}]", document)
        else:
            problems += _fit(section, kind, name, document)
    return tuple(problems)


def _fit(value: object, kind: Any, prefix: str, document: Mapping[str, object]) -> list[Problem]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message, _at, path = str(error).partition(" - at `$")
        return [Problem(named_path(prefix + path.rstrip("`"), document), _sentence(message))]
    return []


def _sentence(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        if match := pattern.search(message):
            return _(sentence, **{name: _readable(group) for name, group in match.groupdict().items()})
    return message + "."


def _readable(group: str) -> str:
    kinds = [part.strip() for part in group.split("|")]
    words = [_(_WORDS[kind]) if kind in _WORDS else kind for kind in kinds]
    return reduce(lambda before, after: _("{before} or {after}", before=before, after=after), words)
