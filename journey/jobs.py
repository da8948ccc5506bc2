"""Work that nobody waits for, run by `manage.py procrastinate worker`."""

from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.trace.acting import acting_as_job
from journey.actions.clock import roll_check_ins


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="roll_check_ins", pass_context=False)
def keep_check_ins_rolling(timestamp: int) -> int:
    with acting_as_job("roll_check_ins"):
        return roll_check_ins(at=timezone.now())
