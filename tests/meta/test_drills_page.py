"""The page of drills: every drill stands there with its broken variant and its short form, and every test is there."""

import ast
import re
from pathlib import Path

from tests.meta.code import ROOT, is_there

PAGE = (ROOT / "docs" / "drills.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NO_SHORT_FORM = {"new_database"}


def drills() -> dict[str, Path]:
    """The modules that are a command."""
    files = {file.stem: file for file in (ROOT / "drills").glob("*.py")}
    return {name: file for name, file in files.items() if "\ndef main()" in file.read_text(encoding="utf-8")}


def imported_by(test: str) -> set[str]:
    tree = ast.parse((ROOT / test.partition("::")[0]).read_text(encoding="utf-8"))
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_every_drill_stands_on_the_page_with_what_it_promises_and_the_variant_that_it_catches() -> None:
    assert {name for name, *_words in ROW.findall(PAGE)} == set(drills())
    for name, file in drills().items():
        assert '"--broken"' in file.read_text(encoding="utf-8"), name
        assert f"python -m drills.{name} --broken" in " ".join(
            (ast.get_docstring(ast.parse(file.read_text())) or "").split()
        ), name


def test_short_form_of_a_drill_runs_its_code_with_the_suite() -> None:
    for name, _promise, _broken, short in ROW.findall(PAGE):
        found = re.findall(r"`(tests/[^`]+::\w+)`", short)
        assert found or name in NO_SHORT_FORM, name
        assert all(is_there(test) and f"drills.{name}" in imported_by(test) for test in found), name


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[^`]+::\w+)`", PAGE)
    assert [test for test in named if not is_there(test)] == []
    assert not is_there("tests/drills/test_double_book.py::test_that_nobody_wrote")
