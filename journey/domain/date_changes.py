"""What a moved date changes: the lines of the plan before and after, compared, and a fingerprint of the difference."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from journey.domain.words import say as _

# A move can be taken back by another one within a day; after that it is a new decision.
UNDO_WITHIN = timedelta(days=1)
EXPIRY = "expiry"
# Where the journey stands, and of that what the patient's first page begins with.
STATE, HEADLINE = "state", "headline"
# Kinds of the journey's events: a date moved, and the patient has read what that changes.
MOVED, READ = "date_moved", "date_change_read"


@dataclass(frozen=True)
class PlanLine:
    """`value` is what is compared, in no language; `words` say it. `is_done`: it happened and stays. `anchor`: the date
    that it is counted from, where one alone says it."""

    group: str
    key: str
    title: str
    words: str
    value: str
    is_done: bool = False
    is_for_staff: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Change:
    """One line that moves. `before` or `after` is blank for what begins or ends to be."""

    group: str
    key: str
    title: str
    before: str
    after: str
    values: tuple[str, str]
    is_for_staff: bool = False


@dataclass(frozen=True)
class Stays:
    """Something that does not move, and why."""

    title: str
    why: str


@dataclass(frozen=True)
class DateMove:
    """All that a move of a date does. `fingerprint` stands for exactly this."""

    changes: tuple[Change, ...]
    stays: tuple[Stays, ...]

    @property
    def fingerprint(self) -> str:
        parts = [(each.key, *each.values) for each in self.changes] + [(each.title, each.why) for each in self.stays]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def for_patient(self) -> list[Mapping[str, Any]]:
        """What the patient reads, as it is kept with the event."""
        return [
            {"key": each.key, "title": each.title, "before": each.before, "after": each.after}
            for each in self.changes
            if not each.is_for_staff
        ]


def compare(before: Iterable[PlanLine], after: Iterable[PlanLine]) -> tuple[Change, ...]:
    """In the order of the plan after; what is gone stands last."""
    old, new = {each.key: each for each in before}, {each.key: each for each in after}
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        values = (was.value if was else "", now.value if now else "")
        line = now or was
        if values[0] != values[1] and line is not None:
            words = (was.words if was else "", now.words if now else "")
            found.append(Change(line.group, key, line.title, *words, values, line.is_for_staff))
    return tuple(found)


def staying(after: Iterable[PlanLine], changes: Iterable[Change], anchor: str) -> list[Stays]:
    """What is done already of all that is counted from `anchor`. How long a consent is good does not move with the day;
    whether that is long enough is said in any case."""
    lines, moved = tuple(after), {each.key for each in changes}
    done = [Stays(each.title, _("It is done already.")) for each in lines if each.is_done and each.anchor == anchor]
    return done + [Stays(each.title, each.words) for each in lines if each.group == EXPIRY and each.key not in moved]


def joined(moves: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Several moves as one: of each line what it was first and what it is last; what came back to where it was is left
    out. For a patient who was moved twice before they looked."""
    lines: dict[str, dict[str, Any]] = {}
    for move in moves:
        for line in move["told"]:
            known = lines.get(line["key"])
            lines[line["key"]] = {**line, "before": known["before"] if known else line["before"]}
    return [line for line in lines.values() if line["before"] != line["after"]]
