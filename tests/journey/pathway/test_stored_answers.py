"""What the answers of a form store, by the names of clinical.md 3.3 to 3.5 and 6.1."""

import pytest

from journey.pathway import Pathway
from journey.pathway.flow import first_unanswered, form_pages, stored_answers
from tests.journey.pathway.answering import before, lines, post, ticks


def test_ticked_lines_store_yes_and_unticked_lines_store_none(pathway: Pathway) -> None:
    ctx = post("A-5", 5)
    stored = stored_answers(pathway, ctx, ticks(pathway, ctx, "signs_hand", "hot"))

    assert stored == {
        "swelling": "none",
        "redness": "none",
        "hot": "yes",
        "discharge": "none",
        "movement": "as_before",
        "finger_stuck": "no",
        "finger_colour": "no",
        "nerve": "none",
        "bruise": "none",
        "lump": "none",
    }


def test_ticked_line_without_its_page_stores_nothing_for_it(pathway: Pathway) -> None:
    ctx = post("A-5", 5)

    assert "swelling" not in stored_answers(pathway, ctx, ticks(pathway, ctx, "signs_hand", "swelling"))


@pytest.mark.parametrize(
    ("flags", "body", "faint"),
    [
        ((), (), "no"),
        ((), ("faint",), "dizzy"),
        (("collapsed",), (), "collapsed"),
        (("collapsed",), ("faint",), "collapsed"),
    ],
)
def test_collapse_wins_over_dizzy(pathway: Pathway, flags: tuple[str, ...], body: tuple[str, ...], faint: str) -> None:
    ctx = post("A-1", 1)
    answers = ticks(pathway, ctx, "red_flags", *flags) | ticks(pathway, ctx, "signs_body", *body)

    assert stored_answers(pathway, ctx, answers)["faint"] == faint


def test_red_flags_alone_store_each_flag(pathway: Pathway) -> None:
    ctx = post("A-1", 1)

    assert stored_answers(pathway, ctx, ticks(pathway, ctx, "red_flags", "breathing", "collapsed")) == {
        "breathing": "yes",
        "face_swelling": "no",
        "faint": "collapsed",
        "chest_pain": "no",
        "sepsis_sign": "no",
    }


def test_line_that_was_not_on_the_page_is_asked_again_the_next_day(pathway: Pathway) -> None:
    evening, after_midnight = post("A-3", 2), post("A-3", 3)
    answers = ticks(pathway, evening, "signs_hand")

    assert first_unanswered(form_pages(pathway, evening, answers)[3:4], answers) is None
    again = first_unanswered(form_pages(pathway, after_midnight, answers)[3:4], answers)
    assert again is not None
    assert again.key == "signs_hand"
    assert "lump" not in stored_answers(pathway, after_midnight, answers)


def test_worst_pain_is_asked_once_and_stored_as_measure_too(pathway: Pathway) -> None:
    late = post("F-3M", 90)
    stored = stored_answers(pathway, late, {"pain_worst": 4})
    assert (stored["pain_worst"], stored["nrs_worst_24h"]) == (4, 4)

    baseline = before("P-BASE")
    stored = stored_answers(pathway, baseline, {"nrs_worst_24h": 6})
    assert (stored["pain_worst"], stored["nrs_worst_24h"]) == (6, 6)


def test_check_in_without_outcomes_stores_no_measure(pathway: Pathway) -> None:
    assert "nrs_worst_24h" not in stored_answers(pathway, post("A-1", 1), {"pain_worst": 4})


def test_tasks_are_asked_in_the_patients_words_and_may_be_left_out(pathway: Pathway) -> None:
    ctx = before("P-BASE", tasks=("Open a jar", "Hold a pen"))
    page = next(page for page in form_pages(pathway, ctx, {}) if page.key == "my_tasks")

    assert [part.label for part in page.parts] == ["Open a jar", "Hold a pen"]
    assert stored_answers(pathway, ctx, {"my_tasks": {"my_tasks_1": 7, "my_tasks_2": None}}) == {"my_tasks_1": 7}


@pytest.mark.parametrize(
    ("hand", "first", "count"),
    [("right", "R-CMC1", 19), ("left", "L-CMC1", 19), ("both", "R-CMC1", 37)],
)
def test_hand_map_offers_the_joints_of_the_hand_that_hurts(pathway: Pathway, hand: str, first: str, count: int) -> None:
    page = next(page for page in form_pages(pathway, before("C-PRE"), {"i_hand": hand}) if page.key == "i_where")

    assert page.choices[0].value == first
    assert len(page.choices) == count


def test_hand_map_is_asked_again_for_the_other_hand(pathway: Pathway) -> None:
    answers = {"i_hand": "left", "i_where": ["R-CMC1"]}
    pages = [page for page in form_pages(pathway, before("C-PRE"), answers) if page.key == "i_where"]

    assert first_unanswered(pages, answers) == pages[0]


def test_no_thermometer_leaves_the_temperature_blank(pathway: Pathway) -> None:
    assert stored_answers(pathway, post("A-1", 1), {"temp_c": {"unit": "none"}}) == {}


def test_rating_and_moment_are_stored_as_number_and_local_time(pathway: Pathway) -> None:
    assert stored_answers(pathway, post("F-Y2", 730), {"pgic": "2"}) == {"pgic": 2}
    assert stored_answers(pathway, before("P-0"), {"last_solid_at": "2026-11-19T21:30"}) == {
        "last_solid_at": "2026-11-19T21:30"
    }


def test_answer_to_a_page_that_is_gone_is_not_stored(pathway: Pathway) -> None:
    ctx = post("A-5", 5)
    answers = ticks(pathway, ctx, "signs_hand") | {"swelling": "severe"}

    assert stored_answers(pathway, ctx, answers)["swelling"] == "none"


def test_extra_after_a_report_is_limited_as_little_as_the_report(pathway: Pathway) -> None:
    ctx = post("EXTRA-1", 5, series_block_code="REPORT")

    assert "la_signs" in lines(pathway, ctx, "signs_body")


def test_unknown_check_in_has_no_form(pathway: Pathway) -> None:
    with pytest.raises(LookupError):
        form_pages(pathway, post("A-99", 1), {})
