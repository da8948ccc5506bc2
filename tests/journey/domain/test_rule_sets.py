"""Building a rule set from rows: every problem is named with its place, and a good table is built unchanged."""

from copy import deepcopy
from typing import Any

import pytest

from journey.domain.rule_rows import RulesRefused
from journey.domain.rule_sets import build_rule_set
from journey.domain.triage import RuleSet, evaluate


def problems_of(parts: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(RulesRefused) as refused:
        build_rule_set(**parts)
    return [(problem.path, problem.sentence) for problem in refused.value.problems]


@pytest.fixture
def parts(triage_parts: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(triage_parts)


def test_build_default_rows_keeps_their_order_and_words(triage_parts: dict[str, Any], rule_set: RuleSet) -> None:
    rows = triage_parts["rows"]

    assert [rule.id for rule in rule_set.rules] == [row["id"] for row in rows]
    assert [rule.condition for rule in rule_set.rules] == [row["condition"] for row in rows]
    assert [rule.reason for rule in rule_set.rules] == [row["reason"] for row in rows]
    assert [";".join(rule.flags) for rule in rule_set.rules] == [row["flags"] for row in rows]


def test_build_changed_definition_changes_the_result(parts: dict[str, Any]) -> None:
    parts["definitions"]["FEVER"] = "temp_c >= 37.8"

    stricter = build_rule_set(**parts)

    assert [rule.id for rule in evaluate(stricter, {"day": 5, "temp_c": 37.8}).deciding] == ["INF-13"]


@pytest.mark.parametrize(
    ("change", "path", "sentence"),
    [
        ({"id": "ALG-01"}, "row 3, ALG-01, id", "Another rule has this id."),
        ({"id": "GEN-02"}, "streak, GEN-02, id", "Another rule has this id."),
        ({"id": ""}, "row 3, id", "This is missing."),
        ({"id": "A;B"}, "row 3, A;B, id", "'A;B' may only have letters, digits and hyphens."),
        ({"group": "F"}, "row 3, ALG-02, group", "'F' is not known. It can be A, B, C, D, E."),
        ({"group": "B"}, "row 3, ALG-02, group", "Group B is for level urgent_now and route clinic_now."),
        ({"family": "alergic"}, "row 3, ALG-02, family", "There is no family 'alergic'."),
        ({"level": "urgent"}, "row 3, ALG-02, level", "'urgent' is not known. Did you mean urgent_now?"),
        ({"route": ""}, "row 3, ALG-02, route", "This is missing."),
        ({"route": "self_care"}, "row 3, ALG-02, route", "Level urgent_now never goes with route self_care."),
        ({"condition": " "}, "row 3, ALG-02, condition", "This is missing."),
        (
            {"condition": "face_swollen = yes"},
            "row 3, ALG-02, condition",
            "At character 1: There is no field 'face_swollen'. Did you mean face_swelling?",
        ),
        ({"reason": ""}, "row 3, ALG-02, reason", "This is missing."),
        (
            {"reason": "Two\nlines."},
            "row 3, ALG-02, reason",
            "Remove spaces at the ends, line breaks and unprintable characters.",
        ),
        ({"flags": "imune_review"}, "row 3, ALG-02, flags", "'imune_review' is not known. Did you mean immune_review?"),
        ({"flags": None}, "row 3, ALG-02, flags", "This must be text."),
        ({"levels": "x"}, "row 3, ALG-02, levels", "There is no such column. Did you mean level?"),
    ],
)
def test_build_faulty_row_is_named(parts: dict[str, Any], change: dict[str, Any], path: str, sentence: str) -> None:
    parts["rows"][1].update(change)

    assert problems_of(parts) == [(path, sentence)]


@pytest.mark.parametrize(
    ("part", "value", "problem"),
    [
        ("name", " ", ("name", "This is missing.")),
        ("version", 0, ("version", "It must be 1 or more.")),
        ("serious", ["TUM-99"], ("serious, TUM-99", "There is no such rule.")),
    ],
)
def test_build_faulty_whole_is_named(parts: dict[str, Any], part: str, value: object, problem: tuple[str, str]) -> None:
    assert problems_of({**parts, part: value}) == [problem]


def test_build_no_rows_is_refused(parts: dict[str, Any]) -> None:
    problems = problems_of({**parts, "rows": [], "serious": []})

    assert problems == [("rules", "There are no rules."), ("rules", "Group A has no rules.")]


@pytest.mark.parametrize(
    ("part", "change", "path", "sentence"),
    [
        ("streak", {"level": "watch", "route": "self_care"}, "streak, GEN-02, level", "It must be higher than watch."),
        (
            "streak",
            {"condition": "streak >= 2"},
            "streak, GEN-02, condition",
            "At character 1: There is no field 'streak'.",
        ),
        ("streak", {"flags": "x"}, "streak, GEN-02, flags", "There is no such column."),
        ("default", {"level": "watch", "route": "self_care"}, "default, EXP-00, level", "It must be expected."),
        ("default", {"reason": ""}, "default, EXP-00, reason", "This is missing."),
    ],
)
def test_build_faulty_streak_or_default_is_named(
    parts: dict[str, Any], part: str, change: dict[str, str], path: str, sentence: str
) -> None:
    parts[part].update(change)

    assert problems_of(parts)[0][0] == path
    assert problems_of(parts)[0][1].startswith(sentence)


def test_build_unknown_definition_names_each_place_that_uses_it(parts: dict[str, Any]) -> None:
    del parts["definitions"]["WINDOW42"]

    problems = problems_of(parts)

    users = [row["id"] for row in parts["rows"] if "WINDOW42" in row["condition"]]
    assert [path.split(", ")[1] for path, _ in problems] == users


def test_build_definition_before_the_one_it_uses_is_refused(parts: dict[str, Any]) -> None:
    parts["definitions"] = {"EARLY": "FEVER and since <= 3", **parts["definitions"]}

    (problem,) = problems_of(parts)

    assert problem[0] == "definitions, EARLY"
    assert problem[1].startswith("At character 1: There is no field 'FEVER'.")
