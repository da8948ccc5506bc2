"""Why the states refuse a move, in the sentence that the disabled button shows to staff."""

from collections.abc import Callable, Collection

from journey.domain.exception_plans import is_own_harvest, stage_before
from journey.domain.snapshot import Snapshot
from journey.domain.stages import JourneyStatus, StageCode, StageState
from journey.domain.transitions import CLOSED_STATUSES

LOST_CONTACT_ATTEMPTS = 3
LOST_CONTACT_ROUTES = 2

STAGE_WORDS = {
    StageCode.CONSULTATION: "consultation",
    StageCode.PREPARATION: "preparation",
    StageCode.HARVESTING: "harvest",
    StageCode.INJECTION: "injection",
    StageCode.POST_CARE: "post-care",
    StageCode.FOLLOW_UP: "follow-up",
}

Refusal = Callable[[Snapshot], str | None]


def for_status(at: Snapshot, statuses: Collection[JourneyStatus]) -> str | None:
    if at.journey in statuses:
        return None
    if at.journey is JourneyStatus.CLOSED_DECEASED:
        return "The patient has died. The journey cannot be changed."
    if at.journey in CLOSED_STATUSES:
        return "The journey is closed. Reopen it first."
    if at.journey is JourneyStatus.ACTIVE:
        return "The journey is active."
    return f"The journey is {at.journey.value}. Resume it first."


def never(at: Snapshot) -> str | None:
    return None


def unless_at(stage: StageCode) -> Refusal:
    def refusal(at: Snapshot) -> str | None:
        return None if at.current is stage else f"Only in the {STAGE_WORDS[stage]} stage. {_where(at)}"

    return refusal


def unless_before_needle(at: Snapshot) -> str | None:
    if at.needle_used_in_current:
        return "The needle has been used. Finish the stage or abort it."
    if at.current in (StageCode.PREPARATION, StageCode.HARVESTING, StageCode.INJECTION):
        return None
    return f"Only in preparation, harvest or injection, before the needle. {_where(at)}"


def during_procedure(at: Snapshot) -> str | None:
    if at.between_needle_and_discharge:
        return "Between the harvest or injection and the discharge the journey cannot pause."
    return None


def unless_aborted(at: Snapshot) -> str | None:
    if at.aborted in (StageCode.HARVESTING, StageCode.INJECTION):
        return None
    return f"Only after the harvest or injection was aborted. {_where(at)}"


def unless_harvest_can_repeat(at: Snapshot) -> str | None:
    refusal = unless_aborted(at)
    if refusal is None and not is_own_harvest(at):
        return "This cycle has no harvest: the cells come from a donor or from storage."
    return refusal


def unless_injection_can_repeat(at: Snapshot) -> str | None:
    if at.aborted is not StageCode.INJECTION:
        return f"Only after the injection was aborted. {_where(at)}"
    if is_own_harvest(at):
        return "The cells of this harvest are gone. Repeat the harvest instead."
    return None


def unless_injection_can_abort(at: Snapshot) -> str | None:
    refusal = unless_at(StageCode.INJECTION)(at)
    if refusal:
        return refusal
    if at.volume_given and at.injection_at is None:
        return "Some volume was given. Record the time of the injection first."
    if at.injection_at is not None and not at.volume_given:
        return "A time of injection is recorded, but no volume. Correct the record first."
    return None


def unless_candidacy_open(at: Snapshot) -> str | None:
    if at.current is StageCode.CONSULTATION or unless_aborted(at) is None:
        return None
    return f"Only in the consultation, or after an aborted harvest or injection. {_where(at)}"


def if_nothing_to_stop(at: Snapshot) -> str | None:
    if at.journey in CLOSED_STATUSES and not at.any_needle:
        return "The journey is closed and has no safety check-ins to stop."
    return None


def unless_contact_was_tried(at: Snapshot) -> str | None:
    refusal = unless_at(StageCode.FOLLOW_UP)(at)
    if refusal:
        return refusal
    if at.contact_attempts < LOST_CONTACT_ATTEMPTS or at.contact_routes < LOST_CONTACT_ROUTES:
        return (
            f"Needs {LOST_CONTACT_ATTEMPTS} logged attempts by {LOST_CONTACT_ROUTES} routes. "
            f"So far: attempts {at.contact_attempts}, routes {at.contact_routes}."
        )
    return None


def unless_stage_can_reopen(at: Snapshot) -> str | None:
    if at.needle_used_in_current:
        return "The needle of this stage has been used, so the stage before it cannot be reopened."
    if at.aborted is None and stage_before(at) is None:
        return "There is no earlier stage to reopen in this cycle."
    return None


def _where(at: Snapshot) -> str:
    if at.current is not None:
        return f"This journey is in the {STAGE_WORDS[at.current]} stage."
    if at.aborted is not None:
        return f"The {STAGE_WORDS[at.aborted]} was aborted."
    finished = all(state in (StageState.COMPLETE, StageState.SKIPPED) for state in at.stages.values())
    return "All stages are closed." if finished else "No stage is in progress."
