"""Worst pain by the day since the injection, and the days whose check-in was not answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import FilteredRelation, Q

from journey.domain.days import day_number, local_date
from journey.domain.windows import CheckInState
from journey.models import CheckIn, Cycle
from journey.presenters.corridor import Judged, judged

BASELINE = "P-BASE"
SINCE_INJECTION = ("A-", "F-", "EXTRA", "REPORT")
# (code, state, due, closes, day of the answer, pain, when it was sent, what the rules were given, and of which version)
Row = tuple[
    str, str, datetime, datetime | None, int | None, int | None, datetime | None, dict[str, Any] | None, UUID | None
]


@dataclass(frozen=True)
class DayPain:
    """`pain` is None for a check-in that was not answered; `on` is the patient's local date."""

    day: int
    on: date
    pain: int | None


@dataclass(frozen=True)
class PainDays:
    """`days` in order; `judged` are those on which the rules spoke."""

    days: Sequence[DayPain]
    baseline: int | None
    judged: Sequence[Judged] = ()


def pain_days(cycle: Cycle, at: datetime) -> PainDays:
    """The days of a session and the pain before treatment. One statement. `cycle` has had its injection."""
    assert cycle.injection_at is not None
    rows = list(_rows(cycle, at))
    baseline = next(
        (pain for code, _s, _d, _c, _day, pain, *_rest in rows if code == BASELINE and pain is not None), None
    )
    sent = sorted((row for row in rows if _is_since(row[0]) and row[6] is not None), key=_sent_at)
    return PainDays(
        _by_day(rows, cycle.injection_at, cycle.journey.patient.zone, at),
        baseline,
        judged((day, pain, inputs, version) for _c, _s, _d, _e, day, pain, _at, inputs, version in sent),
    )


def _rows(cycle: Cycle, at: datetime) -> Iterable[Row]:
    """Every check-in of the session that was due by now or sent."""
    return (
        CheckIn.objects.filter(cycle=cycle)
        .filter(Q(due_at__lte=at) | Q(submitted_at__isnull=False))
        .exclude(state=CheckInState.CANCELLED)
        .annotate(sent=FilteredRelation("submissions", condition=Q(submissions__latest=True)))
        .order_by("due_at")
        .values_list(
            "code",
            "state",
            "due_at",
            "closes_at",
            "sent__day",
            "sent__answers__pain_worst",
            "sent__sent_at",
            "sent__triage__inputs",
            "sent__triage__pathway_version_id",
        )
    )


def _by_day(rows: Sequence[Row], injected_at: datetime, zone: ZoneInfo, at: datetime) -> list[DayPain]:
    """One entry a day: the worst of the day's answers, or None where a check-in of that day passed without one."""
    start = local_date(injected_at, zone)
    found: dict[int, int | None] = {}
    for code, state, due_at, closes_at, day, pain, *_rest in rows:
        if not _is_since(code):
            continue
        if pain is None:
            over = state != CheckInState.SUBMITTED and closes_at is not None and closes_at < at
            day = day_number(due_at, injected_at, zone) if over else None
        if day is not None and day >= 0:
            found[day] = _worst(found.get(day), pain)
    return [DayPain(day, start + timedelta(days=day), found[day]) for day in sorted(found)]


def _sent_at(row: Row) -> float:
    return row[6].timestamp() if row[6] else 0.0


def _is_since(code: str) -> bool:
    return code != BASELINE and code.startswith(SINCE_INJECTION)


def _worst(one: int | None, other: int | None) -> int | None:
    return max((pain for pain in (one, other) if pain is not None), default=None)
