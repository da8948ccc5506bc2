"""Work of the door and of the trace that nobody waits for, run by `manage.py procrastinate worker`.

Each job runs in a thread of its own, with a connection of its own to the database.
"""

import logging
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from accounts import answers, kept_forms, limits, mail, queue_health, sessions, tickets
from accounts.periodic import periodic
from accounts.trace.acting import acting_as_job
from accounts.trace.chain import seal
from accounts.trace.standing import keep_finding
from accounts.trace.verifying import verify

logger = logging.getLogger(__name__)

# A queue with a worker of its own, and a hand of it for each of its jobs: whatever else hangs, rows are sealed.
TRACE = "trace"


@app.task
def send_mail(mail_id: str) -> bool:
    with acting_as_job("send_mail"):
        return mail.deliver(UUID(mail_id), at=timezone.now())


@app.task
def answer_ticket(ticket_id: str) -> None:
    with acting_as_job("answer_ticket"):
        answers.answer(UUID(ticket_id), at=timezone.now())


@periodic("* * * * *", "send_due_mail")
def send_due_mail(at: datetime) -> int:
    return mail.deliver_due(at=at)


@periodic("7 * * * *", "forget_old_sessions")
def forget_old_sessions(at: datetime) -> int:
    return sessions.forget_old(at)


@periodic("9 * * * *", "forget_old_forms")
def forget_old_forms(at: datetime) -> int:
    """Forms that nobody came back for, tokens of pages long closed."""
    return kept_forms.forget_old(at)


@periodic("* * * * * */30", "seal_trace", queue=TRACE)  # twice a minute: no row waits a minute for its seal
def keep_trace_sealed(at: datetime) -> int:
    return seal()


@periodic("15 3 * * *", "verify_trace", queue=TRACE)
def keep_trace_verified(at: datetime) -> str:
    """Once a night the whole chain is read. What was found is kept for those who read the log, and the anchor goes into
    the log of the server: a place outside of the database."""
    seal()
    report = verify()
    keep_finding(report.wrong)
    if report.wrong:
        logger.critical("The trace is not as it was written. %s", report.wrong)
    else:
        logger.warning("Trace verified. Anchor: %s", report.head)
    return str(report.head)


@periodic("20 4 * * *", "forget_old_tickets")
def forget_old_tickets(at: datetime) -> int:
    return tickets.forget_old(at=at)


@periodic("25 4 * * *", "forget_past_tries")
def forget_past_tries(at: datetime) -> int:
    return limits.forget_past(at=at)


@periodic("30 4 * * *", "forget_old_failures")
def forget_old_failures(at: datetime) -> int:
    return queue_health.forget_old(at=at)
