"""Messages that could not be delivered, and work of the queue: tried once more by somebody who has looked at why."""

from datetime import datetime

from accounts import mail, queue_health
from accounts.models import OutgoingMail, User
from journey import policies
from journey.domain.errors import MoveNotAllowed
from journey.domain.words import say as _
from journey.policies import Act


def resend(*, message: OutgoingMail, by: User, at: datetime) -> None:
    """Try it again from the start, with the same id and with the words that are right then. Raises MoveNotAllowed for
    one that did not fail, and for words that are gone (a code, a link): those are sent anew where they belong."""
    policies.check(by, Act.READ_MESSAGES)
    if not mail.send_again(message.pk, at=at):
        raise MoveNotAllowed(_("This message cannot be sent again: its words are gone, or it did not fail."))


def run_job(*, job: str, by: User) -> None:
    """Let a worker do this job now: all that is due, and what failed. Every job is safe to repeat, and beside itself.
    Raises KeyError for a job that is unknown."""
    policies.check(by, Act.READ_MESSAGES)
    queue_health.run_again(job)
