"""The checks of G4 to G6: what must be true after the injection (clinical.md 8.2)."""

from journey.domain.days import day_number, plain_date
from journey.domain.gate_facts import GateFacts

TWO_WEEKS = 14
FIRST_CALL_ATTEMPTS = 3


def injection_recorded(facts: GateFacts) -> bool:
    return not _missing_of_injection(facts)


def injection_detail(facts: GateFacts) -> str:
    missing = _missing_of_injection(facts)
    return f"Missing: {', '.join(missing)}." if missing else f"Product {facts.product_id} given."


def _missing_of_injection(facts: GateFacts) -> list[str]:
    at, harvest_at = facts.injection_at, facts.harvest_at
    present = {
        "time of injection, not in the future": facts.is_past(at),
        "product id": bool(facts.product_id),
        "injection after the harvest": at is None or harvest_at is None or at >= harvest_at,
    }
    return [name for name, there in present.items() if not there]


def discharged(facts: GateFacts) -> bool:
    minutes = _minutes_observed(facts)
    return facts.is_past(facts.discharge_at) and minutes is not None and minutes >= _minutes_needed(facts)


def discharge_detail(facts: GateFacts) -> str:
    if facts.discharge_at is None:
        return f"No discharge time. At least {_minutes_needed(facts)} minutes of observation are needed."
    if not facts.is_past(facts.discharge_at):
        return "The discharge time is in the future."
    minutes = _minutes_observed(facts)
    if minutes is None:
        return "No time of injection."
    return f"Observed for {minutes} minutes. At least {_minutes_needed(facts)} are needed."


def _minutes_observed(facts: GateFacts) -> int | None:
    if facts.discharge_at is None or facts.injection_at is None:
        return None
    return int((facts.discharge_at - facts.injection_at).total_seconds() // 60)


def _minutes_needed(facts: GateFacts) -> int:
    return int(facts.minimum_observation.total_seconds() // 60)


def first_call_made(facts: GateFacts) -> bool:
    return facts.first_call_done or facts.first_call_attempts >= FIRST_CALL_ATTEMPTS


def first_call_detail(facts: GateFacts) -> str:
    if facts.first_call_done:
        return "Call done."
    return f"Not reached yet. Attempts logged: {facts.first_call_attempts} of {FIRST_CALL_ATTEMPTS}."


def two_week_check_done(facts: GateFacts) -> bool:
    answered = facts.two_week_check_sent or facts.two_week_call_done
    day = _day(facts)
    return answered and day is not None and day >= TWO_WEEKS


def two_week_check_detail(facts: GateFacts) -> str:
    day = _day(facts)
    reached = "No time of injection." if day is None else f"Day {day}, needs day {TWO_WEEKS}."
    if facts.two_week_check_sent:
        return f"{reached} A-14 sent."
    return f"{reached} A-14 replaced by a call." if facts.two_week_call_done else f"{reached} A-14 not sent."


def results_followed_up(facts: GateFacts) -> bool:
    return not facts.open_urgent_now and not facts.uncontacted_call_24h


def results_detail(facts: GateFacts) -> str:
    return f"Open urgent results: {facts.open_urgent_now}. Not contacted within 24 h: {facts.uncontacted_call_24h}."


def year_check_done(facts: GateFacts) -> bool:
    return facts.year_check_sent or bool(facts.year_check_missing_reason.strip())


def year_check_detail(facts: GateFacts) -> str:
    if facts.year_check_sent:
        return "F-12M sent."
    reason = facts.year_check_missing_reason.strip()
    return f"F-12M missing. Reason: {reason}" if reason else "F-12M not sent, and no reason written."


def may_repeat(facts: GateFacts) -> bool:
    day = _day(facts)
    waited = day is not None and day >= facts.min_days_between_sessions
    return waited and not facts.open_alerts and facts.decision == "additional_session"


def may_repeat_detail(facts: GateFacts) -> str:
    day = _day(facts)
    since = "No time of injection."
    if day is not None and facts.injection_at is not None:
        least = facts.min_days_between_sessions
        since = f"{day} days since {plain_date(facts.on(facts.injection_at))}, at least {least} days are needed."
    decision = facts.decision.replace("_", " ") or "none"
    return f"{since} Open alerts: {facts.open_alerts}. Decision: {decision}."


def cycles_within_limit(facts: GateFacts) -> bool:
    return facts.injections_last_24_months < facts.max_cycles_24m


def cycles_detail(facts: GateFacts) -> str:
    return f"Sessions in the last 24 months: {facts.injections_last_24_months}. Limit {facts.max_cycles_24m}."


def _day(facts: GateFacts) -> int | None:
    return None if facts.injection_at is None else day_number(facts.now, facts.injection_at, facts.patient_zone)
