"""The release criteria of a product, REL-1 to REL-10: what each found (clinical.md 2.3)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from journey.domain.gate_facts import GateFacts
from journey.domain.record.anaesthetics import weight_of
from journey.domain.record.cells.harvest import HARVEST
from journey.domain.record.cells.lists import ADDITIVES, NEGATIVE, NOT_DONE, PENDING, POSITIVE
from journey.domain.record.cells.processing import CULTURE, viability_of
from journey.domain.record.checking import is_allergic_to
from journey.domain.record.entries import NEVER_SAVED, Entry
from journey.domain.stages import HarvestMode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

MAY_BE_UNMEASURED = frozenset({"bmac_centrifuge", "mechanical_fat"})
MOST_ENDOTOXIN = 5  # EU for each kg of body weight (S36)
LOWEST_WEIGHT = 20  # kg; what the record takes at least, used while the weight is not known
SECTION_OF: Mapping[HarvestMode, str] = {
    HarvestMode.PATIENT_HARVEST: "processing",
    HarvestMode.DONOR_PRODUCT: "donor_unit",
    HarvestMode.BANKED_CELLS: "banked_cells",
}


@dataclass(frozen=True)
class Criterion:
    """`needs_reason`: it passes only with a second signature that says why (REL-3, not measured)."""

    id: str
    title: str
    passed: bool
    detail: str
    needs_reason: bool = False


def product_entry(facts: GateFacts) -> Entry:
    """What is recorded of the product, whichever way the cells come."""
    return facts.record.of(SECTION_OF[facts.harvest_mode]) if facts.harvest_mode else NEVER_SAVED


def release_criteria(facts: GateFacts, *, intact: bool | None) -> tuple[Criterion, ...]:
    """Every criterion in its order. `intact` is what who signs saw of the container (REL-2), None when nobody did."""
    return tuple(each(facts) for each in CRITERIA) if intact is None else tuple(_with(intact, facts))


def _with(intact: bool, facts: GateFacts) -> Iterator[Criterion]:
    for each in CRITERIA:
        found = each(facts)
        yield Criterion(found.id, found.title, intact, found.detail) if found.id == "REL-2" else found


def viable_million(entry: Entry) -> Decimal | None:
    """Viable cells in the whole product; all of them where viability was not measured; None when nobody counted."""
    counted, viable = entry.get("tnc_million"), viability_of(entry)
    if counted is None:
        return None
    return counted if viable is None else (counted * viable / 100).quantize(Decimal("0.001"))


def used_at(facts: GateFacts) -> datetime:
    """When it is judged: at the injection once that is recorded, else now."""
    return facts.injection_at or facts.now


def is_cultured(entry: Entry) -> bool:
    return entry.get("process_method") == CULTURE or bool(entry.get("culture_grown"))


def least_viable(entry: Entry, facts: GateFacts) -> int:
    """In %: a setting of the clinic, higher for cells that were grown (REL-3)."""
    return facts.min_viability_pct_expanded if is_cultured(entry) else facts.min_viability_pct


def _identity(facts: GateFacts) -> Criterion:
    product = facts.product
    found = [point.value for point in product.unchecked] if product else []
    passed = product is not None and not found and not product.quarantine
    detail = _("Not matched: {points}.", points=", ".join(found)) if found else _("All matches are true.")
    return Criterion("REL-1", gettext_noop("Identity chain complete and all matches true"), passed, detail)


def _container(facts: GateFacts) -> Criterion:
    released = facts.product is not None and facts.product.is_released
    detail = _("Seen by who signs.")
    return Criterion("REL-2", gettext_noop("Container intact, no clots or particles"), released, detail)


def _viability(facts: GateFacts) -> Criterion:
    entry, title = product_entry(facts), gettext_noop("Viability")
    least, viable = least_viable(entry, facts), viability_of(entry)
    if viable is not None:
        words = gettext_noop("{viable} %, at least {least} % are needed.")
        return Criterion("REL-3", title, viable >= least, _(words, viable=viable, least=least))
    allowed = entry.get("viability_measured") is False and entry.get("process_method") in MAY_BE_UNMEASURED
    detail = _("Not measured. The second signature says why it may be used.") if allowed else _("Not measured.")
    return Criterion("REL-3", title, allowed, detail, needs_reason=allowed)


def _dose(facts: GateFacts) -> Criterion:
    entry, title = product_entry(facts), gettext_noop("Viable dose within the prescribed range")
    low, high = entry.get("dose_low_million"), entry.get("dose_high_million")
    if low is None and high is None:
        return Criterion("REL-4", title, True, _("No range is prescribed."))
    dose = viable_million(entry)
    if dose is None:
        return Criterion("REL-4", title, False, _("A range is prescribed and nobody counted."))
    passed = (low is None or dose >= low) and (high is None or dose <= high)
    words = gettext_noop("{dose} million viable, prescribed {low} to {high}.")
    shown = [str(each) if each is not None else "–" for each in (low, high)]
    return Criterion("REL-4", title, passed, _(words, dose=dose, low=shown[0], high=shown[1]))


def _gram(facts: GateFacts) -> Criterion:
    entry = product_entry(facts)
    found = entry.get("gram_stain") or NOT_DONE
    passed = found == NEGATIVE if is_cultured(entry) else found != POSITIVE
    return Criterion("REL-5", gettext_noop("Gram stain not positive"), passed, _result(found))


def _endotoxin(facts: GateFacts) -> Criterion:
    entry, title = product_entry(facts), gettext_noop("Endotoxin at most 5 EU for each kg")
    if not is_cultured(entry):
        return Criterion("REL-6", title, True, _("For cultured cells only."))
    measured, volume = entry.get("endotoxin_eu_ml"), entry.get("final_volume_ml")
    if measured is None or volume is None:
        return Criterion("REL-6", title, False, _("Not measured."))
    weight = weight_of(facts) or LOWEST_WEIGHT
    passed = measured * volume <= MOST_ENDOTOXIN * weight
    words = gettext_noop("{total} EU, at most {most} EU at {weight} kg.")
    total, most = measured * volume, MOST_ENDOTOXIN * weight
    return Criterion("REL-6", title, passed, _(words, total=total, most=most, weight=weight))


def _sterility(facts: GateFacts) -> Criterion:
    """Pending is enough for a fresh product alone, with a plan for the recall."""
    entry, title = product_entry(facts), gettext_noop("Sterility culture negative, or pending with a recall plan")
    found = entry.get("sterility_culture") or NOT_DONE
    fresh = facts.harvest_mode is HarvestMode.PATIENT_HARVEST and not is_cultured(entry)
    passed = found == NEGATIVE or (found == PENDING and fresh and bool(entry.get("recall_plan")))
    return Criterion("REL-7", title, passed, _result(found))


def _in_date(facts: GateFacts) -> Criterion:
    entry, title = product_entry(facts), gettext_noop("Not expired; kit not expired or recalled")
    at = used_at(facts)
    late = [_("Product expired.")] if (until := entry.get("expires_at")) is not None and until <= at else []
    days = [day for day in (entry.get("expiry"), entry.get("stored_until")) if day is not None]
    late += [_("Unit expired.")] if any(day < facts.on(at) for day in days) else []
    kit, started = entry.get("kit_expiry"), entry.get("started_at")
    late += [_("Kit expired.")] if kit is not None and started is not None and kit < facts.on(started) else []
    held = ", ".join(facts.product.held) if facts.product else ""
    late += [_("Recalled, or shared by infections that are looked into: {numbers}.", numbers=held)] if held else []
    known = until is not None or bool(days)
    late += [] if known else [_("No expiry is recorded.")]
    return Criterion("REL-8", title, not late, " ".join(late) or _("In date."))


def _donor(facts: GateFacts) -> Criterion:
    title = gettext_noop("Donor eligibility complete")
    if facts.harvest_mode is not HarvestMode.DONOR_PRODUCT:
        return Criterion("REL-9", title, True, _("For donor cells only."))
    entry = product_entry(facts)
    passed = entry.get("donor_eligible") is True and bool(entry.get("donor_eligibility_doc"))
    return Criterion("REL-9", title, passed, _("Document read.") if passed else _("Not complete."))


def _allergies(facts: GateFacts) -> Criterion:
    """By class and by words (`is_against`). What numbed the skin at the harvest is not in the product."""
    parts = [(each, line[each.name]) for line in product_entry(facts).of("additives") for each in ADDITIVES.fields]
    if facts.harvest_mode is HarvestMode.PATIENT_HARVEST:
        anticoagulant = HARVEST.field["anticoagulant_type"]
        parts.append((anticoagulant, facts.record.of(HARVEST.code).get(anticoagulant.name)))
    against = [each.words_of(value) for each, value in parts if is_allergic_to(each, value, facts)]
    detail = _("Allergic to: {names}.", names=", ".join(dict.fromkeys(against))) if against else _("No match.")
    return Criterion("REL-10", gettext_noop("No additive matches an allergy"), not against, detail)


def _result(code: str) -> str:
    return _(RESULT_WORDS.get(code, code))


RESULT_WORDS = {
    NEGATIVE: gettext_noop("Negative."),
    POSITIVE: gettext_noop("Positive."),
    PENDING: gettext_noop("Pending."),
    NOT_DONE: gettext_noop("Not done."),
}
CRITERIA: tuple[Callable[[GateFacts], Criterion], ...] = (
    _identity, _container, _viability, _dose, _gram, _endotoxin, _sterility, _in_date, _donor, _allergies,
)  # fmt: skip
