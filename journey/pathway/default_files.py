"""The pathway that ships with the product, read from the files in `default/`."""

import csv
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable

FOLDER = "default"


def read_default_document() -> dict[str, object]:
    """All files of `default/` as one document. Lists of the same name are joined in the order of the file names."""
    folder = files("journey.pathway") / FOLDER
    document: dict[str, object] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml") and file.name != "triage.toml":
            for name, section in tomllib.loads(file.read_text(encoding="utf-8")).items():
                document[name] = _joined(name, document.get(name), section)
    document["triage"] = _triage(folder)
    document["readiness"] = {"rules": _rows(folder / "readiness.csv")}
    return document


def read_default_cases() -> bytes:
    """The cases that ship with the product, each with the level that it must give, as CSV for `try_rules`."""
    return (files("journey.pathway") / FOLDER / "cases.csv").read_bytes()


def _joined(name: str, before: object, section: object) -> object:
    if before is None:
        return section
    if isinstance(before, list) and isinstance(section, list):
        return [*before, *section]
    raise ValueError(f"Two files of the default pathway hold “{name}”.")


def _triage(folder: Traversable) -> dict[str, object]:
    parts = tomllib.loads((folder / "triage.toml").read_text(encoding="utf-8"))
    definitions = [{"name": name, "condition": text} for name, text in parts.pop("definitions").items()]
    return {**parts, "definitions": definitions, "rules": _rows(folder / "triage.csv")}


def _rows(file: Traversable) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
