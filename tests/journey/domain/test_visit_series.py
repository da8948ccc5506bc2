"""Which rows are one visit in a calendar."""

import pytest

from journey.domain.visit_series import series


@pytest.mark.parametrize(
    ("moved_to", "lines"),
    [
        ({}, []),
        ({"a": None}, [("a",)]),
        ({"a": "b", "b": None}, [("a", "b")]),
        ({"c": None, "b": "c", "a": "b", "x": None}, [("a", "b", "c"), ("x",)]),
        ({"a": "not told of"}, [("a",)]),
    ],
)
def test_visit_that_moved_is_one_line_from_its_first_time(moved_to: dict, lines: list) -> None:  # type: ignore[type-arg]
    assert series(moved_to) == lines
