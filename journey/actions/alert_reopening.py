"""A closed alert is opened again by a person, with a reason (clinical.md 5.2)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.actions.alert_clock import lock_owner, lock_patient
from journey.actions.events import record
from journey.actions.locking import check_version, locked
from journey.actions.permission import check_may
from journey.actions.refusals import already_done
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.triage import Level, speak_within
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Alert, AlertReopening, AlertState
from journey.models.alert_rows import LONGEST_REASON
from journey.policies import Act


@transaction.atomic
def reopen_alert(*, alert: Alert, reason: str, by: User, at: datetime, expected_version: int | None = None) -> Alert:
    """Whoever opens it again has it and has taken it; its clock begins anew, so that it closes after another call.
    What the closing said is kept. Clinicians and nurses. Raises NotAccepted without a reason, AlreadyDone when somebody
    else was first, MoveNotAllowed while another alert of that day is open; a repeat changes nothing."""
    check_may(by, Act.WORK_ALERTS, alert.patient_id, at=at)
    lock_patient(alert.patient_id)
    lock_owner(by)
    alert = locked(alert)
    if alert.closed_by is None or alert.closed_at is None:
        return _opened_before(alert, by)
    check_version(alert, expected_version)
    if not reason.strip():
        raise NotAccepted(_("Write why it is opened again."), field="reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise NotAccepted(_("Write at most {most} characters.", most=LONGEST_REASON), field="reason")
    same_day = Alert.objects.filter(patient=alert.patient_id, day=alert.day).exclude(state=AlertState.CLOSED)
    if same_day.exists():
        raise MoveNotAllowed(_("Another alert of the same day is open. Go on with that one."))
    AlertReopening.objects.create(
        alert=alert,
        at=at,
        by=by,
        reason=reason.strip(),
        closed_at=alert.closed_at,
        closed_by=alert.closed_by,
        outcome=alert.outcome,
        note=alert.note,
        decided=alert.decided,
    )
    alert.state, alert.owner = AlertState.ACKNOWLEDGED, by
    alert.acknowledged_at, alert.acknowledged_by, alert.contacted_at = at, by, None
    alert.closed_at = alert.closed_by = None
    alert.outcome = alert.note = alert.decided = ""
    alert.clock_from, alert.due_at = at, at + speak_within(Level(alert.level))
    alert.version += 1
    alert.save()
    record(alert.journey, "alert_reopened", by=by, at=at, reason=reason.strip(), data={"alert": str(alert.pk)})
    return alert


def _opened_before(alert: Alert, by: User) -> Alert:
    last = alert.reopenings.select_related("by").last()
    if last is None:
        raise MoveNotAllowed(_("This alert is open."))
    if last.by_id == by.pk:
        return alert
    raise already_done(gettext_noop("{who} opened this alert again already."), by=last.by, at=last.at)
