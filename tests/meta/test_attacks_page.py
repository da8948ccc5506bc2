"""The page of attacks: every attack has its tests or a reason, and every test that it names is there."""

import ast
import re

import pytest

from tests.meta.code import ROOT, is_there

PAGE = ROOT / "docs" / "attacks.md"
ROW = re.compile(r"^\| ([A-Z]{3}-\d\d) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
ID = re.compile(
    r"\b(?:IDR|IDW|FUN|BRU|ENU|MFA|PWD|SES|CSR|CLK|HDR|XSS|XSR|SQL|INJ|RED|UPL|LOG|PHI|AUD|CFG|BAD|REL)-\d\d\b"
)
REASONS = ("not here: ", "elsewhere: ")
ATTACKS = 120  # as many as the catalogue has


def rows(page: str) -> dict[str, tuple[list[str], str]]:
    """Of each attack, the tests that hold it and what is left."""
    return {found[1]: (re.findall(r"`([^`]+)`", found[3]), found[4].strip()) for found in ROW.finditer(page)}


def faults(page: str) -> list[str]:
    found = []
    for name, (tests, left) in rows(page).items():
        if not tests and not left.startswith(REASONS):
            found.append(f"{name}: neither a test nor a reason")
        if tests and left.startswith(REASONS):
            found.append(f"{name}: tests and a reason why there are none")
        found += [f"{name}: {test} is not there" for test in tests if not is_there(test)]
    return found


def unnamed(page: str) -> list[str]:
    """Attacks whose tests do not say which attack they hold off: the next person would change them unknowing."""
    found = []
    for name, (tests, _left) in rows(page).items():
        words = re.compile(name.replace("-", "[-_]"), re.IGNORECASE)
        if tests and not any(words.search(text_of(test)) for test in tests):
            found.append(name)
    return found


def text_of(test: str) -> str:
    """The source of a test or a class of them, with what its file says at the top."""
    path, _, name = test.partition("::")
    source = (ROOT / path).read_text(encoding="utf-8")
    tree = ast.parse(source)
    own = [ast.get_source_segment(source, each) for each in ast.walk(tree) if getattr(each, "name", "") == name]
    return "\n".join([ast.get_docstring(tree) or "", *(part or "" for part in own)])


def named_by_tests() -> set[str]:
    files = [*(ROOT / "tests" / "attacks").glob("*.py"), *(ROOT / "tests" / "config").glob("*.py")]
    return {name for file in files for name in ID.findall(file.read_text(encoding="utf-8"))}


def test_every_attack_has_its_tests_or_a_reason() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert faults(page) == []
    assert len(rows(page)) == len(ROW.findall(page)) == ATTACKS


def test_every_attack_is_named_by_a_test_that_holds_it() -> None:
    assert unnamed(PAGE.read_text(encoding="utf-8")) == []


def test_attack_that_no_test_names_is_found() -> None:
    row = "| XSS-99 | x | `tests/attacks/test_sessions.py::TestFixation` |  |"
    assert unnamed(row) == ["XSS-99"]
    assert unnamed(row.replace("XSS-99", "SES-01")) == []


def test_every_attack_that_a_test_names_is_on_the_page_with_a_test() -> None:
    held = {name for name, (tests, _left) in rows(PAGE.read_text(encoding="utf-8")).items() if tests}
    assert sorted(named_by_tests() - held) == []


@pytest.mark.parametrize(
    "row",
    [
        "| SES-01 | x | `tests/attacks/test_sessions.py::TestGone` |  |",
        "| SES-01 | x | `tests/attacks/test_gone.py::TestFixation` |  |",
        "| SES-01 | x | `tests/attacks/test_sessions.py::signed_in` |  |",
        "| SES-01 | x |  |  |",
        "| SES-01 | x |  | later |",
        "| SES-01 | x | `tests/attacks/test_sessions.py::TestFixation` | not here: no sessions |",
    ],
)
def test_row_that_is_wrong_is_found(row: str) -> None:
    assert len(faults(row)) == 1


def test_row_that_is_right_is_taken() -> None:
    assert faults("| SES-01 | x | `tests/attacks/test_sessions.py::TestFixation` |  |") == []
