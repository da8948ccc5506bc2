"""Moving a date with all that follows from it: previewed first, then done whole or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journey.actions.day_visits import late_visits, move_visits, visits_left_outside
from journey.actions.events import record
from journey.actions.locking import locked_journey, once_more
from journey.actions.permission import check_may
from journey.actions.plans import FIELD, HAPPENED, record_date
from journey.actions.reminders import note_new_dates
from journey.actions.stock import share_lots
from journey.actions.taking_back import bring_back, changed, check_ins_of, moment_in
from journey.domain.date_changes import MOVED, UNDO_WITHIN, DateMove, PlanLine, compare, staying
from journey.domain.errors import MoveNotAllowed
from journey.domain.windows import Anchor
from journey.domain.words import say as _
from journey.models import Cycle, Journey, JourneyEvent
from journey.policies import Act

Look = Callable[[Journey, datetime], tuple[PlanLine, ...]]


@dataclass(frozen=True)
class Moved:
    """`is_done` is False for a preview, and when something changed since the one that was seen: nothing is saved."""

    move: DateMove
    is_done: bool


@dataclass(frozen=True)
class _Made:
    """`check_ins`: how those were that it changed. `outside`: visits that it leaves outside their days."""

    move: DateMove
    was: datetime
    check_ins: Mapping[str, Any]
    outside: tuple[str, ...]


@once_more
def preview_date_move(
    *, journey: Journey, anchor: Anchor, moment: datetime, look: Look, by: User, at: datetime, reason: str = ""
) -> Moved:
    """What the move would do: it is made, looked at and taken back. Who may: as `record_date`; raises as that does."""
    check_may(by, Act.SET_ANCHORS if anchor in HAPPENED else Act.BOOK, journey.patient_id, at=at)
    with transaction.atomic():
        move = _make(journey, anchor, moment, look, by, at, reason, None).move
        transaction.set_rollback(True)
    return Moved(move, is_done=False)


@once_more
def move_date(
    *,
    journey: Journey,
    anchor: Anchor,
    moment: datetime,
    look: Look,
    seen: str,
    by: User,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> Moved:
    """All that was previewed, or nothing: `seen` is the fingerprint of the preview, compared under the lock. `look`
    tells everything that follows from the dates. What is done stays done; visits on the day itself move along where
    they can. Back to where it was within a day, what it did to check-ins is taken back too. Who may, and what is
    raised: as `record_date`."""
    check_may(by, Act.SET_ANCHORS if anchor in HAPPENED else Act.BOOK, journey.patient_id, at=at)
    with transaction.atomic():
        made = _make(journey, anchor, moment, look, by, at, reason, expected_version)
        move, before = made.move, made.was
        if move.fingerprint != seen:
            transaction.set_rollback(True)
            return Moved(move, is_done=False)
        data = {
            "anchor": anchor,
            "from": before.isoformat(),
            "to": moment.isoformat(),
            "told": move.for_patient(),
            "changes": len(move.changes),
            "check_ins": made.check_ins,
            "outside": made.outside,
        }
        cycle = _cycle(journey)
        record(journey, MOVED, by=by, at=at, cycle=cycle, reason=reason, data=data)
        if before != moment and (anchor is Anchor.PROCEDURE or move.for_patient()):
            note_new_dates(cycle=cycle, before=None if anchor in HAPPENED else min(before, moment), at=at)
    return Moved(move, is_done=True)


def last_move(journey: Journey, anchor: Anchor, at: datetime) -> JourneyEvent | None:
    """The newest move of this date, while it can be taken back: made within a day, and the date is still the one that
    it set. None of either: postponed without a new date, or given one after that."""
    event = journey.events.filter(kind=MOVED, data__anchor=anchor).order_by("-at", "-pk").first()
    if event is None or at - event.at > UNDO_WITHIN:
        return None
    return event if getattr(_cycle(journey), FIELD[anchor]) == moment_in(event, "to") else None


def _make(
    journey: Journey,
    anchor: Anchor,
    moment: datetime,
    look: Look,
    by: User,
    at: datetime,
    reason: str,
    expected_version: int | None,
) -> _Made:
    if anchor is Anchor.HARVEST:
        share_lots()
    journey = locked_journey(journey)
    cycle = _cycle(journey)
    was: datetime | None = getattr(cycle, FIELD[anchor])
    if was is None:
        raise MoveNotAllowed(_("There is no date yet that could move. Record it first."))
    undone = last_move(journey, anchor, at)
    if undone is not None and moment_in(undone, "from") != moment:
        undone = None
    before, check_ins = look(journey, at), check_ins_of(cycle)
    cycle = record_date(
        journey=journey, anchor=anchor, moment=moment, reason=reason, by=by, at=at, expected_version=expected_version
    )
    if undone is not None:
        bring_back(cycle, undone, at)
    day_moved = anchor is Anchor.PROCEDURE
    kept = [each.stays for each in move_visits(cycle, was, moment, by, at, undone)] if day_moved else []
    late = late_visits(cycle, moment) if day_moved else ()
    outside = visits_left_outside(cycle, was, moment, at) if anchor is Anchor.INJECTION else []
    after = look(journey, at)
    changes = compare(before, after)
    move = DateMove(changes, (*kept, *late, *(each.stays for each in outside), *staying(after, changes, anchor)))
    return _Made(move, was, changed(check_ins, check_ins_of(cycle)), tuple(str(each.visit.pk) for each in outside))


def _cycle(journey: Journey) -> Cycle:
    return journey.cycles.order_by("-number")[0]
