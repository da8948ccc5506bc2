"""The door to the staff moves: which are possible, which gates they pass, and what each will do."""

from datetime import timedelta

from journey.domain import move_refusals as refuse
from journey.domain.days import plain_date
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.gate_facts import Gate
from journey.domain.move_specs import MOVES, Move, MoveSpec
from journey.domain.plans import Effect, Plan, StageChange
from journey.domain.reasons import OTHER
from journey.domain.snapshot import NEW_CYCLE_STAGES, Choices, Snapshot
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.words import say as _

__all__ = [
    "MOVES", "NEW_CYCLE_STAGES", "Choices", "Effect", "Move", "MoveSpec", "Plan", "Snapshot", "StageChange",
    "allowed_moves", "gates_for", "needle_gate", "plan_move", "why_not",
]  # fmt: skip


def why_not(at: Snapshot, move: Move) -> str | None:
    """The sentence for a disabled button, or None when the states allow the move. Gates are asked separately."""
    spec = MOVES[move]
    return refuse.for_status(at, spec.statuses) or spec.refusal(at)


def allowed_moves(at: Snapshot) -> list[tuple[MoveSpec, str | None]]:
    """Every move in order, each with why it is not possible now, or None."""
    return [(spec, why_not(at, move)) for move, spec in MOVES.items()]


def gates_for(at: Snapshot, move: Move) -> tuple[Gate, ...]:
    """The gates that must be open for the move.

    The injection is finished through G3 as well: with donor or banked cells nothing asked it before, and cells that
    waited need it again. An injection stopped after a volume was given is asked for what was given.
    """
    if move is Move.COMPLETE_INJECTION:
        return (Gate.G3, Gate.G4)
    if move is Move.ABORT_INJECTION:
        return (Gate.G4_STOPPED,) if at.volume_given else ()
    gate = MOVES[move].gate
    return () if gate is None else (gate,)


def needle_gate(at: Snapshot) -> Gate | None:
    """The gate to ask again before the needle of the stage in progress is used and its time recorded.

    It holds for a procedure day that moved after the stage had opened (repeat, wait for own cells).
    """
    if at.current is StageCode.HARVESTING and at.harvest_mode is HarvestMode.PATIENT_HARVEST:
        return Gate.G2
    return Gate.G3 if at.current is StageCode.INJECTION else None


def plan_move(at: Snapshot, move: Move, choices: Choices | None = None) -> Plan:
    """What `move` will do. The caller has checked the person and the gates; nothing is written here.

    Raises MoveNotAllowed when the states do not allow it, NotAccepted (with the field) when a choice is missing or
    wrong.
    """
    choices = choices or Choices()
    reason = why_not(at, move)
    if reason:
        raise MoveNotAllowed(reason)
    _check_choices(at, MOVES[move], choices)
    return MOVES[move].plan(at, choices)


def _check_choices(at: Snapshot, spec: MoveSpec, choices: Choices) -> None:
    if spec.reason_codes and choices.reason_code not in spec.reason_codes:
        raise NotAccepted(_("Choose a reason."), "reason_code")
    note_needed = spec.needs_reason or (spec.reason_codes and choices.reason_code == OTHER)
    if note_needed and not choices.note.strip():
        raise NotAccepted(_("Write the reason."), "note")
    if not spec.needs_review_on:
        return
    if choices.review_on is None or choices.review_on <= at.today:
        raise NotAccepted(_("Choose a review date after today."), "review_on")
    if spec.max_review_days is not None:
        latest = at.today + timedelta(days=spec.max_review_days)
        if choices.review_on > latest:
            raise NotAccepted(_("The review date must be {day} or earlier.", day=plain_date(latest)), "review_on")
