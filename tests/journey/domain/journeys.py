"""Builders of snapshots, and a small world in which plans are carried out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from journey.domain.move_specs import MOVES
from journey.domain.moves import NEW_CYCLE_STAGES, Choices, Effect, Move, Plan, Snapshot, plan_move
from journey.domain.stages import (
    STAGE_ORDER,
    CycleStatus,
    HarvestMode,
    JourneyStatus,
    StageCode,
    StageState,
)

ZONE = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NEXT_MONTH = NOON + timedelta(days=30)
CANCEL_CP = (Effect.CANCEL_C_CHECK_INS, Effect.CANCEL_P_CHECK_INS)
NEW_DATE = (Effect.SET_PROCEDURE_DATE, Effect.REPEAT_READINESS, Effect.MOVE_P_CHECK_INS)
INJECTED = {"injection_at": NOON, "volume_given": True}
OWN, BANKED, DONOR = HarvestMode.PATIENT_HARVEST, HarvestMode.BANKED_CELLS, HarvestMode.DONOR_PRODUCT


def standing_at(
    stage: StageCode, state: StageState = StageState.IN_PROGRESS, mode: HarvestMode = OWN, **facts
) -> Snapshot:
    """A journey whose stages before `stage` are closed as the straight path closes them."""
    place = STAGE_ORDER.index(stage)
    stages = {
        code: StageState.COMPLETE if STAGE_ORDER.index(code) < place else StageState.NOT_STARTED for code in STAGE_ORDER
    }
    if mode is not OWN and place > STAGE_ORDER.index(StageCode.HARVESTING):
        stages[StageCode.HARVESTING] = StageState.SKIPPED
    stages[stage] = state
    values = {
        "journey": JourneyStatus.ACTIVE,
        "cycle": CycleStatus.ACTIVE,
        "cycle_no": 1,
        "harvest_mode": mode,
        "stages": stages,
        "today": TODAY,
        "zone": ZONE,
        **facts,
    }
    return Snapshot(**values)


def good_choices(move: Move, **changed) -> Choices:
    """What a careful person would choose for the move."""
    spec = MOVES[move]
    choices = Choices(
        reason_code=spec.reason_codes[0] if spec.reason_codes else "",
        note="because" if spec.needs_reason else "",
        review_on=TODAY + timedelta(days=30) if spec.needs_review_on else None,
        procedure_at=NEXT_MONTH if move in WANTS_DATE else None,
    )
    return replace(choices, **changed)


WANTS_DATE = {Move.RESUME, Move.REPEAT_HARVEST, Move.REPEAT_INJECTION}


def carry_out(at: Snapshot, plan: Plan, choices: Choices) -> Snapshot:
    """The snapshot after an executor has done what the plan says."""
    after = replace(
        at,
        journey=plan.journey,
        cycle=plan.cycle,
        stages={**at.stages, **{change.code: change.state for change in plan.stages}},
    )
    if Effect.SET_PROCEDURE_DATE in plan.effects:
        after = replace(after, procedure_at=choices.procedure_at)
    if Effect.BLANK_HARVEST in plan.effects:
        after = replace(after, harvest_at=None, earlier_needle=after.any_needle)
    if Effect.NEW_CYCLE not in plan.effects:
        return after
    return replace(
        after,
        cycle=CycleStatus.ACTIVE,
        cycle_no=at.cycle_no + 1,
        stages=NEW_CYCLE_STAGES,
        procedure_at=None,
        harvest_at=None,
        injection_at=None,
        discharge_at=None,
        volume_given=False,
        earlier_needle=after.any_needle,
    )


def planned(at, move, **changed):
    return plan_move(at, move, good_choices(move, **changed))


def changes(plan):
    return [(change.code, change.state) for change in plan.stages]
