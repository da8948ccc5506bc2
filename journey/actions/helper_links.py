"""The link that a helper comes in by: sent by mail, sent again, found, and guarded by the patient's date of birth."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts import mail
from accounts.keeping import fingerprint, new_token
from accounts.limits import Limit, count
from accounts.links import public
from accounts.mail import Letter
from accounts.models import User
from journey.access import check_own
from journey.actions import links
from journey.actions.links import GOOD_FOR, ONE_PRESS
from journey.actions.locking import locked
from journey.domain.caregiving import OwnAct
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Caregiver

MAILS_OF_PATIENT = Limit("invitations of a patient", 20, timedelta(days=1))
INVITATION_OVER = gettext_noop("This invitation is over. Ask the person who sent it for a new one.")


def send_link(caregiver: Caregiver, *, at: datetime) -> None:
    """A fresh link, good for 7 days or until the help would end. An earlier one stops working. Called under the lock of
    the row, by whoever has asked whether it may be sent. Raises NotAccepted after many mails of one day: nobody writes
    to strangers in the clinic's name by inviting and taking back."""
    if not count(MAILS_OF_PATIENT, str(caregiver.patient_id), at=at):
        raise NotAccepted(_("You have sent many invitations today. Wait until tomorrow, or ring your clinic."))
    drop_link(caregiver, at=at)
    token = new_token()
    caregiver.secret, caregiver.wrong_births = _kept(token), 0
    caregiver.link_sent_at, caregiver.link_until = at, min(at + GOOD_FOR, caregiver.ends_at)
    caregiver.mail = mail.write(
        kind="helper_invitation",
        to=caregiver.email,
        letter=_letter(token, caregiver.patient.language),
        at=at,
        not_after=caregiver.link_until,
    )
    caregiver.save(update_fields=["secret", "wrong_births", "link_sent_at", "link_until", "mail"])


def drop_link(caregiver: Caregiver, *, at: datetime) -> None:
    """Nothing fits any more, and a mail that has not gone stays here. The caller saves `secret`."""
    caregiver.secret = ""
    if caregiver.mail_id is not None:
        mail.drop(caregiver.mail_id, at=at)


@transaction.atomic
def send_again(*, caregiver: Caregiver, by: User, at: datetime) -> Caregiver:
    """A new link instead of the one before. The patient alone. Raises MoveNotAllowed when the invitation was accepted
    or taken back, or has run out."""
    caregiver = locked(caregiver)
    check_own(caregiver.patient, by, OwnAct.INVITE, at=at)
    if not caregiver.is_asked_at(at):
        raise MoveNotAllowed(_("This invitation is answered or over. Invite this person anew."))
    if caregiver.link_sent_at is None or at - caregiver.link_sent_at >= ONE_PRESS:
        send_link(caregiver, at=at)
    return caregiver


def find_helper_link(token: str, *, at: datetime) -> Caregiver | None:
    """Whose link this is, while it works. Looking uses nothing up."""
    found = Caregiver.objects.filter(secret=_kept(token), link_until__gt=at, ended_at=None, accepted_at=None)
    return found.select_related("patient__site__clinic").first()


def knows_patient(caregiver: Caregiver, date_of_birth: date) -> bool:
    """Whether it is the date of birth of whoever asks for help: a mail that went astray or was passed on opens nothing.
    As `links.knows_birth`: the fifth wrong date ends the link."""
    tries = Caregiver.objects.filter(pk=caregiver.pk, secret=caregiver.secret).exclude(secret="")
    return links.knows_birth(tries, caregiver.patient, date_of_birth, when_used_up={"secret": ""})


def _kept(token: str) -> str:
    return fingerprint("helper", token)


def _letter(token: str, language: str) -> Letter:
    """It names nobody: that somebody is a patient here is theirs to tell."""
    with translation.override(language):
        return Letter(
            subject=_("Someone asks you for help"),
            lines=[
                _("Someone you know uses the app of their clinic, and asks you to help them with it."),
                _("Press the link to say yes. It works for 7 days, and once."),
                _("Have their date of birth ready. It shows us that this mail came to the right person."),
            ],
            link=public(reverse("door:helper", args=[token])),
            link_words=_("Help with the app"),
            after=[
                _("Keep this mail to yourself: the link is for you alone."),
                _("Do you not know who asks? Then delete this mail. Nothing happens."),
            ],
        )
