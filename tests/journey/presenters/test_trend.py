"""Measures over time: the drawing, and the patient's own words about them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from journey.domain.record.follow_up.strength import Strength
from journey.presenters.chart_axes import BOTTOM, TOP
from journey.presenters.own_measures import _session
from journey.presenters.trend_chart import Series, TrendChart, draw_trend
from journey.presenters.trend_rows import BEFORE, SessionTrend, TimePoint

ON = date(2026, 11, 24)


def drawn(*series: Series, is_pain: bool = True) -> TrendChart:
    chart = draw_trend("pain-1", "Pain", series, is_pain=is_pain, unit="" if is_pain else "kg")
    assert chart is not None
    return chart


def test_visit_without_a_value_breaks_the_line() -> None:
    chart = drawn(Series("usual", 6, [(14, 5), (42, 4), (42, None), (182, 3), (365, 3)]))
    assert [line.count("L") for line in chart.drawn[0].lines] == [1, 1]
    assert len(chart.drawn[0].points) == 4
    assert chart.description == "usual: 6 before treatment, 3 on day 365."


def test_pain_runs_from_0_to_10_and_strength_above_its_highest() -> None:
    pain = drawn(Series("usual", None, [(14, 0), (42, 10)]))
    grip = drawn(Series("right", Decimal("18.0"), [(42, Decimal("30.0"))]), is_pain=False)
    assert [(each.y) for each in pain.drawn[0].points] == [f"{BOTTOM:.1f}", f"{TOP:.1f}"]
    assert [tick.word for tick in pain.numbers] == ["0", "2", "4", "6", "8", "10"]
    assert [tick.word for tick in grip.numbers] == ["0", "8", "16", "24", "32", "40"]


def test_second_line_is_told_apart_without_colour() -> None:
    chart = drawn(Series("usual", 6, [(14, 5)]), Series("worst", 8, [(14, 7)]))
    assert [each.squares for each in chart.drawn] == [False, True]
    assert chart.caption.startswith("Line with dots: usual. Dashed line with squares: worst.")


def test_nothing_known_since_the_injection_is_no_chart() -> None:
    assert draw_trend("pain-1", "Pain", [Series("usual", 6, [(14, None)])], is_pain=True) is None
    assert draw_trend("pain-1", "Pain", [], is_pain=True) is None


@pytest.mark.parametrize("language", ["de", "ar"])
def test_drawing_in_a_comma_language_has_numbers_it_can_read(language: str) -> None:
    with translation.override(language):
        chart = drawn(Series("right", Decimal("18.5"), [(42, Decimal("20.25"))]), is_pain=False)
        html = render_to_string("components/trend_chart.html", {"chart": chart})
    attributes = html[html.index("<path") : html.index("</svg>")]
    assert "," not in attributes
    assert 'direction="ltr"' in html


def trend(before: dict[str, Any], now: dict[str, Any], *, device: str = "Jamar") -> SessionTrend:
    def point(code: str, told: dict[str, Any], device: str, day: int | None) -> TimePoint:
        grip = told.pop("grip", None)
        known = Strength(Decimal(grip), None, device, ON) if grip else None
        strength = {("grip", "right"): known} if known else {}
        return TimePoint(code, code, ON, day, told, ON, day, strength)

    return SessionTrend(1, "right", point(BEFORE, before, "Jamar", None), [point("M3", now, device, 90)])


@pytest.mark.parametrize(
    ("before", "now", "sentences"),
    [
        (6, 4, ("Your usual pain was 6.", "It is now 4.", "A drop of 2 is often enough to notice.")),
        (6, 5, ("Your usual pain was 6.", "It is now 5.", "A drop of 2 is often enough to notice.")),
        (6, 6, ("Your usual pain was 6.", "It is 6 now, the same as before.")),
        (4, 5, ("Your usual pain was 4.", "It is now 5.")),
        (
            4,
            6,
            (
                "Your usual pain was 4.",
                "It is now 6.",
                "Please talk with us about it at your next visit, or call us.",
            ),
        ),
        (None, 4, ("Your usual pain is now 4.",)),
        (6, None, ()),
    ],
)
def test_pain_in_plain_words(before: int | None, now: int | None, sentences: tuple[str, ...]) -> None:
    told = [{} if each is None else {"nrs_avg_7d": each} for each in (before, now)]
    assert _session(trend(*told), is_only=True).pain == sentences


def test_grip_in_plain_words_never_compares_two_devices() -> None:
    same = _session(trend({"grip": "18.0"}, {"grip": "20.3"}), is_only=True).strength
    other = _session(trend({"grip": "18.0"}, {"grip": "20.3"}, device="BIMS"), is_only=True).strength

    assert same == (
        "Your right hand could grip with 18.0 kg before. It is 20.3 kg now.",
        "Grip goes up and down from day to day.",
    )
    assert other[:2] == (
        "Your right hand can grip with 20.3 kg now.",
        "Before, we used another device. So the two numbers do not compare.",
    )
