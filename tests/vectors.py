"""The cases that ship with the product, with the level, route, rules and flags that each must give."""

import csv
from pathlib import Path

from journey.domain.rule_fields import Value
from journey.domain.triage_fields import TRIAGE_FIELDS
from tests.meta.code import ROOT

VECTORS: Path = ROOT / "journey" / "pathway" / "default" / "cases.csv"


def read_vectors() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def inputs_of(vector: dict[str, str]) -> dict[str, Value]:
    return {name: TRIAGE_FIELDS[name].read(cell) for name, cell in vector.items() if name in TRIAGE_FIELDS and cell}
