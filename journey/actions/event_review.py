"""A clinician confirms or dismisses the draft of an adverse event, and assesses it (clinical.md 7.1, 7.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.actions.event_judged import apply_judgements, check_judgement
from journey.actions.event_steps import check_move, clinic_hours, fill_from_session, note_step, under_lock
from journey.actions.events import record
from journey.actions.infection_clusters import find_clusters
from journey.actions.locking import check_version, constraints_in_words, locked_journey
from journey.actions.permission import check_may
from journey.actions.refusals import already_done
from journey.actions.stock import hold_lots
from journey.domain.adverse_events import counts_as_related, is_serious, related_of
from journey.domain.ae_expected import NEWEST
from journey.domain.ae_states import FROM, EventMove, EventState, assess_by
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import AdverseEvent, AdverseEventAssessment, AdverseEventStep
from journey.policies import Act

WAS_FIRST = gettext_noop("{who} decided about this draft already.")


@dataclass(frozen=True)
class Judgement:
    """Everything that one assessor says. `causality` by part; a part that was not done is left out."""

    term: str
    grading_system: str
    grade: int
    family: str
    onset_at: datetime
    resolved_at: datetime | None
    criteria: tuple[str, ...]
    expected: bool
    causality: Mapping[str, str]
    measures: tuple[str, ...]
    outcome: str
    narrative: str
    reason: str = ""


@transaction.atomic
def confirm_event(
    *, event: AdverseEvent, by: User, at: datetime, note: str = "", expected_version: int | None = None
) -> AdverseEvent:
    """It is one. Clinicians. Raises AlreadyDone when somebody else decided; a repeat changes nothing."""
    hold_lots()
    locked_journey(event.journey)
    check_may(by, Act.ASSESS_EVENT, event.patient_id, at=at)
    event = under_lock(event)
    if event.state != EventState.DRAFT:
        return _decided(event, EventState.TRIAGED, by)
    check_version(event, expected_version)
    clinic = event.patient.site.clinic
    hours = clinic_hours(clinic)
    event.state = EventState.TRIAGED
    fill_from_session(event)
    event.due_at = assess_by(at.astimezone(clinic.zone), hours, serious=event.sae_candidate)
    _save_step(event, "confirmed", EventState.DRAFT, by=by, at=at, reason=note)
    find_clusters(event, by=by, at=at)
    return event


@transaction.atomic
def dismiss_event(
    *, event: AdverseEvent, reason: str, by: User, at: datetime, expected_version: int | None = None
) -> AdverseEvent:
    """It is none, and why; the draft stays. Clinicians. Raises NotAccepted without a reason, AlreadyDone."""
    check_may(by, Act.ASSESS_EVENT, event.patient_id, at=at)
    event = under_lock(event)
    if event.state != EventState.DRAFT:
        return _decided(event, EventState.DISMISSED, by)
    check_version(event, expected_version)
    if not reason.strip():
        raise NotAccepted(_("Write why it is none."), "reason")
    event.state, event.due_at = EventState.DISMISSED, None
    _save_step(event, "dismissed", EventState.DRAFT, by=by, at=at, reason=reason)
    return event


@transaction.atomic
def assess_event(
    *, event: AdverseEvent, judgement: Judgement, by: User, at: datetime, expected_version: int | None = None
) -> AdverseEventAssessment:
    """What stands of it from now on; reports that follow get their days. Clinicians. A later assessment says why, and
    never makes unrelated what was judged related: a second opinion may stand beside it. Raises NotAccepted."""
    hold_lots()
    locked_journey(event.journey)
    check_may(by, Act.ASSESS_EVENT, event.patient_id, at=at)
    event = under_lock(event, expected_version)
    check_move(event, EventMove.ASSESS)
    judgement = check_judgement(event, judgement, at=at)
    earlier = list(event.assessments.all())
    if any(not each.is_second for each in earlier) and not judgement.reason.strip():
        raise NotAccepted(_("Write why the assessment changes."), "reason")
    if any(each.related for each in earlier) and not related_of(judgement.causality):
        raise NotAccepted(_("It was judged related, and that stays. Add a second opinion instead."), "cells")
    made = _stored(event, judgement, len(earlier) + 1, by=by, at=at)
    before = event.state
    apply_judgements(event, at=at)
    fill_from_session(event)
    _save_step(event, "assessed", before, by=by, at=at, reason=judgement.reason)
    find_clusters(event, by=by, at=at)
    return made


@transaction.atomic
def add_opinion(
    *, event: AdverseEvent, judgement: Judgement, by: User, at: datetime, expected_version: int | None = None
) -> AdverseEventAssessment:
    """A second assessor, another clinician. It stands beside the first: where they differ, the graver counts for
    reports, and for infections that belong together. Raises NotAccepted, MoveNotAllowed for somebody who assessed it
    before."""
    hold_lots()
    locked_journey(event.journey)
    check_may(by, Act.ASSESS_EVENT, event.patient_id, at=at)
    event = under_lock(event, expected_version)
    check_move(event, EventMove.SECOND_OPINION)
    earlier = list(event.assessments.all())
    if any(each.by_id == by.pk and not each.is_second for each in earlier):
        raise MoveNotAllowed(_("A second opinion comes from another clinician. You assessed it yourself."))
    judgement = check_judgement(event, judgement, at=at)
    made = _stored(event, judgement, len(earlier) + 1, by=by, at=at, is_second=True)
    before = event.state
    apply_judgements(event, at=at)
    fill_from_session(event)
    _save_step(event, "second_opinion", before, by=by, at=at, reason=judgement.reason)
    find_clusters(event, by=by, at=at)
    return made


def _stored(
    event: AdverseEvent, judgement: Judgement, place: int, *, by: User, at: datetime, is_second: bool = False
) -> AdverseEventAssessment:
    made = AdverseEventAssessment(
        event=event,
        patient_id=event.patient_id,
        place=place,
        is_second=is_second,
        term=judgement.term.strip(),
        grading_system=judgement.grading_system,
        grade=judgement.grade,
        effect_family=judgement.family,
        onset_at=judgement.onset_at,
        resolved_at=judgement.resolved_at,
        criteria=list(judgement.criteria),
        serious=is_serious(judgement.criteria),
        expected=judgement.expected,
        expected_list=NEWEST,
        causality=dict(judgement.causality),
        related=related_of(judgement.causality),
        counts_as_related=counts_as_related(judgement.causality),
        measures=list(judgement.measures),
        outcome=judgement.outcome,
        narrative=judgement.narrative.strip(),
        reason=judgement.reason.strip(),
        at=at,
        by=by,
    )
    with constraints_in_words(made):
        made.save(force_insert=True)
    return made


def _decided(event: AdverseEvent, wanted: EventState, by: User) -> AdverseEvent:
    """The same decision by the same person again is no news; any other is somebody else's."""
    last = AdverseEventStep.objects.filter(event=event, before=EventState.DRAFT).select_related("by").last()
    if last is not None and last.by_id == by.pk and last.after == wanted and event.state in {wanted, *_after(wanted)}:
        return event
    if last is not None and last.by_id == by.pk:
        raise MoveNotAllowed(_("You decided this otherwise before. Look at the event again."))
    if last is not None:
        raise already_done(WAS_FIRST, by=last.by, at=last.at)
    check_move(event, EventMove.CONFIRM)
    return event


def _after(wanted: EventState) -> frozenset[EventState]:
    return FROM[EventMove.ASSESS] if wanted is EventState.TRIAGED else frozenset()


def _save_step(event: AdverseEvent, what: str, before: str, *, by: User, at: datetime, reason: str = "") -> None:
    event.version += 1
    with constraints_in_words(event):
        event.save()
    note_step(event, what, before=before, by=by, at=at, reason=reason)
    kinds = {"second_opinion": "assessed"}
    data = {"event": str(event.pk), "number": event.number}
    record(
        event.journey,
        f"adverse_event_{kinds.get(what, what)}",
        by=by,
        at=at,
        cycle=event.cycle,
        reason=reason,
        data=data,
    )
