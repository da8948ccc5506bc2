"""The hazard log: every cause has a control and a test that is there, and every rule that never changes is held."""

import re

import pytest

from tests.meta.code import ROOT, is_there

PAGE = ROOT / "docs" / "safety" / "hazards.md"
HAZARD = re.compile(r"^## H\d\d (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| (?!cause|-)([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
RULE = re.compile(r"^(\d+)\. .+$", re.MULTILINE)
NEVER_CHANGES = set(range(1, 12))
NONE = "–"
# What a log of this software has to speak of.
ASKED = ("missed", "patient", "hand", "time", "rules", "message", "answer", "trusted", "product")


def faults(page: str) -> list[str]:
    """A row that is not whole, a test that is not there, a rule that nobody knows."""
    found = []
    for cause, control, rules, tests in ROW.findall(page):
        named = re.findall(r"`([^`]+)`", tests)
        if not (cause.strip() and control.strip() and named):
            found.append(f"{cause}: no control or no test")
        if (not rules_of(rules) and rules.strip() != NONE) or rules_of(rules) - NEVER_CHANGES:
            found.append(f"{cause}: which rule?")
        found += [f"{cause}: {test} is not there" for test in named if not is_there(test)]
    return found


def rules_of(cell: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d+", cell)}


def held(page: str) -> set[int]:
    return set().union(*(rules_of(rules) for _cause, _control, rules, _tests in ROW.findall(page)))


def test_every_cause_has_a_control_and_tests_that_are_there() -> None:
    assert faults(PAGE.read_text(encoding="utf-8")) == []


def test_every_rule_that_never_changes_is_held_and_listed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert held(page) == NEVER_CHANGES
    assert [int(number) for number in RULE.findall(page)] == sorted(NEVER_CHANGES)


def test_log_speaks_of_every_hazard_that_is_asked_for_and_each_has_rows() -> None:
    page = PAGE.read_text(encoding="utf-8")
    titles = " ".join(HAZARD.findall(page)).lower()
    assert [word for word in ASKED if word not in titles] == []
    parts = re.split(r"^## ", page, flags=re.MULTILINE)
    assert [part.split("\n")[0] for part in parts if part.startswith("H") and not ROW.findall(part)] == []


def test_no_row_is_left_unread() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").split("\n") if line.startswith("| ")]
    assert len([line for line in lines if not line.startswith("| cause")]) == len(ROW.findall("\n".join(lines)))


@pytest.mark.parametrize(
    "row",
    [
        "| x | y | 1 |  |",
        "| x | y | 1 | `tests/meta/test_hazards.py::test_gone` |",
        "| x | y | 1 | `tests/meta/test_gone.py::test_row_that_is_right_is_taken` |",
        "| x | y |  | `tests/meta/test_hazards.py::test_row_that_is_right_is_taken` |",
        "| x | y | 12 | `tests/meta/test_hazards.py::test_row_that_is_right_is_taken` |",
        "| x |  | 1 | `tests/meta/test_hazards.py::test_row_that_is_right_is_taken` |",
    ],
)
def test_row_that_is_wrong_is_found(row: str) -> None:
    assert len(faults(row)) == 1


def test_row_that_is_right_is_taken() -> None:
    assert faults("| x | y | 1, 2 | `tests/meta/test_hazards.py::test_row_that_is_right_is_taken` |") == []
