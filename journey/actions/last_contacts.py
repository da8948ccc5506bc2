"""Every night: when each record was last in use, so that the list of those past their time is read from an index."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from journey.access.retention import over_before, to_count
from journey.models import Clinic, LastContact

BATCH = 500


def note_last_contacts(*, at: datetime) -> int:
    """Count anew for each record that was never counted or that was past its time when it was: every other one is in
    use still. Run by the job worker; safe to repeat and to stop half-way. How many were counted."""
    clinic = Clinic.objects.first()
    limit = over_before(clinic, at) if clinic else None
    if limit is None:
        return 0
    LastContact.objects.filter(patient__removals__done_at__isnull=False).delete()
    counted = 0
    for batch in _batches(limit):
        rows = [LastContact(patient_id=pk, at=last) for pk, last in batch if last is not None]
        LastContact.objects.bulk_create(rows, update_conflicts=True, unique_fields=["patient"], update_fields=["at"])
        counted += len(rows)
    return counted


def _batches(limit: datetime) -> Iterator[list[tuple[UUID, datetime | None]]]:
    waiting = to_count(limit).order_by("pk").values_list("pk", "last_contact")
    batch = list(waiting[:BATCH])
    while batch:
        yield batch
        batch = list(waiting.filter(pk__gt=batch[-1][0])[:BATCH])
