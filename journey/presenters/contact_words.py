"""What a try to reach the patient does to the clock of its alert (clinical.md 5.2)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from journey.models import Alert, AlertState, ContactAttempt, ContactResult, JourneyEvent
from journey.policies import Act, may
from journey.presenters import staff_words, when


def clock_rule(reader: User) -> str:
    """Said before the try of this reader is recorded."""
    if may(reader, Act.WORK_ALERTS):
        return _("“Reached” by phone or in person stops the clock. A message or a letter does not.")
    return _("The clock goes on until a clinician or a nurse has spoken with the patient.")


def result_words(attempt: ContactAttempt) -> str:
    words = staff_words.RESULTS[attempt.result]
    return _("{result}, overtaken by new answers").format(result=words) if attempt.overtaken else str(words)


def not_counted_words(attempt: ContactAttempt, at: datetime, zone: ZoneInfo) -> str:
    """Why the try that was recorded did not stop the clock of its alert, though somebody was reached or the alert began
    anew; blank when there is nothing to say."""
    alert = attempt.alert
    if alert is None or alert.state == AlertState.CLOSED:
        return ""
    if attempt.overtaken:
        return _overtaken(alert, at, zone)
    if attempt.result != ContactResult.REACHED or alert.contacted_at is not None:
        return ""
    return _("The clock goes on: it stops when a clinician or a nurse has spoken with the patient.")


def _overtaken(alert: Alert, at: datetime, zone: ZoneInfo) -> str:
    rises = JourneyEvent.objects.filter(journey__patient=alert.patient_id, kind="alert_rose", at=alert.clock_from)
    since = when.relative(alert.clock_from, at, zone)
    if rises.filter(data__alert=str(alert.pk)).exists():
        words = _(
            "The alert rose to “{level}” while you wrote this: {since}. Your call is kept, but it does not stop the new"
            " clock. Ring again about the new answers."
        )
        return words.format(level=staff_words.LEVELS[alert.level], since=since)
    words = _(
        "The clock of this alert began anew while you wrote this: {since}. Your call is kept, but it does not stop the"
        " new clock. Ring again about what the alert says now."
    )
    return words.format(since=since)
