"""Whom to ring: the clinic's numbers, the one that answers now first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from journey.domain.opening import parse_opening_hours
from journey.models import Clinic
from journey.presenters.clinic import ClinicCard

# A sentence that ends in a number is the label of its button: "If we are closed: {out_of_hours_phone}."
_ENDS_IN_A_NUMBER = re.compile(r"^(?P<lead>.*?)\s*\{(?P<name>clinic_phone|out_of_hours_phone)\}[.]?$", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Call:
    """A number as a button. `label` stands above it and may be blank."""

    tel: str
    words: str
    label: str = ""


def is_clinic_open(clinic: Clinic, at: datetime) -> bool:
    """In the clinic's own zone; a clinic without hours is closed."""
    if not clinic.opening_hours:
        return False
    return parse_opening_hours(clinic.opening_hours).is_open(at.astimezone(ZoneInfo(clinic.time_zone or "UTC")))


def clinic_calls(card: ClinicCard, *, closed: bool) -> tuple[Call, ...]:
    """The clinic's numbers, the one that answers now first. One that is not set is left out, and the same one twice."""
    ours = Call(card.clinic_tel, card.clinic_phone, _("When we are open:") if closed else "")
    theirs = Call(
        card.out_of_hours_tel,
        card.out_of_hours_phone,
        _("We are closed now. Call this number:") if closed else _("When we are closed:"),
    )
    return tuple(_by_number((theirs, ours) if closed else (ours, theirs)).values())


def emergency_call(card: ClinicCard) -> Call:
    return Call(card.emergency_tel, _("Call {number}").format(number=card.emergency_number))


def title_and_call(heading: str, card: ClinicCard) -> tuple[str, tuple[Call, ...]]:
    """ "Call us today: {clinic_phone}." as the title "Call us today" and a button."""
    found = _ENDS_IN_A_NUMBER.match(heading)
    title = found["lead"].rstrip(":") if found else heading
    return (title, (_number(found["name"], card),)) if found and title else (heading, ())


def text_and_calls(text: str, card: ClinicCard) -> tuple[str, tuple[Call, ...]]:
    """A text of the pathway without the sentences that end in a number, and these as buttons: the number stands once,
    and the words before it, which may be the clinic's own, stay with it."""
    kept, calls = [], []
    for sentence in _SENTENCE.split(text):
        found = _ENDS_IN_A_NUMBER.match(sentence)
        if found is None:
            kept.append(sentence)
            continue
        call, lead = _number(found["name"], card), found["lead"]
        titled = (
            replace(call, label=lead) if lead.endswith(":") else replace(call, words=f"{lead} {call.words}".strip())
        )
        calls.append(titled)
    return " ".join(kept), tuple(calls)


def in_order(named: Iterable[Call], card: ClinicCard, *, closed: bool) -> tuple[Call, ...]:
    """The buttons that a text named, and the clinic's other number; the one that answers now comes first."""
    said = _by_number(named)
    return tuple(
        replace(said[usual.tel], label=said[usual.tel].label or usual.label) if usual.tel in said else usual
        for usual in clinic_calls(card, closed=closed)
    )


def _by_number(calls: Iterable[Call]) -> dict[str, Call]:
    """The first of each number that is set."""
    found: dict[str, Call] = {}
    for call in calls:
        if call.tel:
            found.setdefault(call.tel, call)
    return found


def _number(name: str, card: ClinicCard) -> Call:
    if name == "clinic_phone":
        return Call(card.clinic_tel, card.clinic_phone)
    return Call(card.out_of_hours_tel, card.out_of_hours_phone)
