"""What a browser sends is read strictly, and every refusal says how to put it right."""

from datetime import date

import pytest

from journey.pathway import Pathway
from journey.pathway.flow import FormContext, Page, PageError, clean_raw, form_pages, posted_of, stored_answers
from journey.pathway.pages import Option, PagePart
from tests.journey.pathway.answering import Raw, before, post


def page_of(pathway: Pathway, ctx: FormContext, key: str) -> Page:
    return next(page for page in form_pages(pathway, ctx, {}) if page.key == key)


def plain(kind: str, **more: object) -> Page:
    return Page(**{"key": "q", "kind": kind, "title": "Q", "fields": ("q",), **more})  # type: ignore[arg-type]


YES_NO = plain("yes_no", choices=(Option("yes", "Yes"), Option("no", "No")))
SCALE = plain("scale", low=0, high=10)
NUMBER = plain("number", low=0, high=720)
MANY = plain("many", choices=(Option("a", "A"), Option("b", "B"), Option("none", "None of these")), none_value="none")
GATE = plain("gate", choices=MANY.choices, none_value="none")
TEMPERATURE = plain("temperature", none_label="I have no thermometer")
TEXT = plain("text", max_length=1000)
NOTE = plain("text", max_length=1000, optional=True)
TASKS = plain("texts", max_length=200, max_items=3)
LIST = plain("list", max_length=200, max_items=3, none_label="I take none")
SCALES = plain("scales", low=0, high=10, parts=(PagePart("x", "At rest"), PagePart("y", "In use")))
PARTLY = plain("scales", low=0, high=10, optional=True, parts=SCALES.parts)
MOMENT = plain("moment", choices=(Option("2026-11-20", "Today"), Option("2026-11-19", "Yesterday")))
DAY = plain("date", optional=True, latest=date(2026, 11, 20))


def celsius(text: str) -> Raw:
    return {"value": [text], "unit": ["C"]}


def fahrenheit(text: str) -> Raw:
    return {"value": [text], "unit": ["F"]}


ACCEPTED: list[tuple[Page, Raw, object]] = [
    (YES_NO, {"value": ["yes"]}, "yes"),
    (SCALE, {"value": ["0"]}, 0),
    (SCALE, {"value": ["10"]}, 10),
    (SCALE, {"value": [" 7 "]}, 7),
    (SCALE, {"value": ["٧"]}, 7),
    (NUMBER, {"value": ["720"]}, 720),
    (MANY, {"value": ["b", "a", "b"]}, ["a", "b"]),
    (MANY, {"value": ["none"]}, ["none"]),
    (GATE, {"value": ["b"]}, {"ticked": ["b"], "shown": ["a", "b"]}),
    (GATE, {"value": ["none"]}, {"ticked": [], "shown": ["a", "b"]}),
    (TEMPERATURE, celsius("37.5"), {"unit": "C", "number": "37.5"}),
    (TEMPERATURE, celsius("37,5"), {"unit": "C", "number": "37.5"}),
    (TEMPERATURE, celsius("٣٧٫٥"), {"unit": "C", "number": "37.5"}),
    (TEMPERATURE, celsius("30"), {"unit": "C", "number": "30"}),
    (TEMPERATURE, celsius("43.0"), {"unit": "C", "number": "43.0"}),
    (TEMPERATURE, fahrenheit("100.4"), {"unit": "F", "number": "100.4"}),
    (TEMPERATURE, {"value": [""], "unit": ["none"]}, {"unit": "none"}),
    (TEXT, {"value": ["  Two\r\nlines "]}, "Two\nlines"),
    (TEXT, {"value": ["x" * 1000]}, "x" * 1000),
    (NOTE, {}, ""),
    (TASKS, {"value": ["Open a jar", "", " Hold a pen "]}, ["Open a jar", "Hold a pen"]),
    (LIST, {"value": ["Plasters\r\n\r\nLatex"]}, ["Plasters", "Latex"]),
    (LIST, {"none": ["1"], "value": [""]}, []),
    (SCALES, {"x": ["0"], "y": ["10"]}, {"x": 0, "y": 10}),
    (PARTLY, {"x": ["3"]}, {"x": 3, "y": None}),
    (MOMENT, {"date": ["2026-11-19"], "time": ["7:30"]}, "2026-11-19T07:30"),
    (MOMENT, {"date": ["2026-11-20"], "time": ["00:00"]}, "2026-11-20T00:00"),
    (MOMENT, {"date": ["2026-11-20"], "time": ["19.45"]}, "2026-11-20T19:45"),
    (DAY, {"day": ["3"], "month": ["9"], "year": ["2026"]}, "2026-09-03"),
    (DAY, {"day": [""], "month": [""], "year": [""]}, ""),
]

REFUSED: list[tuple[Page, Raw, str]] = [
    (YES_NO, {}, "Choose one answer."),
    (YES_NO, {"value": [""]}, "Choose one answer."),
    (YES_NO, {"value": ["maybe"]}, "Choose one of the answers on this page."),
    (YES_NO, {"value": ["yes", "no"]}, "Choose one answer only."),
    (SCALE, {}, "Choose a number from 0 to 10."),
    (SCALE, {"value": ["11"]}, "Choose a number from 0 to 10."),
    (SCALE, {"value": ["-1"]}, "Choose a number from 0 to 10."),
    (SCALE, {"value": ["1_0"]}, "Choose a number from 0 to 10."),
    (SCALE, {"value": ["7.5"]}, "Choose a number from 0 to 10."),
    (NUMBER, {"value": ["721"]}, "Enter a whole number from 0 to 720."),
    (NUMBER, {"value": ["9" * 5000]}, "Enter a whole number from 0 to 720."),
    (MANY, {}, "Choose all that fit, or “None of these”."),
    (MANY, {"value": ["a", "none"]}, "Choose “None of these” on its own, or take that tick away."),
    (MANY, {"value": ["c"]}, "Choose from the answers on this page."),
    (GATE, {}, "Choose all that fit, or “None of these”."),
    (GATE, {"value": ["none", "b"]}, "Choose “None of these” on its own, or take that tick away."),
    (TEMPERATURE, {"value": ["37.5"]}, "Choose C or F."),
    (TEMPERATURE, {"value": ["37.5"], "unit": ["K"]}, "Choose C or F."),
    (TEMPERATURE, celsius(""), "Enter your temperature, such as 37.2. If you have no thermometer, choose that."),
    (TEMPERATURE, celsius("warm"), "Enter your temperature, such as 37.2. If you have no thermometer, choose that."),
    (TEMPERATURE, celsius("NaN"), "Enter your temperature, such as 37.2. If you have no thermometer, choose that."),
    (TEMPERATURE, celsius("3e1"), "Enter your temperature, such as 37.2. If you have no thermometer, choose that."),
    (TEMPERATURE, celsius("86"), "Did you mean F? Choose F, or enter your temperature in C, such as 37.2."),
    (TEMPERATURE, celsius("99.5"), "Did you mean F? Choose F, or enter your temperature in C, such as 37.2."),
    (TEMPERATURE, celsius("110"), "Did you mean F? Choose F, or enter your temperature in C, such as 37.2."),
    (TEMPERATURE, celsius("29.9"), "Enter a temperature from 30 to 43 C, such as 37.2."),
    (TEMPERATURE, celsius("43.1"), "Enter a temperature from 30 to 43 C, such as 37.2."),
    (TEMPERATURE, celsius("110.1"), "Enter a temperature from 30 to 43 C, such as 37.2."),
    (TEMPERATURE, fahrenheit("37.2"), "Enter a temperature from 86 to 109.4 F, such as 99.1."),
    (
        TEMPERATURE,
        {"value": ["37"], "unit": ["none"]},
        "Enter your temperature, or choose that you have no thermometer. Not both.",
    ),
    (TEXT, {"value": ["  "]}, "Write a few words."),
    (TEXT, {"value": ["x" * 1001]}, "Write 1000 signs or fewer. You have 1001."),
    (NOTE, {"value": ["a\x00b"]}, "Take out the signs that cannot be shown, and send it again."),
    (NOTE, {"value": ["a\ud800b"]}, "Take out the signs that cannot be shown, and send it again."),
    (TASKS, {"value": ["", ""]}, "Write one."),
    (TASKS, {"value": ["a", "b", "c", "d"]}, "Write 3 or fewer."),
    (TASKS, {"value": ["x" * 201]}, "Write 200 signs or fewer. You have 201."),
    (LIST, {}, "Write one in each line, or tick “I take none”."),
    (LIST, {"none": ["1"], "value": ["Aspirin"]}, "Take away the tick at “I take none”, or clear the list."),
    (SCALES, {"x": ["3"]}, "Choose a number for “In use”."),
    (SCALES, {"x": ["3"], "y": ["12"]}, "Choose a number from 0 to 10."),
    (MOMENT, {"time": ["07:30"]}, "Choose the day."),
    (MOMENT, {"date": ["2026-11-01"], "time": ["07:30"]}, "Choose the day."),
    (MOMENT, {"date": ["2026-11-20"]}, "Enter the time, such as 7:30 or 19:45."),
    (MOMENT, {"date": ["2026-11-20"], "time": ["24:00"]}, "Enter the time, such as 7:30 or 19:45."),
    (DAY, {"day": ["3"], "month": ["9"]}, "Enter the year as a number. A whole date is 27 3 2026."),
    (DAY, {"day": ["31"], "month": ["2"], "year": ["2026"]}, "Enter a real date, such as 27 3 2026."),
    (DAY, {"day": ["21"], "month": ["11"], "year": ["2026"]}, "Enter a date that is not after today."),
]


@pytest.mark.parametrize(("page", "raw", "answer"), ACCEPTED)
def test_good_post_is_read_and_fills_the_page_again(page: Page, raw: Raw, answer: object) -> None:
    assert clean_raw(page, raw) == answer
    assert clean_raw(page, posted_of(page, answer)) == answer


@pytest.mark.parametrize(("page", "raw", "sentence"), REFUSED)
def test_bad_post_is_refused_with_what_to_do(page: Page, raw: Raw, sentence: str) -> None:
    """LOG-01: out of range, written in other ways, or no number at all."""
    with pytest.raises(PageError) as refused:
        clean_raw(page, raw)

    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("page", "raw", "field"),
    [
        (YES_NO, {}, "value"),
        (TEMPERATURE, {"value": ["37"]}, "unit"),
        (SCALES, {"x": ["3"]}, "y"),
        (MOMENT, {"date": ["2026-11-20"]}, "time"),
        (DAY, {"day": ["3"], "month": ["9"]}, "year"),
    ],
)
def test_refusal_names_the_control_to_go_to(page: Page, raw: Raw, field: str) -> None:
    with pytest.raises(PageError) as refused:
        clean_raw(page, raw)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        (celsius("37.94"), 37.9),
        (celsius("37.95"), 38.0),
        (fahrenheit("100.4"), 38.0),
        (fahrenheit("99.5"), 37.5),
        (fahrenheit("99.4"), 37.4),
        (fahrenheit("86"), 30.0),
        (fahrenheit("109.4"), 43.0),
    ],
)
def test_temperature_is_stored_in_celsius_with_one_decimal(pathway: Pathway, raw: Raw, stored: float) -> None:
    ctx = post("A-1", 1)
    answer = clean_raw(page_of(pathway, ctx, "temp_c"), raw)

    assert stored_answers(pathway, ctx, {"temp_c": answer}) == {"temp_c": stored}


def test_days_of_a_moment_are_counted_from_today(pathway: Pathway) -> None:
    page = page_of(pathway, before("P-0"), "last_solid_at")

    assert [(option.value, option.label) for option in page.choices] == [
        ("2026-11-20", "Today"),
        ("2026-11-19", "Yesterday"),
        ("2026-11-18", "The day before"),
    ]


def test_none_is_not_ticked_again_when_a_line_was_added_since() -> None:
    earlier = {"ticked": [], "shown": ["a"]}

    assert posted_of(GATE, earlier) == {"value": []}
    assert posted_of(GATE, {"ticked": ["a"], "shown": ["a"]}) == {"value": ["a"]}
