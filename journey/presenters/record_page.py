"""A record as staff read it: facts, what can be done with it, and tables of what belongs to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from journey.presenters.staff_words import Words


@dataclass(frozen=True)
class Fact:
    """`text` is words, or mark-up that was made safe."""

    label: Words
    text: Any
    side: str = ""


@dataclass(frozen=True)
class Button:
    """Without `url` it is disabled, and `why` says the reason beside it."""

    label: Words
    url: str = ""
    why: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Table:
    """`rows` hold cells of words or safe mark-up; the first cell heads its row. `empty` is said when there are none."""

    title: Words
    columns: Sequence[Words]
    rows: Sequence[Sequence[Any]]
    empty: Words

    @property
    def lines(self) -> Iterator[tuple[Any, list[tuple[Words, Any]]]]:
        """Each row as its head and the other cells with their columns."""
        for first, *cells in self.rows:
            yield first, list(zip(self.columns[1:], cells, strict=True))


@dataclass(frozen=True)
class RecordPage:
    """`shown` are the patients of its tables, where it is a list of several."""

    facts: Sequence[Fact]
    buttons: Sequence[Button] = ()
    tables: Sequence[Table] = ()
    note: str = ""
    shown: Sequence[UUID] = ()
