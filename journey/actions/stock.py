"""What is set aside, and the lock under which numbers of products are recorded and recalled."""

from datetime import datetime

from django.db import connection

from accounts.models import User
from journey.actions.events import record
from journey.actions.locking import locked
from journey.domain.product_facts import Disposition, QuarantineReason
from journey.models import Product

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
    product = locked(product)
    if product.quarantined_at is not None:
        return product
    product.quarantined_at, product.quarantined_by, product.quarantine_reason = at, by, reason
    fields = ["quarantined_at", "quarantined_by", "quarantine_reason"]
    if product.disposition == Disposition.STORED:
        product.disposition, product.ended_at, product.ended_by = "", None, None
        fields += ["disposition", "ended_at", "ended_by"]
    product.save(update_fields=fields)
    data = {"product_id": product.code, "reason": reason}
    record(product.cycle.journey, "product_quarantined", by=by, at=at, cycle=product.cycle, reason=note, data=data)
    return product
