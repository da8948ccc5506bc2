"""What the product never does: run a shell, build a statement of words, hand out or open what runs elsewhere."""

import ast
from collections.abc import Iterator
from tomllib import loads

import pytest

from tests.meta.code import PACKAGES, ROOT, Module, product_modules, under

SHELLS = frozenset({"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"})
# Each puts names of our own tables and columns into a statement, and nothing else.
STATEMENTS = {"accounts/trace/chain.py", "accounts/trace/verifying.py", "journey/models/record_json.py"}
# What reads or writes sheets, archives and other people's objects.
CONTAINERS = frozenset(
    {"csv", "openpyxl", "pickle", "shelve", "tarfile", "xlsxwriter", "xlwt", "xml", "yaml", "zipfile"}
)
# The rules of triage and their cases: shipped with the product, or tried by who works on the server.
NO_PAGES = ("journey.management", "journey.pathway.default_files", "journey.domain.rule_cases")
# Writes the one kind of sheet that a page hands out; its cells are text (`tests/journey/exchange/test_spreadsheet.py`).
HOME_OF_SHEETS = "journey.exchange.spreadsheet"
SHEETS = ("text/csv", "ms-excel", "spreadsheetml")


def shells(module: Module) -> Iterator[str]:
    for call in module.calls:
        asked = [word for word in call.keywords if word.arg == "shell"]
        if asked or ast.unparse(call.func) in SHELLS:
            yield f"{module.name}:{call.lineno} {ast.unparse(call.func)}"


def containers(module: Module) -> Iterator[str]:
    yield from (f"{module.name}:{line} {name}" for name, line in module.imports if under(name, *CONTAINERS))
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and any(kind in node.value for kind in SHEETS)
        ):
            yield f"{module.name}:{node.lineno} {node.value}"


def test_nothing_runs_a_shell() -> None:
    """INJ-01"""
    assert [line for module in product_modules() for line in shells(module)] == []


@pytest.mark.parametrize("text", ["subprocess.run(words, shell=True)", "os.system(words)", "run(words, shell=asked)"])
def test_shell_is_found(text: str) -> None:
    assert len(list(shells(Module("x", text)))) == 1


def test_linter_looks_for_statements_made_of_words_and_those_it_was_told_to_pass_are_known() -> None:
    """SQL-04"""
    lint = loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not [rule for rule in lint["ignore"] if rule.startswith("S6") or rule == "S"]
    # What `ruff` does not look at, no more than it looks for here.
    assert not [path for path, rules in lint["per-file-ignores"].items() if "S" in rules and not _is_no_product(path)]
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    passed = {str(file.relative_to(ROOT)) for file in files if "noqa: S608" in file.read_text(encoding="utf-8")}
    assert passed == STATEMENTS


def _is_no_product(path: str) -> bool:
    return path.startswith(("tests/", "benchmarks/", "drills/"))


def test_spreadsheets_have_one_home_and_archives_none() -> None:
    """INJ-07, INJ-12: what a page hands out is HTML, JSON, a calendar, a PDF, a picture, or rows of plain text."""
    pages = [module for module in product_modules() if not under(module.name, *NO_PAGES, HOME_OF_SHEETS)]
    assert [line for module in pages for line in containers(module)] == []


@pytest.mark.parametrize("text", ["import csv", "from xml import sax", "content_type = 'text/csv; charset=utf-8'"])
def test_spreadsheet_is_found(text: str) -> None:
    assert len(list(containers(Module("x", text)))) == 1
