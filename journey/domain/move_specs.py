"""The table of staff moves: from which states, what is asked, which gate, and what each does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from journey.domain import exception_plans as off_path
from journey.domain import forward_plans as forward
from journey.domain import move_refusals as refuse
from journey.domain.gate_facts import Gate
from journey.domain.plans import Plan
from journey.domain.reasons import ABORT_REASONS, NOT_CANDIDATE_REASONS, POSTPONE_REASONS
from journey.domain.snapshot import Choices, Snapshot
from journey.domain.stages import JourneyStatus, StageCode
from journey.domain.transitions import JOURNEY_MOVES, JourneyMove
from journey.domain.words import gettext_noop

MAX_PAUSE_DAYS = 90


class Move(StrEnum):
    COMPLETE_CONSULTATION = "complete_consultation"
    COMPLETE_PREPARATION = "complete_preparation"
    COMPLETE_HARVESTING = "complete_harvesting"
    COMPLETE_INJECTION = "complete_injection"
    COMPLETE_POST_CARE = "complete_post_care"
    COMPLETE_JOURNEY = "complete_journey"
    OPEN_NEW_CYCLE = "open_new_cycle"
    POSTPONE = "postpone"
    PAUSE = "pause"
    RESUME = "resume"
    ABORT_HARVEST = "abort_harvest"
    REPEAT_HARVEST = "repeat_harvest"
    ABORT_INJECTION = "abort_injection"
    REPEAT_INJECTION = "repeat_injection"
    SWITCH_PLAN = "switch_plan"
    DEFER = "defer"
    NOT_CANDIDATE = "not_candidate"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    LOST_CONTACT = "lost_contact"
    RECORD_DEATH = "record_death"
    REOPEN = "reopen"
    REOPEN_STAGE = "reopen_stage"


@dataclass(frozen=True)
class MoveSpec:
    """One move. `refusal` says in a sentence why the stages do not allow it, or None; `plan` runs only when they do.

    `needs_reason`: a note is required. `reason_codes`: one is required, and a note with `other`.
    `max_review_days`: the furthest review date, when one is asked for with `needs_review_on`.
    """

    move: Move
    label: str
    statuses: frozenset[JourneyStatus]
    refusal: Callable[[Snapshot], str | None]
    plan: Callable[[Snapshot, Choices], Plan]
    gate: Gate | None = None
    needs_reason: bool = False
    reason_codes: tuple[str, ...] = ()
    needs_review_on: bool = False
    max_review_days: int | None = None
    needs_procedure_at: bool = False


ACTIVE = frozenset({JourneyStatus.ACTIVE})


def _statuses(move: JourneyMove) -> frozenset[JourneyStatus]:
    return frozenset(status for status, step in JOURNEY_MOVES if step is move)


def _forward(
    move: Move, label: str, stage: StageCode, gate: Gate, plan: Callable[[Snapshot, Choices], Plan]
) -> MoveSpec:
    return MoveSpec(move, label, ACTIVE, refuse.unless_at(stage), plan, gate)


_SPECS = (
    _forward(
        Move.COMPLETE_CONSULTATION,
        gettext_noop("Finish consultation"),
        StageCode.CONSULTATION,
        Gate.G1,
        forward.complete_consultation,
    ),
    _forward(
        Move.COMPLETE_PREPARATION,
        gettext_noop("Finish preparation"),
        StageCode.PREPARATION,
        Gate.G2,
        forward.complete_preparation,
    ),
    _forward(
        Move.COMPLETE_HARVESTING,
        gettext_noop("Finish harvest"),
        StageCode.HARVESTING,
        Gate.G3,
        forward.complete_harvesting,
    ),
    _forward(
        Move.COMPLETE_INJECTION,
        gettext_noop("Finish injection"),
        StageCode.INJECTION,
        Gate.G4,
        forward.complete_injection,
    ),
    _forward(
        Move.COMPLETE_POST_CARE,
        gettext_noop("Finish post-care"),
        StageCode.POST_CARE,
        Gate.G5,
        forward.complete_post_care,
    ),
    _forward(
        Move.COMPLETE_JOURNEY,
        gettext_noop("Close as completed"),
        StageCode.FOLLOW_UP,
        Gate.G6,
        forward.complete_journey,
    ),
    _forward(
        Move.OPEN_NEW_CYCLE,
        gettext_noop("Plan another session"),
        StageCode.FOLLOW_UP,
        Gate.G6_NEW_CYCLE,
        forward.open_new_cycle,
    ),
    MoveSpec(
        Move.POSTPONE,
        gettext_noop("Postpone"),
        _statuses(JourneyMove.POSTPONE),
        refuse.unless_before_needle,
        off_path.postpone,
        reason_codes=POSTPONE_REASONS,
    ),
    MoveSpec(
        Move.PAUSE,
        gettext_noop("Pause"),
        _statuses(JourneyMove.PAUSE),
        refuse.during_procedure,
        off_path.pause,
        needs_reason=True,
        needs_review_on=True,
        max_review_days=MAX_PAUSE_DAYS,
    ),
    MoveSpec(Move.RESUME, gettext_noop("Resume"), _statuses(JourneyMove.RESUME), refuse.never, off_path.resume),
    MoveSpec(
        Move.ABORT_HARVEST,
        gettext_noop("Abort harvest"),
        ACTIVE,
        refuse.unless_at(StageCode.HARVESTING),
        off_path.abort_harvest,
        reason_codes=ABORT_REASONS,
    ),
    MoveSpec(
        Move.REPEAT_HARVEST,
        gettext_noop("Repeat harvest"),
        ACTIVE,
        refuse.unless_harvest_can_repeat,
        off_path.repeat_harvest,
        needs_procedure_at=True,
    ),
    MoveSpec(
        Move.ABORT_INJECTION,
        gettext_noop("Abort injection"),
        ACTIVE,
        refuse.unless_injection_can_abort,
        off_path.abort_injection,
        reason_codes=ABORT_REASONS,
    ),
    MoveSpec(
        Move.REPEAT_INJECTION,
        gettext_noop("Repeat injection"),
        ACTIVE,
        refuse.unless_injection_can_repeat,
        off_path.repeat_injection,
        needs_procedure_at=True,
    ),
    MoveSpec(
        Move.SWITCH_PLAN,
        gettext_noop("Switch plan"),
        ACTIVE,
        refuse.unless_aborted,
        off_path.switch_plan,
        needs_reason=True,
    ),
    MoveSpec(
        Move.DEFER,
        gettext_noop("Defer decision"),
        ACTIVE,
        refuse.unless_at(StageCode.CONSULTATION),
        off_path.defer,
        needs_reason=True,
        needs_review_on=True,
    ),
    MoveSpec(
        Move.NOT_CANDIDATE,
        gettext_noop("Not a candidate"),
        ACTIVE,
        refuse.unless_candidacy_open,
        off_path.not_candidate,
        reason_codes=NOT_CANDIDATE_REASONS,
    ),
    MoveSpec(
        Move.WITHDRAW,
        gettext_noop("Patient withdraws"),
        _statuses(JourneyMove.WITHDRAW),
        refuse.if_nothing_to_stop,
        off_path.withdraw,
    ),
    MoveSpec(
        Move.TRANSFER,
        gettext_noop("Transfer to another clinic"),
        _statuses(JourneyMove.TRANSFER),
        refuse.never,
        off_path.transfer,
        needs_reason=True,
    ),
    MoveSpec(
        Move.LOST_CONTACT,
        gettext_noop("Close as lost contact"),
        _statuses(JourneyMove.LOSE_CONTACT),
        refuse.unless_contact_was_tried,
        off_path.lost_contact,
    ),
    MoveSpec(
        Move.RECORD_DEATH,
        gettext_noop("Record death"),
        _statuses(JourneyMove.RECORD_DEATH),
        refuse.never,
        off_path.record_death,
    ),
    MoveSpec(
        Move.REOPEN,
        gettext_noop("Reopen journey"),
        _statuses(JourneyMove.REOPEN),
        refuse.never,
        off_path.reopen,
        needs_reason=True,
    ),
    MoveSpec(
        Move.REOPEN_STAGE,
        gettext_noop("Reopen earlier stage"),
        ACTIVE,
        refuse.unless_stage_can_reopen,
        off_path.reopen_stage,
        needs_reason=True,
    ),
)

MOVES: Mapping[Move, MoveSpec] = MappingProxyType({spec.move: spec for spec in _SPECS})
