"""A moved date in words: the preview for staff, and the one notice for the patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.date_changes import HEADLINE, READ, Change, DateMove, Stays, joined
from journey.domain.windows import Anchor
from journey.presenters.scene import Scene

GROUPS: Mapping[str, Promise] = {
    "state": gettext_lazy("The journey"),
    "days": gettext_lazy("Medicines, food and drink, the day"),
    "check_ins": gettext_lazy("Check-ins"),
    "visits": gettext_lazy("Visits"),
    "windows": gettext_lazy("Days for follow-up visits"),
    "instructions": gettext_lazy("What the patient is asked to do"),
    "expiry": gettext_lazy("Consent and start questions"),
}

TREATMENT = Anchor.PROCEDURE.value
# What happened, as patients know it.
CORRECTED: Mapping[str, Promise] = {
    Anchor.HARVEST.value: gettext_lazy("When we took your cells"),
    Anchor.INJECTION.value: gettext_lazy("When you had your injection"),
    Anchor.DISCHARGE.value: gettext_lazy("When you went home"),
}


@dataclass(frozen=True)
class Group:
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Preview:
    """`to` is blank without a new day, `says` where the first page begins as before. `tells`: the patient gets a
    notice. `fingerprint` goes back with the button: it stands for exactly this."""

    to: str
    says: str
    tells: bool
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
class ChangedDate:
    """`what` is blank for the treatment day, which the title names."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeNotice:
    """What the patient reads once. `url` says that they have read it; blank for who may only look."""

    title: str
    dates: tuple[ChangedDate, ...]
    lines: tuple[Told, ...]
    url: str


def preview_page(move: DateMove, to: str, *, tells: bool = True) -> Preview:
    order = list(GROUPS)
    rows = sorted(move.changes, key=lambda each: order.index(each.group))
    groups = [Group(str(GROUPS[key]), tuple(found)) for key, found in groupby(rows, key=lambda each: each.group)]
    reads = tuple(each for each in rows if not each.is_for_staff)
    says = next((each.after for each in rows if each.key == HEADLINE), "")
    return Preview(to, says, tells, len(rows), tuple(groups), move.stays, reads, move.fingerprint)


def change_notice(scene: Scene, *, may_answer: bool) -> ChangeNotice | None:
    """Every move since the patient last said that they had read, as one; what came back to where it was is left out,
    and so is a moved treatment day that is over. A time that was recorded wrongly is news whenever it is put right."""
    if scene.closed:
        return None
    day = scene.cycle.procedure_at
    moves = [row["data"] for row in unread(scene.cycle.__dict__.get("date_moves") or ())]
    newest = next((each["to"] for each in reversed(moves) if each["anchor"] == TREATMENT), None)
    is_to_come = day >= scene.at if day is not None else newest is None
    told = (TREATMENT, *CORRECTED) if is_to_come else tuple(CORRECTED)
    dates = {anchor: date for anchor in told if (date := _changed([m for m in moves if m["anchor"] == anchor], scene))}
    if not dates:
        return None
    lines = joined(each for each in moves if each["anchor"] in dates)
    gone = _("No day set yet") if day is None else _("No longer needed")
    return ChangeNotice(
        title=_("Your treatment day has moved") if TREATMENT in dates else _("We put a time right"),
        dates=tuple(ChangedDate(str(CORRECTED.get(anchor, "")), *date) for anchor, date in dates.items()),
        lines=tuple(Told(each["title"], each["before"], each["after"] or gone) for each in lines),
        url=reverse("patient:change_read", args=[scene.journey.pk]) if may_answer else "",
    )


def _changed(moves: Sequence[Mapping[str, Any]], scene: Scene) -> tuple[str, str] | None:
    """From what it was first to what it is last; postponed without a new day there is none."""
    if not moves:
        return None
    first, last = (text and datetime.fromisoformat(text) for text in (moves[0]["from"], moves[-1]["to"]))
    return None if first == last else (_said(first, scene), _said(last, scene))


def _said(moment: datetime | None, scene: Scene) -> str:
    return scene.clinic_moment(moment) if moment else _("no day set yet")


def unread(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The moves after the last reading, the oldest first."""
    found: list[Mapping[str, Any]] = []
    for row in sorted(rows, key=lambda each: (str(each["at"]), each["kind"] == READ)):
        found = [] if row["kind"] == READ else [*found, row]
    return found
