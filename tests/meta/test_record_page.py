"""The page of the record's fields is what the sections declare, and every field can be tried."""

import pytest

from journey.domain.record.fields import Section, with_other
from journey.domain.record.sections import SECTIONS
from journey.management.commands.record_page import render_record, tries_of
from tests.meta.code import ROOT

FIELDS = [
    each
    for section in SECTIONS.values()
    for fields in (section.fields, *(group.fields for group in section.groups))
    for each in with_other(fields)
]


def test_page_equals_the_sections() -> None:
    page = (ROOT / "docs" / "record-fields.md").read_text(encoding="utf-8")
    assert page == render_record(), "manage.py record_page > docs/record-fields.md"


def test_every_field_is_tried() -> None:
    assert [each.name for each in FIELDS if not tries_of(each)] == []


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.code)
def test_names_of_a_section_are_its_own_and_conditions_name_fields_of_the_form(section: Section) -> None:
    names = [each.name for each in with_other(section.fields)] + [group.code for group in section.groups]
    assert len(names) == len(set(names))
    for fields in (section.fields, *(group.fields for group in section.groups)):
        by_name = {each.name: each for each in with_other(fields)}
        for each in by_name.values():
            assert each.shown is None or set(each.shown.among) <= {*by_name[each.shown.field].codes, "yes", "no"}
