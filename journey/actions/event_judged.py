"""What an assessment must hold, and what follows from all of them together: standing values, state, reports due."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from journey.domain.adverse_events import (
    BY_GRADE,
    CAUSALITY_WORDS,
    OF_THE_TREATMENT,
    EffectFamily,
    EventOutcome,
    GradingSystem,
    Measure,
    Part,
    SeriousCriterion,
    day_of_onset,
    is_infection,
)
from journey.domain.ae_expected import is_on_list
from journey.domain.ae_states import ASSESS_SERIOUS_WITHIN, Open, state_with
from journey.domain.ae_suggestion import JOINT_INFECTION, NEOPLASM
from journey.domain.ae_timers import Facts, reports_due
from journey.domain.days import at_local, local_date
from journey.domain.errors import NotAccepted
from journey.domain.words import say as _
from journey.models import AdverseEvent, AdverseEventAssessment, AdverseEventFact, AdverseEventReport, Clinic

if TYPE_CHECKING:
    from journey.actions.event_review import Judgement

# Always serious, by their term (clinical.md 7.1).
BY_TERM = {JOINT_INFECTION: SeriousCriterion.JOINT_INFECTION, NEOPLASM: SeriousCriterion.NEW_CANCER}


def check_judgement(event: AdverseEvent, judgement: "Judgement", *, at: datetime) -> "Judgement":
    """The judgement with the criteria that follow from its grade, outcome and term. Raises NotAccepted."""
    for value, words, field in (
        (judgement.family, EffectFamily, "family"),
        (judgement.grading_system, GradingSystem, "grading_system"),
        (judgement.outcome, EventOutcome, "outcome"),
    ):
        if value not in set(words):
            raise NotAccepted(_("Choose one of the list."), field)
    for text, field in ((judgement.term, "term"), (judgement.narrative, "narrative")):
        if not text.strip():
            raise NotAccepted(_("Write what happened."), field)
    _check_times(event, judgement, at)
    _check_lists(judgement)
    judgement = replace(judgement, criteria=_with_derived(judgement))
    is_dead = SeriousCriterion.DEATH in judgement.criteria
    if is_dead and (judgement.grade != 5 or judgement.outcome != EventOutcome.FATAL):
        raise NotAccepted(_("A death is grade 5 with the outcome fatal."), "grade")
    if judgement.expected and not on_list(event, judgement):
        raise NotAccepted(_("The list of expected effects does not hold this. It counts as unexpected."), "expected")
    return judgement


def on_list(event: AdverseEvent, judgement: "Judgement") -> bool:
    """By the day since the treatment, in the patient's local dates."""
    day = day_of_onset(judgement.onset_at, event.treated_at, event.patient.zone)
    return is_on_list(
        family=judgement.family, term=judgement.term, grade=judgement.grade, day=day, criteria=judgement.criteria
    )


def _check_times(event: AdverseEvent, judgement: "Judgement", at: datetime) -> None:
    anchor = event.cycle.harvest_at or event.cycle.injection_at
    if judgement.onset_at > at or (judgement.resolved_at is not None and judgement.resolved_at > at):
        raise NotAccepted(_("This cannot be in the future."), "onset_at" if judgement.onset_at > at else "resolved_at")
    if anchor is not None and judgement.onset_at < anchor:
        raise NotAccepted(_("It cannot have begun before the treatment."), "onset_at")
    if judgement.resolved_at is not None and judgement.resolved_at < judgement.onset_at:
        raise NotAccepted(_("It cannot have ended before it began."), "resolved_at")


def _check_lists(judgement: "Judgement") -> None:
    measures = set(judgement.measures)
    if not measures or not measures <= set(Measure) or (Measure.NONE in measures and len(measures) > 1):
        raise NotAccepted(_("Choose what was done, or that nothing was needed."), "measures")
    if not set(judgement.criteria) <= set(SeriousCriterion):
        raise NotAccepted(_("Choose one of the list."), "criteria")
    if not set(judgement.causality) <= set(Part) or not set(judgement.causality.values()) <= set(CAUSALITY_WORDS):
        raise NotAccepted(_("Choose one of the list."), "cells")
    if not set(judgement.causality) & set(OF_THE_TREATMENT):
        raise NotAccepted(_("Say of one part of the treatment at least how likely it caused it."), "cells")


def _with_derived(judgement: "Judgement") -> tuple[str, ...]:
    found = set(judgement.criteria)
    if judgement.grade in BY_GRADE:
        found.add(BY_GRADE[judgement.grade])
    if judgement.outcome == EventOutcome.FATAL:
        found.add(SeriousCriterion.DEATH)
    if judgement.term.strip() in BY_TERM:
        found.add(BY_TERM[judgement.term.strip()])
    return tuple(each for each in SeriousCriterion if each in found)


def apply_judgements(event: AdverseEvent, *, at: datetime) -> None:
    """The newest first assessment stands; of what opinions add, the graver counts. Opens the reports that follow, and
    says the state and the next day. `event` is not saved."""
    rows = list(event.assessments.all())
    stands = [row for row in rows if not row.is_second][-1]
    for name in ("term", "grading_system", "grade", "effect_family", "onset_at", "resolved_at", "outcome", "narrative"):
        setattr(event, name, getattr(stands, name))
    known = facts_of(rows)
    event.serious, event.expected = known.serious, known.expected
    event.related = any(row.related for row in rows)
    clinic = event.patient.site.clinic
    for due in reports_due(known, clinic.reporting_profiles, local_date(event.aware_at, clinic.zone)):
        AdverseEventReport.objects.get_or_create(
            event=event, rule=due.rule.code, fact=None,
            defaults={"patient_id": event.patient_id, "due_on": due.on, "opened_at": at},
        )  # fmt: skip
    settle_state(event, clinic, rows, at=at)


def facts_of(rows: Iterable[AdverseEventAssessment]) -> Facts:
    """What the timers ask, of the assessment that stands and all opinions."""
    rows = list(rows)
    count = [row for row in rows if not row.is_second][-1:] + [row for row in rows if row.is_second]
    return Facts(
        serious=any(row.serious for row in count),
        related=any(row.counts_as_related for row in count) or any(row.related for row in rows),
        expected=all(row.expected for row in count),
        criteria=frozenset(each for row in count for each in row.criteria),
        is_infection=any(is_infection(row.effect_family, row.term) for row in count),
        measures=frozenset(each for row in count for each in row.measures),
    )


def settle_state(event: AdverseEvent, clinic: Clinic, rows: Iterable[AdverseEventAssessment], *, at: datetime) -> None:
    """State and next day, by the reports that are open, facts that nobody has judged, and whether a second assessor is
    missing. `event` is not saved."""
    rows = list(rows)
    reports = list(AdverseEventReport.objects.filter(event=event))
    open_ones = [each for each in reports if each.made_at is None]
    news = AdverseEventFact.objects.filter(event=event, at__gt=max(row.at for row in rows)).exists()
    missing = Open(
        first=sum(each.fact_id is None for each in open_ones), news=sum(each.fact_id is not None for each in open_ones)
    )
    event.state = state_with(missing, reported=any(each.sent_on for each in reports), news=news)
    ends = [end_of(each.due_on, clinic) for each in open_ones]
    if event.serious and len({row.by_id for row in rows}) < 2:
        ends.append(rows[-1].at + ASSESS_SERIOUS_WITHIN)
    event.due_at = min(ends, default=None)


def end_of(day: date, clinic: Clinic) -> datetime:
    """The end of a day at the clinic: a report is in time until then."""
    return at_local(day + timedelta(days=1), time(0), clinic.zone)
