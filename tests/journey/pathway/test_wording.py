"""The words that are kept with the answers."""

import json
from typing import Any

import pytest

from journey.pathway import Pathway
from journey.pathway.flow import FormContext, Page, wording
from tests.journey.pathway.answering import Raw, before, fill_in, keys, post, untroubled


def test_wording_keeps_what_was_asked_answered_and_offered(pathway: Pathway) -> None:
    ctx = post("A-1", 1)

    def choose(page: Page) -> Raw:
        if page.key == "signs_hand":
            return {"value": ["swelling"]}
        return {"value": ["mild"]} if page.key == "swelling" else untroubled(page)

    _, answers = fill_in(pathway, ctx, choose)
    rows: list[Any] = json.loads(json.dumps(wording(pathway, ctx, answers)))

    by_page = {row["page"]: row for row in rows}
    assert [row["page"] for row in rows] == keys(pathway, ctx, answers)
    assert by_page["swelling"]["question"] == "Is your treated hand more swollen than before treatment?"
    assert by_page["swelling"]["answer"] == ["A little"]
    assert by_page["signs_hand"]["answer"] == ["It is more swollen than before treatment"]
    assert "My hand is numb, tingling or weak" in by_page["signs_hand"]["offered"]
    assert by_page["red_flags"]["answer"] == ["None of these"]
    assert by_page["pain_worst"]["answer"] == ["0 (no pain)"]
    assert by_page["temp_c"]["answer"] == ["36.8 °C"]
    assert by_page["note"]["answer"] == []


@pytest.mark.parametrize(
    ("ctx", "answers", "words"),
    [
        (post("A-1", 1), {"temp_c": {"unit": "none"}}, ["I have no thermometer"]),
        (before("P-0"), {"last_solid_at": "2026-11-19T21:30"}, ["19 November 2026, 21:30"]),
        (before("C-PRE"), {"i_where": ["R-CMC1"]}, ["Right hand, thumb: Base of thumb"]),
        (before("C-PRE"), {"i_meds": []}, ["I take none"]),
        (before("C-PRE"), {"i_months": 14}, ["14 months"]),
        (post("F-3M", 90), {"nrs_week": {"nrs_avg_7d": 3, "nrs_rest": 1, "nrs_use": 5}},
            ["Your usual pain in the last 7 days: 3", "Your pain when the hand is at rest: 1",
             "Your pain when you use the hand: 5"]),
    ],
)  # fmt: skip
def test_wording_says_each_kind_of_answer(
    pathway: Pathway, ctx: FormContext, answers: dict[str, object], words: list[str]
) -> None:
    assert [row["answer"] for row in wording(pathway, ctx, answers)] == [words]


def test_wording_is_filled_like_the_page(pathway: Pathway) -> None:
    settings = {"clinic_phone": "01632 960 142", "emergency_number": "112"}
    rows = wording(pathway, post("I-0", 0), {"tb_hot_hand": "clinic"}, settings)

    assert rows[0]["answer"] == ["The clinic: 01632 960 142"]
