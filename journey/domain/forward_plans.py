"""What the six forward moves do: each closes a stage and opens what comes next (clinical.md 8.2)."""

from collections.abc import Iterator

from journey.domain.plans import CANCEL_C_AND_P, Effect, Plan, plan
from journey.domain.snapshot import Choices, Snapshot
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.transitions import CycleMove, JourneyMove, StageMove


def complete_consultation(at: Snapshot, choices: Choices) -> Plan:
    return plan(
        at,
        (StageCode.CONSULTATION, StageMove.COMPLETE),
        (StageCode.PREPARATION, StageMove.START),
        effects=(Effect.CANCEL_C_CHECK_INS, Effect.MOVE_P_CHECK_INS),
    )


def complete_preparation(at: Snapshot, choices: Choices) -> Plan:
    """To the harvest with own cells; to the injection, harvest skipped, with donor or banked cells (G6-03)."""
    opened = [(StageCode.HARVESTING, StageMove.START)]
    if at.harvest_mode is not HarvestMode.PATIENT_HARVEST:
        opened = [(StageCode.HARVESTING, StageMove.SKIP), (StageCode.INJECTION, StageMove.START)]
    return plan(at, (StageCode.PREPARATION, StageMove.COMPLETE), *opened, effects=(Effect.CANCEL_P_CHECK_INS,))


def complete_harvesting(at: Snapshot, choices: Choices) -> Plan:
    """The H-series is made unless the injection is planned for the same day."""
    series = () if choices.injection_same_day else (Effect.CREATE_HARVEST_SERIES,)
    return plan(
        at,
        (StageCode.HARVESTING, StageMove.COMPLETE),
        (StageCode.INJECTION, StageMove.START),
        effects=(*series, Effect.GIVE_INSTRUCTIONS),
    )


def complete_injection(at: Snapshot, choices: Choices) -> Plan:
    return plan(
        at,
        (StageCode.INJECTION, StageMove.COMPLETE),
        (StageCode.POST_CARE, StageMove.START),
        effects=after_injection(at),
    )


def after_injection(at: Snapshot) -> Iterator[Effect]:
    """What follows once any volume was given, whether the injection was finished or stopped."""
    yield Effect.CANCEL_P_CHECK_INS  # those that a new date had asked again
    if at.injection_on_harvest_day:
        yield Effect.JOIN_HARVEST_SERIES
    elif at.harvest_at is not None:
        yield Effect.CREATE_HARVEST_SERIES
    yield Effect.CREATE_INJECTION_SERIES
    if at.cycle_no > 1:
        yield Effect.TAKE_OVER_YEARLY_SERIES
    yield Effect.GIVE_INSTRUCTIONS


def complete_post_care(at: Snapshot, choices: Choices) -> Plan:
    return plan(at, (StageCode.POST_CARE, StageMove.COMPLETE), (StageCode.FOLLOW_UP, StageMove.START))


def complete_journey(at: Snapshot, choices: Choices) -> Plan:
    """Active checks end; the yearly safety check-ins stay."""
    return plan(
        at,
        (StageCode.FOLLOW_UP, StageMove.COMPLETE),
        journey=JourneyMove.COMPLETE,
        cycle=CycleMove.COMPLETE,
        effects=CANCEL_C_AND_P,
    )


def open_new_cycle(at: Snapshot, choices: Choices) -> Plan:
    """The earlier cycle's check-ins stay until the next injection takes the yearly ones over."""
    return plan(
        at,
        (StageCode.FOLLOW_UP, StageMove.COMPLETE),
        cycle=CycleMove.COMPLETE,
        effects=(Effect.NEW_CYCLE, Effect.CREATE_CONSULT_CHECK_INS),
    )
