"""What differs between two pathways, by part and entry, old words beside new words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.pathway.fields import Ask, FieldSpec, fields_of
from journey.pathway.labels import choice_of, label_of
from journey.pathway.parts import Document, Part, entries, name_of, parts
from journey.pathway.paths import entry_name

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
KINDS: Mapping[str, str] = {
    ADDED: gettext_noop("New"),
    REMOVED: gettext_noop("Taken out"),
    CHANGED: gettext_noop("Changed"),
    MOVED: gettext_noop("Another order"),
}
FOR_PATIENTS = frozenset({"patient", "label"})


@dataclass(frozen=True)
class Row:
    """`reader` is who reads it (see `nodes`), "" for what is no text."""

    label: str
    old: str
    new: str
    reader: str


@dataclass(frozen=True)
class Change:
    """`name` is the entry's, "" of a part that is one entry."""

    part: Part
    name: str
    kind: str
    rows: tuple[Row, ...]

    def for_patients(self) -> "tuple[Row, ...]":
        """Only the words that patients read."""
        return tuple(row for row in self.rows if row.reader in FOR_PATIENTS)


def difference(old: Document, new: Document) -> tuple[Change, ...]:
    """In the order of the parts; nothing for two that say the same."""
    return tuple(change for part in parts().values() for change in _of_part(part, old, new))


def _of_part(part: Part, old: Document, new: Document) -> Iterator[Change]:
    before, after = _keyed(part, entries(old, part)), _keyed(part, entries(new, part))
    fields = fields_of(part.kind, part.only)
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        kind = ADDED if was is None else REMOVED if now is None else CHANGED
        rows = tuple(compared(fields, was, now))
        yield Change(part, (now or was or ("", {}))[0], kind, rows)
    common = [
        [name for key, (name, _entry) in each.items() if key in other]
        for each, other in ((before, after), (after, before))
    ]
    if common[0] != common[1]:
        yield Change(part, "", MOVED, (Row(_("Order"), ", ".join(common[0]), ", ".join(common[1]), ""),))


def _keyed(part: Part, found: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], tuple[str, Mapping[str, Any]]]:
    """Entries by their code, and by how often it stood before: a stage has a text for each way of getting cells."""
    keyed: dict[tuple[str, int], tuple[str, Mapping[str, Any]]] = {}
    for index, entry in enumerate(found):
        code = entry_name(entry)
        seen = sum(known == code for known, _number in keyed)
        keyed[code, seen] = (name_of(part, entry, index), entry)
    return keyed


def compared(
    fields: Sequence[FieldSpec],
    was: tuple[str, Mapping[str, Any]] | None,
    now: tuple[str, Mapping[str, Any]] | None,
) -> Iterator[Row]:
    """One row for each field that says something else."""
    before = dict(said(fields, was[1])) if was else {}
    after = dict(said(fields, now[1])) if now else {}
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        told = new or old
        words = (old[1] if old else "", new[1] if new else "")
        if words[0] != words[1] and told:
            yield Row(told[0], *words, told[2])


def said(fields: Sequence[FieldSpec], entry: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Every value of an entry as words: its place, and label, words and reader."""
    for field in fields:
        yield from _said(field, entry.get(field.name), field.name, label_of(field))


def _said(field: FieldSpec, value: Any, place: str, label: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    if value is None or value == "" or value == []:
        return
    if field.ask is Ask.GROUP:
        for inner in field.fields:
            yield from _said(inner, value.get(inner.name), f"{place}.{inner.name}", f"{label}: {label_of(inner)}")
    elif field.ask is Ask.GROUPS:
        for index, each in enumerate(value):
            name = entry_name(each) or str(index + 1)
            for inner in field.fields:
                words = _("{label} {name}: {inner}", label=label, name=name, inner=label_of(inner))
                yield from _said(inner, each.get(inner.name), f"{place}[{name}].{inner.name}", words)
    else:
        yield place, (label, words_of(field, value), field.reader)


def words_of(field: FieldSpec, value: Any) -> str:
    """One value as it is read."""
    match field.ask:
        case Ask.TICK:
            return _("Yes") if value else _("No")
        case Ask.ONE_OF:
            return choice_of(str(value))
        case Ask.SOME_OF:
            return ", ".join(choice_of(str(each)) for each in value)
        case Ask.LINES:
            return "\n".join(map(str, value))
        case Ask.WHOLES:
            return ", ".join(map(str, value))
    return str(value)
