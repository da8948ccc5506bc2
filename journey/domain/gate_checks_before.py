"""The checks of G1 to G3: what must be true before a needle is used (clinical.md 8.2)."""

from journey.domain.days import plain_date
from journey.domain.gate_facts import HOLDING_LEVELS, GateFacts
from journey.domain.stages import CellSource, HarvestMode

ALLERGIES_MAX_AGE_DAYS = 30
KNOWN_ALLERGY_STATUSES = frozenset({"none_known", "has_allergies"})


def settings_complete(facts: GateFacts) -> bool:
    return not facts.missing_settings and facts.rule_set_approved


def settings_detail(facts: GateFacts) -> str:
    missing = f"Missing settings: {', '.join(facts.missing_settings)}. " if facts.missing_settings else ""
    return missing + ("Rule set approved." if facts.rule_set_approved else "No approved rule set.")


def consultation_recorded(facts: GateFacts) -> bool:
    return not _missing_of_consultation(facts)


def consultation_detail(facts: GateFacts) -> str:
    missing = _missing_of_consultation(facts)
    return f"Missing: {', '.join(missing)}." if missing else "All recorded."


def _missing_of_consultation(facts: GateFacts) -> list[str]:
    present = {
        "consultation time, not in the future": facts.is_past(facts.consult_at),
        "target hand": facts.target_hand is not None,
        "joints": bool(facts.joints),
        "cell source": facts.cell_source is not None,
        "tissue": facts.tissue is not None,
        "harvest mode that fits the cell source": _mode_fits_source(facts),
        "allergy status": facts.allergy_status in KNOWN_ALLERGY_STATUSES,
    }
    return [name for name, there in present.items() if not there]


def _mode_fits_source(facts: GateFacts) -> bool:
    if facts.harvest_mode is None:
        return False
    from_donor = facts.harvest_mode is HarvestMode.DONOR_PRODUCT
    return facts.cell_source is None or from_donor == (facts.cell_source is CellSource.ALLOGENEIC)


def understood(facts: GateFacts) -> bool:
    return facts.talked_again or (facts.understanding_sent and facts.understanding_wrong == 0)


def understood_detail(facts: GateFacts) -> str:
    if facts.talked_again:
        return "A clinician talked it through again."
    if not facts.understanding_sent:
        return "C-POST has not been sent."
    return f"C-POST: {facts.understanding_wrong} wrong."


def patient_said_yes(facts: GateFacts) -> bool:
    return facts.wants_to_go_on == "yes"


def patient_said_yes_detail(facts: GateFacts) -> str:
    return f"Answer: {facts.wants_to_go_on.replace('_', ' ') or 'none yet'}."


def allergies_confirmed(facts: GateFacts) -> bool:
    at = facts.allergies_confirmed_at
    return at is not None and at <= facts.now and (facts.today - facts.on(at)).days <= ALLERGIES_MAX_AGE_DAYS


def allergies_detail(facts: GateFacts) -> str:
    at = facts.allergies_confirmed_at
    if at is None:
        return "Not confirmed yet."
    days = (facts.today - facts.on(at)).days
    return f"Confirmed on {plain_date(facts.on(at))}, {days} days ago. Limit {ALLERGIES_MAX_AGE_DAYS} days."


def baseline_fresh(facts: GateFacts) -> bool:
    days = _baseline_age(facts)
    return days is not None and 0 <= days <= facts.baseline_max_age_days


def baseline_detail(facts: GateFacts) -> str:
    if facts.baseline_at is None:
        return "P-BASE has not been sent."
    sent = f"P-BASE sent on {plain_date(facts.on(facts.baseline_at))}"
    days = _baseline_age(facts)
    if days is None:
        return f"{sent}. No procedure date yet."
    return f"{sent}, {days} days before the procedure. Limit {facts.baseline_max_age_days} days."


def _baseline_age(facts: GateFacts) -> int | None:
    if facts.baseline_at is None or facts.procedure_at is None:
        return None
    return (facts.on(facts.procedure_at) - facts.on(facts.baseline_at)).days


def ready_the_day_before(facts: GateFacts) -> bool:
    return facts.day_before_level == "ready" or "G2-06" in facts.cleared


def ready_the_day_before_detail(facts: GateFacts) -> str:
    found = f"P-1: {_words(facts.day_before_level)}." if facts.day_before_level else "P-1 has not been sent."
    return found + _cleared(facts, "G2-06")


def fit_on_the_day(facts: GateFacts) -> bool:
    """The check belongs to the procedure day: passed earlier, it would not know how that morning went. Once that day
    is over, only what was answered today speaks of today."""
    if facts.procedure_at is None or facts.on(facts.procedure_at) > facts.today:
        return False
    if facts.on(facts.procedure_at) < facts.today and not _answered_today(facts):
        return False
    return facts.latest_readiness_level not in HOLDING_LEVELS


def _answered_today(facts: GateFacts) -> bool:
    return facts.latest_readiness_at is not None and facts.on(facts.latest_readiness_at) == facts.today


def fit_on_the_day_detail(facts: GateFacts) -> str:
    if facts.procedure_at is None:
        return "No procedure date."
    day = facts.on(facts.procedure_at)
    planned = f"Procedure on {plain_date(day)}."
    if day > facts.today:
        planned += " This is checked on the day."
    if day < facts.today and not _answered_today(facts):
        planned += " That day is over and nothing was answered today."
    level = f" Latest readiness: {_words(facts.latest_readiness_level)}." if facts.latest_readiness_level else ""
    return planned + level


def harvest_processed(facts: GateFacts) -> bool:
    own = facts.harvest_mode is HarvestMode.PATIENT_HARVEST
    return own and facts.is_past(facts.harvest_at) and product_recorded(facts)


def product_recorded(facts: GateFacts) -> bool:
    return bool(facts.product_id)


def product_detail(facts: GateFacts) -> str:
    product = f"Product {facts.product_id}." if facts.product_id else "No product id."
    if facts.harvest_mode is None:
        return f"No harvest mode. {product}"
    if facts.harvest_mode is not HarvestMode.PATIENT_HARVEST:
        return product
    harvest = f"Harvest on {plain_date(facts.on(facts.harvest_at))}." if facts.harvest_at else "No harvest time."
    return f"{harvest} {product}"


def product_matches(facts: GateFacts) -> bool:
    return facts.product_is_of_this_cycle


def product_matches_detail(facts: GateFacts) -> str:
    belongs = "belongs" if facts.product_is_of_this_cycle else "does not belong"
    return f"Product {facts.product_id} {belongs} to this patient and cycle."


def injected_another_day(facts: GateFacts) -> bool:
    """Own cells, injected on another day than they were taken; until the injection is recorded, today counts."""
    if facts.harvest_mode is not HarvestMode.PATIENT_HARVEST or facts.harvest_at is None:
        return False
    return facts.on(facts.harvest_at) != facts.on(facts.injection_at or facts.now)


def ready_since_harvest(facts: GateFacts) -> bool:
    if "G3-07" in facts.cleared:
        return True
    return _answered_since_harvest(facts) and facts.latest_readiness_level == "ready"


def ready_since_harvest_detail(facts: GateFacts) -> str:
    if _answered_since_harvest(facts):
        found = f"Readiness since the harvest: {_words(facts.latest_readiness_level)}."
    else:
        found = "No readiness check since the harvest."
    return found + _cleared(facts, "G3-07")


def _answered_since_harvest(facts: GateFacts) -> bool:
    at = facts.latest_readiness_at
    return at is not None and facts.harvest_at is not None and at > facts.harvest_at


def _cleared(facts: GateFacts, check_id: str) -> str:
    return " Cleared by a nurse with a note." if check_id in facts.cleared else ""


def _words(level: str) -> str:
    return level.replace("_", " ")
