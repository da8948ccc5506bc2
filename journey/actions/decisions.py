"""The follow-up decision of a session: recorded by itself, or with the visit at which it was made (clinical.md 2.6)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.actions.events import record
from journey.actions.locking import check_version, locked_journey
from journey.actions.permission import check_may
from journey.domain.errors import NotAccepted
from journey.domain.record.follow_up.judging import DECISIONS
from journey.domain.words import say as _
from journey.models import Cycle, Journey
from journey.policies import Act


@transaction.atomic
def record_decision(
    *, journey: Journey, decision: str, reason: str, by: User, at: datetime, expected_version: int | None = None
) -> Cycle:
    """The decision of the newest session. Clinicians. Raises NotAccepted without a reason."""
    check_may(by, Act.RECORD_DECISION, journey.patient_id, at=at)
    if decision not in dict(DECISIONS):
        raise NotAccepted(_("Choose a decision."), field="decision")
    if not reason.strip():
        raise NotAccepted(_("Write the reason."), field="reason")
    journey = locked_journey(journey)
    check_version(journey, expected_version)
    cycle = journey.cycles.order_by("-number")[0]
    decide(journey, cycle, decision, reason, by=by, at=at)
    return cycle


def decide(journey: Journey, cycle: Cycle, decision: str, reason: str, *, by: User, at: datetime) -> None:
    """Write the decision of a session whose journey is locked, and tell of it. The caller has asked the policy."""
    cycle.decision, cycle.decision_reason = decision, reason.strip()
    cycle.decision_at, cycle.decision_by = at, by
    cycle.save(update_fields=["decision", "decision_reason", "decision_at", "decision_by"])
    journey.version += 1
    journey.save(update_fields=["version"])
    record(
        journey,
        "decision_recorded",
        by=by,
        at=at,
        cycle=cycle,
        reason=reason,
        data={"decision": decision},
        journey_version=journey.version - 1,
    )
