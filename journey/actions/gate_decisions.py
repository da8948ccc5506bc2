"""Standing for a gate check by name: clearing with a note, and overriding by two clinicians (clinical.md 8.1)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.actions.events import record
from journey.actions.locking import locked, locked_journey
from journey.actions.permission import check_may
from journey.actions.refusals import already_done
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.gates import GATE_CHECKS, CheckKind
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.gate_rows import READINESS_CHECKS, READINESS_LEAD
from journey.models import Cycle, DecisionKind, GateDecision
from journey.models.cycle_rows import OVERRIDE_ASKED
from journey.policies import Act
from journey.standing import standing_of

# Checks whose rule names a person who may clear them: "or a clinician talked again", "or cleared by a nurse with
# note", "replaced by a call", "or documented reason" (clinical.md 8.2).
CLEARABLE = frozenset({"G1-06", "G2-06", "G3-07", "G3-08.readiness", "G5-04", "G6-01"})
OVERRIDABLE = {check.id: check for check in GATE_CHECKS if check.kind is CheckKind.OVERRIDE}


@transaction.atomic
def clear_check(*, cycle: Cycle, check_id: str, note: str, by: User, at: datetime) -> GateDecision:
    """One clinician or nurse clears a check with a note; G1-06 is a clinician's. Raises MoveNotAllowed for a check that
    nobody may clear, and for readiness before the day-before check is open: it would speak of another day.

    While a clearing stands, a repeat by the same person gives it again; another person reads who was first.
    """
    act = Act.TALK_AGAIN if check_id == "G1-06" else Act.CLEAR_CHECK
    check_may(by, act, cycle.journey.patient_id, at=at)
    if check_id not in CLEARABLE:
        raise MoveNotAllowed(_("This check cannot be cleared by a person."))
    if check_id in READINESS_CHECKS and cycle.procedure_at and at < cycle.procedure_at - READINESS_LEAD:
        raise MoveNotAllowed(_("Too early: readiness can be cleared from 36 hours before the procedure."))
    journey = locked_journey(cycle.journey)
    if check_id in standing_of(journey, at).facts.cleared:
        cleared = cycle.gate_decisions.filter(check_id=check_id, kind=DecisionKind.CLEARED).select_related("by")
        known = cleared.latest("at")
        if known.by_id == by.pk:
            return known
        raise already_done(gettext_noop("{who} cleared this check already."), by=known.by, at=known.at)
    decision = GateDecision.objects.create(
        cycle=cycle, check_id=check_id, kind=DecisionKind.CLEARED, reason=_reason(note), at=at, by=by
    )
    record(cycle.journey, "check_cleared", by=by, at=at, cycle=cycle, reason=note, data={"check": check_id})
    return decision


@transaction.atomic
def request_override(*, cycle: Cycle, check_id: str, reason: str, by: User, at: datetime) -> GateDecision:
    """A clinician asks for an override; it counts once a second clinician agrees, and for what stands against the check
    now: what comes later is overridden anew."""
    check_may(by, Act.OVERRIDE_CHECK, cycle.journey.patient_id, at=at)
    if check_id not in OVERRIDABLE:
        raise MoveNotAllowed(_("This check cannot be overridden."))
    journey = locked_journey(cycle.journey)
    waiting = (
        cycle.gate_decisions.filter(check_id=check_id, kind=DecisionKind.OVERRIDDEN, second_by=None)
        .select_related("by")
        .first()
    )
    if waiting is not None:
        if waiting.by_id == by.pk:
            return waiting
        raise already_done(
            gettext_noop("{who} asked for this already. You can agree to it."), by=waiting.by, at=waiting.at
        )
    decision = GateDecision.objects.create(
        cycle=cycle, check_id=check_id, kind=DecisionKind.OVERRIDDEN, reason=_reason(reason), at=at, by=by
    )
    facts = standing_of(journey, at, cycle_id=cycle.pk).facts
    about = sorted(OVERRIDABLE[check_id].about(facts))
    data = {"check": check_id, "about": about, "decision": str(decision.pk)}
    record(cycle.journey, OVERRIDE_ASKED, by=by, at=at, cycle=cycle, reason=reason, data=data)
    return decision


@transaction.atomic
def agree_override(*, decision: GateDecision, by: User, at: datetime) -> GateDecision:
    """The second clinician agrees. Raises NotPermitted for the person who asked."""
    decision = locked(decision)
    check_may(by, Act.OVERRIDE_CHECK, decision.cycle.journey.patient_id, at=at)
    if decision.second_by_id == by.pk:
        return decision
    if decision.second_by is not None and decision.second_at is not None:
        words = gettext_noop("{who} agreed to this already.")
        raise already_done(words, by=decision.second_by, at=decision.second_at)
    if decision.by_id == by.pk:
        raise NotPermitted(_("A second clinician must agree. You asked for this override yourself."))
    decision.second_by, decision.second_at = by, at
    decision.save(update_fields=["second_by", "second_at"])
    cycle = decision.cycle
    data = {"check": decision.check_id, "asked_by": str(decision.by)}
    record(cycle.journey, "check_overridden", by=by, at=at, cycle=cycle, reason=decision.reason, data=data)
    return decision


def _reason(text: str) -> str:
    if not text.strip():
        raise NotAccepted(_("Write the reason."), field="reason")
    return text.strip()
