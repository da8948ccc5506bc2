"""Every night: when each record was last in use, so that the list of those past their time is read from an index."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.row_by_row import in_batches, keys_of
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
    ended = LastContact.objects.filter(patient__removals__done_at__isnull=False)
    in_batches("note_last_contacts.end", keys_of(ended), partial(_end, ended), at=at, together=BATCH)
    waiting = to_count(limit)
    count = partial(_count, waiting)
    return in_batches("note_last_contacts.count", keys_of(waiting), count, at=at, together=BATCH)


@transaction.atomic
def _end(ended: QuerySet[LastContact], patients: Sequence[UUID]) -> int:
    return ended.filter(patient__in=patients).delete()[0]


@transaction.atomic
def _count(waiting: QuerySet[Any], patients: Sequence[UUID]) -> int:
    found = waiting.filter(pk__in=patients).values_list("pk", "last_contact")
    rows = [LastContact(patient_id=pk, at=last) for pk, last in found if last is not None]
    LastContact.objects.bulk_create(rows, update_conflicts=True, unique_fields=["patient"], update_fields=["at"])
    return len(rows)
