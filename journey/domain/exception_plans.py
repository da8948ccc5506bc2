"""What the moves off the straight path do, and the ways back (clinical.md 8.3).

A stage keeps the state it had when a journey pauses, is postponed after the harvest, or closes early: it records how
far the treatment went, and reopening finds it again. The journey's status is what stops the work.
"""

from datetime import date, timedelta

from journey.domain.days import local_date, plain_date
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.forward_plans import after_injection
from journey.domain.plans import CANCEL_C_AND_P, Effect, Plan, closing_cycle, ending_cycle, plan
from journey.domain.snapshot import Choices, Snapshot
from journey.domain.stages import STAGE_ORDER, CycleStatus, HarvestMode, JourneyStatus, StageCode, StageState
from journey.domain.transitions import CycleMove, JourneyMove, StageMove
from journey.domain.words import say as _

NEW_DATE = (Effect.SET_PROCEDURE_DATE, Effect.REPEAT_READINESS, Effect.MOVE_P_CHECK_INS)
NO_DATE_YET = (Effect.SET_PROCEDURE_DATE, Effect.MOVE_P_CHECK_INS)


def postpone(at: Snapshot, choices: Choices) -> Plan:
    """Back to preparation, so that G2 is asked again for the new day; own cells already taken wait at the injection."""
    if choices.procedure_at is not None:
        _check_date(at, choices, at.today)
    effects = NO_DATE_YET if choices.procedure_at is None else NEW_DATE
    if at.current is StageCode.INJECTION and is_own_harvest(at):
        return plan(at, journey=JourneyMove.POSTPONE, effects=(Effect.CREATE_HARVEST_SERIES, *effects))
    return plan(at, *_back_to(at, StageCode.PREPARATION), journey=JourneyMove.POSTPONE, effects=effects)


def pause(at: Snapshot, choices: Choices) -> Plan:
    return plan(at, journey=JourneyMove.PAUSE, effects=(Effect.REVIEW_TASK,))


def resume(at: Snapshot, choices: Choices) -> Plan:
    """A journey that was postponed, or whose procedure date has passed while paused, needs a date to come.

    Once nothing waits for a needle, a procedure date is not read: the check-ins of the past one must not move.
    """
    waits_for_needle = at.current in (StageCode.PREPARATION, StageCode.HARVESTING, StageCode.INJECTION)
    has_passed = at.procedure_at is not None and local_date(at.procedure_at, at.zone) < at.today
    if choices.procedure_at is not None and waits_for_needle:
        _check_date(at, choices, at.today)
        return plan(at, journey=JourneyMove.RESUME, effects=NEW_DATE)
    if at.journey is JourneyStatus.POSTPONED and (at.procedure_at is None or has_passed):
        raise NotAccepted(_("Set the new procedure date before you resume the journey."), "procedure_at")
    if waits_for_needle and has_passed:
        raise NotAccepted(_("The procedure date has passed. Set a new one before you resume."), "procedure_at")
    return plan(at, journey=JourneyMove.RESUME)


def abort_harvest(at: Snapshot, choices: Choices) -> Plan:
    after_needle = (Effect.CREATE_HARVEST_SERIES, Effect.GIVE_INSTRUCTIONS) if at.harvest_at is not None else ()
    return plan(
        at,
        (StageCode.HARVESTING, StageMove.ABORT),
        effects=(Effect.DISPOSE_PRODUCT, *after_needle, *_harm(choices)),
    )


def abort_injection(at: Snapshot, choices: Choices) -> Plan:
    """With any volume given the full post-care follows; without, the options of an aborted harvest are open."""
    stopped = (StageCode.INJECTION, StageMove.ABORT)
    first = (Effect.DISPOSE_PRODUCT, *_harm(choices))
    if at.volume_given:
        return plan(at, stopped, (StageCode.POST_CARE, StageMove.START), effects=(*first, *after_injection(at)))
    series = (Effect.CREATE_HARVEST_SERIES,) if at.harvest_at is not None else ()
    return plan(at, stopped, effects=(*first, *series))


def repeat_harvest(at: Snapshot, choices: Choices) -> Plan:
    """Own cells once more in the same cycle, some days after the harvest at the earliest (clinical.md 8.3)."""
    earliest = at.today
    if at.harvest_at is not None:
        earliest = max(earliest, local_date(at.harvest_at, at.zone) + timedelta(days=at.repeat_harvest_min_days))
    _check_date(at, choices, earliest)
    if at.aborted is StageCode.INJECTION:
        stages = ((StageCode.INJECTION, StageMove.SET_BACK), (StageCode.HARVESTING, StageMove.REOPEN))
        return plan(at, *stages, effects=(Effect.BLANK_HARVEST, *NEW_DATE))
    return plan(at, (StageCode.HARVESTING, StageMove.REPEAT), effects=(Effect.BLANK_HARVEST, *NEW_DATE))


def repeat_injection(at: Snapshot, choices: Choices) -> Plan:
    """Donor or banked cells of which nothing was given: another product on another date."""
    _check_date(at, choices, at.today)
    return plan(at, (StageCode.INJECTION, StageMove.REPEAT), effects=NEW_DATE)


def switch_plan(at: Snapshot, choices: Choices) -> Plan:
    """The cycle ends; the next one begins with its own consultation."""
    effects = (Effect.CANCEL_P_CHECK_INS, Effect.NEW_CYCLE, Effect.CREATE_CONSULT_CHECK_INS)
    return plan(at, cycle=CycleMove.ABORT, effects=effects)


def not_candidate(at: Snapshot, choices: Choices) -> Plan:
    return plan(at, journey=JourneyMove.REFUSE_CANDIDATE, cycle=CycleMove.ABORT, effects=CANCEL_C_AND_P)


def defer(at: Snapshot, choices: Choices) -> Plan:
    return plan(at, effects=(Effect.REVIEW_TASK,))


def withdraw(at: Snapshot, choices: Choices) -> Plan:
    """Before any needle every check-in goes; after one, safety check-ins stay unless the patient stops everything."""
    keep = at.any_needle and choices.keep_safety_checks
    if keep and at.journey is JourneyStatus.CLOSED_WITHDRAWN:
        raise MoveNotAllowed(_("The patient has stopped treatment before. Only “stop everything” is left to choose."))
    cancelled = CANCEL_C_AND_P if keep else (Effect.CANCEL_ALL_CHECK_INS,)
    return plan(
        at,
        journey=JourneyMove.WITHDRAW,
        cycle=ending_cycle(at, CycleMove.WITHDRAW),
        effects=(Effect.RECORD_CONSENT_WITHDRAWAL, *cancelled),
    )


def transfer(at: Snapshot, choices: Choices) -> Plan:
    effects = (*CANCEL_C_AND_P, Effect.EXPORT_SUMMARY)
    return plan(at, journey=JourneyMove.TRANSFER, cycle=closing_cycle(at), effects=effects)


def lost_contact(at: Snapshot, choices: Choices) -> Plan:
    return plan(at, journey=JourneyMove.LOSE_CONTACT, cycle=closing_cycle(at), effects=CANCEL_C_AND_P)


def record_death(at: Snapshot, choices: Choices) -> Plan:
    fatal = (Effect.OPEN_FATAL_ADVERSE_EVENT,) if at.any_needle else ()
    return plan(
        at,
        journey=JourneyMove.RECORD_DEATH,
        cycle=closing_cycle(at),
        effects=(Effect.STOP_MESSAGES, Effect.CANCEL_ALL_CHECK_INS, *fatal),
    )


def reopen(at: Snapshot, choices: Choices) -> Plan:
    """A closed journey goes on where it stood; one refused after an aborted procedure begins a new consultation."""
    if at.journey is JourneyStatus.CLOSED_NOT_CANDIDATE and at.aborted is not None:
        return plan(at, journey=JourneyMove.REOPEN, effects=(Effect.NEW_CYCLE, Effect.CREATE_CONSULT_CHECK_INS))
    finished = at.stages[StageCode.FOLLOW_UP] is StageState.COMPLETE
    stages = ((StageCode.FOLLOW_UP, StageMove.REOPEN),) if finished else ()
    cycle = None if at.cycle is CycleStatus.ACTIVE else CycleMove.REOPEN
    return plan(at, *stages, journey=JourneyMove.REOPEN, cycle=cycle, effects=(Effect.RESTORE_CHECK_INS,))


def reopen_stage(at: Snapshot, choices: Choices) -> Plan:
    """A stage was closed by mistake: it opens again and the one after it is set back."""
    target = at.aborted or stage_before(at) or StageCode.CONSULTATION
    return plan(at, *_back_to(at, target), effects=(Effect.RESTORE_CHECK_INS,))


def stage_before(at: Snapshot) -> StageCode | None:
    """The stage that was closed before the one in progress; a skipped one does not count."""
    if at.current is None:
        return None
    earlier = STAGE_ORDER[: STAGE_ORDER.index(at.current)]
    return next((code for code in reversed(earlier) if at.stages[code] is not StageState.SKIPPED), None)


def is_own_harvest(at: Snapshot) -> bool:
    return at.harvest_mode is HarvestMode.PATIENT_HARVEST


def _back_to(at: Snapshot, target: StageCode) -> tuple[tuple[StageCode, StageMove], ...]:
    """Set back what lies after `target`, latest first, and open `target` again when it is closed."""
    later = STAGE_ORDER[STAGE_ORDER.index(target) + 1 :]
    set_back = [(code, StageMove.SET_BACK) for code in reversed(later) if at.stages[code] is not StageState.NOT_STARTED]
    opened = [] if at.stages[target] is StageState.IN_PROGRESS else [(target, StageMove.REOPEN)]
    return (*set_back, *opened)


def _harm(choices: Choices) -> tuple[Effect, ...]:
    return (Effect.DRAFT_ADVERSE_EVENT,) if choices.harm else ()


def _check_date(at: Snapshot, choices: Choices, earliest: date) -> None:
    if choices.procedure_at is None:
        raise NotAccepted(_("Set the new procedure date."), "procedure_at")
    if local_date(choices.procedure_at, at.zone) < earliest:
        raise NotAccepted(_("The new procedure date must be {day} or later.", day=plain_date(earliest)), "procedure_at")
