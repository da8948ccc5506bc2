"""Work of the door and of the trace that nobody waits for, run by `manage.py procrastinate worker`.

Each job runs in a thread of its own, with a connection of its own to the database.
"""

import logging
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from accounts import answers, kept_forms, limits, mail, sessions, tickets
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


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_due_mail", pass_context=False)
def send_due_mail(timestamp: int) -> int:
    with acting_as_job("send_due_mail"):
        return mail.deliver_due(at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="forget_old_sessions", pass_context=False)
def forget_old_sessions(timestamp: int) -> int:
    """Sessions that are over, forms that nobody came back for, tokens of pages long closed."""
    at = timezone.now()
    with acting_as_job("forget_old_sessions"):
        return sessions.forget_old(at) + kept_forms.forget_old(at)


@app.periodic(cron="* * * * * */30")  # twice a minute: no row waits a minute for its seal
@app.task(queue=TRACE, queueing_lock="seal_trace", pass_context=False)
def keep_trace_sealed(timestamp: int) -> int:
    return seal()


@app.periodic(cron="15 3 * * *")
@app.task(queue=TRACE, queueing_lock="verify_trace", pass_context=False)
def keep_trace_verified(timestamp: int) -> str:
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


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="forget_old_tickets", pass_context=False)
def forget_old_tickets(timestamp: int) -> int:
    at = timezone.now()
    with acting_as_job("forget_old_tickets"):
        return tickets.forget_old(at=at) + limits.forget_past(at=at)
