"""The checks of G2 and G3: what must be true before a needle is used (clinical.md 8.2)."""

from journey.domain.days import plain_date
from journey.domain.gate_facts import HOLDING_LEVELS, GateFacts
from journey.domain.record.follow_up.strength import GRIP, Strength, baseline_strengths
from journey.domain.stages import HarvestMode
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

DAY_BEFORE = frozenset({"G2-06", "G3-08.readiness"})  # one question, asked again before the needle of another day
SINCE_HARVEST = frozenset({"G3-07"})
LEVEL_WORDS = {
    "ready": gettext_noop("ready"),
    "call_today": gettext_noop("call today"),
    "hold": gettext_noop("hold"),
    "emergency": gettext_noop("emergency"),
    "expected": gettext_noop("expected"),
    "watch": gettext_noop("watch"),
    "call_24h": gettext_noop("call 24h"),
    "urgent_now": gettext_noop("urgent now"),
}


def allergies_confirmed(facts: GateFacts) -> bool:
    at = facts.allergies_confirmed_at
    return at is not None and at <= facts.now and (facts.today - facts.on(at)).days <= facts.allergy_max_age_days


def allergies_detail(facts: GateFacts) -> str:
    at = facts.allergies_confirmed_at
    if at is None:
        return _("Not confirmed yet.")
    day, days = facts.on(at), (facts.today - facts.on(at)).days
    words = gettext_noop("Confirmed on {day}, {days} days ago. Limit {most} days.")
    return _(words, day=plain_date(day), days=days, most=facts.allergy_max_age_days)


def baseline_fresh(facts: GateFacts) -> bool:
    days = _baseline_age(facts)
    return days is not None and 0 <= days <= facts.baseline_max_age_days


def baseline_detail(facts: GateFacts) -> str:
    if facts.baseline_at is None:
        return _("P-BASE has not been sent.")
    day, days = plain_date(facts.on(facts.baseline_at)), _baseline_age(facts)
    if days is None:
        return _("P-BASE sent on {day}. No procedure date yet.", day=day)
    words = gettext_noop("P-BASE sent on {day}, {days} days before the procedure. Limit {most} days.")
    return _(words, day=day, days=days, most=facts.baseline_max_age_days)


def _baseline_age(facts: GateFacts) -> int | None:
    if facts.baseline_at is None or facts.procedure_at is None:
        return None
    return (facts.on(facts.procedure_at) - facts.on(facts.baseline_at)).days


def baseline_age(facts: GateFacts) -> frozenset[str]:
    return frozenset({f"{facts.baseline_at}, {facts.procedure_at and facts.on(facts.procedure_at)}"})


def strength_age(facts: GateFacts) -> frozenset[str]:
    known = _grip_before(facts)
    return frozenset({f"{known and known.on}, {facts.procedure_at and facts.on(facts.procedure_at)}"})


def strength_fresh(facts: GateFacts) -> bool:
    """Grip of the treated hand, with at least two trials, measured within the same days as the answers."""
    days = _strength_age(facts)
    return days is not None and 0 <= days <= facts.baseline_max_age_days


def strength_detail(facts: GateFacts) -> str:
    known, days = _grip_before(facts), _strength_age(facts)
    if known is None or known.mean is None or known.on is None:
        return _("Grip of the treated hand has not been measured, with two trials at least.")
    if days is None:
        return _("Grip measured on {day}. No procedure date yet.", day=plain_date(known.on))
    words = gettext_noop("Grip measured on {day}, {days} days before the procedure. Limit {most} days.")
    return _(words, day=plain_date(known.on), days=days, most=facts.baseline_max_age_days)


def _grip_before(facts: GateFacts) -> Strength | None:
    return baseline_strengths(facts).get((GRIP, facts.target_hand.value)) if facts.target_hand else None


def _strength_age(facts: GateFacts) -> int | None:
    known = _grip_before(facts)
    if known is None or known.mean is None or known.on is None or facts.procedure_at is None:
        return None
    return (facts.on(facts.procedure_at) - known.on).days


def ready_the_day_before(facts: GateFacts) -> bool:
    return facts.day_before_level == "ready" or bool(DAY_BEFORE & facts.cleared)


def ready_the_day_before_detail(facts: GateFacts) -> str:
    found = _("P-1 has not been sent.")
    if facts.day_before_level:
        found = _("P-1: {level}.", level=_words(facts.day_before_level))
    return _with_clearing(found, facts, DAY_BEFORE)


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
        return _("No procedure date.")
    day = facts.on(facts.procedure_at)
    found = [_("Procedure on {day}.", day=plain_date(day))]
    if day > facts.today:
        found.append(_("This is checked on the day."))
    if day < facts.today and not _answered_today(facts):
        found.append(_("That day is over and nothing was answered today."))
    if facts.latest_readiness_level:
        found.append(_("Latest readiness: {level}.", level=_words(facts.latest_readiness_level)))
    return together(*found)


def injected_another_day(facts: GateFacts) -> bool:
    """Own cells, injected on another day than they were taken; until the injection is recorded, today counts."""
    if facts.harvest_mode is not HarvestMode.PATIENT_HARVEST or facts.harvest_at is None:
        return False
    return facts.on(facts.harvest_at) != facts.on(facts.injection_at or facts.now)


def injected_another_day_than_asked(facts: GateFacts) -> bool:
    """Whatever cells: G2 was asked on another day than that of the needle to come, so what it asks of the day itself is
    asked again. With own cells it was asked at the harvest; with others when the preparation was finished."""
    own = facts.harvest_mode is HarvestMode.PATIENT_HARVEST
    asked_at = facts.harvest_at if own else facts.prepared_at
    return facts.before_the_injection and (asked_at is None or facts.on(asked_at) != facts.today)


def ready_since_harvest(facts: GateFacts) -> bool:
    if SINCE_HARVEST & facts.cleared:
        return True
    return _answered_since_harvest(facts) and facts.latest_readiness_level == "ready"


def ready_since_harvest_detail(facts: GateFacts) -> str:
    if _answered_since_harvest(facts):
        found = _("Readiness since the harvest: {level}.", level=_words(facts.latest_readiness_level))
    else:
        found = _("No readiness check since the harvest.")
    return _with_clearing(found, facts, SINCE_HARVEST)


def _answered_since_harvest(facts: GateFacts) -> bool:
    at = facts.latest_readiness_at
    return at is not None and facts.harvest_at is not None and at > facts.harvest_at


def _with_clearing(found: str, facts: GateFacts, check_ids: frozenset[str]) -> str:
    return together(found, _("Cleared by a nurse with a note.")) if check_ids & facts.cleared else found


def _words(level: str) -> str:
    return _(LEVEL_WORDS.get(level, level))
