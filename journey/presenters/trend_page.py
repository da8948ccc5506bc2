"""Measurements over time as staff read them: charts and one table, patient's answers beside what was measured."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from journey.domain.outcomes import (
    GRIP_THAT_MATTERS,
    KAPANDJI_CEILING,
    KAPANDJI_THAT_MATTERS,
    fall,
    gain,
    percent_of_other,
)
from journey.domain.record.follow_up.strength import NAMES, OTHER_HAND, Strength, compares
from journey.models import Journey
from journey.presenters import when
from journey.presenters.corridor import expected_words
from journey.presenters.trend_chart import Series, TrendChart, draw_trend
from journey.presenters.trend_rows import Number, SessionTrend, TimePoint, session_trends

Change = Callable[[Number | None, Number | None], Number | None]


@dataclass(frozen=True)
class Cell:
    value: str
    change: str = ""


@dataclass(frozen=True)
class TrendRow:
    """`matters` says how large a change is often enough to notice; blank where nobody agrees."""

    title: str
    cells: tuple[Cell, ...]
    matters: str


@dataclass(frozen=True)
class TrendBlock:
    title: str
    rows: tuple[TrendRow, ...]


@dataclass(frozen=True)
class SessionPage:
    title: str
    charts: tuple[TrendChart, ...]
    columns: tuple[tuple[str, str], ...]
    blocks: tuple[TrendBlock, ...]
    other_device: bool


def trend_pages(journey: Journey, at: datetime) -> list[SessionPage]:
    """Every session with an injection, the newest first."""
    return [_page(each) for each in session_trends(journey, at)]


def _page(trend: SessionTrend) -> SessionPage:
    charts = (pain_lines(trend), grip_lines(trend))
    was = trend.before.strength.get(("grip", trend.hand))
    grips = [each.strength.get(("grip", trend.hand)) for each in trend.points]
    return SessionPage(
        title=_("Session {number}").format(number=trend.number),
        charts=tuple(each for each in charts if each is not None),
        columns=tuple((each.title, _when(each)) for each in trend.everything),
        blocks=(
            TrendBlock(_("The patient's answers, 0 to 10 and lower is better"), tuple(_told(trend))),
            TrendBlock(_("Measured by the clinic"), tuple(_measured(trend))),
        ),
        other_device=any(now and was and now.mean and was.mean and not compares(now, was) for now in grips),
    )


def _when(each: TimePoint) -> str:
    return when.day_month_year(each.on) if each.on else ""


def pain_lines(trend: SessionTrend) -> TrendChart | None:
    series = [
        Series(_("usual pain"), trend.before.told.get("nrs_avg_7d"), told_over(trend, "nrs_avg_7d")),
        Series(_("worst pain in 24 hours"), trend.before.told.get("pain_worst"), told_over(trend, "pain_worst")),
    ]
    title = _("Pain, from 0 to 10")
    return draw_trend(f"pain-{trend.number}", title, series, is_pain=True, judged=trend.judged)


def grip_lines(trend: SessionTrend) -> TrendChart | None:
    if not trend.hand:
        return None
    hands = (trend.hand, OTHER_HAND[trend.hand])
    series = [Series(_(NAMES["grip", hand]), grip(trend.before, hand), grip_over(trend, hand)) for hand in hands]
    return draw_trend(f"grip-{trend.number}", _("Grip, kg"), series, unit="kg", is_pain=False)


def told_over(trend: SessionTrend, name: str) -> list[tuple[int, Number | None]]:
    """A visit that passed without an answer stands on the day before the next known one, to break the line there."""
    return _over([(each.told_day, each.told.get(name)) for each in trend.points])


def grip_over(trend: SessionTrend, hand: str) -> list[tuple[int, Number | None]]:
    """Visits by phone or in the app have no strength: only one that was measured without grip breaks the line."""
    return _over([(each.measured_day, grip(each, hand)) for each in trend.points if each.measured_day is not None])


def _over(found: Sequence[tuple[int | None, Number | None]]) -> list[tuple[int, Number | None]]:
    days: list[tuple[int, Number | None]] = []
    for day, value in found:
        days.append((day if day is not None else days[-1][0] if days else 0, value))
    return days


def grip(each: TimePoint, hand: str) -> Decimal | None:
    known = each.strength.get(("grip", hand))
    return known.mean if known else None


def _told(trend: SessionTrend) -> Iterator[TrendRow]:
    two = _("2 points")
    rows = (
        ("nrs_avg_7d", _("Usual pain, 7 days"), _("2 points and 30 %")),
        ("pain_worst", _("Worst pain, 24 hours"), _("2 points and 30 %")),
        ("nrs_rest", _("Pain at rest"), two),
        ("nrs_use", _("Pain in use"), two),
        ("ptga", _("How the hand is in all"), two),
        ("stiffness", _("Morning stiffness"), ""),
        ("tasks", _("Own tasks, mean"), two),
    )
    for name, title, matters in rows:
        values = [each.told.get(name) for each in trend.everything]
        if any(value is not None for value in values):
            yield TrendRow(title, tuple(_cells(values, fall)), matters)
        if name == "pain_worst" and trend.judged:
            cells = tuple(Cell(expected_words(each.judged)) for each in trend.everything)
            yield TrendRow(_("Worst pain that is expected on that day"), cells, "")
    views = [each.told.get("pgic") for each in trend.everything]
    if any(value is not None for value in views):
        cells = tuple(Cell("" if value is None else str(value)) for value in views)
        yield TrendRow(_("Change as the patient sees it, 1 to 7"), cells, _("1 or 2"))


def _measured(trend: SessionTrend) -> Iterator[TrendRow]:
    least, most = GRIP_THAT_MATTERS
    information = _("{least} to {most} kg, for information only").format(least=least, most=most)
    kapandji = _("{points}, above {ceiling} it hardly tells").format(
        points=KAPANDJI_THAT_MATTERS, ceiling=KAPANDJI_CEILING
    )
    for key, name in NAMES.items():
        known = [each.strength.get(key) for each in trend.everything]
        if any(each and each.mean is not None for each in known):
            matters = information if key[0] == "grip" else _("not agreed")
            yield TrendRow(f"{_(name)}, kg", tuple(_strength_cells(known)), matters)
    if trend.hand:
        other = OTHER_HAND[trend.hand]
        shares = [percent_of_other(grip(each, trend.hand), grip(each, other)) for each in trend.everything]
        if any(each is not None for each in shares):
            cells = tuple(Cell("" if each is None else f"{each} %") for each in shares)
            yield TrendRow(_("Grip, treated hand against the other"), cells, "")
    for name, title, matters, change in (
        ("kapandji", _("Kapandji, 0 to 10"), kapandji, gain),
        ("tender", _("Tender joints"), "", fall),
        ("swollen", _("Swollen joints"), "", fall),
    ):
        values: list[Number | None] = [each.measured.get(name) for each in trend.everything]
        if any(value is not None for value in values):
            yield TrendRow(title, tuple(_cells(values, change)), matters)


def _cells(values: Sequence[Number | None], change: Change) -> Iterator[Cell]:
    """The first is before treatment; each other says how much less or more it is."""
    before = values[0]
    yield Cell("" if before is None else str(before))
    for value in values[1:]:
        better = change(before, value)
        less = None if better is None else (better if change is fall else -better)
        yield Cell("" if value is None else str(value), "" if less is None else _difference(less))


def _strength_cells(known: Sequence[Strength | None]) -> Iterator[Cell]:
    before = known[0]
    for place, now in enumerate(known):
        mean = now.mean if now else None
        told = "" if mean is None else str(mean)
        if not place or now is None or before is None or mean is None or before.mean is None:
            yield Cell(told)
        elif compares(now, before):
            yield Cell(told, _difference(before.mean - mean))
        else:
            yield Cell(told, _("other device"))


def _difference(less: Number) -> str:
    if not less:
        return _("no change")
    return (_("{amount} less") if less > 0 else _("{amount} more")).format(amount=abs(less))
