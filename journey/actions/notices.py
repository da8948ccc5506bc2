"""Telling staff of alerts: who was due to be told at which step is written down here, and the job sends it."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Q

from accounts import mail, text_messages
from accounts.models import User
from accounts.models.outgoing_mail import Channel
from accounts.row_by_row import one_by_one
from journey.access.on_call import PersonToTell, people_to_tell
from journey.actions.alert_clock import lock_active
from journey.actions.events import record
from journey.domain.escalation import (
    CLOCKS,
    OWNED_WITHIN,
    Reachable,
    Step,
    due_steps,
    recipients,
    report_recipients,
)
from journey.domain.triage import Level
from journey.models import Alert, AlertState, Notice
from journey.notifications.alert_notices import KIND, clock_of

log = logging.getLogger(__name__)


def tell_at_once(alert: Alert, *, at: datetime) -> None:
    """The first step of a clock that starts now, in the transaction that starts it. What the patient sent is kept
    whatever happens here: the job of every minute tries again."""
    try:
        with transaction.atomic():
            tell_staff(alert, at=max(at, alert.clock_from))
    except Exception:
        log.exception("staff were not told at once of alert %s", alert.pk)


def tell_staff(alert: Alert, *, at: datetime, told: Iterable[Step] = ()) -> int:
    """Write a notice for each person and channel that the due steps of the alert's clock ask for, and the messages that
    belong to them; how many. Called with the alert locked. `told` are the steps told since its clock runs.

    Steps that came due together are told once, as the latest of them.
    """
    steps = due_steps(clock_of(alert, told), at)
    if not steps:
        return 0
    rows = _people(alert.journey_id, alert.owner_id, at)
    told_now = recipients(steps, [_reachable(row, alert.owner_id) for row in rows.values()])
    chosen = [rows[key] for key in told_now]
    if not chosen:
        log.error("nobody can be told of alert %s", alert.pk)
        return 0
    ways = [(row, channel, where) for row in chosen for channel, where in _addresses(row)]
    messages = mail.announce(kind=KIND, to=[(channel, where) for _row, channel, where in ways], at=at, urgent=True)
    Notice.objects.bulk_create(
        Notice(
            alert=alert,
            clock_from=alert.clock_from,
            step=steps[-1].step,
            person_id=row.pk,
            channel=channel,
            mail=message,
            at=at,
        )
        for (row, channel, _where), message in zip(ways, messages, strict=True)
    )
    return len(ways)


def follow_clocks(*, at: datetime) -> int:
    """What is due now for all open alerts; how many notices. Past the limit an alert without an owner gets one, also
    where the patient was reached before its owner left. Runs every minute. An alert that somebody works on at this
    moment is looked at a minute later; one that fails does not hold up the others."""
    notices = Notice.objects.filter(alert=OuterRef("pk"), clock_from=OuterRef("clock_from"))
    waiting = (
        Alert.objects.exclude(state=AlertState.CLOSED)
        .filter(Q(contacted_at=None) | Q(owner=None))
        .annotate(told=ArraySubquery(notices.values("step")))
        .order_by("due_at")
    )
    due = [alert.pk for alert in waiting if _is_due(alert, at)]
    return one_by_one("follow_alert_clocks.tell", due, lambda key: _follow(key, at), at=at)


def _is_due(alert: Any, at: datetime) -> bool:
    """One whose clock cannot be read is due: it is looked at by itself, where it holds up no other."""
    try:
        return _lacks_owner(alert, at) or bool(due_steps(clock_of(alert, map(Step, alert.told)), at))
    except Exception:
        return True


def _lacks_owner(alert: Alert, at: datetime) -> bool:
    """Nothing stays without an owner past the limit (clinical.md 5.2)."""
    return alert.owner_id is None and alert.clock_from + OWNED_WITHIN[Level(alert.level)] <= at


@transaction.atomic
def _follow(alert_id: UUID, at: datetime) -> int:
    alert = (
        Alert.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("journey")
        .filter(pk=alert_id)
        .first()
    )
    if alert is None:
        return 0
    done = tell_staff(alert, at=at, told=_told(alert))
    if _lacks_owner(alert, at):
        _give_owner(alert, at)
    return done


def _told(alert: Alert) -> Iterable[Step]:
    rows = Notice.objects.filter(alert=alert, clock_from=alert.clock_from)
    return [Step(value) for value in rows.values_list("step", flat=True)]


def ways_of_reports(journey_id: UUID, *, is_overdue: bool, at: datetime) -> list[tuple[PersonToTell, str, str]]:
    """Who is told of an adverse event or its reports, with the channel and the address of each message."""
    people = _people(journey_id, None, at)
    chosen = report_recipients([_reachable(row, None) for row in people.values()], is_overdue=is_overdue)
    return [(people[key], channel, where) for key in chosen for channel, where in _addresses(people[key])]


def _people(journey_id: UUID, owner_id: UUID | None, at: datetime) -> dict[UUID, PersonToTell]:
    """By their key, those who can be written to."""
    return {row.pk: row for row in people_to_tell(journey_id, owner_id, at) if _addresses(row)}


def _reachable(row: PersonToTell, owner_id: UUID | None) -> Reachable:
    """`owner_id`: who has the matter, if anybody."""
    return Reachable(
        key=row.pk,
        is_owner=row.pk == owner_id,
        is_first=row.is_first,
        is_second=row.is_second,
        is_lead=row.is_lead,
        is_clinician=row.is_clinician,
        is_nurse=row.is_nurse,
        is_manager=row.is_manager,
        works_here=row.works_here,
    )


def _addresses(row: PersonToTell) -> list[tuple[str, str]]:
    """By e-mail, and by text message too where the clinic says so."""
    email, mobile = row.to_email or row.own_email, row.mobile or ""
    ways = [(Channel.EMAIL.value, email)] if email else []
    if row.by_text and mobile and text_messages.available():
        ways.append((Channel.SMS.value, mobile))
    return ways


def _give_owner(alert: Alert, at: datetime) -> None:
    """The first of those whom the limit tells and who may work on alerts. Who is held at this moment may be leaving:
    the next one, or the next minute."""
    rows = _people(alert.journey_id, None, at)
    limit = [step for step in CLOCKS[Level(alert.level)] if step.limit]
    told = recipients(limit, [_reachable(row, None) for row in rows.values()])
    able = [key for key in told if rows[key].is_clinician or rows[key].is_nurse]
    owner_id = next((key for key in able if lock_active(key, skip=True)), None)
    if owner_id is None:
        return
    alert.owner = User.objects.get(pk=owner_id)
    alert.version += 1
    alert.save(update_fields=["owner", "version"])
    record(alert.journey, "alert_given", by=None, at=at, data={"alert": str(alert.pk), "to": str(alert.owner)})
