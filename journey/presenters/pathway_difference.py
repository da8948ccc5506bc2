"""What differs between two versions, as a page: by part and entry, old words beside new words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.words import say
from journey.pathway.difference import KINDS, Change, Row


@dataclass(frozen=True)
class Entry:
    name: str
    kind: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class PartDifference:
    title: str
    entries: Sequence[Entry]


def by_part(changes: Sequence[Change]) -> list[PartDifference]:
    found = []
    for part, group in groupby(changes, key=lambda each: each.part):
        rows = [Entry(each.name or say(part.title), say(KINDS[each.kind]), each.rows) for each in group]
        found.append(PartDifference(say(part.title), rows))
    return found


def counted(changes: Sequence[Change]) -> str:
    if not changes:
        return _("The two versions say the same.")
    words = ngettext("{n} entry differs.", "{n} entries differ.", len(changes))
    return words.format(n=len(changes))
