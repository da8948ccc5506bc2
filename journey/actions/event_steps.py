"""What every action on an adverse event shares: the lock, the version, the step that it leaves, the clinic's hours."""

from datetime import datetime

from accounts.models import User
from journey.actions.locking import check_version, locked
from journey.domain.ae_states import FROM, STATE_WORDS, EventMove, EventState
from journey.domain.errors import MoveNotAllowed
from journey.domain.opening import OpeningHours, parse_opening_hours
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import AdverseEvent, AdverseEventStep, Clinic
from journey.models.event_session import session_facts

NOT_NOW = gettext_noop("This adverse event is “{state}”. That cannot be done now.")


def under_lock(event: AdverseEvent, expected_version: int | None = None) -> AdverseEvent:
    """The event, read again under a lock. Raises StaleVersion when the page was opened on another version."""
    event = locked(event)
    check_version(event, expected_version)
    return event


def check_move(event: AdverseEvent, move: EventMove) -> None:
    """Raises MoveNotAllowed in a state from which this is no step."""
    if event.state not in FROM[move]:
        raise MoveNotAllowed(_(NOT_NOW, state=_(STATE_WORDS[EventState(event.state)])))


def note_step(
    event: AdverseEvent,
    what: str,
    *,
    before: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    aware: tuple[datetime | None, datetime | None] = (None, None),
) -> AdverseEventStep:
    """Append who moved it from where to where, and why; `aware` where they corrected when the clinic knew."""
    step = step_of(event, what, before=before, by=by, at=at, reason=reason.strip())
    step.aware_before, step.aware_after = aware
    step.save(force_insert=True)
    return step


def step_of(
    event: AdverseEvent, what: str, *, before: str, by: User | None, at: datetime, reason: str = ""
) -> AdverseEventStep:
    """As `note_step`, not yet written."""
    return AdverseEventStep(
        event=event, patient_id=event.patient_id, what=what, before=before, after=event.state, by=by, at=at,
        reason=reason,
    )  # fmt: skip


def fill_from_session(event: AdverseEvent) -> None:
    """Lots, kit, supplier, room and day that the record of the session says by now, where the event has none: it may
    have been drafted before the cells were processed. `event` is not saved."""
    for name, value in session_facts(event.cycle).items():
        if not getattr(event, name):
            setattr(event, name, value)


def clinic_hours(clinic: Clinic) -> OpeningHours | None:
    """None before the clinic wrote them."""
    return parse_opening_hours(clinic.opening_hours) if clinic.opening_hours.strip() else None
