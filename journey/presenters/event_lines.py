"""Adverse events in one line each, where a journey or an alert leads to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.models import AdverseEvent, Alert
from journey.policies import Act, may
from journey.presenters.event_words import state_words
from journey.presenters.queue_words import left
from journey.presenters.staff_timeline import Clock
from journey.presenters.worklists import Now


@dataclass(frozen=True)
class EventLine:
    number: str
    term: str
    words: str
    is_over: bool
    url: str


def event_lines(rows: Sequence[Mapping[str, Any]], clock: Clock) -> tuple[EventLine, ...]:
    """Those of a journey, the newest first; the rows stand in the statement that reads the session."""
    return tuple(_line(row, clock.at) for row in rows)


def events_of(alert: Alert, now: Now) -> tuple[EventLine, ...]:
    """Those that this alert drafted, the newest first."""
    if not may(now.user, Act.READ_EVENTS):
        return ()
    names = ("pk", "number", "term", "grade", "state", "due_at", "serious", "sae_candidate")
    rows = AdverseEvent.objects.filter(alert=alert).values(*names)
    return tuple(_line(_as_read_of_a_journey(row), now.at) for row in rows)


def _as_read_of_a_journey(row: Mapping[str, Any]) -> Mapping[str, Any]:
    due = row["due_at"].isoformat() if row["due_at"] else None
    return {**row, "id": row["pk"], "due": due, "candidate": row["sae_candidate"]}


def _line(row: Mapping[str, Any], at: datetime) -> EventLine:
    serious = row["candidate"] if row["serious"] is None else row["serious"]
    due = datetime.fromisoformat(row["due"]) if row["due"] else None
    clock = " ".join(left(due, at)) if due else ""
    grave = (_("serious") if row["serious"] else _("may be serious")) if serious else ""
    return EventLine(
        number=row["number"],
        term=_("{term}, grade {grade}").format(term=row["term"], grade=row["grade"]),
        words=", ".join(part for part in (state_words(row["state"]), grave, clock) if part),
        is_over=due is not None and due < at,
        url=reverse("admin:journey_adverseevent_change", args=[row["id"]]),
    )
