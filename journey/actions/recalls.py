"""A recall: whatever holds the number, now or later, is set aside, and somebody rings everybody who was given it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.access.lots import products_by_number, uses_of
from journey.actions.alerts import raise_for_finding
from journey.actions.events import record
from journey.actions.locking import locked, locked_journey
from journey.actions.stock import hold_lots, set_aside
from journey.domain.days import local_date, plain_date
from journey.domain.errors import NotAccepted
from journey.domain.product_facts import QuarantineReason
from journey.domain.record.cells.lots import lot_key
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Alert, FindingKind, Product, Recall, RecalledProduct
from journey.policies import Act


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
    products = products_by_number(number).select_related("cycle__journey")
    # In one order, so that two people who mark two recalls never wait for each other in a ring.
    for product in sorted(products, key=lambda each: str(each.cycle.journey_id)):
        _caught(recall, product, by=by, at=at)
    return recall


def catch_recalled(product: Product, *, by: User, at: datetime) -> Product:
    """Set a product aside when a number of it was recalled before. For actions that make or change a product, after
    they wrote it, under `share_lots`: a recall at the same moment is seen, or sees the product."""
    product = locked(product)
    for recall in Recall.objects.filter(number__in=[product.code, *product.lots]).order_by("at"):
        _caught(recall, product, by=by, at=at)
    return locked(product)


def _caught(recall: Recall, product: Product, *, by: User, at: datetime) -> None:
    if recall.products.filter(product=product).exists():
        return
    alert = _told(recall, product, given=bool(uses_of([product.code])), by=by, at=at)
    RecalledProduct.objects.create(recall=recall, product=product, patient_id=product.patient_id, alert=alert, at=at)


def _told(recall: Recall, product: Product, *, given: bool, by: User, at: datetime) -> Alert | None:
    journey = locked_journey(product.cycle.journey)
    words = gettext_noop("{who} recalled {number} on {day}: {why}")
    day = plain_date(local_date(recall.at, journey.patient.site.clinic.zone))
    note = _(words, who=str(recall.by), number=recall.number, day=day, why=recall.reason)
    set_aside(product, QuarantineReason.RECALL, note=note, by=by, at=at)
    data = {"number": recall.number, "product_id": product.code, "given": given}
    record(journey, "lot_recalled", by=by, at=at, cycle=product.cycle, reason=recall.reason, data=data)
    if not given:
        return None
    raised = raise_for_finding(
        journey=journey,
        kind=FindingKind.RECALL,
        product=product,
        detail=f"{recall.number}: {recall.reason}",
        day=local_date(at, journey.patient.zone),
        at=at,
    )
    return raised.alert
