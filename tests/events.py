"""Adverse events for the tests: a judgement that is in order, and an event at a step of its way."""

from datetime import datetime
from typing import Any

from journey.actions.event_review import Judgement, assess_event, confirm_event
from journey.models import AdverseEvent, Journey
from tests.builders import NOW, report_of, send, staff

CAUSES = {"cells": "possible", "injection": "probable", "disease": "unlikely"}


def judgement(**changed: Any) -> Judgement:
    """A wound infection of grade 2 that began now, related, unexpected, not serious."""
    values = {
        "term": "Wound infection",
        "grading_system": "ctcae_5_0",
        "grade": 2,
        "family": "infection",
        "onset_at": NOW,
        "resolved_at": None,
        "criteria": (),
        "expected": False,
        "causality": CAUSES,
        "measures": ("antibiotic",),
        "outcome": "recovering",
        "narrative": "Pus at the needle mark.",
    }
    return Judgement(**{**values, **changed})


def drafted(journey: Journey, at: datetime = NOW, **answers: Any) -> AdverseEvent:
    """From a report of the patient."""
    send(report_of(journey, at=at), at=at, **(answers or {"signs_hand": ("discharge",), "discharge": "pus"}))
    return AdverseEvent.objects.filter(journey=journey).latest("aware_at")


def confirmed(journey: Journey, at: datetime = NOW) -> AdverseEvent:
    return confirm_event(event=drafted(journey, at), by=staff(), at=at)


def assessed(journey: Journey, at: datetime = NOW, **changed: Any) -> AdverseEvent:
    event = confirmed(journey, at)
    assess_event(event=event, judgement=judgement(**{"onset_at": at, **changed}), by=staff(), at=at)
    return AdverseEvent.objects.get(pk=event.pk)
