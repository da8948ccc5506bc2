"""The rule tables that ship with the product, built once."""

import csv
import io
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from journey.domain.readiness import ReadinessTable, build_readiness_table
from journey.domain.rule_sets import build_rule_set
from journey.domain.triage import RuleSet

DEFAULT = files("journey.pathway") / "default"


def read_rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((DEFAULT / name).read_text(encoding="utf-8"), newline="")))


@pytest.fixture(scope="session")
def triage_parts() -> dict[str, Any]:
    """The arguments of `build_rule_set`; a test that changes them works on a copy."""
    parts = tomllib.loads((DEFAULT / "triage.toml").read_text(encoding="utf-8"))
    return {**parts, "serious": parts["serious"]["rules"], "rows": read_rows("triage.csv")}


@pytest.fixture(scope="session")
def rule_set(triage_parts: dict[str, Any]) -> RuleSet:
    return build_rule_set(**triage_parts)


@pytest.fixture(scope="session")
def readiness_table() -> ReadinessTable:
    return build_readiness_table(read_rows("readiness.csv"))
