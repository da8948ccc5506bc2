"""What we hold about a patient, as they read it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from journey.models import Patient
from journey.presenters import when
from journey.presenters.follow_ups import Fact


@dataclass(frozen=True)
class AccountPage:
    """`facts` and `name` are blank for a person who only helps others; `helps` says whether they help anybody now."""

    name: str
    facts: tuple[Fact, ...]
    zone_note: str
    helps: bool


def account_page(patient: Patient | None, *, helps: bool) -> AccountPage:
    if patient is None:
        return AccountPage("", (), "", helps)
    facts = (
        Fact(_("Name"), patient.full_name),
        Fact(_("Record number"), patient.record_no),
        Fact(_("Phone"), patient.phone or _("None")),
        Fact(_("E-mail"), patient.email or _("None")),
        Fact(_("Your time zone"), when.place(patient.zone)),
    )
    return AccountPage(patient.full_name, facts, _zone_note(patient), helps)


def _zone_note(patient: Patient) -> str:
    own, clinic = when.place(patient.zone), patient.site.clinic.time_zone
    if not clinic or clinic == patient.time_zone:
        return _("Your check-ins open and close by {place} time.").format(place=own)
    return _("Your check-ins open and close by {place} time. Visits are in clinic time ({clinic}).").format(
        place=own, clinic=when.place(ZoneInfo(clinic))
    )
