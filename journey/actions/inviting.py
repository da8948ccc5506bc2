"""Patients come by invitation: sent by the desk, used once by whoever holds the mail and knows the date of birth."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from accounts import mail
from accounts.keeping import fingerprint, new_token
from accounts.links import public
from accounts.mail import Letter
from accounts.models import User
from journey.actions import links
from journey.actions.links import GOOD_FOR, ONE_PRESS, patients_address
from journey.actions.locking import constraints_in_words, locked
from journey.actions.permission import check_may
from journey.actions.refusals import already_done
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Invitation, Patient
from journey.policies import Act

OPEN = Q(used_at__isnull=True, ended_at__isnull=True)
OVER = gettext_noop("This link does not work any more.")


@dataclass(frozen=True)
class Arrival:
    """What a patient says of themself when they come in. A blank password: they sign in with codes or a passkey."""

    language: str
    time_zone: str
    password: str = ""


@transaction.atomic
def invite_patient(*, patient: Patient, by: User, at: datetime) -> Invitation:
    """Send a link, good for 7 days; an earlier one stops working. Desk staff.

    Raises AlreadyDone when the patient has a sign-in, NotAccepted without an e-mail address.
    """
    patient = locked(patient)
    check_may(by, Act.ADD_PATIENT, patient.pk, at=at)
    if patient.user is not None:
        there = gettext_noop("{patient} has a sign-in already.")
        raise already_done(there, by=patient.user, at=patient.user.date_joined, patient=patient)
    if not patient.email:
        raise NotAccepted(_('Write down the patient\'s e-mail address first, under "Correct the details".'))
    patients_address(patient.email, field="email")
    newest = newest_open(patient)
    if newest is not None and is_one_press(newest, patient.email, by, at):
        return newest
    return send_invitation(patient, renews=False, by=by, at=at)


def is_one_press(newest: Invitation, address: str, sender: User, at: datetime) -> bool:
    return newest.sent_by_id == sender.pk and newest.address == address and at - newest.sent_at < ONE_PRESS


def newest_open(patient: Patient) -> Invitation | None:
    return Invitation.objects.filter(OPEN, patient=patient).first()


def send_invitation(patient: Patient, *, renews: bool, by: User, at: datetime) -> Invitation:
    """A link to the patient's address; an earlier one stops working. Called by actions that hold the patient and have
    asked who may."""
    end_open_invitation(patient, by=by, at=at)
    token = new_token()
    invitation = Invitation(
        patient=patient,
        address=patient.email,
        secret=_kept(token),
        renews=renews,
        sent_at=at,
        sent_by=by,
        expires_at=at + GOOD_FOR,
    )
    invitation.mail = mail.write(
        kind="invitation",
        to=patient.email,
        letter=_letter(token, patient.language, renews=renews),
        at=at,
        not_after=invitation.expires_at,
    )
    with constraints_in_words(invitation):
        invitation.save(force_insert=True)
    return invitation


@transaction.atomic
def take_invitation_back(*, patient: Patient, by: User, at: datetime) -> None:
    """The link stops working at once. Desk staff. Without an open invitation there is nothing to do."""
    patient = locked(patient)
    check_may(by, Act.ADD_PATIENT, patient.pk, at=at)
    end_open_invitation(patient, by=by, at=at)


def end_open_invitation(patient: Patient, *, by: User, at: datetime) -> bool:
    """Whether there was one. Called by actions that hold the patient and have asked who may."""
    invitation = newest_open(patient)
    if invitation is not None:
        _end(invitation, by, at)
    return invitation is not None


def find_invitation(token: str, *, at: datetime) -> Invitation | None:
    """The invitation whose link this is, while it works. Looking uses nothing up."""
    found = Invitation.objects.filter(OPEN, secret=_kept(token), expires_at__gt=at)
    return found.select_related("patient__site__clinic").first()


def knows_birth(invitation: Invitation, date_of_birth: date, *, at: datetime) -> bool:
    """As `links.knows_birth`: the fifth wrong date ends the invitation."""
    tries = Invitation.objects.filter(OPEN, pk=invitation.pk)
    return links.knows_birth(tries, invitation.patient, date_of_birth, when_used_up={"ended_at": at})


@transaction.atomic
def accept_invitation(*, invitation: Invitation, date_of_birth: date, arrival: Arrival, at: datetime) -> User:
    """Make the patient's sign-in, with the address that the mail went to, or give back the one that the desk renews. By
    whoever holds the link and knows the date of birth. Raises MoveNotAllowed when it is used, ended, too old or no
    longer the patient's."""
    patient = locked(invitation.patient)
    invitation = locked(invitation)
    is_open = invitation.used_at is None and invitation.ended_at is None and invitation.expires_at > at
    still_theirs = (patient.user_id is not None) == invitation.renews and patient.date_of_birth == date_of_birth
    if not (is_open and still_theirs):
        raise MoveNotAllowed(_(OVER))
    user = _opened(patient, invitation, arrival.password, at)
    patient.user, patient.language, patient.time_zone = user, arrival.language, arrival.time_zone
    patient.version += 1
    with constraints_in_words(patient):
        patient.clean()
        patient.save(update_fields=["user", "language", "time_zone", "version"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    return user


def _opened(patient: Patient, invitation: Invitation, password: str, at: datetime) -> User:
    if patient.user_id is None:
        return links.new_sign_in(
            letter="p", email=invitation.address, display_name=patient.called, password=password, at=at
        )
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.user_id)
    if not user.is_active:
        raise MoveNotAllowed(_(OVER))
    user.email, user.password = invitation.address, make_password(password or None)
    user.save(update_fields=["email", "password"])
    return user


def _end(invitation: Invitation, by: User, at: datetime) -> None:
    invitation.ended_at, invitation.ended_by = at, by
    invitation.save(update_fields=["ended_at", "ended_by"])
    if invitation.mail_id is not None:
        mail.drop(invitation.mail_id, at=at)


def _kept(token: str) -> str:
    return fingerprint("invitation", token)


def _letter(token: str, language: str, *, renews: bool) -> Letter:
    with translation.override(language):
        return Letter(
            subject=_("Your new way to sign in") if renews else _("Your clinic invites you"),
            lines=[
                _("Your clinic has an app where you see your appointments and answer short questions."),
                _("Press the link to come in. It works for 7 days, and once."),
            ],
            link=public(reverse("door:invitation", args=[token])),
            link_words=_("Come in"),
            after=[
                _("Keep this mail to yourself: the link is for you alone."),
                _("Do you not know this clinic? Then delete this mail. Nothing happens."),
            ],
        )
