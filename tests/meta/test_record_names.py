"""The fields of the record are those of clinical.md 2.1 to 2.6, typed from there into `tests/data/record_names.csv`.

`home` is a field of a section (`problem.diagnoses.condition`), a column (`Cycle.consult_at`), or what works it out
(`module:function`). `why` says why a field is asked otherwise than the table says, or is there at all."""

import csv
from importlib import import_module
from typing import NamedTuple

from django.apps import apps

from journey.domain.record.fields import Field
from journey.domain.record.sections import SECTIONS
from tests.meta.code import ROOT

ADDED = "not in section 2"


class Named(NamedTuple):
    section: str
    table: str
    name: str
    required: str
    conditional: str
    home: str
    why: str

    @property
    def is_field(self) -> bool:
        return ":" not in self.home and not self.home[0].isupper()


class Asked(NamedTuple):
    required: bool
    conditional: bool


def _read() -> list[Named]:
    with (ROOT / "tests" / "data" / "record_names.csv").open(encoding="utf-8", newline="") as file:
        return [Named(**row) for row in csv.DictReader(file)]


def _asked(field: Field) -> Asked:
    return Asked(field.needed or field.must, field.shown is not None)


def _declared() -> dict[str, Asked]:
    """Every field and every list of lines, by its home. What "other" is belongs to its list."""
    found = {}
    for code, section in SECTIONS.items():
        found |= {f"{code}.{field.name}": _asked(field) for field in section.fields}
        for group in section.groups:
            found[f"{code}.{group.code}"] = Asked(group.least > 0, conditional=False)
            found |= {f"{code}.{group.code}.{field.name}": _asked(field) for field in group.fields}
    return found


NAMES, DECLARED = _read(), _declared()
FIELDS = [each for each in NAMES if each.is_field]
ELSEWHERE = [each for each in NAMES if not each.is_field]


def test_every_name_has_a_field_and_every_field_a_name() -> None:
    homes = [each.home for each in FIELDS]
    assert set(homes) == set(DECLARED)
    assert [home for home in set(homes) if homes.count(home) > 1] == []


def test_fields_are_asked_as_their_table_says_or_say_why_not() -> None:
    for named in FIELDS:
        differs = DECLARED[named.home] != Asked(named.required == "yes", bool(named.conditional))
        is_added = named.table == ADDED
        assert bool(named.why) == (differs or is_added or named.name == "images"), named.home
        assert not (differs and is_added), named.home


def test_homes_elsewhere_exist() -> None:
    for named in ELSEWHERE:
        module, colon, attribute = named.home.partition(":")
        if colon:
            assert callable(getattr(import_module(module), attribute)), named
        else:
            model, _dot, column = named.home.partition(".")
            assert apps.get_model("journey", model)._meta.get_field(column).concrete, named


def test_what_a_section_says_is_kept_elsewhere_is_named_there() -> None:
    kept = {(code, each.name) for code, section in SECTIONS.items() for each in section.elsewhere}
    named = {(each.section, each.name.rpartition(".")[2]) for each in ELSEWHERE}
    assert kept - named == set()
