"""Messages as staff read them: their kinds, whom they go to without saying who, and how the queue is."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OutgoingMail
from accounts.models.outgoing_mail import UNSENT
from journey.presenters import when
from journey.presenters.staff_words import Words
from journey.presenters.worklists import Now

FAILED_FOR = timedelta(days=7)
KINDS: Mapping[str, Words] = {
    "alert_notice": gettext_lazy("To staff: an alert"),
    "report_notice": gettext_lazy("To staff: a report is due"),
    "event_notice": gettext_lazy("To staff: a decision is past its time"),
    "alert_call": gettext_lazy("To a patient: a time for a call"),
    "reminder": gettext_lazy("To a patient: reminders"),
    "invitation": gettext_lazy("Invitation"),
    "helper_invitation": gettext_lazy("Invitation of a helper"),
    "request_answered": gettext_lazy("Request answered"),
}


def kind_words(kind: str) -> Words:
    """What is not named is of the door: codes, links, and what changed about a sign-in."""
    return KINDS.get(kind, _("About signing in"))


def masked(to: str) -> str:
    """ "r…@example.org"; of a number its last two digits."""
    name, at, host = to.rpartition("@")
    return f"{name[:1]}…@{host}" if at else f"…{to[-2:]}"


def health(now: Now) -> str:
    """ "3 wait, the oldest since 2:06pm. 1 failed in the last 7 days." One statement."""
    recent = Q(given_up_at__gte=now.at - FAILED_FOR)
    found = OutgoingMail.objects.filter(UNSENT | recent).aggregate(
        waiting=Count("pk", filter=UNSENT), oldest=Min("written_at", filter=UNSENT), failed=Count("pk", filter=recent)
    )
    waits = _("None waits.")
    if found["waiting"]:
        waits = _("{n} waiting to be sent, the oldest written {when}.").format(
            n=found["waiting"], when=when.relative(found["oldest"], now.at, now.zone)
        )
    return _("{waits} Failed in the last 7 days: {failed}.").format(waits=waits, failed=found["failed"])
