"""Worst pain over the days since the injection, as a drawing ready to print and as the table that says the same.

All numbers of the drawing are strings made here, so that a language that writes 3,5 cannot break it. A check-in that
was not answered breaks the line: nobody knows what lies between. What a clinic expects on each day is no part of this.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journey.domain.days import local_date
from journey.models import Cycle, Journey
from journey.models.pathway_version import content_of
from journey.presenters import when
from journey.presenters.pain_days import DayPain, pain_days

WORST = 10
FIRST_DAYS = 14  # the axis is never shorter than the first two weeks
# The drawing of identity.md: 360 wide, pain 0 at 240, pain 10 at 14, day 0 at 74.3, the last day at 338.6.
LEFT, RIGHT, TOP, BOTTOM, BEFORE_X = 74.3, 338.6, 14.0, 240.0, 53.5
DAY_TICKS = (
    (14, (0, 3, 7, 10, 14)),
    (42, (0, 7, 14, 21, 28, 42)),
    (120, (0, 30, 60, 90, 120)),
    (400, (0, 90, 180, 270, 365)),
)
YEAR = 365
LEAST_GAP = 20.0  # two day numbers nearer than this would touch


@dataclass(frozen=True)
class Tick:
    at: str
    word: str
    here: bool = False


@dataclass(frozen=True)
class Point:
    x: str
    y: str


@dataclass(frozen=True)
class Now:
    """The warm spot: today's answer, with its word beside it."""

    x: str
    y: str
    word: str
    word_x: str
    word_y: str
    anchor: str


@dataclass(frozen=True)
class PainRow:
    day: str
    date: str
    pain: str
    today: bool = False


@dataclass(frozen=True)
class PainChart:
    description: str
    caption: str
    lines: tuple[str, ...]
    points: tuple[Point, ...]
    before: Point | None
    now: Now | None
    days: tuple[Tick, ...]
    numbers: tuple[Tick, ...]
    rows: tuple[PainRow, ...]


def pain_chart(cycle: Cycle, at: datetime) -> PainChart | None:
    """The chart of one session; None before its injection and before the first answer. One statement.

    `cycle` comes with its journey, patient, site and clinic.
    """
    if cycle.injection_at is None:
        return None
    zone = cycle.journey.patient.zone
    days, baseline = pain_days(cycle, at)
    note = content_of(cycle.journey.pathway_version_id).notes.chart
    return draw(days, baseline, today=local_date(at, zone), note=note)


def chart_of(journey: Journey, at: datetime) -> PainChart | None:
    """The chart of the journey's newest session with an injection. Two statements."""
    cycle = Cycle.objects.filter(journey=journey, injection_at__isnull=False).order_by("-number").first()
    if cycle is None:
        return None
    cycle.journey = journey
    return pain_chart(cycle, at)


def draw(days: Sequence[DayPain], baseline: int | None, *, today: date, note: str) -> PainChart | None:
    """`days` in order, at most one of each day. None while no day has an answer."""
    answered = [each for each in days if each.pain is not None]
    if not answered:
        return None
    last = max(FIRST_DAYS, answered[-1].day)
    latest = answered[-1]
    is_now = latest.on == today
    plain = answered[:-1] if is_now else answered
    return PainChart(
        description=_description(days, baseline, today),
        caption=" ".join([*_baseline_words(baseline), note]),
        lines=tuple(_lines(days, last)),
        points=tuple(Point(_x(each.day, last), _y(each.pain)) for each in plain),
        before=None if baseline is None else Point(f"{BEFORE_X:g}", _y(baseline)),
        now=_now(latest, last, baseline) if is_now else None,
        days=_day_ticks(last, latest.day if is_now else None),
        numbers=tuple(Tick(_y(number, 4.5), str(number)) for number in range(0, WORST + 1, 2)),
        rows=tuple(_table(days, baseline, today)),
    )


def _lines(days: Sequence[DayPain], last: int) -> Iterable[str]:
    """A path for each unbroken run of answers; a single answer is a point and needs no line."""
    run: list[str] = []
    for each in [*days, None]:
        if each is not None and each.pain is not None:
            run.append(f"{_x(each.day, last)} {_y(each.pain)}")
            continue
        if len(run) > 1:
            yield f"M{' L'.join(run)}"
        run = []


def _now(latest: DayPain, last: int, baseline: int | None) -> Now:
    """The word stands beside the spot; above or below the dotted line, where that runs through it."""
    x = _across(latest.day, last)
    beside_left = x > RIGHT - 70
    clear = 0.0 if latest.pain != baseline else (20.0 if latest.pain == WORST else -12.0)
    return Now(
        x=f"{x:.1f}",
        y=_y(latest.pain),
        word=_("{pain} today").format(pain=latest.pain),
        word_x=f"{x - 14 if beside_left else x + 14:.1f}",
        word_y=_y(latest.pain, 4.8 + clear),
        anchor="end" if beside_left else "start",
    )


def _day_ticks(last: int, today: int | None) -> tuple[Tick, ...]:
    marks = [mark for mark in _marks(last) if mark <= last]
    if today is not None:
        here = _across(today, last)
        marks = [mark for mark in marks if abs(_across(mark, last) - here) >= LEAST_GAP]
        marks = sorted([*marks, today])
    return tuple(Tick(_x(mark, last), str(mark), mark == today) for mark in marks)


def _marks(last: int) -> Sequence[int]:
    for longest, marks in DAY_TICKS:
        if last <= longest:
            return marks
    return range(0, last + 1, YEAR)


def _across(day: int, last: int) -> float:
    return LEFT + (RIGHT - LEFT) * day / last


def _x(day: int, last: int) -> str:
    return f"{_across(day, last):.1f}"


def _y(pain: int | None, lower: float = 0.0) -> str:
    return f"{BOTTOM - (BOTTOM - TOP) * (pain or 0) / WORST + lower:.1f}"


def _baseline_words(baseline: int | None) -> list[str]:
    if baseline is None:
        return []
    return [_("The dotted line is your pain before treatment: {pain}.").format(pain=baseline)]


def _description(days: Sequence[DayPain], baseline: int | None, today: date) -> str:
    """What the drawing shows, in a few sentences, for who cannot see it."""
    answered = [each for each in days if each.pain is not None]
    latest, pains = answered[-1], [each.pain for each in days if each.pain is not None]
    parts = []
    if baseline is not None:
        parts.append(_("Pain was {pain} before treatment.").format(pain=baseline))
    parts.append(
        _("Since then there are answers on {count} days, from {low} to {high}.").format(
            count=len(answered), low=min(pains), high=max(pains)
        )
        if len(answered) > 1
        else _("Since then there is one answer.")
    )
    is_now = latest.on == today
    words = _("The latest is {pain}, today, day {day}.") if is_now else _("The latest is {pain}, on day {day}.")
    parts.append(words.format(pain=latest.pain, day=latest.day))
    if len(answered) < len(days):
        parts.append(_("The line breaks where a check-in was not answered."))
    return " ".join(parts)


def _table(days: Sequence[DayPain], baseline: int | None, today: date) -> Iterable[PainRow]:
    if baseline is not None:
        yield PainRow(_("Before"), "", str(baseline))
    for each in days:
        yield PainRow(
            day=_("Day {day}").format(day=each.day),
            date=f"{date_format(each.on, 'D')} {_short(each.on, today)}",
            pain=_("Not answered") if each.pain is None else str(each.pain),
            today=each.on == today,
        )


def _short(day: date, today: date) -> str:
    words = date_format(day, "j M").replace(" ", when.KEEP)
    return words if day.year == today.year else f"{words}{when.KEEP}{day.year}"
