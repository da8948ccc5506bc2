"""Adverse events are drafted: by the app from what was told or found, or by staff who heard of one (clinical.md 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from journey.actions.alerts import Raised
from journey.actions.event_steps import clinic_hours, note_step, step_of
from journey.actions.events import line_of
from journey.actions.locking import constraints_in_words, locked_journey
from journey.actions.permission import check_may
from journey.actions.refusals import sent_before
from journey.actions.together import write_together
from journey.domain.adverse_events import EffectFamily, EventSource
from journey.domain.ae_states import EventState, confirm_by
from journey.domain.ae_suggestion import DEATH, HARVEST_COMPLICATION, INJECTION_REACTION, STOPPED_PROCEDURE, Suggestion
from journey.domain.ae_suggestion import worse as worse_of
from journey.domain.days import local_date
from journey.domain.errors import NotAccepted
from journey.domain.words import say as _
from journey.models import AdverseEvent, Cycle, Journey
from journey.models.event_session import NEXT_NUMBER, session_facts
from journey.policies import Act

# What happened in a session, once a session: who adds to it adds to its draft.
ORIGINS: Mapping[str, Suggestion] = {
    "harvest": HARVEST_COMPLICATION,
    "injection": INJECTION_REACTION,
    "stopped": STOPPED_PROCEDURE,
    "death": DEATH,
}


@dataclass(frozen=True)
class Told:
    """What staff enter by hand: what they heard, from whom, and when the clinic first knew."""

    source: str
    aware_at: datetime
    family: str
    term: str
    grade: int
    narrative: str
    onset_at: datetime | None = None
    may_be_serious: bool = False


def draft_from_alert(
    *,
    raised: Raised,
    journey: Journey,
    cycle: Cycle,
    suggestion: Suggestion,
    source: EventSource,
    narrative: str,
    sae_candidate: bool,
    is_repeat: bool,
    at: datetime,
) -> AdverseEvent:
    """At most one draft at a time for an alert, which gathers what joins the alert while it is a draft. Called by what
    raises alerts, in its transaction, which holds the alert.

    What was dismissed comes back as a draft when something else is told: the reason to dismiss it was about less. What
    was confirmed stays as a clinician left it, and what is told after it is a draft of its own (clinical.md 5.1).
    """
    rows = AdverseEvent.objects.select_for_update(of=("self",), no_key=True).filter(alert=raised.alert)
    known = {} if raised.new else {event.state: event for event in rows.order_by("number")}
    if known and is_repeat:
        return known.get(EventState.DRAFT) or list(known.values())[-1]
    event = known.get(EventState.DRAFT) or known.get(EventState.DISMISSED)
    if event is None:
        draft = _Draft(cycle, source, suggestion, narrative, sae_candidate, aware_at=at)
        return _drafted(draft, journey, at=at, alert=raised.alert)
    _gather(event, suggestion, narrative, sae_candidate=sae_candidate, at=at)
    return event


def draft_from_session(
    *, cycle: Cycle, origin: str, by: User | None, at: datetime, narrative: str = ""
) -> AdverseEvent:
    """A complication, a reaction, a stopped procedure with harm, a death: one draft a session each. Called by the
    actions that record it, which hold the journey."""
    known = AdverseEvent.objects.filter(cycle=cycle, origin=origin).first()
    if known is not None:
        return known
    suggestion = ORIGINS[origin]
    draft = _Draft(cycle, EventSource.STAFF, suggestion, narrative, suggestion.grade >= 4, aware_at=at, aware_by=by)
    return _drafted(draft, _journey_of(cycle), at=at, origin=origin)


@transaction.atomic
def start_event(*, cycle: Cycle, told: Told, by: User, at: datetime, token: UUID | None = None) -> AdverseEvent:
    """Enter one by hand, as a draft that a clinician confirms. Clinicians and nurses. `token` is the id of the event:
    the same form sent twice is one event. Raises NotAccepted."""
    check_may(by, Act.DRAFT_EVENT, cycle.journey.patient_id, at=at)
    if told.source not in set(EventSource) - {EventSource.TRIAGE}:
        raise NotAccepted(_("Choose where it is known from."), "source")
    if told.family not in set(EffectFamily):
        raise NotAccepted(_("Choose one of the list."), "family")
    if not told.term.strip() or not told.narrative.strip():
        raise NotAccepted(_("Write what happened."), "term" if not told.term.strip() else "narrative")
    if told.aware_at > at or (told.onset_at is not None and told.onset_at > at):
        field = "aware_at" if told.aware_at > at else "onset_at"
        raise NotAccepted(_("This cannot be in the future."), field)
    locked_journey(cycle.journey)
    known = sent_before(AdverseEvent.objects.all(), token, by=by, author="aware_by")
    if known is not None:
        return known
    suggestion = Suggestion(EffectFamily(told.family), told.term.strip(), told.grade)
    draft = _Draft(
        cycle, EventSource(told.source), suggestion, told.narrative.strip(), told.may_be_serious,
        aware_at=told.aware_at, aware_by=by, onset_at=told.onset_at,
    )  # fmt: skip
    return _drafted(draft, _journey_of(cycle), at=at, id=token or uuid4())


@dataclass(frozen=True)
class _Draft:
    cycle: Cycle
    source: EventSource
    suggestion: Suggestion
    narrative: str
    sae_candidate: bool
    aware_at: datetime
    aware_by: User | None = None
    onset_at: datetime | None = None


def _drafted(draft: _Draft, journey: Journey, *, at: datetime, **more: Any) -> AdverseEvent:
    clinic = journey.patient.site.clinic
    hours, zone = clinic_hours(clinic), clinic.zone
    facts = session_facts(draft.cycle, counted=NEXT_NUMBER)
    event = AdverseEvent(
        number=f"AE-{local_date(draft.aware_at, zone).year}-{facts.pop('counted'):05}",
        patient_id=journey.patient_id,
        journey=journey,
        cycle=draft.cycle,
        source=draft.source,
        aware_at=draft.aware_at,
        aware_by=draft.aware_by,
        sae_candidate=draft.sae_candidate,
        due_at=confirm_by(draft.aware_at.astimezone(zone), hours, sae_candidate=draft.sae_candidate),
        term=draft.suggestion.term,
        grade=draft.suggestion.grade,
        effect_family=draft.suggestion.family,
        narrative=draft.narrative,
        onset_at=draft.onset_at,
        **facts,
        **more,
    )
    step = step_of(event, "drafted", before="", by=draft.aware_by, at=at)
    data = {"event": str(event.pk), "number": event.number}
    line = line_of(journey, "adverse_event_drafted", by=draft.aware_by, at=at, cycle=draft.cycle, data=data)
    with constraints_in_words(event):
        write_together(event, step, line)
    return event


def _gather(event: AdverseEvent, suggestion: Suggestion, narrative: str, *, sae_candidate: bool, at: datetime) -> None:
    """The draft rises and never falls, its clock never gets later; what was dismissed begins with what is told now."""
    before, known = event.state, Suggestion(EffectFamily(event.effect_family), event.term, event.grade)
    best = suggestion if before == EventState.DISMISSED else worse_of(known, suggestion)
    clinic = event.patient.site.clinic
    event.effect_family, event.term, event.grade = best.family, best.term, best.grade
    event.sae_candidate = event.sae_candidate or sae_candidate
    by = confirm_by(at.astimezone(clinic.zone), clinic_hours(clinic), sae_candidate=event.sae_candidate)
    reopened = before == EventState.DISMISSED
    event.due_at = by if reopened or event.due_at is None else min(event.due_at, by)
    event.state = EventState.DRAFT
    if narrative and narrative not in event.narrative:
        event.narrative = "\n".join(part for part in (event.narrative, narrative) if part)
    event.version += 1
    event.save()
    if reopened:
        note_step(event, "gathered", before=before, by=None, at=at, reason=_("Something else was told since."))


def _journey_of(cycle: Cycle) -> Journey:
    return Journey.objects.select_related("patient__site__clinic").get(pk=cycle.journey_id)
