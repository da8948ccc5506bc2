"""From the path of a problem to the entry of a document that it lies in, and to the field of its form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from journey.domain.rule_rows import FIRST_ROW
from journey.pathway.fields import Ask, FieldSpec
from journey.pathway.parts import Document, Part, entries, parts
from journey.pathway.paths import entry_name
from journey.pathway.problems import Problem

_TABLE = re.compile(r"(?P<table>triage|readiness), row (?P<row>\d+)(?:, (?P<id>[^,]+))?(?:, (?P<column>\w+))?$")
_ONE = re.compile(
    r"triage, (?P<what>streak|default|definitions|serious|name|version)(?:, (?P<name>[^,]+))?(?:, (?P<column>\w+))?$"
)
_STEP = re.compile(r"[^.\[\]]+|\[[^\]]*\]")


@dataclass(frozen=True)
class Place:
    """`index` is None for a whole list; `rest` leads on inside the entry, in steps such as `choices`, `[1]`."""

    part: Part
    index: int | None
    rest: tuple[str, ...] = ()


def place_of(problem: Problem, document: Document) -> Place | None:
    """Where a problem lies; None for one that is nowhere in particular."""
    if found := _TABLE.match(problem.path):
        column = (found["column"],) if found["column"] else ()
        return Place(parts()[f"{found['table']}-rules"], int(found["row"]) - FIRST_ROW, column)
    if found := _ONE.match(problem.path):
        return _in_triage(found, document)
    steps = _STEP.findall(problem.path)
    part = _part(steps)
    if part is None:
        return None
    rest = steps[len(part.path) :]
    if not part.is_list:
        return Place(part, 0, tuple(rest))
    listed = entries(document, part)
    return Place(part, _index(rest[0], listed) if rest else None, tuple(rest[1:]))


def _in_triage(found: re.Match[str], document: Document) -> Place:
    what = found["what"]
    if what in {"name", "version"}:
        return Place(parts()["triage"], 0, (what,))
    part = parts()[f"triage-{what}"]
    if what == "definitions":
        return Place(part, _index(f"[{found['name']}]", entries(document, part)), ("condition",))
    return Place(part, 0, (found["column"],) if found["column"] else ())


def _part(steps: Sequence[str]) -> Part | None:
    """The part with the longest path that these steps begin with."""
    fitting = [each for each in parts().values() if each.path and list(each.path) == list(steps[: len(each.path)])]
    if fitting:
        return max(fitting, key=lambda each: len(each.path))
    return parts()["about"] if steps and steps[0] in parts()["about"].only else None


def _index(step: str, listed: Sequence[Any]) -> int | None:
    """The place of `[code]` or `[3]` in a list."""
    name = step.strip("[]")
    for index, entry in enumerate(listed):
        if entry_name(entry) == name:
            return index
    return int(name) if name.isdigit() and int(name) < len(listed) else None


def field_name(
    rest: Sequence[str],
    fields: Sequence[FieldSpec],
    entry: Mapping[str, Any],
    rows: Mapping[str, Sequence[int]],
    prefix: str = "",
) -> str:
    """The name of the form's field that `rest` leads to, or the nearest that is asked; "" when none is. `rows` are the
    rows of the form that the entries of a list came from."""
    field = next((each for each in fields if rest and each.name == rest[0]), None)
    if field is None:
        return ""
    name, value = f"{prefix}{field.name}", entry.get(field.name)
    if field.ask is Ask.GROUP:
        return field_name(rest[1:], field.fields, value, rows, f"{name}-") if isinstance(value, Mapping) else ""
    if field.ask is not Ask.GROUPS:
        return name
    index = _index(rest[1], value) if len(rest) > 1 and value else None
    if index is None or value is None:
        return ""
    row = f"{name}-{rows[name][index]}-"
    return field_name(rest[2:], field.fields, value[index], rows, row) or f"{row}{field.fields[0].name}"
