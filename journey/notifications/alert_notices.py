"""What staff on duty are told of an alert: that an answer waits, and where to sign in. Nothing of anybody's health."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.composing import Letter
from accounts.links import public
from journey.domain.escalation import AlertClock, Step, is_wanted, later_steps
from journey.domain.triage import Level
from journey.domain.words import say as _
from journey.models import Alert, AlertState, Notice

KIND = "alert_notice"


def _words() -> Mapping[Step, Callable[[], str]]:
    return {
        Step.PAGE: lambda: _("An answer needs you now."),
        Step.NOT_TAKEN: lambda: _("An answer needs you now. It has waited 15 minutes and nobody has taken it."),
        Step.NOT_SPOKEN: lambda: _("An answer needs you now. It has waited 30 minutes and nobody has made contact."),
        Step.CALL: lambda: _("An answer needs a call within 24 hours."),
        Step.NOT_CALLED: lambda: _("An answer has waited 20 hours and nobody has made contact."),
    }


def clock_of(alert: Alert, told: Iterable[Step] = ()) -> AlertClock:
    return AlertClock(
        level=Level(alert.level),
        runs_from=alert.clock_from,
        is_taken=alert.state != AlertState.OPEN,
        is_reached=alert.contacted_at is not None,
        is_closed=alert.state == AlertState.CLOSED,
        told=frozenset(told),
    )


def compose(mail_id: UUID, at: datetime) -> Letter | None:
    """None when the alert went on meanwhile: taken, reached, closed, begun again, or this person was told of a later
    step."""
    notice = Notice.objects.select_related("alert").filter(mail=mail_id).first()
    if notice is None or not _still(notice):
        return None
    step = Step(notice.step)
    return Letter(
        subject=_("An answer needs you") if step in {Step.CALL, Step.NOT_CALLED} else _("An answer needs you now"),
        lines=[_words()[step]()],
        link=public(reverse("admin:journey_alert_change", args=[notice.alert_id])),
        link_words=_("Sign in"),
    )


def _still(notice: Notice) -> bool:
    alert, step = notice.alert, Step(notice.step)
    if alert.clock_from != notice.clock_from or not is_wanted(clock_of(alert), step):
        return False
    later = Notice.objects.filter(
        alert=alert,
        clock_from=notice.clock_from,
        step__in=later_steps(step),
        person=notice.person_id,
        channel=notice.channel,
    )
    return not later.exists()
