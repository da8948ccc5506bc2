"""A patient's own measurements over time, in plain words: pain they told, grip that was measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from journey.domain.outcomes import POINTS_THAT_MATTER
from journey.domain.record.follow_up.strength import OTHER_HAND, compares
from journey.models import Journey
from journey.presenters import when
from journey.presenters.trend_chart import Series, TrendChart, draw_trend
from journey.presenters.trend_page import grip, grip_over, told_over
from journey.presenters.trend_rows import SessionTrend, TimePoint, session_trends


@dataclass(frozen=True)
class OwnRow:
    """`values`: usual pain, worst pain, grip of the treated hand and of the other; blank where it is not known."""

    title: str
    day: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class OwnSession:
    """`number` names the parts of the page; `title` is blank where there is one session only."""

    number: int
    title: str
    pain: tuple[str, ...]
    strength: tuple[str, ...]
    pain_chart: TrendChart | None
    grip_chart: TrendChart | None
    rows: tuple[OwnRow, ...]
    treated: str
    other: str


def own_measures(journey: Journey, at: datetime) -> list[OwnSession]:
    """Every session with something to show, the newest first. Two statements."""
    trends = [each for each in session_trends(journey, at) if not each.is_blank]
    return [_session(each, is_only=len(trends) == 1) for each in trends]


def hand_words(hand: str) -> str:
    return _("right hand") if hand == "right" else _("left hand")


def _session(trend: SessionTrend, *, is_only: bool) -> OwnSession:
    other = OTHER_HAND.get(trend.hand, "")
    return OwnSession(
        number=trend.number,
        title="" if is_only else _("Treatment {number}").format(number=trend.number),
        pain=tuple(_pain(trend)),
        strength=tuple(_strength(trend)),
        pain_chart=_pain_chart(trend),
        grip_chart=_grip_chart(trend, other),
        rows=tuple(_row(each, trend.hand, other) for each in trend.everything if not each.is_blank),
        treated=hand_words(trend.hand),
        other=hand_words(other),
    )


def _pain(trend: SessionTrend) -> Iterator[str]:
    """“Your usual pain was 6. It is now 4. A drop of 2 is often enough to notice.” (clinical.md 6.1)"""
    before = trend.before.told.get("nrs_avg_7d")
    known = [each.told["nrs_avg_7d"] for each in trend.points if "nrs_avg_7d" in each.told]
    if not known:
        return
    now = known[-1]
    if before is None:
        yield _("Your usual pain is now {now}.").format(now=now)
        return
    yield _("Your usual pain was {before}.").format(before=before)
    yield (_("It is {now} now, the same as before.") if now == before else _("It is now {now}.")).format(now=now)
    if now < before:
        yield _("A drop of {points} is often enough to notice.").format(points=POINTS_THAT_MATTER)
    if now >= before + POINTS_THAT_MATTER:
        yield _("Please talk with us about it at your next visit, or call us.")


def _strength(trend: SessionTrend) -> Iterator[str]:
    """What the numbers are, and that they go up and down; never that they will."""
    measured = [each.strength["grip", trend.hand] for each in trend.points if ("grip", trend.hand) in each.strength]
    found = [each for each in measured if each.mean is not None]
    before = trend.before.strength.get(("grip", trend.hand))
    if not found:
        return
    now, hand = found[-1], hand_words(trend.hand)
    if before is None or before.mean is None:
        yield _("Your {hand} can grip with {now} kg now.").format(hand=hand, now=now.mean)
    elif not compares(now, before):
        yield _("Your {hand} can grip with {now} kg now.").format(hand=hand, now=now.mean)
        yield _("Before, we used another device. So the two numbers do not compare.")
    else:
        words = _("Your {hand} could grip with {before} kg before. It is {now} kg now.")
        yield words.format(hand=hand, before=before.mean, now=now.mean)
    yield _("Grip goes up and down from day to day.")


def _pain_chart(trend: SessionTrend) -> TrendChart | None:
    series = [Series(_("usual pain"), trend.before.told.get("nrs_avg_7d"), told_over(trend, "nrs_avg_7d"))]
    return draw_trend(f"pain-{trend.number}", _("Your usual pain, from 0 to 10"), series, is_pain=True)


def _grip_chart(trend: SessionTrend, other: str) -> TrendChart | None:
    if not trend.hand:
        return None
    series = [
        Series(hand_words(hand), grip(trend.before, hand), grip_over(trend, hand)) for hand in (trend.hand, other)
    ]
    return draw_trend(f"grip-{trend.number}", _("How strong your grip is, in kg"), series, unit="kg", is_pain=False)


def _row(each: TimePoint, hand: str, other: str) -> OwnRow:
    return OwnRow(
        each.title,
        when.day_month_year(each.on) if each.on else "",
        (
            str(each.told.get("nrs_avg_7d", "")),
            str(each.told.get("pain_worst", "")),
            _kg(each, hand),
            _kg(each, other),
        ),
    )


def _kg(each: TimePoint, hand: str) -> str:
    mean = grip(each, hand)
    return "" if mean is None else str(mean)
