"""What the job does with a ticket: finds out who has the address, and writes to them. To nobody else."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import mail, tickets
from accounts.keeping import fingerprint, spaced
from accounts.links import public
from accounts.mail import Letter
from accounts.models import Purpose, Ticket, User
from accounts.models.ticket import OPEN


def people_at(address: str) -> list[User]:
    """Everybody who may sign in and whose confirmed address this is: none, one, or a household.

    The database compares letters more freely than mail does, so the exact form is compared again.
    """
    found = User.objects.filter(email__iexact=address, is_active=True).order_by("pk") if address else ()
    return [user for user in found if user.email.lower() == address.lower()]


def people_named(typed: str) -> list[User]:
    """Whom a person means who types this at the door: the one of that sign-in name, or everybody of that address. As
    many statements whether there is anybody or not."""
    by_name = list(User.objects.filter(username__iexact=typed)) if typed else []
    by_address = people_at(typed) if "@" in typed else []
    return list({person.pk: person for person in [*by_address, *by_name]}.values())


def patients_at(address: str) -> list[User]:
    """Those of them who are no staff: a code by mail is never enough for staff."""
    return [user for user in people_at(address) if not user.is_staff]


def state_of(people: Sequence[User]) -> str:
    """Changes with a new password, a new address and every sign-in of one of them."""
    parts = sorted(f"{each.pk} {each.password} {each.email} {each.last_login}" for each in people)
    return fingerprint("state", "|".join(parts))


@transaction.atomic
def answer(ticket_id: UUID, *, at: datetime) -> None:
    """Once: a job that runs again finds the secret given, and a ticket that nobody waits for is left alone."""
    ticket = (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(OPEN, pk=ticket_id, expires_at__gt=at, secret="", mail=None)
        .first()
    )
    if ticket is not None:
        with translation.override(ticket.language):
            _ANSWERS[Purpose(ticket.purpose)](ticket, at)


def _sign_in(ticket: Ticket, at: datetime) -> None:
    people = patients_at(ticket.address)
    if people:
        _send(ticket, people[0].email, _code_letter(_("Your code to sign in"), tickets.give_code(ticket, at=at)), at)


def _again(ticket: Ticket, at: datetime) -> None:
    if ticket.user is not None and ticket.user.email == ticket.address:
        letter = _code_letter(_("Your code to show that it is you"), tickets.give_code(ticket, at=at))
        _send(ticket, ticket.user.email, letter, at)


def _new_address(ticket: Ticket, at: datetime) -> None:
    letter = _code_letter(_("Your code for this e-mail address"), tickets.give_code(ticket, at=at))
    _send(ticket, ticket.address, letter, at)


def _reset(ticket: Ticket, at: datetime) -> None:
    """One link for the patients of an address, who say later which of them they are; one for each member of staff."""
    people = people_at(ticket.address)
    patients = [user for user in people if not user.is_staff]
    # Staff choose the first password by the link of a manager, who can take it back: the address may be a slip.
    staff = [user for user in people if user.is_staff and user.has_usable_password()]
    groups = [[user] for user in staff] + ([patients] if patients else [])
    for group in groups:
        own = ticket if group is groups[0] else _copy(ticket)
        if len(group) == 1:
            own.user = group[0]
            own.save(update_fields=["user"])
        token = tickets.give_link(own, at=at, of=state_of(group))
        letter = Letter(
            subject=_("Choose a new password"),
            lines=[_("You asked for a new password."), _("The link works for 1 hour, and once.")],
            link=public(reverse("door:new_password", args=[token])),
            link_words=_("Choose a new password"),
            after=[_("Did you not ask? Then delete this mail. Your password stays as it is.")],
        )
        _send(own, group[0].email, letter, at)


def _warning(ticket: Ticket, at: datetime) -> None:
    known = User.objects.filter(username__iexact=ticket.address, is_active=True).exclude(email="")
    for person in {each.pk: each for each in [*known, *people_at(ticket.address)]}.values():
        letter = Letter(
            subject=_("Somebody tried to sign in"),
            lines=[
                _("Somebody typed a wrong password for your sign-in several times."),
                _("For 5 minutes nobody gets in with a password, not even with the right one."),
                _("Was it you? Then wait 5 minutes and try again."),
            ],
            after=[_("Was it not you? If this comes again, ring your clinic by the number that you know.")],
        )
        _send(ticket, person.email, letter, at)


def _code_letter(subject: str, code: str) -> Letter:
    return Letter(
        subject=subject,
        lines=[_("Type this code on the page where you asked for it:")],
        code=spaced(code),
        after=[
            _("It works for 10 minutes, and once."),
            _("Did you not ask for it? Then delete this mail and tell nobody the code."),
        ],
    )


def _send(ticket: Ticket, to: str, letter: Letter, at: datetime) -> None:
    kind = f"door_{ticket.purpose}"
    ticket.mail = mail.write(kind=kind, to=to, letter=letter, at=at, not_after=ticket.expires_at)
    ticket.save(update_fields=["mail"])


def _copy(ticket: Ticket) -> Ticket:
    same = ("purpose", "address", "language", "made_at", "expires_at")
    return Ticket.objects.create(**{name: getattr(ticket, name) for name in same})


_ANSWERS = {
    Purpose.SIGN_IN: _sign_in,
    Purpose.AGAIN: _again,
    Purpose.NEW_ADDRESS: _new_address,
    Purpose.RESET: _reset,
    Purpose.WARNING: _warning,
}
