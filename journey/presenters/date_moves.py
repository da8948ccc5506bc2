"""A moved date in words: the preview for staff, and the one notice for the patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from journey.domain.date_changes import READ, Change, DateMove, Stays, joined
from journey.presenters.scene import Scene

GROUPS: Mapping[str, Promise] = {
    "days": gettext_lazy("Medicines, food and drink, the day"),
    "check_ins": gettext_lazy("Check-ins"),
    "visits": gettext_lazy("Visits"),
    "windows": gettext_lazy("Days for follow-up visits"),
    "instructions": gettext_lazy("What the patient is asked to do"),
    "expiry": gettext_lazy("Consent and start questions"),
}


@dataclass(frozen=True)
class Group:
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Preview:
    """`fingerprint` goes back with the button: it stands for exactly this."""

    to: str
    count: int
    groups: tuple[Group, ...]
    stays: tuple[Stays, ...]
    reads: tuple[Change, ...]
    fingerprint: str


@dataclass(frozen=True)
class Told:
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeNotice:
    """What the patient reads once. `url` says that they have read it; blank for who may only look."""

    before: str
    after: str
    lines: tuple[Told, ...]
    url: str


def preview_page(move: DateMove, to: str) -> Preview:
    order = list(GROUPS)
    rows = sorted(move.changes, key=lambda each: order.index(each.group))
    groups = [Group(str(GROUPS[key]), tuple(found)) for key, found in groupby(rows, key=lambda each: each.group)]
    reads = tuple(each for each in rows if not each.is_for_staff)
    return Preview(to, len(rows), tuple(groups), move.stays, reads, move.fingerprint)


def change_notice(scene: Scene, *, may_answer: bool) -> ChangeNotice | None:
    """Every move since the patient last said that they had read, as one; None when the date came back to where it was,
    and when the day is over."""
    moves = unread(scene.cycle.__dict__.get("date_moves") or ())
    moves = [each for each in moves if each["data"]["anchor"] == "procedure"]
    if not moves or scene.closed or scene.cycle.procedure_at is None or scene.cycle.procedure_at < scene.at:
        return None
    first, last = (datetime.fromisoformat(text) for text in (moves[0]["data"]["from"], moves[-1]["data"]["to"]))
    if first == last:
        return None
    lines = tuple(
        Told(each["title"], each["before"], each["after"]) for each in joined([each["data"] for each in moves])
    )
    url = reverse("patient:change_read", args=[scene.journey.pk]) if may_answer else ""
    return ChangeNotice(scene.clinic_moment(first), scene.clinic_moment(last), lines, url)


def unread(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The moves after the last reading, the oldest first."""
    found: list[Mapping[str, Any]] = []
    for row in sorted(rows, key=lambda each: (str(each["at"]), each["kind"] == READ)):
        found = [] if row["kind"] == READ else [*found, row]
    return found
