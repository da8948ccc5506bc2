"""A session's outcome over time: what the patient answered and what the clinic measured, visit by visit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from journey.domain.days import local_date
from journey.domain.outcomes import mean_of_tasks
from journey.domain.record.entries import Entry
from journey.domain.record.follow_up.measures import CODE as MEASURES
from journey.domain.record.follow_up.strength import BASELINE, EXAMINATION, Strengths, strengths, strengths_before
from journey.domain.record.follow_up.visit_codes import UNSCHEDULED, VISITS, check_in_of
from journey.domain.record.sections import read_record
from journey.domain.visits import visit_window
from journey.models import Cycle, Journey, Submission
from journey.models.pathway_version import visit_specs_of
from journey.models.record_json import WholeRecord
from journey.presenters.corridor import Judged, judged

BEFORE = "before"
BASELINE_CHECK_IN = "P-BASE"
TASKS = ("my_tasks_1", "my_tasks_2", "my_tasks_3")
ANSWERS = ("nrs_avg_7d", "pain_worst", "nrs_rest", "nrs_use", "ptga", "stiffness", "pgic", *TASKS)
Number = Decimal | int


@dataclass(frozen=True)
class TimePoint:
    """One visit, or the time before treatment. Days are counted from the injection; what is not known is not there."""

    code: str
    title: str
    told_on: date | None = None
    told_day: int | None = None
    told: Mapping[str, Number] = field(default_factory=dict)
    measured_on: date | None = None
    measured_day: int | None = None
    strength: Strengths = field(default_factory=dict)
    measured: Mapping[str, int] = field(default_factory=dict)
    judged: Judged | None = None

    @property
    def on(self) -> date | None:
        return self.measured_on or self.told_on

    @property
    def is_blank(self) -> bool:
        return not self.told and not self.strength and not self.measured


@dataclass(frozen=True)
class SessionTrend:
    """`before` is the baseline; `points` are the visits since, in order; `judged` all days on which triage spoke."""

    number: int
    hand: str
    before: TimePoint
    points: Sequence[TimePoint]
    judged: Sequence[Judged] = ()

    @property
    def everything(self) -> Sequence[TimePoint]:
        return (self.before, *self.points)

    @property
    def is_blank(self) -> bool:
        return all(each.is_blank for each in self.points)


def session_trends(journey: Journey, at: datetime) -> list[SessionTrend]:
    """Every session with an injection, the newest first. Two statements."""
    cycles = list(
        Cycle.objects.filter(journey=journey, injection_at__isnull=False)
        .annotate(record=WholeRecord())
        .order_by("-number")
    )
    if not cycles:
        return []
    answers = _answers(journey)
    ends = [at, *(each.injection_at for each in cycles[:-1] if each.injection_at)]
    return [_trend(journey, cycle, answers.get(cycle.pk, []), end) for cycle, end in zip(cycles, ends, strict=True)]


@dataclass(frozen=True)
class Sent:
    """What was answered of the outcome in one check-in, and what triage was given."""

    code: str
    at: datetime
    day: int | None
    values: Mapping[str, Any]
    inputs: Mapping[str, Any] | None
    version_id: UUID | None

    @property
    def row(self) -> tuple[int | None, int | None, Mapping[str, Any] | None, UUID | None]:
        return self.day, self.values.get("pain_worst"), self.inputs, self.version_id


def _answers(journey: Journey) -> dict[UUID, list[Sent]]:
    """What was answered of the outcome, by session, in the order of sending."""
    rows = (
        Submission.objects.filter(journey=journey, latest=True)
        .order_by("sent_at")
        .values_list(
            "cycle_id",
            "check_in__code",
            Coalesce("check_in__submitted_at", "sent_at"),
            "day",
            "triage__inputs",
            "triage__pathway_version_id",
            *(f"answers__{name}" for name in ANSWERS),
        )
    )
    found: dict[UUID, list[Sent]] = {}
    for cycle, code, sent_at, day, inputs, version, *values in rows:
        known = {name: value for name, value in zip(ANSWERS, values, strict=True) if value is not None}
        found.setdefault(cycle, []).append(Sent(code, sent_at, day, known, inputs, version))
    return found


def _trend(journey: Journey, cycle: Cycle, answers: Sequence[Sent], end: datetime) -> SessionTrend:
    record, patient = read_record(cycle.__dict__["record"]), journey.patient
    zone, clinic = patient.zone, patient.site.clinic.zone
    assert cycle.injection_at is not None
    injected, last = local_date(cycle.injection_at, zone), local_date(end, zone)
    told = {each.code: (local_date(each.at, zone), each.values) for each in answers}
    since = judged(each.row for each in answers if each.code != BASELINE_CHECK_IN)
    judged_on = {each.day: each for each in since}
    kept = [name for name in TASKS if told.get(BASELINE_CHECK_IN, (None, {}))[1].get(name) is not None]

    def point(code: str, title: str, check_in: str, entry: Entry | None) -> TimePoint:
        sent_on, values = told.get(check_in, (None, {}))
        on = entry.get("measured_on") if entry else None
        return TimePoint(
            code,
            title,
            sent_on,
            (sent_on - injected).days if sent_on else None,
            _told(values, kept),
            on,
            (on - injected).days if on else None,
            strengths(entry, on) if entry else {},
            _measured(entry) if entry else {},
            judged_on.get((sent_on - injected).days) if sent_on else None,
        )

    consulted = local_date(cycle.consult_at, clinic) if cycle.consult_at else None
    base = record.of(BASELINE)
    examined = base if base.version else record.of(EXAMINATION)
    before = TimePoint(
        BEFORE,
        _("Before"),
        told.get(BASELINE_CHECK_IN, (None, {}))[0],
        None,
        _told(told.get(BASELINE_CHECK_IN, (None, {}))[1], kept),
        base.get("measured_on") or (consulted if examined.version else None),
        None,
        strengths_before(record, consulted),
        _measured(examined),
    )
    entries = [each for each in record.entries.get(MEASURES, {}).values() if each.get("visit_code")]
    planned = {each.get("visit_code"): each for each in entries if each.get("visit_code") != UNSCHEDULED}
    windows = visit_specs_of(journey.pathway_version_id)
    points = []
    for code, words in VISITS:
        passed = code in windows and visit_window(windows[code], cycle.injection_at, zone).latest < last
        one = point(code, _(words), check_in_of(code), planned.get(code))
        if check_in_of(code) and (not one.is_blank or passed):
            points.append(one)
    extra = [point(UNSCHEDULED, _("Not planned"), "", each) for each in entries if each not in planned.values()]
    return SessionTrend(cycle.number, journey.target_hand, before, _in_order(points, extra), since)


def _in_order(points: Iterable[TimePoint], extra: Iterable[TimePoint]) -> list[TimePoint]:
    """Planned visits in their order; one that was not planned stands before the first that came later."""
    ordered = list(points)
    for each in extra:
        place = next(
            (index for index, other in enumerate(ordered) if other.on and each.on and other.on > each.on), len(ordered)
        )
        ordered.insert(place, each)
    return ordered


def _told(values: Mapping[str, Any], kept: Sequence[str]) -> dict[str, Number]:
    found: dict[str, Number] = {name: int(values[name]) for name in ANSWERS if name in values and name not in TASKS}
    tasks = mean_of_tasks(values, kept)
    return found if tasks is None else {**found, "tasks": tasks}


def _measured(entry: Entry) -> dict[str, int]:
    """What is counted on the treated hand. Where no joint is named, nobody knows whether one was felt for."""
    found = {}
    if entry.get("kapandji") is not None:
        found["kapandji"] = entry.get("kapandji")
    if entry.get("tender_joints") or entry.get("swollen_joints"):
        found["tender"] = len(entry.get("tender_joints") or ())
        if "swollen_joints" in entry.values:
            found["swollen"] = len(entry.get("swollen_joints") or ())
    return found
