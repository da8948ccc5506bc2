"""What a new form of the record may begin with: the patient's own answers, and the session before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from journey.domain.record.entries import NEVER_SAVED, Entry, Values
from journey.domain.record.fields import MANY_CODES, ONE_CODE, Field, Kind, Section

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
        told_lines = [str(one)[: group.fields[0].longest] for one in intake.get(group.intake) or ()]
        if told_lines:
            lines[group.code] = [{group.fields[0].name: one} for one in told_lines]
            source[group.code] = INTAKE
        elif offered.of(group.code):
            lines[group.code], source[group.code] = offered.of(group.code), RECORD
    return Beginning(values, lines, source)


def _told(each: Field, answer: Any) -> Any:
    """An answer as a value of the field; blank when it says nothing that the field can hold."""
    if each.kind in MANY_CODES and isinstance(answer, list):
        return tuple(code for code in answer if code in each.codes)
    if each.kind in ONE_CODE and answer in each.codes:
        return answer
    if each.kind is Kind.NUMBER and isinstance(answer, int):
        return answer
    return each.blank
