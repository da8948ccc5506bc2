"""Marking a recall: whatever holds the number is set aside, and somebody rings everybody who was given it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.access.lots import products_by_number, uses_of
from journey.actions.alerts import raise_for_finding
from journey.actions.events import record
from journey.actions.infection_clusters import hold_lots
from journey.actions.locking import locked_journey
from journey.actions.products import set_aside
from journey.domain.days import local_date
from journey.domain.errors import NotAccepted
from journey.domain.product_facts import QuarantineReason
from journey.domain.record.cells.lots import lot_key
from journey.domain.words import say as _
from journey.models import Alert, FindingKind, Product, Recall, RecalledProduct
from journey.policies import Act


@transaction.atomic
def mark_recall(*, number: str, reason: str, by: User, at: datetime) -> Recall:
    """Clinicians and managers, for every site: a recall knows no team. Products that get the number later are caught
    when it is marked again. A repeat sets aside and tells only what is new.

    Raises NotAccepted without a reason, or for a number that nothing holds.
    """
    policies.check(by, Act.MARK_RECALL)
    if not reason.strip():
        raise NotAccepted(_("Write why it is recalled."), "reason")
    hold_lots()
    products = list(products_by_number(number).select_related("cycle__journey"))
    if not products:
        raise NotAccepted(_("No product holds this number."), "number")
    recall, _made = Recall.objects.get_or_create(
        number=lot_key(number), defaults={"reason": reason.strip(), "at": at, "by": by}
    )
    known = set(recall.products.values_list("product", flat=True))
    uses = uses_of(each.code for each in products)
    # In one order, so that two people who mark two recalls never wait for each other in a ring.
    for product in sorted(products, key=lambda each: str(each.cycle.journey_id)):
        if product.pk in known:
            continue
        alert = _told(recall, product, given=product.code in uses, by=by, at=at)
        RecalledProduct.objects.create(
            recall=recall, product=product, patient_id=product.patient_id, alert=alert, at=at
        )
    return recall


def _told(recall: Recall, product: Product, *, given: bool, by: User, at: datetime) -> Alert | None:
    journey = locked_journey(product.cycle.journey)
    set_aside(product, QuarantineReason.RECALL, note=recall.reason, by=by, at=at)
    data = {"number": recall.number, "product_id": product.code, "given": given}
    record(journey, "lot_recalled", by=by, at=at, cycle=product.cycle, reason=recall.reason, data=data)
    if not given:
        return None
    detail = f"{recall.number}: {recall.reason}"
    day = local_date(at, journey.patient.zone)
    raised = raise_for_finding(journey=journey, kind=FindingKind.RECALL, product=product, detail=detail, day=day, at=at)
    return raised.alert
