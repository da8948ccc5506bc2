"""New ways to sign in that the clinic gave: which wait for a second look, and which came before a signature."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from journey.domain.consent import RENEWED_LATELY
from journey.models import Invitation

# One that ended unused let nobody in.
WAITS_FOR_REVIEW = Q(renews=True, reviewed_at__isnull=True, ended_at__isnull=True)


def used_renewals(patient_id: UUID) -> list[Invitation]:
    """Those by which somebody came in, newest first. One statement."""
    rows = Invitation.objects.filter(patient=patient_id, renews=True, used_at__isnull=False)
    return list(rows.select_related("sent_by").order_by("-used_at"))


def renewal_before(renewals: Iterable[Invitation], moment: datetime) -> Invitation | None:
    """The newest of these that makes it doubtful who acted at this moment: used not long before, or reviewed by nobody
    yet. `renewals` newest first."""
    for each in renewals:
        if each.used_at is not None and each.used_at <= moment:
            is_late = moment < each.used_at + RENEWED_LATELY
            return each if is_late or each.reviewed_at is None else None
    return None
