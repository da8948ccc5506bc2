"""What is set aside, and the lock under which numbers of products are recorded and recalled."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, Q, Value, When

from accounts.models import User
from journey.actions.locking import locked
from journey.domain.product_facts import Disposition, QuarantineReason
from journey.models import JourneyEvent, Product

LOCK = 7_202_612  # of the numbers of products alone


def hold_lots() -> None:
    """Alone with all numbers: two people who confirm two infections at once, the second sees the first; a product that
    is being recorded is there before its recall, or sees it. Taken before anything else is locked, by all that set
    aside products of several journeys."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def share_lots() -> None:
    """Together with everybody else who records a product, never with a recall. Taken before anything else is locked."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [LOCK])


def set_aside(product: Product, reason: QuarantineReason, *, note: str = "", by: User, at: datetime) -> Product:
    """Quarantine inside another action's transaction; one that is in quarantine already stays as it is."""
    set_all_aside({product.pk: note}, reason, by=by, at=at)
    return locked(product)


def set_all_aside(notes: Mapping[UUID, str], reason: QuarantineReason, *, by: User, at: datetime) -> None:
    """Quarantine of the products with these ids, each with its note, in as many statements as for one."""
    rows = Product.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=notes, quarantined_at=None)
    new = list(rows.select_related("cycle").order_by("pk"))
    if not new:
        return
    # A stored one is stored no longer: both in one statement, as the table allows nothing between.
    is_stored = Q(disposition=Disposition.STORED)
    Product.objects.filter(pk__in=[each.pk for each in new]).update(
        quarantined_at=at,
        quarantined_by=by,
        quarantine_reason=reason,
        ended_at=Case(When(is_stored, then=None), default=F("ended_at")),
        ended_by=Case(When(is_stored, then=None), default=F("ended_by")),
        disposition=Case(When(is_stored, then=Value("")), default=F("disposition")),
    )
    JourneyEvent.objects.bulk_create(
        JourneyEvent(
            journey_id=each.cycle.journey_id,
            kind="product_quarantined",
            by=by,
            at=at,
            cycle=each.cycle,
            reason=notes[each.pk],
            data={"product_id": each.code, "reason": reason},
        )
        for each in new
    )
