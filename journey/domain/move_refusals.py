"""Why the states refuse a move, in the sentence that the disabled button shows to staff."""

from collections.abc import Callable, Collection

from journey.domain.exception_plans import is_own_harvest, stage_before
from journey.domain.snapshot import Snapshot
from journey.domain.stages import JourneyStatus, StageCode, StageState
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

LOST_CONTACT_ATTEMPTS = 3
LOST_CONTACT_ROUTES = 2

STAGE_WORDS = {
    StageCode.CONSULTATION: gettext_noop("consultation"),
    StageCode.PREPARATION: gettext_noop("preparation"),
    StageCode.HARVESTING: gettext_noop("harvest"),
    StageCode.INJECTION: gettext_noop("injection"),
    StageCode.POST_CARE: gettext_noop("post-care"),
    StageCode.FOLLOW_UP: gettext_noop("follow-up"),
}

Refusal = Callable[[Snapshot], str | None]


def for_status(at: Snapshot, statuses: Collection[JourneyStatus]) -> str | None:
    if at.journey in statuses:
        return None
    if at.journey is JourneyStatus.CLOSED_DECEASED:
        return _("The patient has died. The journey cannot be changed.")
    if at.journey in CLOSED_STATUSES:
        return _("The journey is closed. Reopen it first.")
    if at.journey is JourneyStatus.ACTIVE:
        return _("The journey is active.")
    if at.journey is JourneyStatus.PAUSED:
        return _("The journey is paused. Resume it first.")
    return _("The journey is postponed. Resume it first.")


def never(at: Snapshot) -> str | None:
    return None


def unless_at(stage: StageCode) -> Refusal:
    def refusal(at: Snapshot) -> str | None:
        if at.current is stage:
            return None
        return together(_("Only in the {stage} stage.", stage=_(STAGE_WORDS[stage])), _where(at))

    return refusal


def unless_before_needle(at: Snapshot) -> str | None:
    if at.needle_used_in_current:
        return _("The needle has been used. Finish the stage or abort it.")
    if at.current in (StageCode.PREPARATION, StageCode.HARVESTING, StageCode.INJECTION):
        return None
    return together(_("Only in preparation, harvest or injection, before the needle."), _where(at))


def during_procedure(at: Snapshot) -> str | None:
    if at.between_needle_and_discharge:
        return _("Between the harvest or injection and the discharge the journey cannot pause.")
    return None


def unless_aborted(at: Snapshot) -> str | None:
    if at.aborted in (StageCode.HARVESTING, StageCode.INJECTION):
        return None
    return together(_("Only after the harvest or injection was aborted."), _where(at))


def unless_harvest_can_repeat(at: Snapshot) -> str | None:
    refusal = unless_aborted(at)
    if refusal is None and not is_own_harvest(at):
        return _("This cycle has no harvest: the cells come from a donor or from storage.")
    return refusal


def unless_injection_can_repeat(at: Snapshot) -> str | None:
    if at.aborted is not StageCode.INJECTION:
        return together(_("Only after the injection was aborted."), _where(at))
    if is_own_harvest(at):
        return _("The cells of this harvest are gone. Repeat the harvest instead.")
    return None


def unless_injection_can_abort(at: Snapshot) -> str | None:
    refusal = unless_at(StageCode.INJECTION)(at)
    if refusal:
        return refusal
    if at.volume_given and at.injection_at is None:
        return _("Some volume was given. Record the time of the injection first.")
    if at.injection_at is not None and not at.volume_given:
        return _("A time of injection is recorded, but no volume. Correct the record first.")
    return None


def unless_candidacy_open(at: Snapshot) -> str | None:
    if at.current is StageCode.CONSULTATION or unless_aborted(at) is None:
        return None
    return together(_("Only in the consultation, or after an aborted harvest or injection."), _where(at))


def if_nothing_to_stop(at: Snapshot) -> str | None:
    if at.journey in CLOSED_STATUSES and not at.any_needle:
        return _("The journey is closed and has no safety check-ins to stop.")
    return None


def unless_contact_was_tried(at: Snapshot) -> str | None:
    refusal = unless_at(StageCode.FOLLOW_UP)(at)
    if refusal:
        return refusal
    if at.contact_attempts < LOST_CONTACT_ATTEMPTS or at.contact_routes < LOST_CONTACT_ROUTES:
        needed = gettext_noop("Needs {attempts} logged attempts by {routes} routes.")
        so_far = gettext_noop("So far: attempts {attempts}, routes {routes}.")
        return together(
            _(needed, attempts=LOST_CONTACT_ATTEMPTS, routes=LOST_CONTACT_ROUTES),
            _(so_far, attempts=at.contact_attempts, routes=at.contact_routes),
        )
    return None


def unless_stage_can_reopen(at: Snapshot) -> str | None:
    if at.needle_used_in_current:
        return _("The needle of this stage has been used, so the stage before it cannot be reopened.")
    if at.aborted is None and stage_before(at) is None:
        return _("There is no earlier stage to reopen in this cycle.")
    return None


def _where(at: Snapshot) -> str:
    if at.current is not None:
        return _("This journey is in the {stage} stage.", stage=_(STAGE_WORDS[at.current]))
    if at.aborted is not None:
        return _("The {stage} was aborted.", stage=_(STAGE_WORDS[at.aborted]))
    finished = all(state in (StageState.COMPLETE, StageState.SKIPPED) for state in at.stages.values())
    return _("All stages are closed.") if finished else _("No stage is in progress.")
