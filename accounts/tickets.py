"""Codes and links by mail: asked for on a page, answered by a job, used once.

The page does the same for an address that we know and for one that we do not: it makes a ticket and a job. Only the job
looks for people, so neither the answer nor its time tells who is here.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from procrastinate.contrib.django import app

from accounts import mail
from accounts.keeping import bare, fingerprint, fits, new_code, new_token
from accounts.models import Purpose, Ticket, User
from accounts.models.ticket import OPEN

GOOD_FOR = {
    Purpose.SIGN_IN: timedelta(minutes=10),
    Purpose.AGAIN: timedelta(minutes=10),
    Purpose.NEW_ADDRESS: timedelta(minutes=10),
    Purpose.RESET: timedelta(hours=1),
    Purpose.STAFF: timedelta(days=7),
    Purpose.WARNING: timedelta(hours=1),
}
MOST_WRONG = 5
KEPT_FOR = timedelta(days=7)


@transaction.atomic
def ask(*, purpose: Purpose, address: str, at: datetime, user: User | None = None) -> Ticket:
    """Make a ticket and the job that answers it."""
    ticket = make(purpose=purpose, address=address, at=at, user=user)
    app.configure_task("accounts.jobs.answer_ticket").defer(ticket_id=str(ticket.pk))
    return ticket


def make(
    *, purpose: Purpose, address: str, at: datetime, user: User | None, good_for: timedelta | None = None
) -> Ticket:
    """A ticket alone, for whoever answers it at once. Of one person's tickets for a purpose only the newest counts.
    `good_for` is said where it is not that of the purpose. Inside the caller's transaction."""
    if user is not None:
        for earlier in Ticket.objects.filter(OPEN, user=user, purpose=purpose):
            end(earlier, at=at)
    return Ticket.objects.create(
        purpose=purpose,
        address=address[:254],
        language=get_language() or settings.LANGUAGE_CODE,
        user=user,
        made_at=at,
        expires_at=at + (good_for or GOOD_FOR[purpose]),
    )


def end(ticket: Ticket, *, at: datetime) -> None:
    """Nothing fits it any more, and its mail need not go out."""
    Ticket.objects.filter(OPEN, pk=ticket.pk).update(ended_at=at)
    if ticket.mail_id:
        mail.drop(ticket.mail_id, at=at)


def find_open(ticket_id: UUID | str | None, purpose: Purpose, *, at: datetime) -> Ticket | None:
    """A ticket that can still be used."""
    if ticket_id is None:
        return None
    return Ticket.objects.filter(OPEN, pk=ticket_id, purpose=purpose, expires_at__gt=at).first()


@transaction.atomic
def try_code(ticket_id: UUID | str, purpose: Purpose, typed: str, *, at: datetime) -> bool:
    """Whether this is the code of this ticket; it is used up by that. A wrong one counts, and the fifth ends it."""
    ticket = Ticket.objects.select_for_update().filter(OPEN, pk=ticket_id, purpose=purpose, expires_at__gt=at).first()
    if ticket is None:
        return False
    if fits(ticket.secret, purpose, f"{ticket.pk} {bare(typed)}"):
        ticket.used_at = at
    else:
        ticket.wrong += 1
        ticket.ended_at = at if ticket.wrong >= MOST_WRONG else None
    ticket.save(update_fields=["used_at", "wrong", "ended_at"])
    return ticket.used_at is not None


def give_code(ticket: Ticket, *, at: datetime) -> str:
    """A fresh code for a ticket, kept as a hash that is bound to it. For the job that answers."""
    code = new_code()
    _keep(ticket, f"{ticket.pk} {code}", at=at)
    return code


def give_link(ticket: Ticket, *, at: datetime, of: str) -> str:
    """A fresh token for a ticket."""
    token = new_token()
    _keep(ticket, token, at=at, of=of)
    return token


def end_all(user: User, *, at: datetime) -> None:
    """No code and no link that was sent to this person works any more."""
    for ticket in Ticket.objects.filter(OPEN, user=user):
        end(ticket, at=at)


def find_by_link(purpose: Purpose, token: str, *, at: datetime) -> Ticket | None:
    """The open ticket that this token belongs to. Looking uses nothing up."""
    found = Ticket.objects.filter(OPEN, purpose=purpose, expires_at__gt=at, secret=fingerprint(purpose, token))
    return found.select_related("user").first()


def use(ticket: Ticket, *, at: datetime) -> bool:
    """Use it up. Of two at once, one is told that it is used."""
    return bool(Ticket.objects.filter(OPEN, pk=ticket.pk, expires_at__gt=at).update(used_at=at))


def forget_old(*, at: datetime) -> int:
    return Ticket.objects.filter(made_at__lt=at - KEPT_FOR).delete()[0]


def _keep(ticket: Ticket, secret: str, *, at: datetime, of: str = "") -> None:
    ticket.secret, ticket.of = fingerprint(ticket.purpose, secret), of
    Ticket.objects.filter(OPEN, pk=ticket.pk).update(secret=ticket.secret, of=of)
