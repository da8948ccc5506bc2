"""One or two measures over the days since an injection, as a drawing ready to print.

A visit without a value breaks the line. What was before treatment stands left of day 0, a dotted line at its level.
The first line is drawn through and has dots, the second is dashed and has squares: nothing hangs on a colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from journey.presenters.chart_axes import (
    BEFORE_X,
    FIRST_DAYS,
    Point,
    Tick,
    marks,
    unbroken,
    x_of,
    y_of,
)
from journey.presenters.corridor import Band, Judged, band_of
from journey.presenters.trend_rows import Number

PAIN_TOP, STEPS = 10, 5
HALF = 4.0  # half a square


@dataclass(frozen=True)
class Series:
    """A measure by the day since the injection; None where a visit passed without a value."""

    name: str
    before: Number | None
    values: Sequence[tuple[int, Number | None]]

    @property
    def known(self) -> list[tuple[int, Number]]:
        return [(day, value) for day, value in self.values if value is not None]


@dataclass(frozen=True)
class Drawn:
    lines: tuple[str, ...]
    points: tuple[Point, ...]
    before: Point | None
    squares: bool


@dataclass(frozen=True)
class TrendChart:
    id: str
    title: str
    description: str
    caption: str
    band: Band | None
    drawn: tuple[Drawn, ...]
    days: tuple[Tick, ...]
    numbers: tuple[Tick, ...]


def draw_trend(
    name: str,
    title: str,
    series: Sequence[Series],
    *,
    unit: str = "",
    is_pain: bool,
    judged: Sequence[Judged] = (),
) -> TrendChart | None:
    """None while nothing is known since the injection. `name` keeps the ids of two charts on a page apart; `judged`
    are the days that the band of expected worst pain is made from."""
    shown = [each for each in series if each.known]
    if not shown:
        return None
    last = max(FIRST_DAYS, *(each.known[-1][0] for each in shown))
    most = PAIN_TOP if is_pain else _round_top(shown)
    step = most // STEPS
    band = band_of(judged, last, most)
    return TrendChart(
        id=name,
        title=title,
        description=" ".join(_said(each, unit) for each in shown),
        caption=" ".join(each for each in (_key(shown), _band_words(band)) if each),
        band=band,
        drawn=tuple(_drawn(each, last, most, squares=place > 0) for place, each in enumerate(shown)),
        days=tuple(Tick(x_of(mark, last), str(mark)) for mark in marks(last) if mark <= last),
        numbers=tuple(Tick(y_of(number, most, 4.5), str(number)) for number in range(0, most + 1, step)),
    )


def _band_words(band: Band | None) -> str:
    return _("The shaded area is the worst pain that is expected on each day.") if band else ""


def _round_top(shown: Sequence[Series]) -> int:
    """A top in tens that every value stays under."""
    highest = max(
        float(value) for each in shown for value in (each.before or 0, *(found for _day, found in each.known))
    )
    return max(10, 10 * -(-int(highest + 1) // 10))


def _drawn(each: Series, last: int, most: int, *, squares: bool) -> Drawn:
    def place(day: int, value: Number | None) -> Point | None:
        return None if value is None else Point(x_of(day, last), y_of(float(value), most))

    off = HALF if squares else 0.0
    points = [Point(f"{float(x_of(day, last)) - off:.1f}", y_of(float(value), most, -off)) for day, value in each.known]
    before = None if each.before is None else Point(f"{BEFORE_X - off:.1f}", y_of(float(each.before), most, -off))
    return Drawn(tuple(unbroken(place(day, value) for day, value in each.values)), tuple(points), before, squares)


def _said(each: Series, unit: str) -> str:
    """What a line shows, for who cannot see it."""
    day, value = each.known[-1]
    words = _("{name}: {value} on day {day}.")
    if each.before is not None:
        words = _("{name}: {before} before treatment, {value} on day {day}.")
    return words.format(name=each.name, before=_with(each.before, unit), value=_with(value, unit), day=day)


def _with(value: Number | None, unit: str) -> str:
    return f"{value} {unit}".strip()


def _key(shown: Sequence[Series]) -> str:
    names = [each.name for each in shown]
    words = _("The dotted line is how it was before treatment.")
    if len(names) == 1:
        return words if shown[0].before is not None else ""
    key = _("Line with dots: {first}. Dashed line with squares: {second}.").format(first=names[0], second=names[1])
    return f"{key} {words}" if shown[0].before is not None else key
