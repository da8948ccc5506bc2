"""What a new form of the record may begin with: the patient's own answers, and the session before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from journey.domain.record.entries import NEVER_SAVED, Entry, Values
from journey.domain.record.fields import MANY_CODES, ONE_CODE, Field, Group, Kind, Section
from journey.domain.words import folded

INTAKE, LAST_SESSION, RECORD = "intake", "last session", "record"


@dataclass(frozen=True)
class Beginning:
    """Values of fields that nobody recorded yet, lines of groups, and where each came from."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, Sequence[Values]] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)


def beginning(
    section: Section,
    intake: Mapping[str, Any],
    last: Entry,
    reader: Mapping[str, str],
    offered: Entry = NEVER_SAVED,
) -> Beginning:
    """`intake` are the answers of C-PRE, `last` the same section of the session before, `reader` the id of who opens
    the form by each of their roles: most often it is they who saw the patient. `offered` is what follows from the rest
    of the record (`Section.suggests`). Nothing of it is recorded until a clinician saves it."""
    values: dict[str, Any] = {}
    lines: dict[str, Sequence[Values]] = {}
    source: dict[str, str] = {}
    for each in section.fields:
        told = _told(each, intake.get(each.intake)) if each.intake else each.blank
        if told != each.blank:
            values[each.name], source[each.name] = told, INTAKE
        elif each.carries and last.get(each.name) not in (None, each.blank):
            values[each.name], source[each.name] = last.get(each.name), LAST_SESSION
        elif offered.get(each.name) not in (None, each.blank):
            values[each.name], source[each.name] = offered.get(each.name), RECORD
        elif each.role in reader:
            values[each.name] = reader[each.role]
    for group in section.groups:
        carried = _carried(group, last)
        told_lines = _told_lines(group, intake, carried)
        if carried or told_lines:
            lines[group.code] = [*carried, *told_lines]
            source[group.code] = LAST_SESSION if carried else INTAKE
        elif offered.of(group.code):
            lines[group.code], source[group.code] = offered.of(group.code), RECORD
    return Beginning(values, lines, source)


def _carried(group: Group, last: Entry) -> list[Values]:
    """The lines of the last session as new ones."""
    known = last.of(group.code) if group.carries else ()
    return [{name: value for name, value in line.items() if name != "id"} for line in known]


def _told_lines(group: Group, intake: Mapping[str, Any], carried: Sequence[Values]) -> list[Values]:
    """The patient's own list as lines, without what is carried over."""
    first = group.fields[0]
    known = {folded(one[first.name]) for one in carried}
    told = [str(one)[: first.longest] for one in intake.get(group.intake) or ()]
    return [{first.name: one} for one in told if folded(one) not in known]


def _told(each: Field, answer: Any) -> Any:
    """An answer as a value of the field; blank when it says nothing that the field can hold."""
    if each.kind in MANY_CODES and isinstance(answer, list):
        return tuple(code for code in answer if code in each.codes)
    if each.kind in ONE_CODE and answer in each.codes:
        return answer
    if each.kind is Kind.NUMBER and isinstance(answer, int):
        return answer
    return each.blank
