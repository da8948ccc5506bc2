"""Appending to a journey's history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from journey.models import Cycle, Journey, JourneyEvent, Stage


def record(
    journey: Journey,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    cycle: Cycle | None = None,
    stage: Stage | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    journey_version: int | None = None,
) -> JourneyEvent:
    """Append one row; called inside the transaction of the change it tells of. `by` is None for the clock alone."""
    return JourneyEvent.objects.create(
        journey=journey,
        kind=kind,
        by=by,
        at=at,
        cycle=cycle,
        stage=stage,
        reason=reason,
        data=dict(data or {}),
        journey_version=journey_version,
    )
