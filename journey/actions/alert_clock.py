"""What every action on an alert shares: that it is open, and how its clock begins anew."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from journey.actions.locking import locked
from journey.actions.refusals import already_done
from journey.domain.errors import NotPermitted
from journey.domain.triage import Level, Route
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Alert, AlertCall, AlertState, Patient


def lock_patient(patient_id: UUID) -> None:
    """Two journeys of one patient queue here; the patient is locked before their alerts."""
    Patient.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=patient_id)


def lock_owner(person: User) -> None:
    """Who is about to own an alert, locked before it, as where a sign-in is closed. Raises NotPermitted where that was
    first: nobody would look after it."""
    if not locked(person).is_active:
        raise NotPermitted(_("You can no longer sign in."))


def open_alert(alert: Alert) -> Alert:
    """The alert under its lock, for an action that asked who may. Raises AlreadyDone when somebody closed it."""
    alert = locked(alert)
    if alert.closed_by is not None and alert.closed_at is not None:
        raise already_done(gettext_noop("{who} closed this alert already."), by=alert.closed_by, at=alert.closed_at)
    return alert


def start_again(alert: Alert, level: Level, route: Route, at: datetime, *, due_at: datetime) -> None:
    """Its clock begins now: nobody has taken it, nobody has spoken with the patient, nothing puts it off."""
    alert.level, alert.route = level, route
    alert.clock_from, alert.due_at = at, due_at
    alert.state = AlertState.OPEN
    alert.acknowledged_at = alert.acknowledged_by = alert.contacted_at = alert.snoozed_until = None
    alert.version += 1
    alert.save()


def end_call(alert: Alert, at: datetime) -> None:
    """They spoke, another time is proposed, or the alert is closed. Called with the alert locked."""
    AlertCall.objects.filter(alert=alert, ended_at=None).update(ended_at=at)
