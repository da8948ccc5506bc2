"""Whose safety the clinic still looks after, whatever became of the treatment (clinical.md 3.1, 8.3).

A journey that was completed keeps its checks for years, and so do those who withdrew and wished to keep them, and those
whose next session was refused: after a needle its harm can still come. What was never to be is cancelled by itself.
"""

from journey.domain.stages import JourneyStatus

ENDED = frozenset({JourneyStatus.CLOSED_TRANSFERRED, JourneyStatus.CLOSED_DECEASED})
"""Another team looks after the patient, or nobody needs to."""

AS_WISHED = JourneyStatus.CLOSED_WITHDRAWN
"""The patient chose whether the safety checks go on."""

LOOKED_AFTER = frozenset(JourneyStatus) - ENDED - {AS_WISHED}
CHASED = LOOKED_AFTER - {JourneyStatus.CLOSED_LOST_CONTACT}


def is_looked_after(status: JourneyStatus, *, keeps_safety_checks: bool) -> bool:
    """Check-ins and reports are asked for, reminded of and read."""
    return status in LOOKED_AFTER or (status is AS_WISHED and keeps_safety_checks)


def is_chased(status: JourneyStatus, *, keeps_safety_checks: bool) -> bool:
    """Silence is a task for staff: lists, the contact ladder and its letters. Of whoever is lost the ladder has been
    climbed: they come back when they are heard of."""
    return status in CHASED or (status is AS_WISHED and keeps_safety_checks)
