"""Work of the door that nobody waits for, run by `manage.py procrastinate worker`."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from accounts import kept_forms, mail, sessions


@app.task
def send_mail(mail_id: str) -> bool:
    return mail.deliver(UUID(mail_id), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_due_mail", pass_context=False)
def send_due_mail(timestamp: int) -> int:
    return mail.deliver_due(at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="forget_old_sessions", pass_context=False)
def forget_old_sessions(timestamp: int) -> int:
    """Sessions that are over, forms that nobody came back for, tokens of pages long closed."""
    at = timezone.now()
    return sessions.forget_old(at) + kept_forms.forget_old(at)
