"""What every action on an alert shares: that it is open, and how its clock begins anew."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from journey.actions.events import record
from journey.actions.locking import locked
from journey.actions.refusals import already_done
from journey.domain.errors import NotPermitted
from journey.domain.triage import Level, Route
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Alert, AlertCall, AlertState, Patient

LEAST = timedelta(microseconds=1)


def lock_patient(patient_id: UUID) -> None:
    """Two journeys of one patient queue here; the patient is locked before their alerts."""
    Patient.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=patient_id)


def lock_active(person_id: UUID, *, skip: bool = False) -> bool:
    """Whether this person can sign in, held until the end: a person is locked before their alerts, as where a sign-in
    is closed, so that no alert is left with somebody who is gone. `skip`: not while somebody else holds them."""
    rows = User.objects.select_for_update(of=("self",), no_key=True, skip_locked=skip)
    return rows.filter(pk=person_id, is_active=True).values_list("pk").first() is not None


def check_stays(by: User) -> None:
    """Raises NotPermitted when the sign-in of whoever takes an alert was closed at this moment."""
    if not lock_active(by.pk):
        raise NotPermitted(_("Your sign-in was closed."))


def open_alert(alert: Alert) -> Alert:
    """The alert under its lock, for an action that asked who may. Raises AlreadyDone when somebody closed it."""
    alert = locked(alert)
    if alert.closed_by is not None and alert.closed_at is not None:
        raise already_done(gettext_noop("{who} closed this alert already."), by=alert.closed_by, at=alert.closed_at)
    return alert


def acknowledge(alert: Alert, owner: User, *, by: User, at: datetime) -> None:
    """Somebody has taken it, by the button or by a call. `alert` is not saved."""
    alert.owner = owner
    alert.acknowledged_at, alert.acknowledged_by, alert.state = at, by, AlertState.ACKNOWLEDGED
    record(alert.journey, "alert_taken", by=by, at=at, data={"alert": str(alert.pk)})


def start_again(alert: Alert, level: Level, route: Route, at: datetime, *, due_at: datetime) -> None:
    """Its clock begins now: nobody has taken it, nobody has spoken with the patient, nothing puts it off. Never at the
    moment at which it began before, or whoever was told of that would not be told of this."""
    alert.level, alert.route = level, route
    alert.clock_from, alert.due_at = max(at, alert.clock_from + LEAST), due_at
    alert.state = AlertState.OPEN
    alert.acknowledged_at = alert.acknowledged_by = alert.contacted_at = alert.snoozed_until = None
    alert.version += 1
    alert.save()


def end_call(alert: Alert, at: datetime) -> None:
    """They spoke, another time is proposed, or the alert is closed. Called with the alert locked."""
    AlertCall.objects.filter(alert=alert, ended_at=None).update(ended_at=at)
