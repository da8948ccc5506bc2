"""The mail that people get, for the tests: what stands in the outbox goes out, and can be read."""

import re

from django.core import mail as server
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts import mail

LINK = re.compile(r"https?://\S+")


def delivered() -> list[EmailMessage]:
    """Everything that went out so far, after the worker has had its turn at this moment."""
    mail.deliver_due(at=timezone.now())
    return list(server.outbox)
