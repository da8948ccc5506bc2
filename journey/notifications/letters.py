"""The words of a letter, made when it is printed. As in a message nothing of the treatment, and no place that would
tell of it; the name and the address are on it because the post needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format

from journey.domain.reminders import Occasion
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Clinic, Reminder
from journey.notifications.reminders import COMING, MOVED, in_clinic_time

CLOSED = gettext_noop(
    "We cannot see you on {day} at {clock}, clinic time. Do not come then. Please call us, so that we can find another"
    " time."
)


@dataclass(frozen=True)
class PrintedLetter:
    """`to` are the lines of the address, the name first; `patient` is whose it is."""

    id: UUID
    patient: UUID
    language: str
    sender: str
    phone: str
    to: Sequence[str]
    day: str
    dear: str
    lines: Sequence[str]
    goodbye: str


def printed(letter: Reminder, at: datetime) -> PrintedLetter:
    """The letter comes with its patient, site and clinic, and with its visit."""
    patient, clinic = letter.patient, letter.patient.site.clinic
    with translation.override(patient.language):
        return PrintedLetter(
            id=letter.pk,
            patient=patient.pk,
            language=patient.language,
            sender=clinic.sender_name,
            phone=clinic.clinic_phone,
            to=(patient.full_name, *patient.postal_address.splitlines()),
            day=date_format(at.astimezone(clinic.zone), "j F Y"),
            dear=_("Dear {name},", name=patient.full_name),
            lines=(_line(letter), *_unwell(clinic)),
            goodbye=_("With kind regards"),
        )


def _line(letter: Reminder) -> str:
    match Occasion(letter.occasion):
        case Occasion.VISIT_DUE:
            return _("It is time for a visit. Please call us, so that we can find a day for you.")
        case Occasion.VISIT_MISSED:
            return _("We missed you at your visit. Call us, so that we can find a new time.")
        case Occasion.VISIT_MOVED:
            return in_clinic_time(MOVED, letter.visit)
        case Occasion.VISIT_CLOSED:
            return in_clinic_time(CLOSED, letter.visit)
        case _:
            return in_clinic_time(COMING, letter.visit)


def _unwell(clinic: Clinic) -> tuple[str, ...]:
    """Nobody waits for the post in an emergency (H10)."""
    if not clinic.clinic_phone or not clinic.emergency_number:
        return ()
    known = {"phone": clinic.clinic_phone, "number": clinic.emergency_number}
    return (_("Feel unwell? Call us on {phone}. In an emergency call {number}.", **known),)
