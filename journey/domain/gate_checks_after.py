"""The checks of G4 and G5: what must be true after the injection (clinical.md 8.2)."""

from journey.domain.days import day_number
from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import missing_words
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

TWO_WEEKS = 14
FIRST_CALL_ATTEMPTS = 3


def injection_recorded(facts: GateFacts) -> bool:
    return not missing_of_injection(facts)


def injection_detail(facts: GateFacts) -> str:
    return missing_words(missing_of_injection(facts)) or _("Product {product} given.", product=facts.product_id)


def missing_of_injection(facts: GateFacts) -> list[str]:
    at, harvest_at = facts.injection_at, facts.harvest_at
    present = {
        _("time of injection, not in the future"): facts.is_past(at),
        _("product id"): bool(facts.product_id),
        _("injection after the harvest"): at is None or harvest_at is None or at >= harvest_at,
    }
    return [name for name, there in present.items() if not there]


def first_call_made(facts: GateFacts) -> bool:
    return facts.first_call_done or facts.first_call_attempts >= FIRST_CALL_ATTEMPTS


def first_call_detail(facts: GateFacts) -> str:
    if facts.first_call_done:
        return _("Call done.")
    words = gettext_noop("Not reached yet. Attempts logged: {tried} of {needed}.")
    return _(words, tried=facts.first_call_attempts, needed=FIRST_CALL_ATTEMPTS)


def two_week_check_done(facts: GateFacts) -> bool:
    answered = facts.two_week_check_sent or facts.two_week_call_done
    day = _day(facts)
    return answered and day is not None and day >= TWO_WEEKS


def two_week_check_detail(facts: GateFacts) -> str:
    day = _day(facts)
    reached = _("No time of injection.") if day is None else _("Day {day}, needs day {due}.", day=day, due=TWO_WEEKS)
    if facts.two_week_check_sent:
        return together(reached, _("A-14 sent."))
    return together(reached, _("A-14 replaced by a call.") if facts.two_week_call_done else _("A-14 not sent."))


def results_followed_up(facts: GateFacts) -> bool:
    return not facts.open_urgent_now and not facts.uncontacted_call_24h


def results_detail(facts: GateFacts) -> str:
    words = gettext_noop("Open urgent results: {urgent}. Not contacted within 24 h: {calls}.")
    return _(words, urgent=facts.open_urgent_now, calls=facts.uncontacted_call_24h)


def _day(facts: GateFacts) -> int | None:
    return None if facts.injection_at is None else day_number(facts.now, facts.injection_at, facts.patient_zone)
