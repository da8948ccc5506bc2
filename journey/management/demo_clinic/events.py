"""Adverse events of the made-up clinic: one serious with a report due, one closed; drafts come by themselves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from journey.actions.adverse_events import Told, start_event
from journey.actions.event_reports import close_event, share_words
from journey.actions.event_review import Judgement, add_opinion, assess_event, confirm_event
from journey.models import AdverseEvent, Cycle

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INFECTED = {
    "term": "Skin infection",
    "grading_system": "ctcae_5_0",
    "grade": 3,
    "family": "infection",
    "resolved_at": None,
    "criteria": ("hospital",),
    "expected": False,
    "causality": {"cells": "unlikely", "injection": "possible", "disease": "unlikely"},
    "measures": ("antibiotic", "hospital"),
    "outcome": "recovering",
    "narrative": "Red and hot around the needle mark. Two nights in hospital with an antibiotic by drip.",
}
SWOLLEN = {
    "term": "Localized edema",
    "grading_system": "ctcae_5_0",
    "grade": 2,
    "family": "swelling",
    "criteria": (),
    "expected": True,
    "causality": {"cells": "possible", "injection": "probable", "disease": "unlikely"},
    "measures": ("watch",),
    "outcome": "recovered",
    "narrative": "The hand was thick for a week and could not hold a cup. It went down by itself.",
}
WORDS = (
    "Your hand was swollen for some days after the injection. This can happen. It went down by itself.\n"
    "Call us if it comes back."
)


def add_events(staff: Mapping[str, User], now: datetime) -> None:
    """Called once everybody's story is told."""
    _serious(_cycle("amir"), staff, now)
    _closed(_cycle("ines"), staff)


def _cycle(username: str) -> Cycle:
    rows = Cycle.objects.filter(journey__patient__user__username=username).select_related("journey__lead_clinician")
    return rows.latest("number")


def _serious(cycle: Cycle, staff: Mapping[str, User], now: datetime) -> None:
    """Yesterday evening the hospital rang; two clinicians assessed it, and the reports are due."""
    knew, began = now - 15 * HOUR, now - 3 * DAY
    told = _told(INFECTED, "other_provider", knew, began, may_be_serious=True)
    event = start_event(cycle=cycle, told=told, by=staff["kim"], at=knew)
    event = confirm_event(event=event, by=staff["osei"], at=knew + HOUR)
    judgement = Judgement(onset_at=began, **INFECTED)  # type: ignore[arg-type]
    assess_event(event=event, judgement=judgement, by=staff["osei"], at=knew + 2 * HOUR)
    add_opinion(event=event, judgement=judgement, by=staff["lind"], at=knew + 3 * HOUR)


def _closed(cycle: Cycle, staff: Mapping[str, User]) -> None:
    assert cycle.injection_at is not None, "they were treated"
    began, lead = cycle.injection_at + 2 * DAY, cycle.journey.lead_clinician or staff["osei"]
    told = _told(SWOLLEN, "patient_call", began + 3 * HOUR, began)
    event = start_event(cycle=cycle, told=told, by=staff["kim"], at=began + 3 * HOUR)
    event = confirm_event(event=event, by=lead, at=began + DAY)
    judgement = Judgement(onset_at=began, resolved_at=began + 6 * DAY, **SWOLLEN)  # type: ignore[arg-type]
    assess_event(event=event, judgement=judgement, by=lead, at=began + 7 * DAY)
    share_words(event=event, text=WORDS, by=lead, at=began + 7 * DAY)
    event = AdverseEvent.objects.get(pk=event.pk)
    close_event(event=event, note="Back to normal at the visit.", by=lead, at=began + 14 * DAY)


def _told(
    what: Mapping[str, Any], source: str, knew: datetime, began: datetime, *, may_be_serious: bool = False
) -> Told:
    return Told(
        source=source,
        aware_at=knew,
        family=what["family"],
        term=what["term"],
        grade=what["grade"],
        narrative=what["narrative"],
        onset_at=began,
        may_be_serious=may_be_serious,
    )
