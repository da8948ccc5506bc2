"""Running the rules on answers, keeping what they said, and opening alerts from it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import Coalesce

from journey.actions.adverse_events import draft_from_alert
from journey.actions.alerts import Raised, raise_alert
from journey.actions.tumour_reviews import ask_for_review
from journey.domain.adverse_events import EventSource
from journey.domain.ae_suggestion import families_of_signs, suggest
from journey.domain.days import at_local, local_date
from journey.domain.readiness import (
    ALERT_PLACES,
    ReadinessLevel,
    ReadinessResult,
    evaluate_readiness,
    evaluate_readiness_emergency,
    is_about_a_symptom,
    readiness_inputs,
)
from journey.domain.schedule import PREPARING
from journey.domain.stages import CellSource, Tissue
from journey.domain.triage import Flag, Level, Route, evaluate, evaluate_emergency
from journey.domain.triage import TriageResult as RuleResult
from journey.domain.triage_fields import RED_FLAGS, red_flags_in, triage_inputs
from journey.domain.words import gettext_noop, say
from journey.models import CheckIn, Submission, TriageResult
from journey.pathway.compiled import readiness_table, rule_set
from journey.pathway.flow import FormContext, red_flag_values, stored_answers
from journey.pathway.pages import RED_FLAGS as RED_FLAGS_PAGE

# The fixed safety text that works while no clinician has approved the rules (clinical.md 5.2).
FIXED_RULE = "RED-FLAG"
FIXED_REASON = gettext_noop("You told us about a sign that needs help now.")


@dataclass(frozen=True)
class Outcome:
    """One result, whichever table gave it. `level` is a triage or a readiness level."""

    level: str
    route: str
    deciding: tuple[str, ...]
    fired: tuple[str, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class History:
    """What the rules need of earlier answers of this cycle (clinical.md 5.2, 5.3)."""

    baseline_pain: int | None = None
    pain_nadir: int | None = None
    watch_streak: int = 0


def outcome_of(
    check_in: CheckIn, answers: Mapping[str, Any], context: FormContext, sent_at: datetime
) -> Outcome | None:
    """The result of a finished form; None while no clinician has approved the rule set, unless a red flag is ticked."""
    if not _rules_approved(check_in):
        return _fixed(answers)
    if _asks_readiness(check_in, context):
        return _readiness(check_in, answers)
    pathway = check_in.pathway_version.content
    inputs = _inputs(check_in, context, answers, _history(check_in, context, sent_at))
    return _from_triage(evaluate(rule_set(pathway), inputs), inputs)


def emergency_of(check_in: CheckIn, draft: Mapping[str, Any], context: FormContext, *, flags: bool) -> Outcome | None:
    """Group A on the answers of a draft, by page; None when nothing of it fires. `flags`: the page of emergency signs
    was answered just now. While no rules are approved only that page counts (the fixed safety text)."""
    pathway = check_in.pathway_version.content
    now = red_flag_values(pathway, draft[RED_FLAGS_PAGE]) if flags else {}
    if not _rules_approved(check_in):
        return _fixed(now)
    answers = {**now, **stored_answers(pathway, context, draft)}
    if _asks_readiness(check_in, context):
        inputs = _readiness_inputs(check_in, answers)
        ready = evaluate_readiness_emergency(readiness_table(pathway), inputs)
        return _from_readiness(ready, inputs) if ready else None
    inputs = _inputs(check_in, context, answers, History())
    result = evaluate_emergency(rule_set(pathway), inputs)
    return _from_triage(result, inputs) if result else None


def keep_result(
    check_in: CheckIn,
    outcome: Outcome,
    *,
    at: datetime,
    submission: Submission | None = None,
    draft_token: uuid.UUID | None = None,
) -> TriageResult:
    """Store the result, and do what follows from it."""
    result = result_of(check_in, outcome, at=at, submission=submission, draft_token=draft_token)
    result.save(force_insert=True)
    follow_result(check_in, outcome, result, at=at)
    return result


def result_of(
    check_in: CheckIn,
    outcome: Outcome,
    *,
    at: datetime,
    submission: Submission | None = None,
    draft_token: uuid.UUID | None = None,
) -> TriageResult:
    """The row of the result, not yet written."""
    return TriageResult(
        check_in=check_in,
        journey=check_in.journey,
        submission=submission,
        draft_token=draft_token,
        pathway_version_id=check_in.pathway_version_id,
        level=outcome.level,
        route=outcome.route,
        deciding=list(outcome.deciding),
        fired=list(outcome.fired),
        flags=list(outcome.flags),
        reasons=list(outcome.reasons),
        inputs=dict(outcome.inputs),
        at=at,
    )


def follow_result(check_in: CheckIn, outcome: Outcome, result: TriageResult, *, at: datetime) -> None:
    """Open or join the patient's alert when the level asks for one, and their tumour review when a rule that fired
    does. Called by what wrote the result, in its transaction."""
    place = alert_place(outcome.level, outcome.route)
    if place is not None:
        day = local_date(at, check_in.journey.patient.zone)
        raised = raise_alert(journey=check_in.journey, triage=result, level=place[0], route=place[1], day=day, at=at)
        if asks_for_draft(place[0], check_in, outcome):
            _draft(check_in, raised, result, outcome, place[0], at)
    if Flag.TUMOUR_REVIEW in outcome.flags:
        ask_for_review(journey=check_in.journey, triage=result, at=at)


def asks_for_draft(level: Level, check_in: CheckIn, outcome: Outcome) -> bool:
    """Harm is looked into after a needle, by whichever table: while the cells of a harvest grow, the readiness form
    tells of it by a symptom. Before the needle of a later session only a danger sign is taken for harm, and before the
    first one nothing is. `level` is that of the alert."""
    cycle = check_in.cycle
    needle = bool(cycle.harvest_at or cycle.injection_at or cycle.earlier_harvests)
    if level not in {Level.CALL_24H, Level.URGENT_NOW} or not (needle or cycle.number > 1):
        return False
    if outcome.level not in set(ReadinessLevel):
        return True
    rules = readiness_table(check_in.pathway_version.content).rules
    decided = [rule for rule in rules if rule.id in outcome.deciding]
    return any(map(is_about_a_symptom, decided)) if needle else bool(red_flags_in(outcome.inputs))


def _draft(
    check_in: CheckIn, raised: Raised, result: TriageResult, outcome: Outcome, level: Level, at: datetime
) -> None:
    table = rule_set(check_in.pathway_version.content)
    family_of = {rule.id: rule.family for rule in (*table.rules, table.streak)}
    families = [family_of[rule] for rule in outcome.deciding if rule in family_of] or families_of_signs(outcome.inputs)
    told_before = raised.alert.reasons.filter(triage__check_in=check_in, triage__deciding__contains=result.deciding)
    draft_from_alert(
        raised=raised,
        journey=check_in.journey,
        cycle=check_in.cycle,
        suggestion=suggest(families, outcome.inputs),
        source=EventSource.TRIAGE,
        narrative="",
        sae_candidate=level is Level.URGENT_NOW or Flag.SAE_CANDIDATE in outcome.flags,
        is_repeat=raised.agreed or (not raised.new and told_before.exclude(triage=result).exists()),
        at=at,
    )


def alert_place(level: str, route: str) -> tuple[Level, Route] | None:
    """The level and route of the alert that a result opens; None for a result that opens none."""
    if level in set(ReadinessLevel):
        return ALERT_PLACES.get(ReadinessLevel(level))
    if level in {Level.CALL_24H, Level.URGENT_NOW}:
        return Level(level), Route(route)
    return None


def _rules_approved(check_in: CheckIn) -> bool:
    return check_in.pathway_version.rules_approved_at is not None


def _asks_readiness(check_in: CheckIn, context: FormContext) -> bool:
    """Before the first needle, and in what prepares one: also between the harvest and an injection on another day."""
    return context.phase == "before" or check_in.code.startswith(PREPARING)


def _fixed(answers: Mapping[str, Any]) -> Outcome | None:
    flags = _red_flags_only(answers)
    if not red_flags_in(flags):
        return None
    return Outcome(
        Level.URGENT_NOW, Route.EMERGENCY_NUMBER, (FIXED_RULE,), (FIXED_RULE,), (say(FIXED_REASON),), (), flags
    )


def _red_flags_only(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answers[name] for name in RED_FLAGS if name in answers}


def _inputs(check_in: CheckIn, context: FormContext, answers: Mapping[str, Any], history: History) -> dict[str, Any]:
    cycle, journey = check_in.cycle, check_in.journey
    taken = context.cells_taken and cycle.tissue in {Tissue.BONE_MARROW, Tissue.ADIPOSE}
    return triage_inputs(
        answers=answers,
        day=context.day,
        hday=context.hday,
        # Donor cells have the stricter rules, so a source that is not recorded counts as donor.
        cell_source=CellSource(cycle.cell_source or CellSource.ALLOGENEIC),
        harvest_tissue=cycle.tissue if taken else "none",
        cycle_no=cycle.number,
        high_infection_risk=bool(journey.high_infection_risk),
        anticoagulant=bool(journey.anticoagulant),
        baseline_pain=history.baseline_pain,
        pain_nadir=history.pain_nadir,
        watch_streak=history.watch_streak,
    )


def _history(check_in: CheckIn, context: FormContext, sent_at: datetime) -> History:
    """Symptoms that came after a check-in was closed count too, when they came; what prepares a treatment does not."""
    rows = Submission.objects.filter(cycle=check_in.cycle_id, latest=True).exclude(check_in=check_in)
    came = Q(after_closing=True) & ~Q(check_in__code__startswith="C-") & ~Q(check_in__code__startswith="P-")
    counted = rows.filter(Q(check_in__submitted_at__isnull=False) | came)
    earlier = list(
        counted.annotate(first_at=Coalesce("check_in__submitted_at", "sent_at"))
        .filter(first_at__lt=sent_at)
        .order_by("-first_at", "-id")
        .values_list("check_in__code", "answers__pain_worst", "day", "triage__level")
    )
    return history_of(earlier, context.day)


def history_of(earlier: Sequence[tuple[str, int | None, int | None, str | None]], today: int | None) -> History:
    """From the latest version of each earlier submission, newest first: (code, pain_worst, day, level)."""
    baseline = next((pain for code, pain, _, _ in earlier if code == "P-BASE" and pain is not None), None)
    lows = [pain for _, pain, day, _ in earlier if pain is not None and day is not None and day >= 1 and day != today]
    streak = 0
    for _, _, _, level in earlier:
        if level != Level.WATCH:
            break
        streak += 1
    return History(baseline, min(lows, default=None), streak)


def _readiness(check_in: CheckIn, answers: Mapping[str, Any]) -> Outcome:
    inputs = _readiness_inputs(check_in, answers)
    table = readiness_table(check_in.pathway_version.content)
    return _from_readiness(evaluate_readiness(table, inputs), inputs)


def _readiness_inputs(check_in: CheckIn, answers: Mapping[str, Any]) -> dict[str, Any]:
    cycle, zone = check_in.cycle, check_in.journey.patient.zone
    return readiness_inputs(
        answers=answers,
        check_in=check_in.code,
        sedation=cycle.sedation or None,
        allergy_status=check_in.journey.patient.allergy_status,
        procedure_at=cycle.procedure_at,
        last_solid_at=_moment(answers.get("last_solid_at"), zone),
        last_fluid_at=_moment(answers.get("last_fluid_at"), zone),
    )


def _from_triage(result: RuleResult, inputs: Mapping[str, Any]) -> Outcome:
    return Outcome(
        level=result.level,
        route=result.route,
        deciding=tuple(rule.id for rule in result.deciding),
        fired=tuple(rule.id for rule in result.fired),
        reasons=result.reasons,
        flags=tuple(result.flags),
        inputs=inputs,
    )


def _from_readiness(result: ReadinessResult, inputs: Mapping[str, Any]) -> Outcome:
    return Outcome(
        level=result.level,
        route=result.level.route,
        deciding=tuple(rule.id for rule in result.deciding),
        fired=tuple(rule.id for rule in result.fired),
        reasons=result.reasons,
        flags=tuple(result.flags),
        inputs=inputs,
    )


def _moment(value: Any, zone: ZoneInfo) -> datetime | None:
    """A moment that the patient chose is local time without a zone."""
    if not value:
        return None
    local = datetime.fromisoformat(str(value))
    return at_local(local.date(), local.time(), zone)
