"""Work that nobody waits for, run by `manage.py procrastinate worker`. Each goes through its rows by `row_by_row`."""

from datetime import datetime

from accounts import mail
from accounts.periodic import periodic
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


@periodic("* * * * *", "roll_check_ins")
def keep_check_ins_rolling(at: datetime) -> int:
    return roll_check_ins(at=at)


@periodic("* * * * *", "follow_alert_clocks", priority=BEFORE_MAIL)
def keep_alert_clocks(at: datetime) -> int:
    return wake_snoozed(at=at) + follow_clocks(at=at)


@periodic("* * * * *", "remind_patients")
def keep_patients_reminded(at: datetime) -> int:
    note_reminders(at=at)
    return send_reminders(at=at)


@periodic("*/5 * * * *", "tell_of_reports")
def keep_reports_remembered(at: datetime) -> int:
    return tell_of_late_events(at=at) + tell_of_reports(at=at)


@periodic("*/5 * * * *", "follow_waiting_list")
def keep_waiting_list(at: datetime) -> int:
    return follow_waiting(at=at)


@periodic("40 3 * * *", "note_last_contacts")
def keep_last_contacts(at: datetime) -> int:
    return note_last_contacts(at=at)
