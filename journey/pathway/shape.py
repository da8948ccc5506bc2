"""Say in a sentence where a document does not have the shape of a pathway."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from journey.pathway.paths import named_path
from journey.pathway.problems import Problem
from journey.pathway.schema import Pathway

_SENTENCES = (
    (re.compile(r"Object missing required field `(.+?)`"), "“{0}” is missing."),
    (re.compile(r"Object contains unknown field `(.+?)`"), "“{0}” is not a name that belongs here."),
    (re.compile(r"Invalid enum value '?(.*?)'?$"), "“{0}” is not one of the values allowed here."),
    (re.compile(r"Expected `str` of length >= 1"), "This text is empty."),
    (re.compile(r"Expected `str` of length <= (\d+)"), "This text is longer than {0} characters."),
    (re.compile(r"Expected `str` matching regex (.+)"), "This is not written as it must be (pattern {0})."),
    (re.compile(r"Expected `array` of length >= (\d+)"), "This list needs at least {0} entries."),
    (re.compile(r"Expected `(?:int|float)` >= (-?\d+)"), "This number must be at least {0}."),
    (re.compile(r"Expected `(?:int|float)` <= (-?\d+)"), "This number must be at most {0}."),
    (re.compile(r"Expected `(.+)`, got `(.+)`"), "This must be {0} but is {1}."),
)
_WORDS = {
    "str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list",
    "object": "a group of names and values", "null": "empty", "bytes": "raw data",
}  # fmt: skip


def shape_problems(document: Mapping[str, object]) -> tuple[Problem, ...]:
    """One problem for each list entry or section that does not fit, so that one mistake does not hide the next."""
    hints = get_type_hints(Pathway, include_extras=True)
    problems = [Problem(name, f"“{name}” is not a name that belongs here.") for name in document if name not in hints]
    for name, kind in hints.items():
        if name not in document:
            problems.append(Problem(name, f"“{name}” is missing."))
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
        message, _, path = str(error).partition(" - at `$")
        return [Problem(named_path(prefix + path.rstrip("`"), document), _sentence(message))]
    return []


def _sentence(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        if match := pattern.search(message):
            words = [_readable(group) for group in match.groups()]
            return sentence.format(*words)
    return message + "."


def _readable(group: str) -> str:
    kinds = [part.strip() for part in group.split("|")]
    return " or ".join(_WORDS.get(kind, kind) for kind in kinds)
