"""A helper comes in by the link: with a new sign-in, or with the one that they have."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.answers import patients_at
from accounts.models import User
from journey.actions.arriving import household
from journey.actions.caregivers import accept_invitation
from journey.actions.helper_links import INVITATION_OVER
from journey.actions.links import new_sign_in
from journey.actions.locking import locked
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Caregiver

TAKEN = gettext_noop(
    "Somebody uses this clinic's app with your e-mail address already. Is it you? Then sign in first and press the "
    "link again. If not, ask for an invitation to an address that is yours alone."
)


@dataclass(frozen=True)
class Newcomer:
    """What a new helper says of themself. A blank password: they sign in with codes or a passkey."""

    name: str
    password: str = ""


@transaction.atomic
def join_as_new(*, caregiver: Caregiver, date_of_birth: date, newcomer: Newcomer, at: datetime) -> User:
    """Make the helper's sign-in, with the address that the mail went to. By whoever holds the link and knows the
    patient's date of birth. Raises MoveNotAllowed when the link is over, NotAccepted when the address is somebody's:
    a code that goes there would not tell the two apart."""
    caregiver = _still_asked(caregiver, date_of_birth, at)
    if household(caregiver.email) or patients_at(caregiver.email):
        raise NotAccepted(_(TAKEN))
    name, password = newcomer.name.strip(), newcomer.password
    user = new_sign_in(letter="h", email=caregiver.email, display_name=name, password=password, at=at)
    accept_invitation(caregiver=caregiver, by=user, at=at)
    return user


@transaction.atomic
def join_with_own(*, caregiver: Caregiver, date_of_birth: date, by: User, at: datetime) -> Caregiver:
    """Whoever is signed in helps from now on too. Raises as above, and as `accept_invitation` does."""
    return accept_invitation(caregiver=_still_asked(caregiver, date_of_birth, at), by=by, at=at)


def _still_asked(found: Caregiver, date_of_birth: date, at: datetime) -> Caregiver:
    """The row under its lock, if the link that was pressed is still the one that counts."""
    row = locked(found)
    works = row.secret == found.secret != "" and row.link_until is not None and row.link_until > at
    if not (works and row.patient.date_of_birth == date_of_birth):
        raise MoveNotAllowed(_(INVITATION_OVER))
    return row
