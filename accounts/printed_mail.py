"""The demo has no mail server: its worker prints each mail so that a newcomer can read it and follow its link."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as Console

RULE = "-" * 72


class EmailBackend(Console):
    """The plain words of a mail between two lines."""

    def write_message(self, message: EmailMessage) -> None:
        head = f"Mail to {', '.join(message.to)}\nSubject: {message.subject}"
        self.stream.write(f"\n{RULE}\n{head}\n\n{message.body}{RULE}\n")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            message.message()  # what a mail server would refuse is refused here too
        return super().send_messages(email_messages) or 0
