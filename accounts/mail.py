"""Writing mails and sending them. Nobody waits for a mail server: a job sends what stands in the outbox."""

import json
import logging
import smtplib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from procrastinate.contrib.django import app

from accounts import encryption
from accounts.models import OutgoingMail
from accounts.models.outgoing_mail import UNSENT

log = logging.getLogger(__name__)

# After a failure: 1, 5, 15, 60 minutes, then every hour until it is too old.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
TOO_OLD = timedelta(days=3)
CLAIM = timedelta(minutes=2)  # longer than the mail server may take (EMAIL_TIMEOUT)
PERMANENT = 500
AT_ONCE = 100  # mails that one sweep tries


@dataclass(frozen=True)
class Letter:
    """The words of a mail, for both of its forms. `code` and the link stand apart; `after` follows them.

    No name, no date of birth, nothing of the treatment: a mail is read on lock screens and by others (architecture).
    """

    subject: str
    lines: Sequence[str]
    code: str = ""
    link: str = ""
    link_words: str = ""
    after: Sequence[str] = ()


def write(*, kind: str, to: str, letter: Letter, at: datetime, not_after: datetime | None = None) -> OutgoingMail:
    """Put a mail into the outbox, inside the transaction of what it tells of; its job starts when that commits."""
    html = render_to_string("mail/letter.html", asdict(letter))
    mail = OutgoingMail.objects.create(
        kind=kind,
        to=to,
        subject=" ".join(letter.subject.split()),
        words=encryption.encrypt(json.dumps({"text": _plain(letter), "html": html})),
        written_at=at,
        due_at=at,
        not_after=not_after,
    )
    # The job's row and its log hold the mail's id: no address, no code.
    app.configure_task("accounts.jobs.send_mail").defer(mail_id=str(mail.pk))
    return mail


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
        _message(mail).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _failed(mail, error, at)
        return False
    # Also when it was dropped meanwhile: it did go out, and the record says so.
    OutgoingMail.objects.filter(pk=mail.pk).update(
        sent_at=at, dropped_at=None, given_up_at=None, claimed_until=None, words="", problem=""
    )
    return True


def deliver_due(*, at: datetime) -> int:
    """Try everything that is due: retries, and what a killed worker left. How many went out."""
    due = OutgoingMail.objects.filter(_due(at)).order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]
    return sum(deliver(mail_id, at=at) for mail_id in list(due))


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed."""
    return WAITS[min(tries, len(WAITS)) - 1]


def _plain(letter: Letter) -> str:
    link = f"{letter.link_words}:\n{letter.link}" if letter.link else ""
    parts = [*letter.lines, f"    {letter.code}" if letter.code else "", link, *letter.after]
    return "\n\n".join(part for part in parts if part) + "\n"


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


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Raises ValueError for an address or a subject that would add a header."""
    words = json.loads(encryption.decrypt(mail.words))
    host = urlsplit(settings.PUBLIC_URL).hostname
    message = EmailMultiAlternatives(
        mail.subject,
        words["text"],
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers={"Message-ID": f"<{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(words["html"], "text/html")
    return message


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
    return type(error).__name__, isinstance(error, ValueError)
