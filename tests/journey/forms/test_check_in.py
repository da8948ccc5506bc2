"""One page as a form: for every kind what is kept, what is refused and where, and what stays in the controls."""

from datetime import date
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django.http import QueryDict

from journey.forms.check_in import LEAVE, PageForm
from journey.pathway.flow import Page
from journey.pathway.loader import load_default
from journey.pathway.pages import gate_page, question_page, red_flag_page
from tests.browser_form import sent_by_browser

PATHWAY = load_default()
TODAY = date(2026, 11, 24)
GATE = PATHWAY.gate_by_key["signs_hand"]
PAGES = {
    "red_flags": red_flag_page(PATHWAY.red_flags, TODAY),
    "signs_hand": gate_page(GATE, GATE.items),
    **{
        question.key: question_page(question, today=TODAY, hand="right", tasks=("open a jar", "hold a pen"))
        for question in PATHWAY.questions
    },
}
LONG = "x" * 5000
NUL = "a\x00b"


def sent(data: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def form_of(key: str, data: dict[str, Any]) -> PageForm:
    return PageForm(PAGES[key], sent(data))


def ticked(page: Page, *lines: str) -> dict[str, Any]:
    day = {"on": page.asked_on.isoformat()} if page.asked_on else {}
    return {"ticked": list(lines), "shown": list(page.lines), **day}


KEPT = [
    ("red_flags", {"value": "none"}, ticked(PAGES["red_flags"])),
    ("red_flags", {"value": ["breathing", "collapsed"]}, ticked(PAGES["red_flags"], "breathing", "collapsed")),
    ("signs_hand", {"value": ["hot"]}, ticked(PAGES["signs_hand"], "hot")),
    ("swelling", {"value": "mild"}, "mild"),
    ("hot", {"value": "no"}, "no"),
    ("u_proven", {"value": "false"}, "false"),
    ("pgic", {"value": "4"}, "4"),
    ("pain_worst", {"value": "0"}, 0),
    ("pain_worst", {"value": "10"}, 10),
    (
        "nrs_week",
        {"nrs_avg_7d": "3", "nrs_rest": "0", "nrs_use": "10"},
        {"nrs_avg_7d": 3, "nrs_rest": 0, "nrs_use": 10},
    ),
    ("my_tasks", {"my_tasks_1": "3"}, {"my_tasks_1": 3, "my_tasks_2": None}),
    ("i_tried", {"value": ["prp", "splint"]}, ["splint", "prp"]),
    ("i_months", {"value": " 24 "}, 24),
    ("temp_c", {"value": "36,8", "unit": "C"}, {"unit": "C", "number": "36.8"}),
    ("temp_c", {"value": "98.2", "unit": "F"}, {"unit": "F", "number": "98.2"}),
    ("temp_c", {"value": "", "unit": "none"}, {"unit": "none"}),
    ("i_hope", {"value": "Less pain"}, "Less pain"),
    ("note", {}, ""),
    ("note", {"value": "one\r\ntwo"}, "one\ntwo"),
    ("i_tasks", {"value_0": "open a jar", "value_1": "", "value_2": "hold a pen"}, ["open a jar", "hold a pen"]),
    ("i_meds", {"value_0": "paracetamol", "value_1": " "}, ["paracetamol"]),
    ("i_meds", {"value_0": "", "none": "on"}, []),
    ("i_ask", {"value_0": ""}, []),
    ("i_where", {"value": ["R-CMC1", "R-DIP5"]}, ["R-CMC1", "R-DIP5"]),
    ("i_where", {"value": "unsure"}, ["unsure"]),
    ("last_solid_at", {"date": "2026-11-23", "time": "19.45"}, "2026-11-23T19:45"),
    ("work_back_on", {"value_day": "27", "value_month": "March", "value_year": "2026"}, "2026-03-27"),
    ("work_back_on", {}, ""),
]


@pytest.mark.parametrize(("key", "data", "answer"), KEPT)
def test_page_form_with_a_good_answer_keeps_it(key: str, data: dict[str, Any], answer: object) -> None:
    form = form_of(key, data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["answer"] == answer


REFUSED = [
    ("red_flags", {}, "value", "None of these"),
    ("red_flags", {"value": ["none", "breathing"]}, "value", "on its own"),
    ("red_flags", {"value": "tired"}, "value", "on this page"),
    ("signs_hand", {"value": ["none", "hot"]}, "value", "on its own"),
    ("swelling", {}, "value", "Choose one answer"),
    ("swelling", {"value": ["mild", "none"]}, "value", "one answer only"),
    ("swelling", {"value": NUL}, "value", "cannot be shown"),
    ("swelling", {"value": LONG}, "value", "on this page"),
    ("hot", {"value": "maybe"}, "value", "on this page"),
    ("pain_worst", {}, "value", "0 to 10"),
    ("pain_worst", {"value": "11"}, "value", "0 to 10"),
    ("pain_worst", {"value": "7.5"}, "value", "0 to 10"),
    ("pain_worst", {"value": "9" * 400}, "value", "0 to 10"),
    ("nrs_week", {"nrs_avg_7d": "3", "nrs_use": "1"}, "nrs_rest", "Choose a number"),
    ("i_tried", {}, "value", "Nothing yet"),
    ("i_tried", {"value": ["none", "splint"]}, "value", "on its own"),
    ("i_months", {"value": "721"}, "value", "0 to 720"),
    ("i_months", {"value": "2 years"}, "value", "0 to 720"),
    ("temp_c", {"value": "98.2", "unit": "C"}, "value", "Did you mean F?"),
    ("temp_c", {"value": "36.8"}, "unit", "C or F"),
    ("temp_c", {"value": "", "unit": "C"}, "value", "Enter your temperature"),
    ("temp_c", {"value": "36.8", "unit": "none"}, "value", "Not both"),
    ("temp_c", {"value": "29.9", "unit": "C"}, "value", "30 to 43"),
    ("temp_c", {"value": "nan", "unit": "C"}, "value", "Enter your temperature"),
    ("i_hope", {"value": "  "}, "value", "few words"),
    ("i_hope", {"value": LONG}, "value", "1000"),
    ("i_hope", {"value": NUL}, "value", "cannot be shown"),
    ("i_tasks", {"value_0": "", "value_1": " "}, "value", "Write one"),
    ("i_tasks", {"value_0": "x" * 201}, "value", "200"),
    ("i_meds", {"value_0": ""}, "value", "I take none"),
    ("i_meds", {"value_0": "aspirin", "none": "on"}, "value", "Take away the tick"),
    ("i_meds", {f"value_{n}": "pill" for n in range(31)}, "value", "30 or fewer"),
    ("i_where", {"value": ["unsure", "R-CMC1"]}, "value", "on its own"),
    ("i_where", {"value": "L-CMC1"}, "value", "on this page"),
    ("last_solid_at", {"time": "7:30"}, "date", "Choose the day"),
    ("last_solid_at", {"date": "2026-11-24", "time": "25:00"}, "time", "Enter the time"),
    ("work_back_on", {"value_day": "31", "value_month": "2", "value_year": "2026"}, "value", "real date"),
    ("work_back_on", {"value_day": "3", "value_month": "", "value_year": "2026"}, "value", "month"),
    ("work_back_on", {"value_day": "25", "value_month": "11", "value_year": "2026"}, "value", "not after today"),
]


@pytest.mark.parametrize(("key", "data", "field", "words"), REFUSED)
def test_page_form_with_a_wrong_answer_says_where_and_how_to_put_it_right(
    key: str, data: dict[str, Any], field: str, words: str
) -> None:
    form = form_of(key, data)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert words in str(form.errors[field])


def test_page_form_tables_cover_every_kind_of_page() -> None:
    kinds = {page.kind for page in PAGES.values()} - {"photo"}  # a page of its own: test_photos.py
    assert {PAGES[key].kind for key, *_rest in KEPT} == kinds
    assert {PAGES[key].kind for key, *_rest in REFUSED} | {"true_false", "rating"} == kinds


@pytest.mark.parametrize(("key", "answer"), [(key, answer) for key, _data, answer in KEPT])
def test_page_form_opened_again_and_sent_as_it_stands_keeps_the_same_answer(key: str, answer: object) -> None:
    page = render_crispy_form(PageForm(PAGES[key], answer=answer))
    again = PageForm(PAGES[key], sent_by_browser(page))
    assert again.is_valid(), again.errors
    assert again.cleaned_data["answer"] == answer


@pytest.mark.parametrize(
    ("key", "data", "kept"),
    [
        ("temp_c", {"value": "98.2", "unit": "C"}, ['value="98.2"', 'value="C"']),
        ("i_tasks", {"value_0": "x" * 201}, ["x" * 201]),
        ("i_months", {"value": "2 years"}, ['value="2 years"']),
        ("last_solid_at", {"date": "2026-11-24", "time": "25:00"}, ['value="25:00"', "checked"]),
    ],
)
def test_page_form_refused_keeps_what_was_typed(key: str, data: dict[str, Any], kept: list[str]) -> None:
    form = form_of(key, data)
    assert not form.is_valid()
    page = render_crispy_form(form)
    assert all(words in page for words in kept)


def test_page_form_asked_for_another_line_adds_one_and_keeps_the_rest_unjudged() -> None:
    grown = form_of("i_meds", {"value_0": "fish oil", "value_1": "", "value_2": "x" * 300}).with_another_line()
    page = render_crispy_form(grown)
    assert grown.lines == 4
    assert "fish oil" in page
    assert "x" * 300 in page
    assert "field-error" not in page
    assert page.count("autofocus") == 1


def test_page_form_with_every_line_used_offers_no_more() -> None:
    full = {f"value_{number}": "pill" for number in range(30)}
    assert not form_of("i_meds", full).can_add_lines
    assert form_of("i_meds", {"value_0": "pill"}).can_add_lines


def test_page_form_with_only_a_button_pressed_is_blank() -> None:
    assert form_of("pain_worst", {LEAVE: "1", "csrfmiddlewaretoken": "x"}).is_blank
    assert not form_of("temp_c", {LEAVE: "1", "unit": "C"}).is_blank


def test_page_form_hint_of_the_clinic_is_escaped() -> None:
    question = PATHWAY.question_by_key["pain_worst"]
    page = question_page(question, today=TODAY, hand="right", tasks=())
    html = render_crispy_form(PageForm(Page(**{**page.__dict__, "hint": "<b>bold</b>"})))
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "<b>" not in html
