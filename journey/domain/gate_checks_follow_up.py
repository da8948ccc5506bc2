"""The checks of G6: what ends a journey, and what opens another session (clinical.md 8.2, 2.6)."""

from journey.domain.days import day_number, plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.record.follow_up.judging import CODE, DECISIONS, lump_is_open, response_recorded
from journey.domain.record.follow_up.visit import VISIT
from journey.domain.stages import CellSource
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

YEAR_VISIT = "M12"
NONE = gettext_noop("none")
NAMED_ONE_BY_ONE = "G6-01.open"  # events, alerts and reviews: an override of it has to say which


def year_check_done(facts: GateFacts) -> bool:
    return facts.year_check_sent or _has_reason(facts)


def year_check_detail(facts: GateFacts) -> str:
    if facts.year_check_sent:
        return _("F-12M sent.")
    if _has_reason(facts):
        return _("F-12M missing. Reason: {reason}", reason=facts.year_check_missing_reason.strip())
    return _("F-12M not sent, and no reason written.")


def year_visit_done(facts: GateFacts) -> bool:
    return _year_visit(facts) or _has_reason(facts)


def year_visit_detail(facts: GateFacts) -> str:
    if _year_visit(facts):
        return _("The one-year visit is recorded.")
    if _has_reason(facts):
        return _("No one-year visit. Reason: {reason}", reason=facts.year_check_missing_reason.strip())
    return _("No one-year visit is recorded, and no reason written.")


def _has_reason(facts: GateFacts) -> bool:
    return bool(facts.year_check_missing_reason.strip())


def _year_visit(facts: GateFacts) -> bool:
    return any(each.get("visit_code") == YEAR_VISIT for each in facts.record.entries.get(CODE, {}).values())


def response_known(facts: GateFacts) -> bool:
    return bool(response_recorded(facts))


def response_detail(facts: GateFacts) -> str:
    return _("Response: {response}.", response=response_recorded(facts) or _("not recorded"))


def nothing_open(facts: GateFacts) -> bool:
    """No adverse event, no alert, which may become one, no tumour review and no lump that nobody has judged."""
    return not facts.open_adverse_events and not facts.open_alerts and not _may_be_growth(facts)


def open_ones(facts: GateFacts) -> frozenset[str]:
    return facts.open_ones | ({"lump"} if lump_is_open(facts) else frozenset())


def sessions(facts: GateFacts) -> frozenset[str]:
    return frozenset(f"session {number}" for number in range(facts.injections_last_24_months))


def nothing_open_detail(facts: GateFacts) -> str:
    events = _("Open adverse events: {count}.", count=facts.open_adverse_events)
    return together(events, _("Open alerts: {count}.", count=facts.open_alerts), _growth(facts))


def nothing_serious_open(facts: GateFacts) -> bool:
    """For another session: a mild event may still be open."""
    return not facts.open_serious_events and not facts.open_alerts and not _may_be_growth(facts)


def _serious_detail(facts: GateFacts) -> str:
    events = _("Open serious adverse events: {count}.", count=facts.open_serious_events)
    return together(events, _("Open alerts: {count}.", count=facts.open_alerts), _growth(facts))


def _may_be_growth(facts: GateFacts) -> bool:
    return facts.tumour_review_open or lump_is_open(facts)


def _growth(facts: GateFacts) -> str:
    review = _("A tumour review is open.") if facts.tumour_review_open else ""
    return together(review, _("A new lump is being looked into.") if lump_is_open(facts) else "")


def long_term_set(facts: GateFacts) -> bool:
    return bool(_long_term(facts))


def long_term_detail(facts: GateFacts) -> str:
    return _long_term(facts) or _("No plan for the years after is recorded, at the one-year visit or a later one.")


def _long_term(facts: GateFacts) -> str:
    known = facts.record.entries.get(CODE, {})
    plans = [(each.get("visited_on"), each.get("long_term_plan")) for each in known.values() if each.get("visited_on")]
    found = max((one for one in plans if one[1]), default=None)
    return VISIT.field["long_term_plan"].words_of(found[1]) if found else ""


def may_repeat(facts: GateFacts) -> bool:
    day = _day(facts)
    waited = day is not None and day >= facts.min_days_between_sessions
    decided = facts.decision == "additional_session"
    return waited and decided and nothing_serious_open(facts) and response_known(facts)


def may_repeat_detail(facts: GateFacts) -> str:
    day = _day(facts)
    since = _("No time of injection.")
    if day is not None and facts.injection_at is not None:
        first, least = plain_date(facts.on(facts.injection_at)), facts.min_days_between_sessions
        words = gettext_noop("{days} days since {first}, at least {least} days are needed.")
        since = _(words, days=day, first=first, least=least)
    decision = _("Decision: {decision}.", decision=_(dict(DECISIONS).get(facts.decision, facts.decision or NONE)))
    return together(since, response_detail(facts), _serious_detail(facts), decision, _donor_line(facts))


def _donor_line(facts: GateFacts) -> str:
    """G3-09 holds the needle; here it is said in time."""
    if facts.cell_source is CellSource.ALLOGENEIC or facts.earlier_donor_cells:
        return _("Donor cells again need the extra line of the consent.")
    return ""


def cycles_within_limit(facts: GateFacts) -> bool:
    return facts.injections_last_24_months < facts.max_cycles_24m


def cycles_detail(facts: GateFacts) -> str:
    words = gettext_noop("Sessions in the last 24 months: {count}. Limit {most}.")
    return _(words, count=facts.injections_last_24_months, most=facts.max_cycles_24m)


def _day(facts: GateFacts) -> int | None:
    return None if facts.injection_at is None else day_number(facts.now, facts.injection_at, facts.patient_zone)
