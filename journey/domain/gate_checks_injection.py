"""The checks around the needle of the injection: allergies, the two pauses, the record (clinical.md 8.2)."""

from journey.domain import gate_checks_after as after
from journey.domain.gate_facts import GateFacts
from journey.domain.product_facts import Checkpoint
from journey.domain.record.checking import against_allergies, missing_of, missing_words, refused_now
from journey.domain.record.fields import YES
from journey.domain.record.injection import pauses
from journey.domain.record.injection.given import INJECTION
from journey.domain.record.pauses import missing_of_pause, missing_of_todays_pause
from journey.domain.words import say as _


def allergies_fit(facts: GateFacts) -> bool:
    return _allergies_read(facts) and not _against_allergies(facts)


def allergies_detail(facts: GateFacts) -> str:
    against = _against_allergies(facts)
    if against:
        return _("Against an allergy: {names}.", names=", ".join(against))
    return _("Read out, nothing stands against it.") if _allergies_read(facts) else _("Not read out at the sign-in.")


def _allergies_read(facts: GateFacts) -> bool:
    return facts.record.of("sign_in").get("allergies_read") == YES


def _against_allergies(facts: GateFacts) -> list[str]:
    """What was recorded as given and is on the list as it is now; what is in the product is REL-10's."""
    return against_allergies(INJECTION, facts.record.of(INJECTION.code), facts)


def time_out_complete(facts: GateFacts) -> bool:
    return not _missing_of_time_out(facts)


def time_out_detail(facts: GateFacts) -> str:
    return missing_words(_missing_of_time_out(facts)) or _("Time-out complete.")


def _missing_of_time_out(facts: GateFacts) -> list[str]:
    missing = missing_of_todays_pause(pauses.TIME_OUT, pauses.TIME_OUT_ITEMS, facts)
    if not pauses.said_hand_fits(facts):
        missing.append(_("the planned hand"))
    if not _read_at_the_bedside(facts):
        missing.append(_("the label read at the bedside (COI-5)"))
    return missing


def _read_at_the_bedside(facts: GateFacts) -> bool:
    """Not on a day before the needle: what was read for a date that then moved is read again."""
    product = facts.product
    if product is None or product.at_bedside is None or not product.matches(Checkpoint.BEDSIDE):
        return False
    return facts.on(product.at_bedside) >= facts.today


def injection_complete(facts: GateFacts) -> bool:
    return stopped_injection_recorded(facts) and not missing_of([INJECTION], facts)


def stopped_injection_recorded(facts: GateFacts) -> bool:
    """Of an injection that was stopped after some volume: when, which product, and nothing that is refused."""
    return after.injection_recorded(facts) and not _wrong(facts)


def stopped_injection_detail(facts: GateFacts) -> str:
    known, wrong = after.injection_detail(facts), _wrong(facts)
    return " ".join(wrong) if wrong and after.injection_recorded(facts) else known


def injection_detail(facts: GateFacts) -> str:
    missing, wrong = missing_of([INJECTION], facts), _wrong(facts)
    known = after.injection_detail(facts)
    if not after.injection_recorded(facts) and not missing:
        return known
    if missing:
        return missing_words([*after.missing_of_injection(facts), *missing])
    return " ".join(wrong) if wrong else known


def _wrong(facts: GateFacts) -> list[str]:
    """The weight, the plan or the allergies may have been written down later."""
    found = refused_now(INJECTION, facts)
    if facts.record.of(INJECTION.code).get("sterile_technique") is False:
        found.append(_("Not sterile."))
    return found


def sign_out_complete(facts: GateFacts) -> bool:
    return not _missing_of_sign_out(facts)


def sign_out_detail(facts: GateFacts) -> str:
    return missing_words(_missing_of_sign_out(facts)) or _("Sign-out complete.")


def _missing_of_sign_out(facts: GateFacts) -> list[str]:
    return missing_of_pause(pauses.SIGN_OUT, pauses.SIGN_OUT_ITEMS, facts)
