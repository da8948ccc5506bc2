"""The pain chart: gaps, the fixed axis, today's spot, the table that says the same, and a comma locale."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import translation

from journey.models import Journey
from journey.presenters.chart_axes import BOTTOM, LEFT, RIGHT, TOP
from journey.presenters.pain_chart import PainChart, draw, pain_chart
from journey.presenters.pain_days import DayPain
from tests.builders import NOW, check_in_of, newest_cycle, report_of, send

START = date(2026, 11, 17)
NOTE = "Pain goes up and down by itself."


def chart(pains: dict[int, int | None], *, baseline: int | None = None, today: int = 999) -> PainChart:
    days = [DayPain(day, START + timedelta(days=day), pain) for day, pain in sorted(pains.items())]
    drawn = draw(days, baseline, today=START + timedelta(days=today), note=NOTE)
    assert drawn is not None
    return drawn


def test_draw_without_an_answer_gives_no_chart() -> None:
    assert draw([DayPain(0, START, None)], 5, today=START, note=NOTE) is None
    assert draw([], None, today=START, note=NOTE) is None


def test_draw_breaks_the_line_where_a_check_in_was_not_answered() -> None:
    drawn = chart({0: 4, 1: 6, 2: None, 3: 6, 5: 5, 7: None, 10: 3})
    assert [line.count("L") for line in drawn.lines] == [1, 1]
    assert len(drawn.points) == 5
    assert [row.pain for row in drawn.rows] == ["4", "6", "Not answered", "6", "5", "Not answered", "3"]
    assert "not answered" in drawn.description


def test_draw_axis_always_runs_from_0_to_10() -> None:
    low, high = chart({0: 0, 1: 1}), chart({0: 10, 1: 9})
    assert [tick.word for tick in low.numbers] == ["0", "2", "4", "6", "8", "10"]
    assert low.numbers == high.numbers
    assert (low.points[0].y, high.points[0].y) == (f"{BOTTOM:.1f}", f"{TOP:.1f}")


@pytest.mark.parametrize("last", [0, 3, 14, 15, 42, 90, 365, 1825])
def test_draw_days_stay_inside_the_drawing_and_apart(last: int) -> None:
    drawn = chart({0: 4, last: 5}, today=last)
    places = [float(tick.at) for tick in drawn.days]
    assert all(LEFT <= place <= RIGHT for place in places)
    assert all(right - left >= 20 for left, right in pairwise(places))
    assert [tick.word for tick in drawn.days if tick.here] == [str(last)]


def test_draw_gives_the_warm_spot_to_todays_answer_only() -> None:
    today, past = chart({0: 4, 3: 7}, today=3), chart({0: 4, 3: 7}, today=4)
    assert today.now is not None
    assert today.now.word == "7 today"
    assert len(today.points) == 1
    assert [row.today for row in today.rows] == [False, True]
    assert past.now is None
    assert len(past.points) == 2


def test_draw_word_of_the_spot_turns_round_at_the_edge() -> None:
    last = chart({0: 4, 14: 7}, today=14)
    assert last.now is not None
    assert last.now.anchor == "end"
    assert float(last.now.word_x) < float(last.now.x)


def test_draw_says_the_baseline_and_always_the_note() -> None:
    with_start, without = chart({0: 4}, baseline=5), chart({0: 4})
    assert with_start.caption == f"The dotted line is your pain before treatment: 5. {NOTE}"
    assert with_start.rows[0].pain == "5"
    assert without.caption == NOTE
    assert without.before is None


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_pain_chart_in_a_comma_language_has_numbers_a_drawing_can_read(language: str) -> None:
    with override_settings(USE_THOUSAND_SEPARATOR=True), translation.override(language):
        html = render_to_string("patient/parts/pain_chart.html", {"chart": chart({0: 4, 1: 6, 1200: 5}, baseline=5)})
    drawing = html[html.index("<svg") : html.index("</svg>")]
    for name in ("x", "y", "cx", "cy"):
        values = re.findall(rf' {name}="([^"]*)"', drawing)
        assert values
        assert all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) for value in values)
    assert all(re.fullmatch(r"[MLHV0-9. ]+", path) for path in re.findall(r' d="([^"]*)"', drawing))
    assert 'direction="ltr"' in drawing


def test_pain_chart_of_a_session_reads_baseline_answers_gaps_and_the_worst_of_a_day(post_care: Journey) -> None:
    injected = newest_cycle(post_care).injection_at
    assert injected is not None
    send(check_in_of(post_care, "A-1"), at=injected + timedelta(days=1), pain_worst=6)
    send(check_in_of(post_care, "A-3"), at=NOW, pain_worst=3)
    send(report_of(post_care), at=NOW + timedelta(minutes=5), pain_worst=7)
    cycle = newest_cycle(post_care)
    cycle.journey = post_care
    drawn = pain_chart(cycle, NOW + timedelta(minutes=10))
    assert drawn is not None
    assert [(row.day, row.pain) for row in drawn.rows] == [
        ("Before", "6"),
        ("Day 0", "Not answered"),
        ("Day 1", "6"),
        ("Day 2", "Not answered"),
        ("Day 3", "7"),
    ]
    assert drawn.lines == ()
    assert drawn.now is not None
    # clinical.md 5.6: 6 to day 3, 5 to day 7, then what it was before treatment (6); half a day to each side
    assert drawn.band is not None
    assert drawn.band.steps == ((0, 6), (4, 5), (8, 6))
    assert drawn.band.area == "M74.3 240.0 V104.4 H140.4 V127.0 H215.9 V104.4 H338.6 V240.0"


def test_pain_chart_takes_one_statement(post_care: Journey, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    send(check_in_of(post_care, "A-3"), at=NOW, pain_worst=3)
    cycle = newest_cycle(post_care)
    cycle.journey = post_care
    pain_chart(cycle, NOW)
    with django_assert_num_queries(1):
        pain_chart(cycle, NOW)


def test_pain_chart_before_the_injection_is_none(preparation: Journey) -> None:
    assert pain_chart(newest_cycle(preparation), NOW) is None
