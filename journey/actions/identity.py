"""Taking a person out of their record: which columns name somebody, and what stands there afterwards.

What was done, answered and found stays as it is, under the record number (docs/decisions/0019-the-end-of-a-record.md).
"""

from datetime import date, datetime

from django.db.models import Q

from accounts import mail
from accounts.leaving import forget_person
from accounts.models import OutgoingMail, User
from journey.access.held import mails_of
from journey.actions.caregivers import end_all_help
from journey.actions.feeds import end_feeds_of
from journey.models import Caregiver, Consent, DataRequest, IdentityRemoval, Invitation, Patient, PatientQuestion
from journey.models.data_request import TAKEN_OUT

# The columns that hold a name, an address, a number or a birthday. A test walks the models for others.
NAMES = {
    "journey.Patient": ("full_name", "called", "date_of_birth", "phone", "email", "postal_address"),
    "journey.Caregiver": ("name", "relation", "email"),
    "journey.Invitation": ("address",),
    "journey.DataRequest": ("wrong", "right", "answer"),
    "journey.PatientQuestion": ("words", "answer"),
    "journey.Consent": ("typed_name", "interpreter"),
    "accounts.OutgoingMail": ("to",),
    "accounts.User": ("username", "display_name", "email", "first_name", "last_name"),
}


def remove_identity(patient: Patient, *, by: User, at: datetime) -> None:
    """Called by the action that two managers agreed on, which holds the patient and has asked everything."""
    end_all_help(patient=patient, by=by, at=at)
    end_feeds_of(patient, at=at)
    _forget_mails(patient, at)
    helpers = _helpers_of_nobody_else(patient)
    Caregiver.objects.filter(patient=patient).update(name=TAKEN_OUT, relation="", email="")
    Invitation.objects.filter(patient=patient, used_at__isnull=True, ended_at__isnull=True).update(
        ended_at=at, ended_by=by
    )
    Invitation.objects.filter(patient=patient).update(address="")
    for name in NAMES["journey.DataRequest"]:
        DataRequest.objects.filter(patient=patient).exclude(**{name: ""}).update(**{name: TAKEN_OUT})
    questions = PatientQuestion.objects.filter(stage__cycle__journey__patient=patient)
    for name in NAMES["journey.PatientQuestion"]:
        questions.exclude(**{name: ""}).update(**{name: TAKEN_OUT})
    Consent.objects.filter(cycle__journey__patient=patient).update(typed_name=TAKEN_OUT, interpreter="")
    for user in helpers:
        forget_person(user, shown_as=TAKEN_OUT)
    if patient.user is not None:
        forget_person(patient.user, shown_as=patient.record_no)
    patient.full_name = patient.called = patient.record_no
    patient.date_of_birth = date(patient.date_of_birth.year, 1, 1)
    patient.phone = patient.email = patient.postal_address = ""
    patient.version += 1
    patient.save(update_fields=[*NAMES["journey.Patient"], "version"])


def _forget_mails(patient: Patient, at: datetime) -> None:
    """Before the addresses go: a mail is found by them."""
    mails = list(OutgoingMail.objects.filter(mails_of(patient)).values_list("pk", flat=True))
    for mail_id in mails:
        mail.drop(mail_id, at=at)
    OutgoingMail.objects.filter(pk__in=mails).update(to="")


def _helpers_of_nobody_else(patient: Patient) -> list[User]:
    """Helpers whom the app knows for this patient alone: no record of their own, and nobody else who is still named."""
    gone = IdentityRemoval.objects.filter(done_at__isnull=False).values("patient")
    others = Caregiver.objects.exclude(Q(patient=patient) | Q(patient__in=gone)).filter(user__isnull=False)
    known = Caregiver.objects.filter(patient=patient, user__isnull=False, user__is_staff=False)
    found = known.exclude(user__in=others.values("user")).filter(user__patient__isnull=True)
    return list(User.objects.filter(pk__in=found.values("user")).order_by("pk"))
