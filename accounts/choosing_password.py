"""A new password: by its owner only, told to them by mail, and every session that is open ends."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import mail, tickets
from accounts.mail import Letter
from accounts.models import Purpose, Ticket, User
from accounts.models.ticket import OPEN

LINKS = (Purpose.RESET, Purpose.STAFF)  # asked for by somebody who forgot it, or sent by a manager


def find_link(token: str, *, at: datetime) -> Ticket | None:
    """The open ticket whose link leads to the page of a new password. Looking uses nothing up."""
    return next((found for each in LINKS if (found := tickets.find_by_link(each, token, at=at))), None)


def problems_of(password: str, user: User | None) -> list[str]:
    """Why this password will not do, in sentences."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    return []


@transaction.atomic
def choose_by_link(ticket: Ticket, user: User, password: str, *, at: datetime) -> bool:
    """With a link of a mail, which is used up. False when somebody was faster with it."""
    # The sign-in before its tickets, as everywhere.
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not tickets.use(ticket, at=at):
        return False
    user.set_password(password)
    user.save(update_fields=["password"])
    for other in Ticket.objects.filter(OPEN, user=user, purpose__in=LINKS):
        tickets.end(other, at=at)
    tell(user, Letter(subject=_("Your password was changed"), lines=[_("Your sign-in has a new password.")]), at=at)
    return True


@transaction.atomic
def stop_using(user: User, *, at: datetime) -> User:
    """No password opens this sign-in any more. The page has asked before whether another way is left."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        letter = Letter(subject=_("Your password was removed"), lines=[_("Your sign-in has no password any more.")])
        tell(user, letter, at=at)
    return user


def tell(user: User, letter: Letter, *, at: datetime, to: str = "") -> None:
    """A notice of something that changed, to the address of the sign-in or the one before it."""
    if to or user.email:
        after = [
            _("Was this you? Then there is nothing to do."),
            _("If not, ring your clinic now, by the number that you know."),
        ]
        told = Letter(subject=letter.subject, lines=letter.lines, after=after)
        mail.write(kind="door_notice", to=to or user.email, letter=told, at=at)
