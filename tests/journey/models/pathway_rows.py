"""Versions of the pathway, and steps of them, that their tables refuse."""

from collections.abc import Callable
from typing import Any

from journey.models import Journey, PathwayEvent, PathwayVersion
from tests.builders import NOW, staff

WRITTEN = {"state": "published", "drafted_at": NOW, "published_at": NOW}


def version(**changed: Any) -> PathwayVersion:
    known = {"number": 99, "name": "Other", "document": {}, "checksum": "0" * 64, "state": "draft"}
    return PathwayVersion.objects.create(**{**known, **changed})


def _published(**changed: Any) -> PathwayVersion:
    people = {"drafted_by": staff("clinician", "Dr Abel"), "published_by": staff("manager")}
    return version(**{**WRITTEN, **people, **changed})


def step(**changed: Any) -> PathwayEvent:
    known = {"pathway": PathwayVersion.objects.first(), "step": "changed", "at": NOW, "by": staff()}
    return PathwayEvent.objects.create(**{**known, **changed})


BREAKS: dict[str, Callable[[Journey], object]] = {
    "pathway_state_known": lambda journey: version(state="odd"),
    "pathway_drafted_paired": lambda journey: version(drafted_at=NOW),
    "pathway_published_in_its_state": lambda journey: version(state="published"),
    "pathway_draft_is_not_approved": lambda journey: version(rules_approved_at=NOW, rules_approved_by=staff()),
    "pathway_draft_published_approved": lambda journey: _published(),
    "pathway_approved_by_another": lambda journey: _published(
        drafted_by=staff(), rules_approved_at=NOW, rules_approved_by=staff()
    ),
    "pathway_step_known": lambda journey: step(step="odd"),
    "pathway_sent_back_with_a_reason": lambda journey: step(step="sent_back"),
    "pathway_discarded_with_a_reason": lambda journey: step(step="discarded"),
}
APPEND_ONLY = [PathwayEvent]
