"""Releasing a product: two different people look at every criterion and sign (clinical.md 2.3)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.actions.events import record
from journey.actions.locking import constraints_in_words, locked_journey
from journey.actions.permission import check_may
from journey.actions.products import product_in_hand
from journey.domain.errors import GateClosed, MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.release import release_criteria
from journey.domain.words import say as _
from journey.domain.words import say_many as ngettext
from journey.models import Cycle, ReleaseSignature
from journey.policies import Act
from journey.standing import standing_of

LONGEST_REASON = 500


@transaction.atomic
def sign_release(*, cycle: Cycle, container_intact: bool, reason: str = "", by: User, at: datetime) -> ReleaseSignature:
    """Sign the release of the session's product, first or second. Clinicians and nurses; every criterion is judged
    again at each signature. A repeat by the same person gives the first signature again.

    Raises GateClosed with each criterion that does not pass, NotPermitted when the first signer would also be the
    second, NotAccepted when a reason is needed, MoveNotAllowed without a product, or once two people signed.
    """
    journey = locked_journey(cycle.journey)
    check_may(by, Act.RELEASE_PRODUCT, journey.patient_id, at=at)
    product = product_in_hand(journey, cycle)
    signed = list(ReleaseSignature.objects.filter(product=product, cycle=cycle).select_related("by"))
    if any(each.by_id == by.pk for each in signed):
        if len(signed) == 2:
            return next(each for each in signed if each.by_id == by.pk)
        raise NotPermitted(_("Another person must sign. You signed already."))
    if len(signed) == 2:
        raise MoveNotAllowed(_("Two people signed already: {names}.", names=", ".join(str(each.by) for each in signed)))
    criteria = release_criteria(standing_of(journey, at, cycle_id=cycle.pk).facts, intact=container_intact)
    failed = [each for each in criteria if not each.passed]
    if failed:
        sentence = ngettext(
            "It cannot be released: {number} criterion is not met ({ids}).",
            "It cannot be released: {number} criteria are not met ({ids}).",
            len(failed),
            ids=", ".join(each.id for each in failed),
        )
        raise GateClosed(sentence, [f"{each.id}: {_(each.title)}. {each.detail}" for each in failed])
    reason = reason.strip()[:LONGEST_REASON]
    if signed and not reason and any(each.needs_reason for each in criteria):
        raise NotAccepted(_("Viability was not measured. Write why it may be used all the same."), "reason")
    signature = ReleaseSignature(
        product=product,
        cycle=cycle,
        place=len(signed) + 1,
        container_intact=container_intact,
        reason=reason,
        at=at,
        by=by,
    )
    with constraints_in_words(signature):
        signature.save(force_insert=True)
    data = {
        "product_id": product.code,
        "place": signature.place,
        "criteria": [{"id": each.id, "detail": each.detail} for each in criteria],
    }
    record(journey, "release_signed", by=by, at=at, cycle=cycle, reason=reason, data=data)
    return signature
