"""What the clinic has written down wrongly about a person, put right with a reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import translation

from accounts.choosing_password import tell
from accounts.mail import Letter
from accounts.models import Kind, User
from accounts.trace.noting import note
from accounts.trace.requests import acts_of
from journey.access import team_of
from journey.access.retention import is_removed
from journey.actions.events import record
from journey.actions.inviting import end_open_invitation
from journey.actions.links import patients_address
from journey.actions.locking import check_version, constraints_in_words, locked
from journey.actions.people import check_birth
from journey.actions.permission import check_may, check_site
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.phone import is_phone
from journey.domain.transitions import OPEN_STATUSES
from journey.domain.words import say as _
from journey.models import Alert, AlertState, Appointment, Journey, Patient, Site
from journey.models.appointment import UPCOMING
from journey.policies import Act

LONGEST_REASON = 300
CORRECTED = "details_corrected"


@dataclass(frozen=True)
class Details:
    """Everything that can be corrected, as it should be."""

    record_no: str
    full_name: str
    called: str
    date_of_birth: date
    phone: str
    email: str
    site: Site


CORRECTABLE = tuple(each.name for each in fields(Details))


@dataclass(frozen=True)
class Corrected:
    """Which columns changed, and whether an invitation that was out ended with it."""

    changed: tuple[str, ...]
    ended_invitation: bool = False


@transaction.atomic
def correct_patient(
    *, patient: Patient, details: Details, reason: str, by: User, at: datetime, expected_version: int | None = None
) -> Corrected:
    """Put right what was mistyped or has changed. Who may add patients, and managers.

    An open invitation ends when the address or the date of birth changes: it went to the wrong box, or asks for the
    wrong date. The address of a patient who signs in is theirs (`renew_sign_in` gives a new one). The same sent twice
    changes nothing more. Raises NotAccepted with a sentence, StaleVersion for a page that is older than the record.
    """
    journeys = list(Journey.objects.select_for_update(of=("self",), no_key=True).filter(patient=patient).order_by("pk"))
    patient = locked(patient)
    check_may(by, Act.CORRECT_PATIENT, patient.pk, at=at)
    details = _tidy(details)
    before = {name: getattr(patient, name) for name in CORRECTABLE}
    changed = tuple(name for name, value in before.items() if getattr(details, name) != value)
    if not changed:
        if expected_version == patient.version:
            raise NotAccepted(_("Nothing is different yet. Change what is wrong, then save."))
        return Corrected(())  # a second press
    check_version(patient, expected_version)
    if is_removed(patient):
        raise MoveNotAllowed(_("This record names nobody any more."))
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise NotAccepted(_("Write why, in 1 to {most} characters.", most=LONGEST_REASON), field="reason")
    _check(patient, details, changed, by, at)
    for name in changed:
        setattr(patient, name, getattr(details, name))
    patient.version += 1
    with constraints_in_words(patient):
        patient.full_clean()
        patient.save(update_fields=[*changed, "version"])
    ended = bool({"email", "date_of_birth"} & set(changed)) and end_open_invitation(patient, by=by, at=at)
    _follow_name(patient, before)
    for journey in journeys:
        record(journey, CORRECTED, by=by, at=at, reason=reason, data={"changed": changed})
    # Beside the columns that the trace keeps; a patient without a journey has no history that could say why.
    note(Kind.ACT, acts_of(None, by), reason=reason, table=Patient._meta.db_table, row=patient.pk)
    _tell(patient, at)
    return Corrected(changed, ended)


def _tidy(details: Details) -> Details:
    """Without blanks around what was typed, so that they alone are no change."""
    return replace(
        details,
        record_no=details.record_no.strip(),
        full_name=details.full_name.strip(),
        called=details.called.strip(),
        phone=details.phone.strip(),
        email=details.email.strip(),
    )


def _check(patient: Patient, details: Details, changed: Collection[str], by: User, at: datetime) -> None:
    if "record_no" in changed and Patient.objects.filter(record_no=details.record_no).exists():
        raise NotAccepted(_("Another patient has this record number."), field="record_no")
    if "date_of_birth" in changed:
        check_birth(details.date_of_birth, at)
    if "phone" in changed and not is_phone(details.phone):
        raise NotAccepted(_("Enter the whole phone number, like 01632 960 001."), field="phone")
    if "email" in changed:
        if patient.user_id is not None:
            raise NotAccepted(_("The patient signs in with this address: give a new way to sign in instead."))
        if details.email:
            patients_address(details.email, field="email")
    if "site" in changed:
        _check_moves(patient, details.site, by, at)


def _check_moves(patient: Patient, site: Site, by: User, at: datetime) -> None:
    """To a site of the person who acts, and without leaving anything behind that only the old site could look after."""
    check_site(by, site)
    visits = Appointment.objects.filter(patient=patient, state__in=UPCOMING, ends_at__gt=at).select_related("site")
    visit = visits.exclude(site=site).first()
    if visit is not None:
        words = _(
            "A visit at {site} is booked or offered. Move the patient after it, or cancel it first.", site=visit.site
        )
        raise NotAccepted(words, field="site")
    journeys = Journey.objects.filter(patient=patient, status__in=OPEN_STATUSES)
    alerts = Alert.objects.filter(patient=patient).exclude(state=AlertState.CLOSED)
    ids = {key for row in journeys.values_list("lead_clinician", "coordinator") for key in row}
    ids |= set(alerts.values_list("owner", flat=True))
    people = User.objects.filter(pk__in=ids - {None})
    stranger = people.exclude(pk__in=team_of(people, [site.pk]).values("pk")).order_by("display_name").first()
    if stranger is not None:
        words = _(
            "{who} looks after this patient and does not work at {site}. Hand over first.", who=stranger, site=site
        )
        raise NotAccepted(words, field="site")


def _follow_name(patient: Patient, before: Mapping[str, object]) -> None:
    """Their sign-in bears the name that it was made with (`inviting._opened`) until somebody chose another."""
    if patient.user_id is None or patient.called == before["called"]:
        return
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.user_id)
    if user.display_name == before["called"]:
        user.display_name = patient.called
        user.save(update_fields=["display_name"])


def _tell(patient: Patient, at: datetime) -> None:
    """Whoever signs in learns that it was done, not what."""
    if patient.user is None or not patient.user.is_active:
        return
    with translation.override(patient.language):
        letter = Letter(
            subject=_("Your clinic changed your details"),
            lines=[_("Somebody at your clinic corrected what it has written down about you.")],
        )
        tell(patient.user, letter, at=at)
