"""Work that nobody waits for, run by `manage.py procrastinate worker`."""

from django.utils import timezone
from procrastinate.contrib.django import app

from accounts import mail
from accounts.trace.acting import acting_as_job
from journey.actions.alert_snoozes import wake_snoozed
from journey.actions.clock import roll_check_ins
from journey.actions.event_notices import tell_of_late_events
from journey.actions.last_contacts import note_last_contacts
from journey.actions.notices import follow_clocks
from journey.actions.reminders import note_reminders, send_reminders
from journey.actions.report_notices import tell_of_reports
from journey.actions.waiting import follow_waiting

# However many messages wait behind a mail server that hangs, the next free hand of the worker follows the clocks.
BEFORE_MAIL = mail.URGENT + 1


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="roll_check_ins", pass_context=False)
def keep_check_ins_rolling(timestamp: int) -> int:
    with acting_as_job("roll_check_ins"):
        return roll_check_ins(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="follow_alert_clocks", priority=BEFORE_MAIL, pass_context=False)
def keep_alert_clocks(timestamp: int) -> int:
    with acting_as_job("follow_alert_clocks"):
        at = timezone.now()
        wake_snoozed(at=at)
        return follow_clocks(at=at)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="remind_patients", pass_context=False)
def keep_patients_reminded(timestamp: int) -> int:
    at = timezone.now()
    with acting_as_job("remind_patients"):
        note_reminders(at=at)
        return send_reminders(at=at)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="tell_of_reports", pass_context=False)
def keep_reports_remembered(timestamp: int) -> int:
    with acting_as_job("tell_of_reports"):
        at = timezone.now()
        return tell_of_late_events(at=at) + tell_of_reports(at=at)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="follow_waiting_list", pass_context=False)
def keep_waiting_list(timestamp: int) -> int:
    with acting_as_job("follow_waiting_list"):
        return follow_waiting(at=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="note_last_contacts", pass_context=False)
def keep_last_contacts(timestamp: int) -> int:
    with acting_as_job("note_last_contacts"):
        return note_last_contacts(at=timezone.now())
