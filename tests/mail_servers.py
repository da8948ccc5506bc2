"""Mail servers with moods, for the tests: each is a backend that EMAIL_BACKEND can name."""

import smtplib
import time
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend as Working


class Down(Working):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError


class Hanging(Working):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise TimeoutError


class Slow(Working):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        time.sleep(0.2)
        raise TimeoutError


class Busy(Working):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise smtplib.SMTPDataError(451, b"try again later")


class CutAfterData(Working):
    """It took the mail, and the line broke before it could say so."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        super().send_messages(messages)
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


class NoSuchPerson(Working):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such person " + messages[0].to[0].encode())})


class DiesWhileSending(Working):
    """The worker is killed: nothing after this runs."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        super().send_messages(messages)
        raise SystemExit
