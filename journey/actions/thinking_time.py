"""The time to think before the needle: a procedure is not planned into it (clinical.md 2.2, `procedure_at`)."""

from datetime import datetime

from journey.domain.consent import thinking_ends
from journey.domain.days import plain_clock, plain_date
from journey.domain.errors import NotAccepted
from journey.domain.gate_checks_consent import asks_for_a_signature
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.standing import Standing

SIGNED = gettext_noop("The consent was signed on {day}. The earliest time after {days} days to think is {earliest}.")
UNSIGNED = gettext_noop("No consent that counts is signed. With {days} days to think, the earliest time is {earliest}.")


def check_time_to_think(standing: Standing, moment: datetime | None, *, field: str) -> None:
    """Raises NotAccepted for a needle before the signature and the days to think; without a signature that counts they
    begin now at the earliest. After the first needle of the session nothing is asked here: the gates ask then."""
    if moment is None or standing.snapshot.needle_used_in_current:
        return
    signed, clinic = standing.facts.consent.signed, standing.journey.patient.site.clinic
    if signed is None or asks_for_a_signature(standing.facts):
        words, day, days = UNSIGNED, "", clinic.cooling_off_days
        earliest = thinking_ends(standing.at, days)
    else:
        words, day = SIGNED, plain_date(standing.facts.on(signed.signed_at))
        earliest, days = signed.thinking_ends_at, (signed.thinking_ends_at - signed.signed_at).days
    if moment < earliest:
        local = earliest.astimezone(standing.clinic_zone)
        shown = _("{day}, {time}", day=plain_date(local.date()), time=plain_clock(local))
        raise NotAccepted(_(words, day=day, days=days, earliest=shown), field=field)
