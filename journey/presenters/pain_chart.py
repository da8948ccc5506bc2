"""Worst pain over the days since the injection, as a drawing ready to print and as the table that says the same.

A check-in that was not answered breaks the line: nobody knows what lies between. The band behind it is what the rules
alone expect on each day for this patient; where they are silent there is none.
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
from journey.presenters.chart_axes import BEFORE_X, FIRST_DAYS, RIGHT, Point, Tick, across, marks, unbroken, x_of, y_of
from journey.presenters.corridor import Band, Judged, band_of, range_words
from journey.presenters.pain_days import DayPain, pain_days

WORST = 10
LEAST_GAP = 20.0  # two day numbers nearer than this would touch


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
    expected: str = ""
    today: bool = False


@dataclass(frozen=True)
class PainChart:
    description: str
    caption: str
    band: Band | None
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
    known = pain_days(cycle, at)
    note = content_of(cycle.journey.pathway_version_id).notes.chart
    return draw(known.days, known.baseline, today=local_date(at, zone), note=note, judged=known.judged)


def chart_of(journey: Journey, at: datetime) -> PainChart | None:
    """The chart of the journey's newest session with an injection. Two statements."""
    cycle = Cycle.objects.filter(journey=journey, injection_at__isnull=False).order_by("-number").first()
    if cycle is None:
        return None
    cycle.journey = journey
    return pain_chart(cycle, at)


def draw(
    days: Sequence[DayPain], baseline: int | None, *, today: date, note: str, judged: Sequence[Judged] = ()
) -> PainChart | None:
    """`days` in order, at most one of each day. None while no day has an answer."""
    answered = [each for each in days if each.pain is not None]
    if not answered:
        return None
    last = max(FIRST_DAYS, answered[-1].day)
    latest = answered[-1]
    is_now = latest.on == today
    plain = answered[:-1] if is_now else answered
    band = band_of(judged, last, WORST)
    return PainChart(
        description=" ".join([_description(days, baseline, today), *_expected_words(band, latest)]),
        caption=" ".join([*_band_words(band), *_baseline_words(baseline), note]),
        band=band,
        lines=tuple(unbroken(_place(each, last) for each in days)),
        points=tuple(Point(x_of(each.day, last), _y(each.pain)) for each in plain),
        before=None if baseline is None else Point(f"{BEFORE_X:g}", _y(baseline)),
        now=_now(latest, last, baseline) if is_now else None,
        days=_day_ticks(last, latest.day if is_now else None),
        numbers=tuple(Tick(_y(number, 4.5), str(number)) for number in range(0, WORST + 1, 2)),
        rows=tuple(_table(days, baseline, today, band)),
    )


def _place(each: DayPain, last: int) -> Point | None:
    return None if each.pain is None else Point(x_of(each.day, last), _y(each.pain))


def _now(latest: DayPain, last: int, baseline: int | None) -> Now:
    """The word stands beside the spot; above or below the dotted line, where that runs through it."""
    x = across(latest.day, last)
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
    named = [mark for mark in marks(last) if mark <= last]
    if today is not None:
        here = across(today, last)
        named = [mark for mark in named if abs(across(mark, last) - here) >= LEAST_GAP]
        named = sorted([*named, today])
    return tuple(Tick(x_of(mark, last), str(mark), mark == today) for mark in named)


def _y(pain: int | None, lower: float = 0.0) -> str:
    return y_of(pain or 0, WORST, lower)


def _baseline_words(baseline: int | None) -> list[str]:
    if baseline is None:
        return []
    return [_("The dotted line is your pain before treatment: {pain}.").format(pain=baseline)]


def _band_words(band: Band | None) -> list[str]:
    return [_("The shaded area is what we expect on each day.")] if band else []


def _expected_words(band: Band | None, latest: DayPain) -> list[str]:
    most = band.most(latest.day) if band else None
    if most is None or latest.pain is None:
        return []
    words = _("On that day we expect 0 to {most}, and it is inside.")
    if latest.pain > most:
        words = _("On that day we expect 0 to {most}, and it is above.")
    return [words.format(most=most)]


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


def _table(days: Sequence[DayPain], baseline: int | None, today: date, band: Band | None) -> Iterable[PainRow]:
    if baseline is not None:
        yield PainRow(_("Before"), "", str(baseline))
    for each in days:
        yield PainRow(
            day=_("Day {day}").format(day=each.day),
            date=f"{date_format(each.on, 'D')} {_short(each.on, today)}",
            pain=_("Not answered") if each.pain is None else str(each.pain),
            expected=range_words(band.most(each.day)) if band else "",
            today=each.on == today,
        )


def _short(day: date, today: date) -> str:
    words = date_format(day, "j M").replace(" ", when.KEEP)
    return words if day.year == today.year else f"{words}{when.KEEP}{day.year}"
