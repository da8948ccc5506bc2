"""What time alone does: check-ins open and are missed. Run by the job worker every minute; safe to repeat."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.row_by_row import in_batches, keys_of
from journey.actions.events import record
from journey.domain.windows import CheckInState
from journey.models import CheckIn
from journey.models.check_in import waits_for_resuming
from journey.models.clinic import is_set_up

BATCH = 500


def roll_check_ins(*, at: datetime) -> int:
    """Write down what opened and what was missed by `at`; a missed one is told once in the journey's history. Nothing
    opens for a patient who took back being asked by the app (clinical.md 9.3): what closes was not asked. What prepares
    a paused treatment waits, and so does everything while the clinic misses a required setting (clinical.md 3.1, 8.3).

    The clock waits for nobody: what a move or the patient holds right now is left for the next minute, so no move can
    wait for the clock while the clock waits for it.
    """
    running = CheckIn.objects.filter(is_set_up("journey__patient__site__clinic__")).exclude(waits_for_resuming())
    opened = running.filter(
        state=CheckInState.SCHEDULED, opens_at__lte=at, closes_at__gte=at, journey__patient__off_app_since=None
    )
    over = running.filter(state__in=[CheckInState.SCHEDULED, CheckInState.OPEN], closes_at__lt=at)
    in_batches("roll_check_ins.open", keys_of(opened), partial(_open, opened), at=at, together=BATCH)
    return in_batches("roll_check_ins.miss", keys_of(over), partial(_miss, over, at), at=at, together=BATCH)


@transaction.atomic
def _open(opened: QuerySet[CheckIn], keys: Sequence[UUID]) -> int:
    return CheckIn.objects.filter(pk__in=_free(opened, keys).values("pk")).update(state=CheckInState.OPEN)


@transaction.atomic
def _miss(over: QuerySet[CheckIn], at: datetime, keys: Sequence[UUID]) -> int:
    missed = list(_free(over, keys).select_related("journey__patient"))
    for check_in in missed:
        check_in.state = CheckInState.MISSED
        asked = check_in.journey.patient.off_app_since is None
        kind = "check_in_missed" if asked else "check_in_not_asked"
        record(check_in.journey, kind, by=None, at=check_in.closes_at or at, data={"check_in": str(check_in)})
    CheckIn.objects.bulk_update(missed, ["state"])
    return len(missed)


def _free(rows: QuerySet[CheckIn], keys: Sequence[UUID]) -> QuerySet[CheckIn]:
    """Those of them that nobody holds and of which it is true still, locked in the order of their ids."""
    return rows.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
