"""The addresses of staff, and the links with which they choose their password. Nobody else ever knows one."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import mail, tickets
from accounts.answers import state_of
from accounts.choosing_password import tell
from accounts.links import public
from accounts.mail import Letter
from accounts.models import Purpose, Ticket, User
from accounts.models.ticket import OPEN
from journey import policies
from journey.actions.links import ONE_PRESS, checked_address
from journey.actions.locking import STALE, constraints_in_words
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.words import say as _
from journey.policies import Act


@transaction.atomic
def send_password_link(*, person: User, by: User, at: datetime) -> Ticket:
    """A link to their own address, good once: for 7 days, or for an hour where they have a password already. An earlier
    one stops working. The password that they have and their second factor stay what they are. Managers.

    Raises MoveNotAllowed for a closed sign-in, NotAccepted without an address. Within a minute it is one mail, whoever
    presses.
    """
    policies.check(by, Act.EDIT_SETTINGS)
    person = _locked(person)
    if not person.is_active:
        raise MoveNotAllowed(_("This sign-in is closed. Open it again first."))
    if not person.email:
        raise NotAccepted(_("Write down their e-mail address first."))
    newest = open_link(person, at=at)
    if newest is not None and at - newest.made_at < ONE_PRESS:
        return newest
    return mail_link(person, at=at)


@transaction.atomic
def take_link_back(*, person: User, by: User, at: datetime) -> None:
    """The link stops working at once. Managers. Without an open one there is nothing to do."""
    policies.check(by, Act.EDIT_SETTINGS)
    person = _locked(person)
    for ticket in Ticket.objects.filter(OPEN, user=person, purpose=Purpose.STAFF):
        tickets.end(ticket, at=at)


@transaction.atomic
def change_address(*, person: User, email: str, by: User, at: datetime, seen: str | None = None) -> User:
    """Another e-mail address for a colleague, which nobody else on the staff has. The one before is told, and what was
    sent there does not work any more; who has no password yet gets a link at the new one. Managers, never for
    themselves: whoever took over a manager's session could else take the sign-in with it.

    `seen` is the address of when the page was opened; raises StaleVersion when it is no longer so.
    """
    policies.check(by, Act.EDIT_SETTINGS)
    if person.pk == by.pk:
        raise NotAccepted(_("You cannot change your own address. Another manager can."))
    email = checked_address(email, field="email")
    person = _locked(person)
    before = person.email
    if before == email:
        return person
    if seen not in {None, before}:
        raise StaleVersion(_(STALE))
    check_address_free(email, person)
    person.email, person.address_changed_at, person.address_changed_by = email, at, by
    with constraints_in_words(person):
        person.save(update_fields=["email", "address_changed_at", "address_changed_by"])
    tickets.end_all(person, at=at)
    if before:
        tell(person, _notice(), at=at, to=before)
    if person.is_active and not person.has_usable_password():
        mail_link(person, at=at)
    return person


def open_link(person: User, *, at: datetime) -> Ticket | None:
    """The link that this member of staff can still use."""
    return Ticket.objects.filter(OPEN, user=person, purpose=Purpose.STAFF, expires_at__gt=at).first()


def check_address_free(email: str, person: User) -> None:
    """Said on its field; of two at once the constraint refuses one. Raises NotAccepted."""
    if User.objects.filter(is_staff=True, email__iexact=email).exclude(pk=person.pk).exists():
        raise NotAccepted(_("Another member of staff has this e-mail address."), field="email")


def mail_link(person: User, *, at: datetime) -> Ticket:
    """A fresh link to the address of their sign-in. Called by actions that have asked who may."""
    ticket, address = fresh_link(person, at=at)
    letter = _again(address) if person.has_usable_password() else _first(address)
    ticket.mail = mail.write(kind="door_staff", to=person.email, letter=letter, at=at, not_after=ticket.expires_at)
    ticket.save(update_fields=["mail"])
    return ticket


def fresh_link(person: User, *, at: datetime) -> tuple[Ticket, str]:
    """A ticket and the address of its page; an earlier one stops working. Only its hash is kept. Whoever has a password
    gets a reset, which is short like every other; a new colleague has days to come in."""
    good_for = tickets.GOOD_FOR[Purpose.RESET if person.has_usable_password() else Purpose.STAFF]
    ticket = tickets.make(purpose=Purpose.STAFF, address=person.email, user=person, at=at, good_for=good_for)
    token = tickets.give_link(ticket, at=at, of=state_of([person]))
    return ticket, public(reverse("door:new_password", args=[token]))


def _locked(person: User) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk, is_staff=True)


def _first(address: str) -> Letter:
    return Letter(
        subject=_("Your sign-in is ready"),
        lines=[
            _("A manager of your clinic has made a sign-in for you. You choose the password yourself."),
            _("The link works for 7 days, and once. After that, ask a manager for a new one."),
        ],
        link=address,
        link_words=_("Choose your password"),
        after=[
            _("Keep this mail to yourself: whoever has the link can choose the password."),
            _("Do you not know this clinic? Then delete this mail. Nothing happens."),
        ],
    )


def _again(address: str) -> Letter:
    return Letter(
        subject=_("Choose a new password"),
        lines=[
            _("A manager of your clinic sends you a link for a new password. You choose it yourself."),
            _("The link works for 1 hour, and once. Your second factor stays as it is."),
        ],
        link=address,
        link_words=_("Choose a new password"),
        after=[
            _("Do you not need one? Then delete this mail. Your password stays as it is."),
            _("Did nobody tell you of it? Then ask a manager."),
        ],
    )


def _notice() -> Letter:
    return Letter(
        subject=_("Your e-mail address was changed"),
        lines=[
            _("A manager of your clinic gave your sign-in another e-mail address."),
            _("Mails about your sign-in go to the new address from now on. Links sent here do not work any more."),
        ],
    )
