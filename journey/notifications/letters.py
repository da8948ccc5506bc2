"""The words of a letter, made when it is printed. As in a message nothing of the treatment, and no place that would
tell of it; the name and the address are on it because the post needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format

from journey.domain.words import say as _
from journey.models import Reminder
from journey.notifications.reminders import line_of, unwell


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
            lines=(line_of(letter), *unwell(clinic)),
            goodbye=_("With kind regards"),
        )
