"""Times that people planned for themselves or others, and take back: leave, duty."""

from datetime import datetime

from journey.models import Leave, OnCallDuty


def take_back(row: Leave | OnCallDuty | None, at: datetime) -> None:
    """Of one that has begun, what was of it stays; one that is over or gone stays as it is. Called with the row under a
    lock, None when it is gone."""
    if row is None or row.ends_at <= at:
        return
    if row.starts_at >= at:
        row.delete()
        return
    row.ends_at = at
    row.save(update_fields=["ends_at"])
