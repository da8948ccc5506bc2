"""The tables that say which state follows which: stage, cycle and journey (clinical.md 1.1, 8.3).

A pair that is not in a table is not allowed: the illegal moves are the complement, never a list.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from journey.domain.errors import MoveNotAllowed
from journey.domain.stages import CycleStatus, JourneyStatus, StageState
from journey.domain.words import say as _

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)


class StageMove(StrEnum):
    START = "start"
    COMPLETE = "complete"
    SKIP = "skip"
    ABORT = "abort"
    REPEAT = "repeat"
    REOPEN = "reopen"
    SET_BACK = "set_back"


class CycleMove(StrEnum):
    START = "start"
    COMPLETE = "complete"
    ABORT = "abort"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class JourneyMove(StrEnum):
    POSTPONE = "postpone"
    PAUSE = "pause"
    RESUME = "resume"
    REFUSE_CANDIDATE = "refuse_candidate"
    WITHDRAW = "withdraw"
    COMPLETE = "complete"
    LOSE_CONTACT = "lose_contact"
    TRANSFER = "transfer"
    RECORD_DEATH = "record_death"
    REOPEN = "reopen"


STAGE_MOVES: Mapping[tuple[StageState, StageMove], StageState] = MappingProxyType(
    {
        (StageState.NOT_STARTED, StageMove.START): StageState.IN_PROGRESS,
        (StageState.NOT_STARTED, StageMove.SKIP): StageState.SKIPPED,
        (StageState.IN_PROGRESS, StageMove.COMPLETE): StageState.COMPLETE,
        (StageState.IN_PROGRESS, StageMove.ABORT): StageState.ABORTED,
        (StageState.IN_PROGRESS, StageMove.SET_BACK): StageState.NOT_STARTED,
        (StageState.COMPLETE, StageMove.REOPEN): StageState.IN_PROGRESS,
        (StageState.SKIPPED, StageMove.SET_BACK): StageState.NOT_STARTED,
        (StageState.ABORTED, StageMove.REPEAT): StageState.IN_PROGRESS,
        (StageState.ABORTED, StageMove.REOPEN): StageState.IN_PROGRESS,
        (StageState.ABORTED, StageMove.SET_BACK): StageState.NOT_STARTED,
    }
)

CYCLE_MOVES: Mapping[tuple[CycleStatus, CycleMove], CycleStatus] = MappingProxyType(
    {
        (CycleStatus.PLANNED, CycleMove.START): CycleStatus.ACTIVE,
        (CycleStatus.PLANNED, CycleMove.ABORT): CycleStatus.ABORTED,
        (CycleStatus.PLANNED, CycleMove.WITHDRAW): CycleStatus.WITHDRAWN,
        (CycleStatus.ACTIVE, CycleMove.COMPLETE): CycleStatus.COMPLETE,
        (CycleStatus.ACTIVE, CycleMove.ABORT): CycleStatus.ABORTED,
        (CycleStatus.ACTIVE, CycleMove.WITHDRAW): CycleStatus.WITHDRAWN,
        (CycleStatus.COMPLETE, CycleMove.REOPEN): CycleStatus.ACTIVE,
        (CycleStatus.ABORTED, CycleMove.REOPEN): CycleStatus.ACTIVE,
        (CycleStatus.WITHDRAWN, CycleMove.REOPEN): CycleStatus.ACTIVE,
    }
)

OPEN_STATUSES = frozenset({JourneyStatus.ACTIVE, JourneyStatus.PAUSED, JourneyStatus.POSTPONED})
CLOSED_STATUSES = frozenset(JourneyStatus) - OPEN_STATUSES
REOPENABLE_STATUSES = CLOSED_STATUSES - {JourneyStatus.CLOSED_DECEASED}

JOURNEY_MOVES: Mapping[tuple[JourneyStatus, JourneyMove], JourneyStatus] = MappingProxyType(
    {
        (JourneyStatus.ACTIVE, JourneyMove.POSTPONE): JourneyStatus.POSTPONED,
        (JourneyStatus.POSTPONED, JourneyMove.POSTPONE): JourneyStatus.POSTPONED,
        (JourneyStatus.ACTIVE, JourneyMove.PAUSE): JourneyStatus.PAUSED,
        (JourneyStatus.POSTPONED, JourneyMove.PAUSE): JourneyStatus.PAUSED,
        (JourneyStatus.PAUSED, JourneyMove.RESUME): JourneyStatus.ACTIVE,
        (JourneyStatus.POSTPONED, JourneyMove.RESUME): JourneyStatus.ACTIVE,
        (JourneyStatus.ACTIVE, JourneyMove.REFUSE_CANDIDATE): JourneyStatus.CLOSED_NOT_CANDIDATE,
        (JourneyStatus.ACTIVE, JourneyMove.COMPLETE): JourneyStatus.CLOSED_COMPLETED,
        (JourneyStatus.ACTIVE, JourneyMove.LOSE_CONTACT): JourneyStatus.CLOSED_LOST_CONTACT,
        (JourneyStatus.PAUSED, JourneyMove.LOSE_CONTACT): JourneyStatus.CLOSED_LOST_CONTACT,
        **{(status, JourneyMove.TRANSFER): JourneyStatus.CLOSED_TRANSFERRED for status in OPEN_STATUSES},
        # From a closed status this is the later wish to stop the safety checks too.
        **{
            (status, JourneyMove.WITHDRAW): JourneyStatus.CLOSED_WITHDRAWN
            for status in OPEN_STATUSES | REOPENABLE_STATUSES
        },
        **{
            (status, JourneyMove.RECORD_DEATH): JourneyStatus.CLOSED_DECEASED
            for status in OPEN_STATUSES | REOPENABLE_STATUSES
        },
        **{(status, JourneyMove.REOPEN): JourneyStatus.ACTIVE for status in REOPENABLE_STATUSES},
    }
)


def next_state(table: Mapping[tuple[State, Step], State], state: State, move: Step) -> State:
    """Where `move` leads from `state`. Raises MoveNotAllowed for a pair that the table does not hold."""
    try:
        return table[(state, move)]
    except KeyError:
        raise MoveNotAllowed(
            _("This is {state}, so “{move}” is not possible.", state=_words(state), move=_words(move))
        ) from None


def _words(value: StrEnum) -> str:
    return value.value.replace("_", " ")
