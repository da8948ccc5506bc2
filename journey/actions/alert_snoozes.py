"""An alert is put off while a patient is expected to stay as they are; a worse answer or the end of the time brings it
back (clinical.md 5.2)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.row_by_row import one_by_one
from journey.access.agreed_levels import results_of, rules_of, why_not_put_off
from journey.actions.alert_clock import open_alert, start_again
from journey.actions.events import record
from journey.actions.locking import check_version, constraints_in_words
from journey.actions.notices import tell_at_once
from journey.actions.permission import check_may
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.snooze import LONGEST, Told, is_as_agreed, is_within
from journey.domain.triage import Level, Route, speak_within
from journey.domain.words import say as _
from journey.models import Alert, AlertSnooze, TriageResult
from journey.models.alert_rows import LONGEST_REASON
from journey.policies import Act


@transaction.atomic
def snooze_alert(
    *,
    alert: Alert,
    expected: str,
    reason: str,
    until: datetime,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> Alert:
    """The patient is expected to stay as they are until then. Clinicians. Raises MoveNotAllowed for what is never put
    off, NotAccepted without words or with a time too far. A newer agreement takes the place of the one before."""
    check_may(by, Act.SNOOZE_ALERT, alert.patient_id, at=at)
    alert = open_alert(alert)
    if _is_same(alert, expected, reason, until, by):
        return alert
    check_version(alert, expected_version)
    refusal = why_not_put_off(alert)
    if refusal:
        raise MoveNotAllowed(refusal)
    for name, words in (("expected", expected), ("reason", reason)):
        if not words.strip() or len(words.strip()) > LONGEST_REASON:
            raise NotAccepted(_("Write it in 1 to {most} characters.", most=LONGEST_REASON), field=name)
    if not is_within(until, at):
        raise NotAccepted(_("The time lies ahead, at most {days} days.", days=LONGEST.days), field="until")
    row = AlertSnooze(
        alert=alert,
        level=alert.level,
        families=sorted({rule.family for each in results_of(alert) for rule in rules_of(each).values() if rule}),
        expected=expected.strip(),
        reason=reason.strip(),
        until=until,
        at=at,
        by=by,
    )
    alert.snoozed_until = until
    alert.version += 1
    with constraints_in_words(alert):
        row.save(force_insert=True)
        alert.save(update_fields=["snoozed_until", "version"])
    data = {"alert": str(alert.pk), "until": until.isoformat(), "expected": row.expected}
    record(alert.journey, "alert_snoozed", by=by, at=at, reason=row.reason, data=data)
    return alert


@transaction.atomic
def end_snooze(*, alert: Alert, by: User, at: datetime, expected_version: int | None = None) -> Alert:
    """Bring it back before the time: its clock begins anew. Clinicians and nurses. A repeat changes nothing."""
    check_may(by, Act.WORK_ALERTS, alert.patient_id, at=at)
    alert = open_alert(alert)
    if alert.snoozed_until is None:
        return alert
    check_version(alert, expected_version)
    wake(alert, "person", at=at, by=by)
    return alert


def wake_snoozed(*, at: datetime) -> int:
    """Bring back the alerts whose time is over; how many. Runs every minute. One that fails does not hold up the
    others, and the lists show it again by the time alone."""
    due = Alert.objects.filter(snoozed_until__lte=at).order_by("snoozed_until", "pk").values_list("pk", flat=True)
    return one_by_one("follow_alert_clocks.wake", due, lambda key: _wake_one(key, at), at=at)


def keeps(alert: Alert, triage: TriageResult, at: datetime) -> bool:
    """Whether this new result is what was agreed for the patient, so that it joins the alert that is put off."""
    if alert.snoozed_until is None or alert.snoozed_until <= at:
        return False
    agreed = [_told(each) for each in results_of(alert) if each.journey_id == triage.journey_id]
    return is_as_agreed(_told(triage), agreed, list(rules_of(triage).values()))


def wake(alert: Alert, why: str, *, at: datetime, by: User | None = None) -> None:
    """`why` is "time", "answer" or "person". Called with the alert locked. The owner is told as of a new one."""
    level = Level(alert.level)
    start_again(alert, level, Route(alert.route), at, due_at=at + speak_within(level))
    record(alert.journey, "alert_back", by=by, at=at, data={"alert": str(alert.pk), "why": why})
    tell_at_once(alert, at=at)


@transaction.atomic
def _wake_one(alert_id: UUID, at: datetime) -> int:
    alert = (
        Alert.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("journey")
        .filter(pk=alert_id, snoozed_until__lte=at)
        .first()
    )
    if alert is not None:
        wake(alert, "time", at=at)
    return int(alert is not None)


def _told(triage: TriageResult) -> Told:
    return Told(Level(triage.level), frozenset(triage.deciding), triage.inputs)


def _is_same(alert: Alert, expected: str, reason: str, until: datetime, by: User) -> bool:
    last = alert.snoozes.last()
    if last is None or alert.snoozed_until is None:
        return False
    return (last.expected, last.reason, last.until, last.by_id) == (expected.strip(), reason.strip(), until, by.pk)
