"""What a move will do, as a value: new states, checked against the tables, and the effects that follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from journey.domain.snapshot import Snapshot
from journey.domain.stages import CycleStatus, JourneyStatus, StageCode, StageState
from journey.domain.transitions import (
    CYCLE_MOVES,
    JOURNEY_MOVES,
    STAGE_MOVES,
    CycleMove,
    JourneyMove,
    StageMove,
    next_state,
)


class Effect(StrEnum):
    """What the executor does in the same transaction, in the order of the plan. Each is safe to run twice.

    `move_p_check_ins` makes or moves the unsent P check-ins to fit the procedure date; with no date they wait.
    `repeat_readiness` asks P-1 and P-0 again for the new date although earlier ones were sent.
    `join_harvest_series` drops the unsent H check-ins because the A-series of the same day asks the same.
    `take_over_yearly_series` cancels the yearly check-ins of earlier cycles.
    `restore_check_ins` brings back what a stage or journey closing cancelled and is not yet closed.
    `new_cycle` makes the next cycle with `NEW_CYCLE_STAGES`.
    `blank_harvest` keeps the harvest record as the earlier attempt and starts an empty one.
    """

    CREATE_CONSULT_CHECK_INS = "create_consult_check_ins"
    MOVE_P_CHECK_INS = "move_p_check_ins"
    REPEAT_READINESS = "repeat_readiness"
    CREATE_HARVEST_SERIES = "create_harvest_series"
    JOIN_HARVEST_SERIES = "join_harvest_series"
    CREATE_INJECTION_SERIES = "create_injection_series"
    TAKE_OVER_YEARLY_SERIES = "take_over_yearly_series"
    CANCEL_C_CHECK_INS = "cancel_c_check_ins"
    CANCEL_P_CHECK_INS = "cancel_p_check_ins"
    CANCEL_ALL_CHECK_INS = "cancel_all_check_ins"
    RESTORE_CHECK_INS = "restore_check_ins"
    GIVE_INSTRUCTIONS = "give_instructions"
    SET_PROCEDURE_DATE = "set_procedure_date"
    REVIEW_TASK = "review_task"
    BLANK_HARVEST = "blank_harvest"
    DISPOSE_PRODUCT = "dispose_product"
    DRAFT_ADVERSE_EVENT = "draft_adverse_event"
    OPEN_FATAL_ADVERSE_EVENT = "open_fatal_adverse_event"
    RECORD_CONSENT_WITHDRAWAL = "record_consent_withdrawal"
    STOP_MESSAGES = "stop_messages"
    EXPORT_SUMMARY = "export_summary"
    NEW_CYCLE = "new_cycle"


CANCEL_C_AND_P = (Effect.CANCEL_C_CHECK_INS, Effect.CANCEL_P_CHECK_INS)


@dataclass(frozen=True)
class StageChange:
    code: StageCode
    state: StageState


@dataclass(frozen=True)
class Plan:
    """`stages` in the order to write them: what closes comes before what opens. A status that stays is repeated."""

    journey: JourneyStatus
    cycle: CycleStatus
    stages: tuple[StageChange, ...] = ()
    effects: tuple[Effect, ...] = ()


def plan(
    at: Snapshot,
    *stages: tuple[StageCode, StageMove],
    journey: JourneyMove | None = None,
    cycle: CycleMove | None = None,
    effects: Iterable[Effect] = (),
) -> Plan:
    """A plan whose every change is in the tables; raises MoveNotAllowed otherwise. Effects keep their first place."""
    return Plan(
        journey=next_state(JOURNEY_MOVES, at.journey, journey) if journey else at.journey,
        cycle=next_state(CYCLE_MOVES, at.cycle, cycle) if cycle else at.cycle,
        stages=tuple(StageChange(code, next_state(STAGE_MOVES, at.stages[code], move)) for code, move in stages),
        effects=tuple(dict.fromkeys(effects)),
    )


def ending_cycle(at: Snapshot, move: CycleMove) -> CycleMove | None:
    """`move` when the cycle is still open; a cycle that has ended stays as it is."""
    return move if at.cycle in (CycleStatus.PLANNED, CycleStatus.ACTIVE) else None


def closing_cycle(at: Snapshot) -> CycleMove | None:
    """How a cycle ends when its journey closes early: treatment that was given is complete, the rest is aborted."""
    return ending_cycle(at, CycleMove.ABORT if at.injection_at is None else CycleMove.COMPLETE)
