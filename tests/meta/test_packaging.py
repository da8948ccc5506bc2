"""What is shipped beside the code: pinned packages without addresses, and compiled messages that are fresh."""

import gettext
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.meta.code import ROOT

JA = 'msgid "Yes"\nmsgstr "Ja"\n'
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)", re.MULTILINE)


def wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    return [Requirement(line) for line in [*project["dependencies"], *extras]]


def gaps(lock: str, requirements: list[Requirement]) -> Iterator[str]:
    """What the lock lacks, or pins outside the range that is asked for."""
    pins = {canonicalize_name(found["name"]): found["version"] for found in PIN.finditer(lock)}
    for each in requirements:
        version = pins.get(canonicalize_name(each.name))
        if version is None or not each.specifier.contains(version):
            yield f"{each} is pinned to {version}"


def addresses(lock: str) -> list[str]:
    return [line for line in lock.splitlines() if "://" in line or " @ " in line or line.lstrip().startswith("--")]


def stale_messages(folder: Path) -> Iterator[str]:
    """Compiled files without a source, sources without one, and those that say something else."""
    sources = {path.with_suffix("") for path in folder.rglob("*.po")}
    compiled = {path.with_suffix("") for path in folder.rglob("*.mo")}
    yield from (f"{path.name}: only one of .po and .mo" for path in sources ^ compiled)
    for path in sources & compiled:
        with path.with_suffix(".po").open("rb") as source, path.with_suffix(".mo").open("rb") as file:
            known = gettext.GNUTranslations(file)
            for message in read_po(source):
                word = message.id if isinstance(message.id, str) else message.id[0]
                if word and message.string and not message.fuzzy and known.gettext(word) not in message.string:
                    yield f"{path.name}: {word}"


def test_lock_pins_everything_that_the_project_asks_for() -> None:
    assert list(gaps((ROOT / "requirements.lock").read_text(encoding="utf-8"), wanted())) == []


def test_lock_holds_no_address() -> None:
    assert addresses((ROOT / "requirements.lock").read_text(encoding="utf-8")) == []


def test_no_second_lock_is_shipped() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_compiled_messages_are_fresh() -> None:
    assert list(stale_messages(ROOT / "locale")) == []


@pytest.mark.parametrize("lock", ["", "django==6.1\n", "django==5.2.1\n"])
def test_missing_or_wrong_pin_is_found(lock: str) -> None:
    assert list(gaps(lock, [Requirement("Django>=5.2.19,<5.3")])) != []


@pytest.mark.parametrize(
    "line", ["django @ https://example.org/django.whl", "--index-url https://example.org", "django @ file:///tmp/x"]
)
def test_planted_address_is_found(line: str) -> None:
    assert addresses(f"psycopg==3.3.9\n{line}\n") == [line]


@pytest.mark.parametrize(("source", "compiled"), [(JA, None), (None, JA), (JA.replace("Ja", "Jo"), JA)])
def test_planted_stale_messages_are_found(tmp_path: Path, source: str | None, compiled: str | None) -> None:
    if source is not None:
        (tmp_path / "django.po").write_text(source, encoding="utf-8")
    if compiled is not None:
        with (tmp_path / "django.mo").open("wb") as file:
            write_mo(file, read_po(compiled.splitlines()))

    assert list(stale_messages(tmp_path)) != []
