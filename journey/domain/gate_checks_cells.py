"""The checks of G3 that look at the product: recorded, released, and the patient's own (clinical.md 8.2)."""

from datetime import date, timedelta

from journey.domain.days import plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.record.cells.processing import viability_of
from journey.domain.record.sections import missing_in
from journey.domain.release import least_viable, product_entry, release_criteria, used_at
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

RECALLS_ARE_LOOKED_UP = timedelta(hours=24)  # before use (clinical.md 2.3)


def harvest_processed(facts: GateFacts) -> bool:
    own = facts.harvest_mode is HarvestMode.PATIENT_HARVEST
    return own and facts.is_past(facts.harvest_at) and _recorded(facts)


def product_detail(facts: GateFacts) -> str:
    product = _("Product {product}.", product=facts.product_id) if facts.product_id else _("No product id.")
    missing = _missing_words(facts)
    if facts.harvest_mode is None:
        return together(_("No harvest mode."), product)
    if facts.harvest_mode is not HarvestMode.PATIENT_HARVEST:
        return together(product, *missing)
    harvest = _("No harvest time.")
    if facts.harvest_at is not None:
        harvest = _("Harvest on {day}.", day=plain_date(facts.on(facts.harvest_at)))
    return together(harvest, product, *missing)


def donor_unit_ready(facts: GateFacts) -> bool:
    return _recorded(facts) and not _against_the_unit(facts)


def donor_unit_detail(facts: GateFacts) -> str:
    return together(product_detail(facts), *_against_the_unit(facts))


def _against_the_unit(facts: GateFacts) -> list[str]:
    entry, at = product_entry(facts), used_at(facts)
    expiry, looked_up = entry.get("expiry"), entry.get("recall_checked_at")
    found = [_("The unit expired.")] if expiry is not None and expiry < facts.on(at) else []
    if entry.get("cold_chain_ok") is False:
        found.append(_("The cold chain had a gap."))
    if looked_up is not None and not timedelta() <= at - looked_up <= RECALLS_ARE_LOOKED_UP:
        found.append(_("Recalls were not looked up within 24 hours of use."))
    return found


def stored_cells_ready(facts: GateFacts) -> bool:
    return _recorded(facts) and not _against_the_stored(facts)


def stored_cells_detail(facts: GateFacts) -> str:
    return together(product_detail(facts), *_against_the_stored(facts))


def _against_the_stored(facts: GateFacts) -> list[str]:
    entry, at = product_entry(facts), used_at(facts)
    until, viable = entry.get("stored_until"), viability_of(entry)
    found = [_("They may not be used any more.")] if until is not None and until < facts.on(at) else []
    least = least_viable(entry, facts)
    if entry.version and (viable is None or viable < least):
        found.append(_("The thaw test is not ok: at least {least} % viable.", least=least))
    return found


def keep_until_the_procedure(facts: GateFacts) -> bool:
    """Cells from elsewhere can still be used on the planned day (clinical.md 2.2, `donor_product_reserved`). Asked in
    the preparation, when another unit or another day can be found; before the needle G3-02 and G3-03 stop."""
    return not _late_for_the_procedure(facts)


def keep_until_the_procedure_detail(facts: GateFacts) -> str:
    until, start = _usable_until(facts), facts.procedure_at
    if until is None:
        return _("No expiry is recorded yet.")
    if start is None:
        return _("They may be used until {until}. No procedure date yet.", until=plain_date(until))
    words = gettext_noop("They may be used until {until}; the procedure is on {day}.")
    return _(words, until=plain_date(until), day=plain_date(facts.on(start)))


def _late_for_the_procedure(facts: GateFacts) -> bool:
    until = _usable_until(facts)
    return until is not None and facts.procedure_at is not None and until < facts.on(facts.procedure_at)


def _usable_until(facts: GateFacts) -> date | None:
    """The last day of a unit or of stored cells; that of a thawed product is its own."""
    entry, expires = product_entry(facts), product_entry(facts).get("expires_at")
    days = [entry.get("expiry"), entry.get("stored_until"), facts.on(expires) if expires else None]
    return min((day for day in days if day is not None), default=None)


def cells_are_there(facts: GateFacts) -> bool:
    """The product stands in the record, whichever way its cells come: only then can it be judged for release."""
    ready = {
        HarvestMode.PATIENT_HARVEST: harvest_processed,
        HarvestMode.DONOR_PRODUCT: donor_unit_ready,
        HarvestMode.BANKED_CELLS: stored_cells_ready,
    }
    if facts.product is None or facts.harvest_mode is None:
        return False
    return ready[facts.harvest_mode](facts)


def released(facts: GateFacts) -> bool:
    return facts.product is not None and facts.product.is_released and not _not_passed(facts)


def released_detail(facts: GateFacts) -> str:
    signed = len(set(facts.product.signers)) if facts.product else 0
    return together(_("Signatures: {signed} of 2.", signed=signed), *_not_passed(facts))


def _not_passed(facts: GateFacts) -> list[str]:
    """REL-1 is asked by G3-05, and REL-2 of who signs."""
    criteria = [each for each in release_criteria(facts, intact=True) if each.id != "REL-1"]
    found = [f"{each.id}: {each.detail}" for each in criteria if not each.passed]
    unexplained = [each for each in criteria if each.passed and each.needs_reason]
    if facts.product is not None and facts.product.is_released and not any(facts.product.reasons):
        found += [f"{each.id}: {each.detail}" for each in unexplained]
    return found


def has_product(facts: GateFacts) -> bool:
    return bool(facts.product_id)


def product_matches(facts: GateFacts) -> bool:
    return not _against_identity(facts)


def product_matches_detail(facts: GateFacts) -> str:
    against = _against_identity(facts)
    fine = _("Product {product} belongs to this patient and cycle.", product=facts.product_id)
    return together(*against) if against else fine


def _against_identity(facts: GateFacts) -> list[str]:
    product = facts.product
    if product is None or not (product.is_of_patient and product.is_of_session):
        return [_("Product {product} does not belong to this patient and cycle.", product=facts.product_id)]
    if product.quarantine:
        return [_("Product {product} is in quarantine for ever.", product=product.code)]
    if not product.is_usable:
        return [_("Product {product} was disposed of.", product=product.code)]
    points = ", ".join(point.value for point in product.unchecked)
    return [_("Not matched: {points}.", points=points)] if points else []


def _recorded(facts: GateFacts) -> bool:
    return bool(facts.product_id) and not _missing(facts)


def _missing(facts: GateFacts) -> list[str]:
    """After a repeated harvest, what was written about the first one counts as missing."""
    missing = missing_in(StageCode.HARVESTING, facts)
    started = facts.record.of("processing").get("started_at")
    if not missing and facts.harvest_at is not None and started is not None and started < facts.harvest_at:
        missing = [_("processing of this harvest, not of an earlier one")]
    return missing


def _missing_words(facts: GateFacts) -> list[str]:
    missing = _missing(facts)
    return [_("Missing: {names}.", names=", ".join(missing))] if missing else []
