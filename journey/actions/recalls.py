"""A recall: whatever holds the number, now or later, is set aside, and somebody rings everybody who was given it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.access.lots import products_by_number, uses_of
from journey.actions.alerts import raise_for_finding
from journey.actions.locking import locked, locked_journeys
from journey.actions.stock import hold_lots, set_all_aside
from journey.domain.days import local_date, plain_date
from journey.domain.errors import NotAccepted
from journey.domain.product_facts import QuarantineReason
from journey.domain.record.cells.lots import lot_key
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Alert, FindingKind, Journey, JourneyEvent, Product, Recall, RecalledProduct
from journey.policies import Act

AT_ONCE = 500  # products whose rows are locked and written together


@transaction.atomic
def mark_recall(*, number: str, reason: str, by: User, at: datetime) -> Recall:
    """Clinicians and managers, for every site: a recall knows no team. Nobody has to hold the number yet: a product
    that gets it later is set aside when it does. A repeat sets aside and tells only what is new.

    Raises NotAccepted without a reason or a number.
    """
    policies.check(by, Act.MARK_RECALL)
    if not reason.strip():
        raise NotAccepted(_("Write why it is recalled."), "reason")
    if not lot_key(number):
        raise NotAccepted(_("Enter the number that is recalled."), "number")
    hold_lots()
    recall, _made = Recall.objects.get_or_create(
        number=lot_key(number), defaults={"reason": reason.strip(), "at": at, "by": by}
    )
    # In one order, so that two people who mark two recalls never wait for each other in a ring.
    found = products_by_number(number).exclude(recalls__recall=recall).order_by("cycle__journey_id", "pk")
    keys = list(found.values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        _caught(recall, keys[first : first + AT_ONCE], by=by, at=at)
    return recall


def catch_recalled(product: Product, *, by: User, at: datetime) -> Product:
    """Set a product aside when a number of it was recalled before. For actions that make or change a product, after
    they wrote it, under `share_lots`: a recall at the same moment is seen, or sees the product."""
    product = locked(product)
    recalls = Recall.objects.filter(number__in=[product.code, *product.lots]).exclude(products__product=product)
    for recall in recalls.order_by("at"):
        _caught(recall, [product.pk], by=by, at=at)
    return locked(product)


def _caught(recall: Recall, ids: Sequence[UUID], *, by: User, at: datetime) -> None:
    """Products that this recall has not caught yet; the journeys of all are locked first."""
    rows = list(Product.objects.filter(pk__in=ids).select_related("cycle").order_by("cycle__journey_id", "pk"))
    journeys = {each.pk: each for each in locked_journeys(row.cycle.journey_id for row in rows)}
    words = gettext_noop("{who} recalled {number} on {day}: {why}")
    notes = {}
    for row in rows:
        day = plain_date(local_date(recall.at, journeys[row.cycle.journey_id].patient.site.clinic.zone))
        notes[row.pk] = _(words, who=str(recall.by), number=recall.number, day=day, why=recall.reason)
    set_all_aside(notes, QuarantineReason.RECALL, by=by, at=at)
    given = uses_of(row.code for row in rows)
    JourneyEvent.objects.bulk_create(
        JourneyEvent(
            journey_id=row.cycle.journey_id,
            kind="lot_recalled",
            by=by,
            at=at,
            cycle=row.cycle,
            reason=recall.reason,
            data={"number": recall.number, "product_id": row.code, "given": row.code in given},
        )
        for row in rows
    )
    alerts = {row.pk: _told(recall, row, journeys[row.cycle.journey_id], at=at) for row in rows if row.code in given}
    RecalledProduct.objects.bulk_create(
        RecalledProduct(recall=recall, product=row, patient_id=row.patient_id, alert=alerts.get(row.pk), at=at)
        for row in rows
    )


def _told(recall: Recall, product: Product, journey: Journey, *, at: datetime) -> Alert:
    """Somebody rings the patient who was given it."""
    raised = raise_for_finding(
        journey=journey,
        kind=FindingKind.RECALL,
        product=product,
        detail=f"{recall.number}: {recall.reason}",
        day=local_date(at, journey.patient.zone),
        at=at,
    )
    return raised.alert
