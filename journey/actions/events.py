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
    event = line_of(
        journey, kind, by=by, at=at, cycle=cycle, stage=stage, reason=reason, data=data, journey_version=journey_version
    )
    event.save(force_insert=True)
    return event


def line_of(
    journey: Journey, kind: str, *, by: User | None, at: datetime, data: Mapping[str, Any] | None = None, **more: Any
) -> JourneyEvent:
    """As `record`, not yet written: the action writes it together with the rows that it tells of."""
    return JourneyEvent(journey=journey, kind=kind, by=by, at=at, data=dict(data or {}), **more)
