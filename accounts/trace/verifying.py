"""Reading the chain again: the first row that is not as it was sealed, and what else is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import Unsealed
from accounts.trace.chain import FIRST, TEXT, digest_of

BATCH = 5_000
LINKS = f"""
    select s.place, s.row, s.digest, t.id, {TEXT} from accounts_seal s left join accounts_trace t on t.number = s.row
    where s.place > %s order by s.place limit {BATCH}
"""  # noqa: S608
# Neither sealed nor waiting: put in past the trigger, or its place in the queue was taken away.
STRAY = """
    select t.number, t.id from accounts_trace t
    where not exists (select from accounts_seal s where s.row = t.number)
    and not exists (select from accounts_unsealed u where u.row = t.number)
    order by t.number limit 1
"""
LOST = """
    select u.row from accounts_unsealed u
    where not exists (select from accounts_trace t where t.number = u.row) order by u.row limit 1
"""


@dataclass(frozen=True)
class Anchor:
    """How far the chain went at some time, kept where the database cannot reach it."""

    place: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.place} {self.digest.hex()}"

    @classmethod
    def read(cls, text: str) -> "Anchor":
        """The last two words of a line, so that a line of a log will do. Raises ValueError."""
        place, digest = text.split()[-2:]
        return cls(int(place), bytes.fromhex(digest))


@dataclass(frozen=True)
class Report:
    """`wrong` is a sentence about the first thing that is wrong, empty when nothing is."""

    head: Anchor
    waiting: int
    wrong: str


def verify(anchors: Iterable[Anchor] = ()) -> Report:
    """Read the whole chain, some thousand rows at a time, and compare it with what was kept outside."""
    expected = {anchor.place: anchor for anchor in anchors}
    head, wrong = Anchor(0, FIRST), ""
    for link in _links():
        wrong = _broken(link, head) or _unlike(link, expected.pop(link.place, None))
        if wrong:
            break
        head = Anchor(link.place, link.digest)
    if not wrong and expected:
        wrong = _cut(head, max(expected))
    return Report(head, Unsealed.objects.count(), wrong or _outside())


@dataclass(frozen=True)
class _Link:
    place: int
    row: int
    digest: bytes
    id: Any
    text: str | None

    def __str__(self) -> str:
        return f"row {self.row} ({self.id})"


def _links() -> Iterator[_Link]:
    place = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(LINKS, [place])
            rows = cursor.fetchall()
            if not rows:
                return
            for place, row, digest, key, text in rows:
                yield _Link(place, row, bytes(digest), key, text if key else None)


def _broken(link: _Link, head: Anchor) -> str:
    if link.place != head.place + 1:
        return f"Seal {head.place + 1} is missing: the chain goes on with seal {link.place} of row {link.row}."
    if link.text is None:
        return f"Row {link.row} is missing: seal {link.place} stands for it."
    if digest_of(link.text, head.digest) != link.digest:
        return f"{str(link).capitalize()} is not what was sealed as seal {link.place}."
    return ""


def _unlike(link: _Link, anchor: Anchor | None) -> str:
    if anchor is None or anchor.digest == link.digest:
        return ""
    return f"Seal {link.place} of {link} is not the anchor that was kept: the chain was written anew at or before it."


def _cut(head: Anchor, place: int) -> str:
    return f"The chain ends at seal {head.place}, and an anchor was kept of seal {place}: its end was cut off."


def _outside() -> str:
    """Rows that the chain does not know of."""
    with connection.cursor() as cursor:
        cursor.execute(STRAY)
        if stray := cursor.fetchone():
            return "Row {} ({}) was put in past the trigger: it has no seal and waits for none.".format(*stray)
        cursor.execute(LOST)
        if lost := cursor.fetchone():
            return "Row {} is missing: it was taken away before it was sealed.".format(*lost)
    return ""
