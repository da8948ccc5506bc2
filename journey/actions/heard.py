"""A patient who was lost is heard of again: whatever they do in the app, and a try that reached them, brings them back
(clinical.md 8.3)."""

from datetime import datetime

from journey.actions.locking import locked_journey
from journey.actions.moves import reopen_found
from journey.domain.stages import JourneyStatus
from journey.models import Journey, Patient

LOST = JourneyStatus.CLOSED_LOST_CONTACT


def heard_from(journey: Journey, at: datetime, note: str) -> Journey:
    """Called inside the action, before it locks anything but the journey, or at its end. `note` says for the history
    what the patient did. Two acts at once reopen once. Returns the journey as it is then."""
    if journey.status != LOST:
        return journey
    journey = locked_journey(journey)
    if journey.status == LOST:
        reopen_found(journey=journey, at=at, note=note)
    return journey


def heard_from_patient(patient: Patient, at: datetime, note: str) -> None:
    """Of something that belongs to no journey: each of theirs that was lost."""
    for journey in Journey.objects.filter(patient=patient, status=LOST).order_by("pk"):
        heard_from(journey, at, note)
