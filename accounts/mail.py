"""Writing messages and sending them. Nobody waits for a mail server: a job sends what stands in the outbox."""

import json
import logging
import smtplib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from time import monotonic
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from procrastinate.contrib.django import app

from accounts import composing, encryption, text_messages
from accounts.composing import Letter
from accounts.models import OutgoingMail
from accounts.models.outgoing_mail import UNSENT, Channel
from accounts.row_by_row import one_by_one

log = logging.getLogger(__name__)

# After a failure: 1, 5, 15, 60 minutes, then every hour until it is too old.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
TOO_OLD = timedelta(days=3)
CLAIM = timedelta(minutes=2)  # longer than the mail server may take (EMAIL_TIMEOUT)
PERMANENT = 500
URGENT = 10  # of a job: before the others that wait
AT_ONCE = 100  # mails that one sweep tries, and
LONGEST_SWEEP = 20  # seconds after which it begins no other: a mail server that hangs takes EMAIL_TIMEOUT for each

__all__ = ["Letter", "announce", "deliver", "deliver_due", "drop", "send_again", "write"]


def write(*, kind: str, to: str, letter: Letter, at: datetime, not_after: datetime | None = None) -> OutgoingMail:
    """Put a mail into the outbox, inside the transaction of what it tells of; its job starts when that commits."""
    mail = OutgoingMail.objects.create(
        kind=kind,
        to=to,
        subject=" ".join(letter.subject.split()),
        words=encryption.encrypt(json.dumps(_stored(letter))),
        written_at=at,
        due_at=at,
        not_after=not_after,
    )
    # The job's row and its log hold the mail's id: no address, no code.
    app.configure_task("accounts.jobs.send_mail").defer(mail_id=str(mail.pk))
    return mail


def announce(*, kind: str, to: Iterable[tuple[str, str]], at: datetime, urgent: bool = False) -> list[OutgoingMail]:
    """Put messages into the outbox whose words are made when they leave, by what then is so (`composing`); `to` are
    channels and addresses. A fixed number of statements, however many. Urgent ones go before others."""
    rows = [OutgoingMail(kind=kind, channel=channel, to=where, written_at=at, due_at=at) for channel, where in to]
    if rows:
        OutgoingMail.objects.bulk_create(rows)
        job = app.configure_task("accounts.jobs.send_mail", priority=URGENT if urgent else 0)
        job.batch_defer(*({"mail_id": str(row.pk)} for row in rows))
    return rows


@transaction.atomic
def send_again(mail_id: UUID, *, at: datetime) -> bool:
    """Try once more what was given up, with the same Message-ID. False for words that are gone, such as a code's."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id, given_up_at__isnull=False).first()
    if mail is None or not composing.is_composed(mail.kind):
        return False
    mail.given_up_at, mail.due_at, mail.written_at, mail.tries, mail.problem = None, at, at, 0, ""
    mail.save(update_fields=["given_up_at", "due_at", "written_at", "tries", "problem"])
    app.configure_task("accounts.jobs.send_mail", priority=URGENT).defer(mail_id=str(mail.pk))
    return True


def drop(mail_id: UUID, *, at: datetime) -> None:
    """Do not send it any more, if it is not too late. Its words go at once."""
    OutgoingMail.objects.filter(UNSENT, pk=mail_id).update(dropped_at=at, words="")


def deliver(mail_id: UUID, *, at: datetime) -> bool:
    """Claim, send, then mark: a worker that dies in between leaves the mail to the next one, with the same Message-ID.

    False when there was nothing to do, or the mail could not be sent now.
    """
    mail = _claim(mail_id, at)
    if mail is None:
        return False
    try:
        letter = composing.compose(mail.kind, mail.pk, at) if composing.is_composed(mail.kind) else None
        if letter is None and not mail.words:
            OutgoingMail.objects.filter(UNSENT, pk=mail.pk).update(dropped_at=at, claimed_until=None)
            return False
        _send(mail, letter)
    except DatabaseError:
        raise  # nothing is known of the message: it stays claimed, and is due again when that is over
    except Exception as error:
        _failed(mail, error, at)
        return False
    # Also when it was dropped meanwhile: it did go out, and the record says so.
    OutgoingMail.objects.filter(pk=mail.pk).update(
        sent_at=at, dropped_at=None, given_up_at=None, claimed_until=None, words="", problem=""
    )
    return True


def deliver_due(*, at: datetime) -> int:
    """Try what is due: retries, and what a killed worker left. How many went out. What there is no time for is left to
    the sweep of the next minute."""
    due = OutgoingMail.objects.filter(_due(at)).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]
    end = monotonic() + LONGEST_SWEEP

    def work(key: UUID) -> bool:
        return monotonic() < end and deliver(key, at=at)

    return one_by_one("send_due_mail.send", due, work, at=at, still=_unsent)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed."""
    return WAITS[min(tries, len(WAITS)) - 1]


def _unsent(mails: Iterable[UUID]) -> Iterable[UUID]:
    """One that failed may stay claimed for a while, and is not due meanwhile."""
    return OutgoingMail.objects.filter(UNSENT, pk__in=mails).values_list("pk", flat=True)


def _due(at: datetime) -> Q:
    return UNSENT & Q(due_at__lte=at) & (Q(claimed_until=None) | Q(claimed_until__lte=at))


@transaction.atomic
def _claim(mail_id: UUID, at: datetime) -> OutgoingMail | None:
    mail = OutgoingMail.objects.select_for_update(skip_locked=True).filter(_due(at), pk=mail_id).first()
    if mail is None:
        return None
    if mail.not_after is not None and mail.not_after <= at:
        _give_up(mail, mail.problem or "too late", at)
        return None
    mail.claimed_until = at + CLAIM
    mail.tries += 1
    mail.save(update_fields=["claimed_until", "tries"])
    return mail


def _stored(letter: Letter) -> dict[str, str]:
    html = render_to_string("mail/letter.html", asdict(letter))
    return {"text": letter.plain(), "html": html, "sender": letter.sender}


def _send(mail: OutgoingMail, letter: Letter | None) -> None:
    """`letter` is None when the row keeps its words. Raises ValueError for what would add a header."""
    if mail.channel == Channel.SMS and letter is not None:
        text_messages.send(message_id=str(mail.pk), to=mail.to, text=letter.short())
        return
    words = _stored(letter) if letter is not None else json.loads(encryption.decrypt(mail.words))
    host = urlsplit(settings.PUBLIC_URL).hostname
    message = EmailMultiAlternatives(
        " ".join(letter.subject.split()) if letter is not None else mail.subject,
        words["text"],
        _sender(words.get("sender", "")),
        [mail.to],
        headers={"Message-ID": f"<{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(words["html"], "text/html")
    message.send()


def _sender(name: str) -> str:
    """The server's address, under this name if there is one."""
    return formataddr((name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])) if name else settings.DEFAULT_FROM_EMAIL


def _failed(mail: OutgoingMail, error: Exception, at: datetime) -> None:
    problem, permanent = _named(error)
    log.warning("mail %s (%s) was not sent at try %d: %s", mail.pk, mail.kind, mail.tries, problem)
    again_at = at + wait_after(mail.tries)
    if permanent or again_at > mail.written_at + TOO_OLD or (mail.not_after and again_at >= mail.not_after):
        _give_up(mail, problem, at)
    else:
        OutgoingMail.objects.filter(UNSENT, pk=mail.pk).update(due_at=again_at, claimed_until=None, problem=problem)


def _give_up(mail: OutgoingMail, problem: str, at: datetime) -> None:
    log.error("mail %s (%s) is given up after %d tries: %s", mail.pk, mail.kind, mail.tries, problem)
    OutgoingMail.objects.filter(UNSENT, pk=mail.pk).update(
        given_up_at=at, claimed_until=None, words="", problem=problem
    )


def _named(error: Exception) -> tuple[str, bool]:
    """The kind of failure without anything of the mail in it, and whether another try is of no use."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = min((code for code, _words in error.recipients.values()), default=PERMANENT)
        return f"recipient refused, {code}", code >= PERMANENT
    if isinstance(error, smtplib.SMTPDataError):
        return f"refused, {error.smtp_code}", error.smtp_code >= PERMANENT
    if isinstance(error, text_messages.Refused):
        return str(error), True
    return type(error).__name__, isinstance(error, ValueError)
