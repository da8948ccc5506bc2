"""What a person changes about their own sign-in and how they are reached. Each change is told by mail."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from accounts import tickets
from accounts.choosing_password import tell
from accounts.mail import Letter
from accounts.models import Purpose, Ticket, User
from accounts.models.ticket import OPEN
from journey.access import check_own
from journey.actions.arriving import helpers_at, household
from journey.actions.events import record
from journey.actions.heard import heard_from_patient
from journey.actions.locking import constraints_in_words, locked
from journey.actions.series import follow_zone
from journey.domain.caregiving import OwnAct
from journey.domain.errors import NotAccepted, NotPermitted
from journey.domain.phone import is_phone
from journey.domain.words import say as _
from journey.models import Cycle, Journey, Patient


@transaction.atomic
def take_address(*, ticket: Ticket, typed: str, by: User, at: datetime) -> bool:
    """The address that this ticket's code went to becomes the person's, for signing in and for the clinic's mails; the
    address before it is told. False when the code does not fit; a wrong one counts.

    Patients of one household may share an address, so nobody is asked whether it is taken (attacks: ENU-04). A helper's
    is theirs alone, else a code would let nobody in (`arriving.only_person`). Raises NotAccepted for that, once the
    code has shown that the box is theirs to read.
    """
    # The patient before the sign-in, and that before its tickets, as everywhere.
    patient = Patient.objects.select_for_update(of=("self",), no_key=True).filter(user=by).first()
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk, is_staff=False)
    if ticket.user_id != person.pk or not tickets.try_code(ticket.pk, Purpose.NEW_ADDRESS, typed, at=at):
        return False
    if (patient is None and household(ticket.address)) or helpers_at(ticket.address):
        raise NotAccepted(_("Somebody signs in with this address already. Helpers need one of their own."))
    before, person.email = person.email, ticket.address
    person.save(update_fields=["email"])
    if patient is not None:
        patient.email = ticket.address
        patient.version += 1
        patient.save(update_fields=["email", "version"])
    for link in Ticket.objects.filter(OPEN, user=person, purpose=Purpose.RESET):
        tickets.end(link, at=at)
    if before:
        letter = Letter(
            subject=_("Your e-mail address was changed"),
            lines=[_("Your sign-in has another e-mail address now. From now on we write to that one.")],
        )
        tell(person, letter, at=at, to=before)
    return True


@transaction.atomic
def change_language_and_place(*, patient: Patient, language: str, time_zone: str, by: User, at: datetime) -> None:
    """The words and the clock that the patient wants. Check-ins that have not opened yet follow the new clock; visits
    stay where they are, in the clinic's. Only the patient. Raises NotPermitted, NotAccepted."""
    if patient.user_id != by.pk:
        raise NotPermitted(_("Only the patient may do this."))
    # Journeys before the patient, as everywhere.
    journeys = list(Journey.objects.select_for_update(of=("self",), no_key=True).filter(patient=patient).order_by("pk"))
    patient = locked(patient)
    if (patient.language, patient.time_zone) == (language, time_zone):
        return
    moves = patient.time_zone != time_zone
    patient.language, patient.time_zone = language, time_zone
    patient.version += 1
    with constraints_in_words(patient):
        patient.clean()
        patient.save(update_fields=["language", "time_zone", "version"])
    if moves:
        cycles = Cycle.objects.filter(journey__in=journeys).select_related("journey__pathway_version")
        for cycle in cycles.order_by("pk"):
            cycle.journey.patient = patient
            follow_zone(cycle, at=at)
    with translation.override(language):
        letter = Letter(
            subject=_("Your account was changed"), lines=[_("Your language or the place where you live was changed.")]
        )
        tell(by, letter, at=at)


@transaction.atomic
def change_phone(*, patient: Patient, phone: str, by: User, at: datetime) -> None:
    """The number on which the clinic calls the patient. The patient, or a helper who manages; the patient is told, and
    the team reads it in the history. The same number again changes nothing. Raises NotPermitted, NotAccepted."""
    journeys = list(Journey.objects.select_for_update(of=("self",), no_key=True).filter(patient=patient).order_by("pk"))
    patient = locked(patient)
    check_own(patient, by, OwnAct.CHANGE_CONTACT, at=at)
    phone = " ".join(phone.split())
    if not is_phone(phone):
        raise NotAccepted(_("Enter the whole phone number, like 01632 960 001."), field="phone")
    if patient.phone == phone:
        return
    patient.phone = phone
    patient.version += 1
    patient.save(update_fields=["phone", "version"])
    for journey in journeys:
        record(journey, "phone_changed", by=by, at=at)
    heard_from_patient(patient, at, _("The patient changed their phone number."))
    if patient.user is not None:
        with translation.override(patient.language):
            letter = Letter(
                subject=_("Your phone number was changed"),
                lines=[_("The clinic calls you on another number from now on. You find it on your account page.")],
            )
            tell(patient.user, letter, at=at)
