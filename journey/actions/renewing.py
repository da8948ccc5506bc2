"""A patient who has lost the mailbox and has nothing else to sign in with: the desk gives them a new way in."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from accounts import tickets
from accounts.choosing_password import tell
from accounts.leaving import take_ways_in
from accounts.mail import Letter
from accounts.models import User
from journey.access.renewals import WAITS_FOR_REVIEW
from journey.actions.events import record
from journey.actions.feeds import end_feeds_of
from journey.actions.inviting import is_one_press, newest_open, send_invitation
from journey.actions.links import patients_address
from journey.actions.locking import locked
from journey.actions.permission import check_may
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.words import say as _
from journey.models import Invitation, Patient
from journey.models.invitation import LONGEST_NOTE
from journey.policies import Act


@transaction.atomic
def renew_sign_in(*, patient: Patient, address: str, seen: bool, by: User, at: datetime) -> Invitation:
    """Another address for the patient, and a link to it with which they choose how they sign in from now on. The desk
    and managers, who have made sure in person who is asking (`seen`).

    Everything that opened the door before stops at once: whoever reads the old mailbox may have used it. Sessions end,
    passkeys and password go, codes and links find nobody; the old address is told. Raises NotAccepted for an address
    that cannot be, MoveNotAllowed for a patient without a sign-in or with a closed one. The same again by the same
    person within a minute is one mail.
    """
    patient = locked(patient)
    check_may(by, Act.RENEW_SIGN_IN, patient.pk, at=at)
    if not seen:
        raise NotAccepted(_("Make sure in person who is asking, then tick this."), field="seen")
    address = patients_address(address, field="address")
    if patient.user_id is None:
        raise MoveNotAllowed(_("This patient has no sign-in yet. Invite them by e-mail."))
    newest = newest_open(patient)
    if newest is not None and newest.renews and is_one_press(newest, address, by, at):
        return newest
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.user_id)
    if not user.is_active:
        raise MoveNotAllowed(_("This account is closed. A manager opens it again first."))
    before = user.email or patient.email
    take_ways_in(user)
    end_feeds_of(patient, at=at)
    tickets.end_all(user, at=at)
    patient.email = address
    patient.version += 1
    patient.save(update_fields=["email", "version"])
    invitation = send_invitation(patient, renews=True, by=by, at=at)
    for journey in patient.journeys.order_by("started_at"):
        record(journey, "sign_in_renewed", by=by, at=at, data={"invitation": str(invitation.pk)})
    if before and before.lower() != address.lower():
        with translation.override(patient.language):
            tell(user, _notice(), at=at, to=before)
    return invitation


@transaction.atomic
def review_renewals(*, patient: Patient, note: str, by: User, at: datetime) -> None:
    """A manager has asked the patient whether it was them, and says what they found. It counts for every renewal that
    waits, but for those that this manager did. A repeat changes nothing. Raises NotAccepted without a note,
    MoveNotAllowed when none waits, or only the manager's own."""
    patient = locked(patient)
    check_may(by, Act.REVIEW_SIGN_IN, patient.pk, at=at)
    note = note.strip()
    if not 1 <= len(note) <= LONGEST_NOTE:
        raise NotAccepted(_("Write what you found, in 1 to {most} characters.", most=LONGEST_NOTE), field="note")
    rows = Invitation.objects.filter(WAITS_FOR_REVIEW, patient=patient)
    if rows.exclude(sent_by=by).update(reviewed_at=at, reviewed_by=by, review_note=note):
        return
    if rows.exists():
        raise MoveNotAllowed(_("Another manager reviews what you did yourself."))
    if not Invitation.objects.filter(patient=patient, reviewed_by=by, review_note=note).exists():
        raise MoveNotAllowed(_("No new way to sign in waits for a review here."))


def _notice() -> Letter:
    return Letter(
        subject=_("Your e-mail address was changed"),
        lines=[
            _("Somebody at your clinic gave your sign-in another e-mail address, because you asked for it there."),
            _("This address and everything else that you signed in with before does not work any more."),
        ],
    )
