"""Alerts: raised by triage, owned, acknowledged, contacted and closed by a named person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model, Q

from accounts.models import User
from journey import policies
from journey.actions.alert_clock import (
    acknowledge,
    check_stays,
    end_call,
    lock_active,
    lock_patient,
    open_alert,
    start_again,
)
from journey.actions.alert_snoozes import keeps, wake
from journey.actions.events import line_of, record
from journey.actions.locking import check_version, locked
from journey.actions.notices import tell_at_once
from journey.actions.permission import check_may, check_works_at
from journey.actions.refusals import already_done
from journey.actions.together import write_together
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.triage import Level, Route, speak_within
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import (
    Alert,
    AlertFinding,
    AlertOutcome,
    AlertReason,
    AlertState,
    ContactAttempt,
    FindingKind,
    Journey,
    Product,
    TriageResult,
)
from journey.models.alert import ABOUT_NOW, LONGEST_DECIDED
from journey.models.pathway_version import content_of
from journey.pathway.checks.wording import banned_word
from journey.policies import Act

FINDINGS: Mapping[FindingKind, tuple[Level, Route]] = {
    FindingKind.RECALL: (Level.CALL_24H, Route.CLINIC_24H),
    FindingKind.POSITIVE_TEST: (Level.URGENT_NOW, Route.CLINIC_NOW),
}

BEGAN_ANEW = gettext_noop("Something new was told since you opened this page. Read it first, then take the alert.")
# Something was decided with the patient that they read again later.
TO_SAY = (AlertOutcome.ADVICE_GIVEN, AlertOutcome.SEEN_IN_CLINIC)


@dataclass(frozen=True)
class Raised:
    """The patient's alert of the day; `new` when there was none that is open, `agreed` when it is put off and a
    clinician agreed what is told now."""

    alert: Alert
    new: bool
    agreed: bool = False


def raise_alert(
    *, journey: Journey, triage: TriageResult, level: Level, route: Route, day: date, at: datetime
) -> Raised:
    """Open the patient's alert of this day, or join the open one; its level only rises, and a rise starts its clock
    again and clears the acknowledgement (clinical.md 5.2). So does a new reason after somebody had reached the
    patient: nobody has spoken with them about it. What was agreed for this patient joins the alert that is put off;
    anything worse brings that one back. Called by the check-in actions inside their transaction, which holds the
    journey's lock; two journeys of one patient queue here, so that the second finds the alert of the first."""
    waiting = _waiting(journey, day)
    kept = next((each for each in waiting if keeps(each, triage, at)), None)
    if kept is not None:
        AlertReason.objects.create(alert=kept, triage=triage, at=at)
        return Raised(kept, new=False, agreed=True)
    for each in waiting:
        if each.snoozed_until is not None and each.day != day:
            wake(each, "answer" if each.snoozed_until > at else "time", at=at)
    found = _of_the_day(waiting, day)
    return _raised(
        found, journey, level, route, day, at,
        why=lambda alert: AlertReason(alert=alert, triage=triage, at=at), known=lambda alert: _known(alert, triage),
    )  # fmt: skip


def raise_for_finding(
    *, journey: Journey, kind: FindingKind, product: Product, detail: str, day: date, at: datetime
) -> Raised:
    """A product that the patient was given is recalled, or a test of it came back positive: somebody rings them, within
    a day or now (clinical.md 2.3). Called by the actions that find it out, which hold the journey."""
    level, route = FINDINGS[kind]
    found = _of_the_day(_waiting(journey, day), day)
    return _raised(
        found, journey, level, route, day, at,
        why=lambda alert: AlertFinding(alert=alert, kind=kind, product=product, detail=detail, at=at),
        known=lambda alert: False,
    )  # fmt: skip


def _raised(
    found: Alert | None,
    journey: Journey,
    level: Level,
    route: Route,
    day: date,
    at: datetime,
    *,
    why: Callable[[Alert], Model],
    known: Callable[[Alert], bool],
) -> Raised:
    """The patient's alert of the day, with `why`: opened, raised, or begun again after a call that was about less. When
    its clock starts, its first step is told."""
    kind = "alert_raised"
    alert = found or _opened(journey, level, route, day, at)
    rows: list[Model] = [why(alert)]
    if found is None:
        rows.insert(0, alert)
    elif (Level(alert.level).rank, Route(alert.route).rank) < (level.rank, route.rank):
        kind = "alert_rose"
        start_again(alert, level, route, at, due_at=min(alert.due_at, at + speak_within(level)))
    elif alert.snoozed_until is not None or (alert.contacted_at is not None and not known(alert)):
        start_again(alert, Level(alert.level), Route(alert.route), at, due_at=at + speak_within(level))
    else:
        write_together(*rows)
        return Raised(alert, new=False)
    write_together(*rows, line_of(journey, kind, by=None, at=at, data={"alert": str(alert.pk), "level": level}))
    tell_at_once(alert, at=at)
    return Raised(alert, new=found is None)


def _opened(journey: Journey, level: Level, route: Route, day: date, at: datetime) -> Alert:
    """A new alert of the day, not yet written; its clock starts now."""
    return Alert(
        patient_id=journey.patient_id,
        journey=journey,
        day=day,
        level=level,
        route=route,
        opened_at=at,
        clock_from=at,
        due_at=at + speak_within(level),
    )


def _of_the_day(waiting: Iterable[Alert], day: date) -> Alert | None:
    return next((alert for alert in waiting if alert.day == day), None)


def _waiting(journey: Journey, day: date) -> list[Alert]:
    """The patient's open alerts of this day, and those that are put off, under a lock."""
    lock_patient(journey.patient_id)
    return list(
        Alert.objects.select_for_update(of=("self",), no_key=True)
        .filter(Q(day=day) | Q(snoozed_until__isnull=False), patient=journey.patient_id)
        .exclude(state=AlertState.CLOSED)
        .order_by("pk")
    )


def _known(alert: Alert, triage: TriageResult) -> bool:
    """The same form said the same before: its red-flag page, or an earlier version."""
    told = alert.reasons.filter(triage__check_in=triage.check_in_id, triage__deciding__contains=triage.deciding)
    return bool(told.exists())


@transaction.atomic
def take_alert(*, alert: Alert, by: User, at: datetime, seen_clock: datetime | None = None) -> Alert:
    """Acknowledge and own it. Raises AlreadyDone when another person was first; a repeat changes nothing. `seen_clock`
    is its `clock_from` when the page was opened: raises StaleVersion when it began anew since, nobody has read why."""
    check_stays(by)
    alert = _open(alert, by, at)
    if alert.owner is not None and alert.acknowledged_at is not None:
        if alert.owner_id == by.pk:
            return alert
        raise already_done(gettext_noop("{who} took this alert already."), by=alert.owner, at=alert.acknowledged_at)
    if seen_clock not in {None, alert.clock_from}:
        raise StaleVersion(_(BEGAN_ANEW))
    acknowledge(alert, by, by=by, at=at)
    alert.version += 1
    alert.save()
    return alert


@transaction.atomic
def hand_over_alert(*, alert: Alert, to: User, by: User, at: datetime, expected_version: int | None = None) -> Alert:
    """Give it to another clinician or nurse; it is never left without an owner. A repeat changes nothing. The person is
    locked before the alert, as where a sign-in is closed: raises NotAccepted where that was first."""
    to = locked(to)
    if not to.is_active:
        raise NotAccepted(_("{who} can no longer sign in. Choose somebody else.", who=to), field="to")
    policies.check(to, Act.WORK_ALERTS)
    alert = _open(alert, by, at)
    if alert.owner_id == to.pk:
        return alert
    check_works_at(to, alert.patient.site, field="to")
    check_version(alert, expected_version)
    alert.owner = to
    alert.version += 1
    alert.save(update_fields=["owner", "version"])
    record(alert.journey, "alert_handed_over", by=by, at=at, data={"alert": str(alert.pk), "to": str(to)})
    return alert


@transaction.atomic
def close_alert(
    *,
    alert: Alert,
    outcome: str,
    note: str,
    by: User,
    at: datetime,
    decided: str = "",
    expected_version: int | None = None,
) -> Alert:
    """Close with an outcome, a note for staff and, where the patient was advised or seen, what they read of it in plain
    words (`decided`). Raises NotAccepted without them, AlreadyDone when it is closed, MoveNotAllowed
    before anyone tried to reach the patient about what it says now: a call from before it rose was about less."""
    alert = _open(alert, by, at)
    check_version(alert, expected_version)
    if outcome not in {word.value for word in AlertOutcome}:
        raise NotAccepted(_("Choose what came of it."), field="outcome")
    if not note.strip():
        raise NotAccepted(_("Write a note: what was found and decided."), field="note")
    decided = decided.strip()
    _check_decided(alert, outcome, decided)
    if not alert.contact_attempts.filter(ABOUT_NOW).exists():
        raise MoveNotAllowed(_("First record a call and its outcome."))
    if outcome != AlertOutcome.NOT_REACHED and not alert.contacted_at:
        raise NotAccepted(
            _("No clinician or nurse has spoken with the patient yet. Record the call, or choose Not reached."),
            field="outcome",
        )
    alert.state, alert.outcome, alert.note, alert.decided = AlertState.CLOSED, outcome, note.strip(), decided
    alert.closed_at, alert.closed_by, alert.snoozed_until = at, by, None
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by = at, by
    alert.version += 1
    alert.save()
    end_call(alert, at)
    record(alert.journey, "alert_closed", by=by, at=at, data={"alert": str(alert.pk), "outcome": outcome})
    return alert


def _check_decided(alert: Alert, outcome: str, decided: str) -> None:
    if outcome in TO_SAY and not decided:
        raise NotAccepted(_("Write what the patient reads: what was decided, in plain words."), field="decided")
    if len(decided) > LONGEST_DECIDED:
        raise NotAccepted(_("Write at most {most} characters.", most=LONGEST_DECIDED), field="decided")
    word = banned_word(decided, content_of(alert.journey.pathway_version_id).words)
    if word:
        raise NotAccepted(
            _("“{word}” is a banned word. Say what is known instead.", word=word.lower()), field="decided"
        )


def note_contact(alert: Alert, attempt: ContactAttempt) -> None:
    """An attempt to reach the patient was recorded; called by `log_contact` in its transaction. The clock stops when a
    clinician or a nurse has spoken with the patient about what the alert says now (clinical.md 5.2). They have taken it
    by that where nobody had, and own it while nobody does: nothing stays open without an owner."""
    if attempt.overtaken or not attempt.is_spoken or not policies.may(attempt.by, Act.WORK_ALERTS):
        return
    end_call(alert, attempt.at)
    if alert.contacted_at is None:
        alert.contacted_at = attempt.at
        alert.version += 1
        if alert.state == AlertState.OPEN and lock_active(attempt.by_id):
            acknowledge(alert, alert.owner or attempt.by, by=attempt.by, at=attempt.at)
        alert.save()


def _open(alert: Alert, by: User, at: datetime) -> Alert:
    check_may(by, Act.WORK_ALERTS, alert.patient_id, at=at)
    return open_alert(alert)
