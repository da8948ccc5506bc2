"""The one executor of moves: lock, policy, gate, write, event, effects (architecture, What never changes, 1)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journey.actions.calling_off import follow_status
from journey.actions.effects import run_effects
from journey.actions.events import record
from journey.actions.locking import locked_journey, once_more
from journey.actions.permission import check_may
from journey.actions.refusals import already_done
from journey.actions.reminders import note_new_dates
from journey.actions.thinking_time import check_time_to_think
from journey.domain.errors import GateClosed, NotPermitted, StaleVersion
from journey.domain.gates import GateReport
from journey.domain.moves import MOVES, Choices, Move, Plan, gates_for, plan_move
from journey.domain.stages import JourneyStatus, StageState
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _
from journey.domain.words import say_many as ngettext
from journey.models import Journey, JourneyEvent, Stage
from journey.models.appointment import LONGEST_WORDS
from journey.standing import Standing, standing_of

REASON_STATUSES = frozenset(JourneyStatus) - {JourneyStatus.ACTIVE}
NO_LONGER_AS_BOOKED = CLOSED_STATUSES | {JourneyStatus.POSTPONED}


@once_more
@transaction.atomic
def make_move(
    *,
    journey: Journey,
    move: Move,
    by: User,
    at: datetime,
    choices: Choices | None = None,
    expected_version: int | None = None,
    call_off: bool = False,
) -> JourneyEvent:
    """Move a journey on. Who: see `policies.WHO_MOVES`; reopening is the lead clinician's. `call_off` cancels the
    visits to come that fall away when it is postponed or closed.

    `expected_version` is the journey's version on the page. A repeat by the same person gives the first event again;
    AlreadyDone names another person who was first, StaleVersion whatever else changed. Raises MoveNotAllowed (state),
    GateClosed with the failed checks, NotAccepted (a choice is missing), NotPermitted.
    """
    choices = choices or Choices()
    journey = locked_journey(journey)
    check_may(by, move, journey.patient_id, at=at)
    done = _done_before(journey, move, by, expected_version)
    if done is not None:
        return done
    _check_lead(journey, move, by)
    standing = standing_of(journey, at)
    plan = plan_move(standing.snapshot, move, choices)
    check_time_to_think(standing, choices.procedure_at, field="procedure_at")
    reports = _open_gates(standing, move)
    planned_at = standing.cycle.procedure_at
    event = _write(standing, move, plan, choices, reports, by, at)
    run_effects(standing, plan, choices, by=by, at=at)
    if standing.cycle.procedure_at != planned_at:
        days = [each for each in (planned_at, standing.cycle.procedure_at) if each is not None]
        note_new_dates(cycle=standing.cycle, before=min(days), at=at)
    if journey.status in NO_LONGER_AS_BOOKED:
        follow_status(journey, call_off=call_off, reason=why_called_off(move, choices), by=by, at=at)
    return event


def why_called_off(move: Move, choices: Choices) -> str:
    """What stands with a visit that the move cancels."""
    return together(_(MOVES[move].label), choices.note)[:LONGEST_WORDS]


@transaction.atomic
def reopen_found(*, journey: Journey, at: datetime, note: str) -> JourneyEvent:
    """A patient who was lost did something: the journey reopens itself (clinical.md 8.3). Called by `heard.py` alone,
    which holds the journey; `note` says what it was."""
    standing = standing_of(journey, at)
    choices = Choices(note=note)
    plan = plan_move(standing.snapshot, Move.REOPEN, choices)
    event = _write(standing, Move.REOPEN, plan, choices, (), None, at)
    run_effects(standing, plan, choices, by=None, at=at)
    return event


def _done_before(journey: Journey, move: Move, by: User, expected_version: int | None) -> JourneyEvent | None:
    if expected_version is None or expected_version == journey.version:
        return None
    event = journey.events.select_related("by").filter(journey_version=expected_version).first()
    if event is None:
        raise StaleVersion(_("This journey changed since you opened the page. Look at it again."))
    if event.kind != move:
        who = str(event.by) if event.by else _("The app")
        words = _(MOVES[Move(event.kind)].label) if event.kind in set(Move) else event.kind.replace("_", " ")
        raise StaleVersion(
            _("{who} did something else meanwhile: {words}. Nothing of yours was saved.", who=who, words=words)
        )
    if event.by_id == by.pk:
        return event
    did = gettext_noop("{who} did this already: {label}.")
    raise already_done(did, by=event.by, at=event.at, label=_(MOVES[move].label))


def _check_lead(journey: Journey, move: Move, by: User) -> None:
    if move in {Move.REOPEN, Move.REOPEN_STAGE} and journey.lead_clinician_id != by.pk:
        raise NotPermitted(_("Only the lead clinician, {who}, may reopen this.", who=journey.lead_clinician))


def _open_gates(standing: Standing, move: Move) -> tuple[GateReport, ...]:
    reports = tuple(standing.gate(gate) for gate in gates_for(standing.snapshot, move))
    failed = [line for report in reports for line in report.closing]
    if failed:
        ids = ", ".join(line.check_id for line in failed)
        sentence = ngettext(
            "Cannot move yet: {number} check is not met ({ids}).",
            "Cannot move yet: {number} checks are not met ({ids}).",
            len(failed),
            ids=ids,
        )
        raise GateClosed(sentence, [standing.line_words(line) for line in failed])
    return reports


def _write(
    standing: Standing,
    move: Move,
    plan: Plan,
    choices: Choices,
    reports: tuple[GateReport, ...],
    by: User | None,
    at: datetime,
) -> JourneyEvent:
    journey, cycle = standing.journey, standing.cycle
    event = record(
        journey,
        move,
        by=by,
        at=at,
        cycle=cycle,
        stage=standing.stages.get(standing.snapshot.current) if standing.snapshot.current else None,
        reason=choices.note,
        data=_details(standing, plan, choices, reports),
        journey_version=journey.version,
    )
    for change in plan.stages:
        _write_stage(standing.stages[change.code], change.state, choices, by, at)
    if cycle.status != plan.cycle:
        cycle.status = plan.cycle
        cycle.save(update_fields=["status"])
    _write_journey(journey, plan.journey, choices, at)
    return event


def _write_stage(stage: Stage, state: StageState, choices: Choices, by: User | None, at: datetime) -> None:
    stage.state = state
    if state is StageState.IN_PROGRESS:
        stage.opened_at, stage.opened_by = at, by
        stage.closed_at = stage.closed_by = None
    elif state is StageState.NOT_STARTED:
        stage.opened_at = stage.opened_by = stage.closed_at = stage.closed_by = None
    else:
        stage.closed_at, stage.closed_by = at, by
    stage.stop_reason = choices.reason_code if state is StageState.ABORTED else ""
    stage.save()


def _write_journey(journey: Journey, status: JourneyStatus, choices: Choices, at: datetime) -> None:
    if journey.status != status or status in REASON_STATUSES:
        journey.status_since = at
        journey.status_reason_code, journey.status_reason = choices.reason_code, choices.note
        journey.review_on = choices.review_on
    elif choices.review_on is not None:
        journey.review_on, journey.status_reason = choices.review_on, choices.note
    journey.status = status
    if status is JourneyStatus.CLOSED_WITHDRAWN:
        journey.keeps_safety_checks = choices.keep_safety_checks
    journey.version += 1
    journey.save()


def _details(standing: Standing, plan: Plan, choices: Choices, reports: tuple[GateReport, ...]) -> Mapping[str, Any]:
    """Everything needed to read the move later: from where to where, what was chosen, how each gate check stood."""
    return {
        "from": dict(standing.snapshot.stages),
        "stages": {change.code: change.state for change in plan.stages},
        "journey": [standing.snapshot.journey, plan.journey],
        "choices": {name: _plain(value) for name, value in asdict(choices).items() if value not in ("", None)},
        "gate": [
            {"check": line.check_id, "passed": line.passed, "overridden": line.overridden, "detail": line.detail}
            for report in reports
            for line in report.lines
        ],
        "pathway_version": str(standing.journey.pathway_version_id),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
