"""A visit that was moved is one thing in a calendar: the rows from the first time to the one that holds now."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def series(moved_to: Mapping[Key, Key | None]) -> list[tuple[Key, ...]]:
    """Each line of visits, from the first to the last; `moved_to` says which stands for which. The first never changes,
    so it names the line; a visit that moved to one that is not told of ends its line."""
    followers = {after for after in moved_to.values() if after is not None}
    return [_line(first, moved_to) for first in moved_to if first not in followers]


def _line(first: Key, moved_to: Mapping[Key, Key | None]) -> tuple[Key, ...]:
    found = [first]
    while (after := moved_to[found[-1]]) is not None and after in moved_to:
        found.append(after)
    return tuple(found)
