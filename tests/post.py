"""The mail that people get, for the tests: what stands in the outbox goes out, and can be read."""

import re

from django.conf import settings
from django.core import mail as server
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts import answers, mail
from accounts.models import Ticket
from accounts.models.ticket import OPEN

LINK = re.compile(r"https?://\S+")
CODE = re.compile(r"^    (\d{4} \d{4})$", re.MULTILINE)


def delivered() -> list[EmailMessage]:
    """Everything that went out so far, after the worker has had its turn at this moment."""
    for ticket in Ticket.objects.filter(OPEN, secret="", mail=None).order_by("made_at"):
        answers.answer(ticket.pk, at=timezone.now())
    mail.deliver_due(at=timezone.now())
    return list(server.outbox)


def newest_to(address: str) -> EmailMessage:
    """The newest mail to this address."""
    return next(each for each in reversed(delivered()) if each.to == [address])


def code_in(message: EmailMessage) -> str:
    found = CODE.search(message.body)
    assert found, message.body
    return found[1]


def path_in(message: EmailMessage) -> str:
    """Where its link leads, without our own host."""
    found = LINK.search(message.body)
    assert found, message.body
    return found[0].removeprefix(settings.PUBLIC_URL)
