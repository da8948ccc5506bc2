"""The understanding check and the teach-back: what we go through again (clinical.md 3.4)."""

import pytest

from journey.pathway import Pathway
from journey.pathway.flow import teach_back_result, understanding_result

RIGHT = {
    "u_proven": "false",
    "u_may_not_help": "true",
    "u_rare_harm": "true",
    "u_change_mind": "true",
    "u_other_treatments": "true",
    "u_go_on": "yes",
}


def test_understanding_all_right(pathway: Pathway) -> None:
    result = understanding_result(pathway, RIGHT)

    assert result.all_right
    assert result.wants_to_go_on == "yes"


@pytest.mark.parametrize("question", [name for name in RIGHT if name != "u_go_on"])
@pytest.mark.parametrize("blank", [True, False])
def test_understanding_names_what_to_go_through_again(pathway: Pathway, question: str, blank: bool) -> None:
    turned = {"true": "false", "false": "true"}[RIGHT[question]]
    answers = {name: value for name, value in RIGHT.items() if name != question} | ({} if blank else {question: turned})

    result = understanding_result(pathway, answers)

    assert not result.all_right
    assert [item.question for item in result.again] == [question]


@pytest.mark.parametrize(
    ("changed", "days", "again"),
    [
        ({}, {}, []),
        ({"tb_rest_days": 7}, {"limit_hand_movement": 7}, []),
        ({"tb_rest_days": 3}, {"limit_hand_movement": 7}, ["tb_rest_days"]),
        ({"tb_hot_hand": "wait"}, {}, ["tb_hot_hand"]),
        ({"tb_breathing": "clinic", "tb_tablets": "none"}, {}, ["tb_breathing", "tb_tablets"]),
    ],
)
def test_teach_back_names_what_to_go_through_again(
    pathway: Pathway, changed: dict[str, object], days: dict[str, int], again: list[str]
) -> None:
    right = {"tb_hot_hand": "clinic", "tb_breathing": "emergency", "tb_rest_days": 3, "tb_tablets": "nsaid"}

    result = teach_back_result(pathway, {**right, **changed}, days)

    assert [item.question for item in result.again] == again
    assert result.all_right is (not again)
