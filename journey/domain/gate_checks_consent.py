"""The checks of consent: G2-01, the same again in front of the injection, and the extra line of G3-09 (8.2, 9.3).

They are asked until the needle is in the record, and judged as of the needle that is being recorded: a consent that is
withdrawn afterwards does not keep what happened out of it.
"""

from collections.abc import Iterator
from datetime import datetime

from journey.domain.consent import SignedConsent, plan_words
from journey.domain.days import plain_clock, plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.stages import CellSource, HarvestMode
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

ABOUT_CONSENT = frozenset({"G2-01", "G3-07.consent", "G3-09"})


def consented(facts: GateFacts) -> bool:
    return facts.consent.signed is not None and not list(_wrong(facts))


def consent_detail(facts: GateFacts) -> str:
    """Everything that is wrong with it, for staff; when it counts, when it was signed and until when it is good."""
    wrong = list(_wrong(facts))
    signed = facts.consent.signed
    if wrong or signed is None:
        return together(*wrong)
    words = gettext_noop("Signed on {day}, version {number}. Good for {most} days.")
    return _(words, day=_day(facts, signed.signed_at), number=signed.text, most=facts.consent.max_age_days)


def _wrong(facts: GateFacts) -> Iterator[str]:
    consent, signed = facts.consent, facts.consent.signed
    if signed is None:
        yield _("No consent is signed.")
        return
    at, day = judged_at(facts), _day(facts, signed.signed_at)
    if signed.signed_at > at:
        yield _("Signed on {day}, after the needle.", day=day)
    if withdrawn(facts):
        assert consent.withdrawn_at is not None
        yield _("Withdrawn on {moment}.", moment=_moment(facts, consent.withdrawn_at))
    if signed.countersigned_at is None or signed.countersigned_at > at:
        yield _("Signed by the patient on {day}. No clinician has countersigned.", day=day)
    if at < signed.thinking_ends_at:
        until = _moment(facts, signed.thinking_ends_at)
        yield _("Signed on {day}. Time to think until {moment}.", day=day, moment=until)
    if _too_old(facts, signed):
        words = gettext_noop("Signed on {day}, {days} days ago. Limit {most} days.")
        yield _(words, day=day, days=(facts.on(at) - facts.on(signed.signed_at)).days, most=consent.max_age_days)
    yield from _outdated(facts, signed, day)


def _outdated(facts: GateFacts, signed: SignedConsent, day: str) -> Iterator[str]:
    """What happened since that asks for a new signature, whatever its age."""
    asked_at = facts.consent.asked_again_at
    if signed.text < facts.consent.needed_text:
        words = gettext_noop("Signed in version {old}. Version {new} has to be signed.")
        yield _(words, old=signed.text, new=facts.consent.needed_text)
    if signed.plan != plan_of(facts):
        yield _("The plan changed after it was signed on {day}: source, tissue, hand or joints.", day=day)
    if cells_taken_again(facts) and signed.harvests_before < facts.harvests_before:
        yield _("Signed on {day}, before cells were taken. The line about taking them again has to be signed.", day=day)
    if asked_at is not None and signed.signed_at < asked_at <= judged_at(facts):
        yield _("Asked for anew on {moment}.", moment=_moment(facts, asked_at))


def asks_for_a_signature(facts: GateFacts) -> bool:
    """Whether only a new signature of the patient helps; what a clinician or time has still to do does not count."""
    signed = facts.consent.signed
    if signed is None or withdrawn(facts) or _too_old(facts, signed):
        return True
    if donor_cells_again(facts) and not signed.repeat_donor:
        return True
    return any(_outdated(facts, signed, ""))


def _too_old(facts: GateFacts, signed: SignedConsent) -> bool:
    return (facts.on(judged_at(facts)) - facts.on(signed.signed_at)).days > facts.consent.max_age_days


def withdrawn(facts: GateFacts) -> bool:
    """Withdrawn after it was signed; a later signature is a new consent."""
    at, signed = facts.consent.withdrawn_at, facts.consent.signed
    return at is not None and signed is not None and signed.signed_at <= at <= judged_at(facts)


def judged_at(facts: GateFacts) -> datetime:
    """The moment of the needle while one is being recorded, else now."""
    return facts.now if facts.needle_at is None else min(facts.now, facts.needle_at)


def plan_of(facts: GateFacts) -> str:
    return plan_words(
        str(facts.cell_source or ""),
        facts.tissue_other or str(facts.tissue or ""),
        str(facts.harvest_mode or ""),
        str(facts.target_hand or ""),
        facts.joints,
    )


def donor_cells_again(facts: GateFacts) -> bool:
    """Donor cells are planned for somebody who had some before, here or elsewhere (clinical.md 0.7)."""
    told = facts.record.of("history").get("prior_allogeneic_exposure") is True
    return facts.cell_source is CellSource.ALLOGENEIC and (facts.earlier_donor_cells or told)


def cells_taken_again(facts: GateFacts) -> bool:
    """Own cells of this session were taken and could not be used: taking them again is asked for (clinical.md 8.3)."""
    return facts.harvest_mode is HarvestMode.PATIENT_HARVEST and facts.harvests_before > 0


def donor_cells_again_to_come(facts: GateFacts) -> bool:
    return donor_cells_again(facts) and facts.before_the_injection


def repeat_line_signed(facts: GateFacts) -> bool:
    return facts.consent.signed is not None and facts.consent.signed.repeat_donor


def repeat_line_detail(facts: GateFacts) -> str:
    signed = facts.consent.signed
    if signed is None:
        return _("No consent is signed.")
    if signed.repeat_donor:
        return _("The extra line is signed, {day}.", day=_day(facts, signed.signed_at))
    return _("The consent of {day} has no extra line for donor cells again.", day=_day(facts, signed.signed_at))


def _day(facts: GateFacts, at: datetime) -> str:
    return plain_date(facts.on(at))


def _moment(facts: GateFacts, at: datetime) -> str:
    return _("{day}, {time}", day=_day(facts, at), time=plain_clock(at.astimezone(facts.clinic_zone)))
