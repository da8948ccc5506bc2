"""Every text in a pathway with its path and its reader, found through the types of the fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import msgspec

from journey.pathway.paths import entry_name


@dataclass(frozen=True)
class Leaf:
    """`reader` is `patient`, `label` or `staff` (see `nodes`); `section` is the first part of the path."""

    section: str
    path: str
    reader: str
    text: str


def leaves(root: msgspec.Struct) -> Iterator[Leaf]:
    """The texts under `root` in order, blank ones left out."""
    for path, reader, text in _walk(root, ""):
        yield Leaf(path.partition(".")[0].partition("[")[0], path, reader, text)


def _walk(node: msgspec.Struct, path: str) -> Iterator[tuple[str, str, str]]:
    for name, kind in _fields(type(node)):
        value = getattr(node, name)
        here = f"{path}.{name}" if path else name
        entries = value if isinstance(value, tuple) else (value,)
        for index, entry in enumerate(entries):
            place = f"{here}[{entry_name(entry) or index}]" if isinstance(value, tuple) else here
            if isinstance(entry, msgspec.Struct):
                yield from _walk(entry, place)
            elif isinstance(entry, str) and entry and (reader := _reader(kind)):
                yield place, reader, entry


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.type) for field in msgspec.structs.fields(kind))


@cache
def _reader(kind: Any) -> str:
    """The reader that the annotations of a field name, "" for a code or a number."""
    if get_origin(kind) is Annotated:
        for note in kind.__metadata__:
            if isinstance(note, msgspec.Meta) and note.extra:
                return str(note.extra["reader"])
    return next((found for part in get_args(kind) if (found := _reader(part))), "")
