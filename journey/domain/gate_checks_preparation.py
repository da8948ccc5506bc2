"""The checks of G2 that read the record of the preparation: medicines, food and drink, the day itself, sign-in."""

from journey.domain.days import plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import missing_of, missing_words
from journey.domain.record.pauses import missing_of_todays_pause
from journey.domain.record.preparation import arrival, day_plan, sign_in
from journey.domain.record.preparation.medicine_plan import MEDICINE_PLAN
from journey.domain.words import say as _
from journey.domain.words import together

IN_PERSON = "in_person"


def medicines_decided(facts: GateFacts) -> bool:
    return not missing_of([MEDICINE_PLAN], facts)


def medicines_detail(facts: GateFacts) -> str:
    return missing_words(missing_of([MEDICINE_PLAN], facts)) or _("Every line is decided.")


def fasting_shown(facts: GateFacts) -> bool:
    return not missing_of([day_plan.DAY_PLAN], facts) and _acknowledged(facts)


def _acknowledged(facts: GateFacts) -> bool:
    return day_plan.gone_through(facts) or day_plan.reading_key(facts) in facts.ticked - {""}


def fasting_detail(facts: GateFacts) -> str:
    missing = missing_of([day_plan.DAY_PLAN], facts)
    if missing:
        return missing_words(missing)
    if facts.procedure_at is None:
        return _("No procedure date.")
    if day_plan.gone_through(facts):
        return _("Staff went through it with the patient.")
    return _("The patient has read it.") if _acknowledged(facts) else _("The patient has not read this plan yet.")


def found_well(facts: GateFacts) -> bool:
    """What staff checked on the day; what the patient answered is a check of its own."""
    return _checked_today(facts) and not _missing_of_the_day(facts) and not arrival.not_fit(facts)


def _missing_of_the_day(facts: GateFacts) -> list[str]:
    return missing_of([arrival.ARRIVAL], facts)


def _checked_today(facts: GateFacts) -> bool:
    checked = facts.record.of(arrival.CODE).get("checked_at")
    return checked is not None and facts.on(checked) == facts.today


def found_well_detail(facts: GateFacts) -> str:
    checked = facts.record.of(arrival.CODE).get("checked_at")
    if checked is None:
        return _("The check on the day is not recorded.")
    missing, wrong = _missing_of_the_day(facts), arrival.not_fit(facts)
    day = plain_date(facts.on(checked))
    return together(
        _("Checked today.") if _checked_today(facts) else _("Checked on {day}, not today.", day=day),
        missing_words(missing),
        _("Found: {names}.", names="; ".join(wrong)) if wrong else "",
    )


def sign_in_complete(facts: GateFacts) -> bool:
    return not _missing_of_sign_in(facts)


def sign_in_detail(facts: GateFacts) -> str:
    return missing_words(_missing_of_sign_in(facts)) or _("Complete, the hand is marked.")


def _missing_of_sign_in(facts: GateFacts) -> list[str]:
    """The mark on the other hand stops too."""
    missing = missing_of_todays_pause(sign_in.SIGN_IN, sign_in.ITEMS, facts)
    if not sign_in.mark_fits(facts):
        missing.append(_("the mark on the planned hand"))
    return missing


def examined_in_person(facts: GateFacts) -> bool:
    record = facts.record
    return record.of("encounter").get("mode") == IN_PERSON or record.of(arrival.CODE).get("examined_in_person") is True


def examined_detail(facts: GateFacts) -> str:
    if facts.record.of("encounter").get("mode") == IN_PERSON:
        return _("The consultation was in person.")
    if examined_in_person(facts):
        return _("Examined in person on the day.")
    return _("No examination in person yet.")
