"""Postponing, and going on with another day: previewed first, then done whole or not at all (decision 63)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journey.actions.calling_off import follow_status
from journey.actions.date_moves import Look, Moved, last_move
from journey.actions.day_visits import book_again, late_visits, move_visits, stray_visits
from journey.actions.events import record
from journey.actions.locking import locked_journey, once_more
from journey.actions.moves import make_move, why_called_off
from journey.actions.permission import check_may
from journey.actions.taking_back import bring_back, changed, check_ins_of, moment_in
from journey.domain.date_changes import MOVED, DateMove, Stays, compare, staying
from journey.domain.moves import Choices, Move
from journey.domain.stages import JourneyStatus
from journey.domain.windows import Anchor
from journey.domain.words import say as _
from journey.models import Appointment, Cycle, Journey, JourneyEvent

ALONG = frozenset({Move.POSTPONE, Move.RESUME})


@dataclass(frozen=True)
class _Asked:
    """`look` tells everything that follows from the dates; `call_off` cancels the visits that fall away."""

    move: Move
    choices: Choices
    look: Look
    call_off: bool
    by: User
    at: datetime


@dataclass(frozen=True)
class _Made:
    """`was` and `now`: the day before and after it. `check_ins`: how those were that it changed.
    `freed`: visits that it cancelled. `is_repeat`: the same person had done it before, and nothing was done again."""

    move: DateMove
    was: datetime | None = None
    now: datetime | None = None
    check_ins: Mapping[str, Any] | None = None
    freed: tuple[Appointment, ...] = ()
    is_repeat: bool = False


@once_more
def preview_moving_along(
    *, journey: Journey, move: Move, choices: Choices, look: Look, by: User, at: datetime, call_off: bool = False
) -> Moved:
    """What postponing or resuming would do: it is made, looked at and taken back. Who may: as `make_move`; raises as
    that does."""
    check_may(by, move, journey.patient_id, at=at)
    with transaction.atomic():
        made = _make(journey, _Asked(move, choices, look, call_off, by, at), None)
        transaction.set_rollback(True)
    return Moved(made.move, is_done=False)


@once_more
def move_along(
    *,
    journey: Journey,
    move: Move,
    choices: Choices,
    look: Look,
    seen: str,
    by: User,
    at: datetime,
    call_off: bool = False,
    expected_version: int | None = None,
) -> Moved:
    """All that was previewed, or nothing: `seen` is the fingerprint of the preview, compared under the lock. The visits
    of the day go to the new one where they can; with `call_off` those that fall away are cancelled. A repeat by the
    same person changes nothing. Back to the day before within a day, what it did is taken back too. Who may, and what
    is raised: as `make_move`."""
    check_may(by, move, journey.patient_id, at=at)
    asked = _Asked(move, choices, look, call_off, by, at)
    with transaction.atomic():
        made = _make(journey, asked, expected_version)
        if made.is_repeat:
            return Moved(made.move, is_done=True)
        if made.move.fingerprint != seen:
            transaction.set_rollback(True)
            return Moved(made.move, is_done=False)
        if made.was != made.now:
            _keep(journey, asked, made)
    return Moved(made.move, is_done=True)


def last_postponing(journey: Journey, at: datetime) -> JourneyEvent | None:
    """The postponing that resuming can take back: of less than a day ago, and nothing moved the date since."""
    event = last_move(journey, Anchor.PROCEDURE, at)
    is_one = event is not None and event.data.get("move") == Move.POSTPONE and event.data["from"] is not None
    return event if is_one and journey.status == JourneyStatus.POSTPONED else None


def _make(journey: Journey, asked: _Asked, expected_version: int | None) -> _Made:
    by, at, look = asked.by, asked.at, asked.look
    journey = locked_journey(journey)
    cycle, version = _cycle(journey), journey.version
    was, new = cycle.procedure_at, asked.choices.procedure_at
    undone = last_postponing(journey, at) if asked.move is Move.RESUME else None
    if undone is not None and moment_in(undone, "from") != new:
        undone = None
    before, check_ins = look(journey, at), check_ins_of(cycle)
    make_move(journey=journey, move=asked.move, choices=asked.choices, by=by, at=at, expected_version=expected_version)
    journey = locked_journey(journey)
    if journey.version == version:
        return _Made(DateMove((), ()), is_repeat=True)
    cycle = _cycle(journey)
    if undone is not None:
        bring_back(cycle, undone, at)
    stays, freed = _visits(cycle, was, undone, asked)
    after = look(journey, at)
    changes = compare(before, after)
    found = DateMove(changes, (*stays, *staying(after, changes, Anchor.PROCEDURE)))
    return _Made(found, was, cycle.procedure_at, changed(check_ins, check_ins_of(cycle)), freed)


def _visits(
    cycle: Cycle, was: datetime | None, undone: JourneyEvent | None, asked: _Asked
) -> tuple[list[Stays], tuple[Appointment, ...]]:
    """What does not come along, and which visits are cancelled."""
    journey, now, by, at = cycle.journey, cycle.procedure_at, asked.by, asked.at
    left = list(move_visits(cycle, was, now, by, at, undone)) if was is not None and now not in {None, was} else []
    freed: list[Appointment] = []
    if journey.status == JourneyStatus.POSTPONED and asked.call_off:
        reason = why_called_off(asked.move, asked.choices)
        freed = follow_status(journey, call_off=True, reason=reason, by=by, at=at, tell=False)
    gone = {each.pk for each in freed}
    stays = [_cancelled(each.stays) if each.visit.pk in gone else each.stays for each in left]
    if undone is not None:
        stays.extend(book_again(cycle, undone, by, at))
    if now is not None:
        named = {each.title for each in stays}
        stays.extend(each for each in stray_visits(cycle, now, at) if each.title not in named)
        stays.extend(late_visits(cycle, now))
    return stays, tuple(freed)


def _cancelled(stays: Stays) -> Stays:
    return Stays(stays.title, _("{why} It is cancelled.", why=stays.why))


def _keep(journey: Journey, asked: _Asked, made: _Made) -> None:
    """What the patient reads of it, and what taking it back needs."""
    data = {
        "move": asked.move,
        "anchor": Anchor.PROCEDURE,
        "from": made.was.isoformat() if made.was else None,
        "to": made.now.isoformat() if made.now else None,
        "told": made.move.for_patient(),
        "changes": len(made.move.changes),
        "check_ins": made.check_ins,
        "freed": [str(each.pk) for each in made.freed],
    }
    note = asked.choices.note
    record(journey, MOVED, by=asked.by, at=asked.at, cycle=_cycle(journey), reason=note, data=data)


def _cycle(journey: Journey) -> Cycle:
    return journey.cycles.order_by("-number")[0]
