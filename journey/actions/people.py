"""Adding patients and keeping what is known about their allergies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.access.intake import speaks_against_none, told_allergies
from journey.actions.events import record
from journey.actions.links import patients_address
from journey.actions.locking import check_version, constraints_in_words, locked
from journey.actions.permission import check_may, check_site
from journey.domain.allergies import is_doubtful
from journey.domain.errors import NotAccepted
from journey.domain.stages import JourneyStatus
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Allergy, AllergyStatus, Journey, Patient, Site
from journey.models.patient import EARLIEST_BIRTH
from journey.policies import Act

MOST_LINES, MOST_LETTERS = 6, 300
ALLERGY_COLUMNS = ("substance", "kind", "reaction", "severity", "source")


@dataclass(frozen=True)
class AllergyLine:
    substance: str
    kind: str
    reaction: str = ""
    severity: str = "unknown"
    source: str = "patient"
    certain: bool = False  # of the class, although the name belongs to another


@transaction.atomic
def add_patient(
    *,
    by: User,
    at: datetime,
    site: Site,
    record_no: str,
    full_name: str,
    called: str,
    date_of_birth: date,
    time_zone: str,
    phone: str = "",
    email: str = "",
    postal_address: str = "",
    user: User | None = None,
) -> Patient:
    """A new person of the clinic. Coordinators, nurses and clinicians. Raises NotAccepted with a sentence."""
    policies.check(by, Act.ADD_PATIENT)
    check_site(by, site)
    check_birth(date_of_birth, at)
    if email and user is None:
        email = patients_address(email, field="email")
    patient = Patient(
        site=site,
        record_no=record_no,
        full_name=full_name,
        called=called,
        date_of_birth=date_of_birth,
        time_zone=time_zone,
        phone=phone,
        email=email,
        postal_address=one_address(postal_address),
        user=user,
    )
    with constraints_in_words(patient):
        patient.full_clean()
        patient.save(force_insert=True)
    return patient


def check_birth(date_of_birth: date, at: datetime) -> None:
    """Raises NotAccepted for a day on which no patient can have been born."""
    if date_of_birth > at.date():
        raise NotAccepted(_("The date of birth must be in the past."), field="date_of_birth")
    if date_of_birth < EARLIEST_BIRTH:
        raise NotAccepted(_("The date of birth is too long ago. Look at the year."), field="date_of_birth")


@transaction.atomic
def change_postal_address(
    *, patient: Patient, postal_address: str, by: User, at: datetime, expected_version: int | None = None
) -> None:
    """Where letters go, as told to the desk. Who may add patients. Raises NotAccepted, and StaleVersion for a page that
    is older than the record."""
    check_may(by, Act.ADD_PATIENT, patient.pk, at=at)
    set_postal_address(patient, postal_address, by=by, at=at, expected_version=expected_version)


def set_postal_address(
    patient: Patient, postal_address: str, *, by: User, at: datetime, expected_version: int | None = None
) -> Patient:
    """The patient, locked, with this address. Called by actions that asked who may. The team reads in the history that
    it changed; the same address again changes nothing."""
    # Journeys before the patient, as everywhere.
    journeys = list(Journey.objects.select_for_update(of=("self",), no_key=True).filter(patient=patient).order_by("pk"))
    patient, address = locked(patient), one_address(postal_address)
    if patient.postal_address == address:
        return patient
    check_version(patient, expected_version)
    if len(address) > MOST_LETTERS or len(address.splitlines()) > MOST_LINES:
        raise NotAccepted(
            _("An address has at most {lines} lines and {letters} letters.", lines=MOST_LINES, letters=MOST_LETTERS),
            field="postal_address",
        )
    patient.postal_address = address
    patient.version += 1
    patient.save(update_fields=["postal_address", "version"])
    for journey in journeys:
        record(journey, "address_changed", by=by, at=at)
    return patient


def one_address(typed: str) -> str:
    """Its lines, without blank ones."""
    return "\n".join(line for each in typed.splitlines() if (line := " ".join(each.split())))


@transaction.atomic
def confirm_allergies(
    *,
    patient: Patient,
    lines: Sequence[AllergyLine],
    none_known: bool,
    by: User,
    at: datetime,
    why_none: str = "",
    expected_version: int | None = None,
) -> Patient:
    """Write the whole list, read aloud with the patient (clinical.md G2-02). Clinicians and nurses. A line that did not
    change keeps who verified it, and when.

    Raises NotAccepted when "none known" and a line are given together, or neither, for a class that is not that of a
    known name, and for "none known" without a reason when the patient named one since.
    """
    check_may(by, Act.CONFIRM_ALLERGIES, patient.pk, at=at)
    if none_known == bool(lines):
        raise NotAccepted(_("List each allergy, or say that there are none. Not both."))
    patient = locked(patient)
    check_version(patient, expected_version)
    if none_known and not why_none.strip() and speaks_against_none(told_allergies(patient), patient):
        raise NotAccepted(_("The patient named an allergy. Write why none is known."), "why_none")
    for line in lines:
        if is_doubtful(line.substance, line.kind) and not line.certain:
            words = gettext_noop("The name “{substance}” belongs to another class. Nothing would stop it in this one.")
            raise NotAccepted(_(words, substance=line.substance))
    before = [str(allergy) for allergy in patient.allergies.all()]
    _write_allergies(patient, lines, by, at)
    patient.allergy_status = AllergyStatus.NONE_KNOWN if none_known else AllergyStatus.HAS_ALLERGIES
    patient.allergies_confirmed_at, patient.allergies_confirmed_by = at, by
    patient.version += 1
    patient.save()
    after = [line.substance for line in lines]
    for journey in patient.journeys.filter(status=JourneyStatus.ACTIVE):
        data = {"before": before, "after": after}
        record(journey, "allergies_confirmed", by=by, at=at, data=data, reason=why_none.strip() if none_known else "")
    return patient


def _write_allergies(patient: Patient, lines: Sequence[AllergyLine], by: User, at: datetime) -> None:
    known = {each.substance.casefold(): each for each in patient.allergies.all()}
    kept = {line.substance.casefold() for line in lines}
    patient.allergies.filter(pk__in=[each.pk for name, each in known.items() if name not in kept]).delete()
    for line in lines:
        row = known.pop(line.substance.casefold(), None) or Allergy(patient=patient)
        values = {name: getattr(line, name) for name in ALLERGY_COLUMNS}
        if all(getattr(row, name) == value for name, value in values.items()):
            continue
        is_new = row._state.adding
        for name, value in {**values, "verified_at": at, "verified_by": by}.items():
            setattr(row, name, value)
        with constraints_in_words(row):
            row.full_clean()
            row.save(force_insert=is_new, force_update=not is_new)
