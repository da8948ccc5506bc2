"""What is recorded: typed values by field, lines by group, how two entries differ, and how they stand in JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from journey.domain.record.fields import MANY_CODES, Field, Kind, Section, with_other

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """The content of one section, and the `id` of its row. A line of a group holds its `id` beside its values. Version
    0 was never saved; `seen` are the keys of warnings that somebody confirmed."""

    values: Values = field(default_factory=dict)
    lines: Mapping[str, Sequence[Values]] = field(default_factory=dict)
    version: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""
    seen: frozenset[str] = frozenset()
    id: str = ""

    def of(self, group: str) -> Sequence[Values]:
        return self.lines.get(group, ())

    def get(self, name: str) -> Any:
        return self.values.get(name)


NEVER_SAVED = Entry()


@dataclass(frozen=True)
class Record:
    """Everything recorded in one session: the entries of each section by their number. `earlier` are the newest of the
    sessions before, of the sections that last (`Section.lasts`)."""

    entries: Mapping[str, Mapping[int, Entry]] = field(default_factory=dict)
    earlier: Mapping[str, Entry] = field(default_factory=dict)

    def of(self, section: str, number: int = 1) -> Entry:
        """What is known: of this session, else of the newest one before it that wrote it down."""
        own = self.own(section, number)
        return own if own.version else self.earlier.get(section, NEVER_SAVED)

    def own(self, section: str, number: int = 1) -> Entry:
        """What this session wrote, which is what a form shows and a save changes."""
        return self.entries.get(section, {}).get(number, NEVER_SAVED)


def complete(section: Section, values: Values, lines: Mapping[str, Sequence[Values]]) -> Entry:
    """With a blank for every field that was not given; a line keeps its id."""
    return Entry(
        _filled(section.fields, values),
        {
            group.code: tuple({"id": row.get("id"), **_filled(group.fields, row)} for row in lines.get(group.code, ()))
            for group in section.groups
        },
    )


def _filled(fields: Iterable[Field], values: Values) -> dict[str, Any]:
    return {each.name: _in_order(each, values.get(each.name, each.blank)) for each in with_other(fields)}


def _in_order(each: Field, value: Any) -> Any:
    """Any of a list in the order of the list, so that ticking in another order is no change."""
    if each.kind not in MANY_CODES:
        return value
    listed = tuple(code for code, _words in each.options if code in value)
    return (*listed, *(code for code in value if code not in each.codes))


def changes(section: Section, before: Entry, after: Entry) -> dict[str, tuple[Any, Any]]:
    """What differs, by the name of the field or the code of the group. A line is what it says, whatever its id."""
    changed = {
        each.name: (before.values.get(each.name, each.blank), after.values.get(each.name, each.blank))
        for each in with_other(section.fields)
    }
    changed |= {group.code: (before.of(group.code), after.of(group.code)) for group in section.groups}
    return {name: (old, new) for name, (old, new) in changed.items() if _said(old) != _said(new)}


def _said(value: Any) -> Any:
    """Lines without their ids; any other value as it is."""
    if isinstance(value, tuple | list) and any(isinstance(each, Mapping) for each in value):
        return [{name: said for name, said in line.items() if name != "id"} for line in value]
    return value


def undone(section: Section, entry: Entry, changed: Mapping[str, Sequence[Any]]) -> Entry:
    """The entry before a change that JSON tells of: `{name: [old, new]}`."""
    values, lines = dict(entry.values), dict(entry.lines)
    for each in with_other(section.fields):
        if each.name in changed:
            values[each.name] = typed(each, changed[each.name][0])
    for group in section.groups:
        if group.code in changed:
            lines[group.code] = tuple(
                {"id": row["id"], **{each.name: typed(each, row[each.name]) for each in with_other(group.fields)}}
                for row in changed[group.code][0]
            )
    return replace(entry, values=values, lines=lines)


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if value is None or isinstance(value, bool | int):
        return value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def typed(each: Field, stored: Any) -> Any:
    """The value that JSON held."""
    if stored is None:
        return each.blank
    if each.kind is Kind.NUMBER:
        return Decimal(str(stored)) if each.limits and each.limits.places else int(stored)
    if each.kind is Kind.DATE:
        return date.fromisoformat(stored)
    if each.kind is Kind.MOMENT:
        return datetime.fromisoformat(stored)
    return tuple(stored) if each.kind in MANY_CODES else stored


def read(section: Section, stored: Mapping[str, Any]) -> Entry:
    """An entry from its row as JSON: columns by name, and the rows of each group under its code."""
    return Entry(
        {each.name: typed(each, stored[column(each)]) for each in with_other(section.fields)},
        {
            group.code: tuple(
                {"id": row["id"], **{each.name: typed(each, row[column(each)]) for each in with_other(group.fields)}}
                for row in stored["lines"][group.code]
            )
            for group in section.groups
        },
        stored["version"],
        datetime.fromisoformat(stored["saved_at"]),
        stored["saved_by"],
        frozenset(stored["seen"]),
        stored["id"],
    )


def column(each: Field) -> str:
    """The name of its column: a person is stored by the id."""
    return f"{each.name}_id" if each.kind is Kind.PERSON else each.name
