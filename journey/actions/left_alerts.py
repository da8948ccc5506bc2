"""The open alerts of somebody who can no longer sign in, or work on them: they go back to everybody."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from journey.actions.alert_clock import start_again
from journey.actions.events import record
from journey.actions.notices import tell_at_once
from journey.domain.triage import Level, Route, speak_within
from journey.models import Alert, AlertState


def owned_open(person: User) -> QuerySet[Alert]:
    return Alert.objects.filter(owner=person).exclude(state=AlertState.CLOSED)


def leave_alerts(person: User, *, by: User, at: datetime, sites: Collection[UUID] | None = None) -> int:
    """Nobody owns them now, with `sites` those of patients of these; how many. Where the clock still runs, or what was
    put off has no owner to look after it, it begins anew, never with more time, and the first on call is told: so the
    next owner is found (clinical.md 5.2). Called by the action that closes a sign-in or takes a role or a site, in its
    transaction and after it asked who may.
    """
    owned = owned_open(person) if sites is None else owned_open(person).filter(patient__site__in=sites)
    rows = owned.select_for_update(of=("self",), no_key=True)
    alerts = list(rows.select_related("journey").order_by("pk"))
    for alert in alerts:
        is_over = alert.contacted_at is not None and alert.snoozed_until is None
        alert.owner = None
        record(alert.journey, "alert_left", by=by, at=at, data={"alert": str(alert.pk), "from": str(person)})
        if is_over:
            _untaken(alert)
        else:
            level = Level(alert.level)
            due_at = at + speak_within(level)
            due_at = due_at if alert.contacted_at else min(alert.due_at, due_at)
            start_again(alert, level, Route(alert.route), at, due_at=due_at)
            tell_at_once(alert, at=at)
    return len(alerts)


def _untaken(alert: Alert) -> None:
    """The patient was reached; somebody else closes it."""
    alert.state, alert.acknowledged_at, alert.acknowledged_by = AlertState.OPEN, None, None
    alert.version += 1
    alert.save()
