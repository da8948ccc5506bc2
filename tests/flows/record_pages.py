"""Typing a section of the clinical record into its page, as a clinician does: every kind of field and of list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from journey.domain.record.fields import MANY_CODES, ONE_CODE, Field, Group, Kind, with_other
from journey.domain.record.sections import SECTIONS
from journey.forms.record_fields import FEW
from journey.models import Journey
from journey.presenters.record import section_title, sheet_name
from tests.builders import LONDON, newest_cycle
from tests.flows.pages import go_on, heading
from tests.records import Content

ASKED_BACK = "Is this right?"


def type_sections(page: Page, journey: Journey, contents: Mapping[str, Content]) -> None:
    """Opens the page of the first section, types it, saves, and so on with the others in their order. What is asked
    back is right. Lists that are answered at once stay as they are offered, and are agreed to."""
    codes = list(contents)
    for code, after in zip_longest(codes, codes[1:]):
        section = SECTIONS[code]
        if heading(page).inner_text() != section_title(section):
            sheet = f"record/{newest_cycle(journey).pk}/{sheet_name(section)}/"
            page.goto(f"/admin/journey/journey/{journey.pk}/{sheet}")
        _type(page, section.fields, contents[code][0], "")
        for group in section.groups:
            _type_lines(page, group, contents[code][1].get(group.code, ()))
        _save(page, "Save and go on" if after else "Save")
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page.get_by_text(f"{section_title(section)} is saved.")).to_be_visible()


def _save(page: Page, button: str) -> None:
    go_on(page, button)
    asked = page.get_by_role("group", name=ASKED_BACK)
    for each in asked.get_by_role("checkbox").all():
        each.check()
    if asked.count():
        go_on(page, button)


def _type_lines(page: Page, group: Group, lines: Sequence[Mapping[str, Any]]) -> None:
    if group.at_once:
        for agreed in page.get_by_label("Agreed", exact=True).all():
            agreed.check()
        return
    for place, line in enumerate(lines):
        row = [group.row_of(each) for each in group.rows].index(group.row_of(line)) if group.rows else place
        before = f"{group.code}-{row}-"
        if not page.locator(f'[name^="{before}"]').count():
            with page.expect_navigation():
                page.locator(f'[name="more-{group.code}"]').click()
        _type(page, [each for each in group.fields if each.name not in group.known_by], line, before)


def _type(page: Page, fields: Sequence[Field], values: Mapping[str, Any], before: str) -> None:
    for each in with_other(fields):
        value = values.get(each.name)
        if value not in (None, "", ()):
            _answer(page, each, value, f"{before}{each.name}")


def _answer(page: Page, each: Field, value: Any, name: str) -> None:
    if each.kind is Kind.MOMENT:
        _fill_moment(page, name, value)
    elif each.kind in MANY_CODES:
        for offered in page.locator(f'input[name="{name}"]:checked').all():
            if offered.input_value() not in value:  # what the patient told before
                offered.uncheck()
        for code in value:
            _tick(page, name, code)
    elif each.kind is Kind.YES_NO or (each.kind is Kind.CODE and len(each.options) <= FEW):
        _tick(page, name, {True: "yes", False: "no"}.get(value, value))
    elif each.kind in ONE_CODE or each.kind is Kind.PERSON:
        page.locator(f'select[name="{name}"]').select_option(value)
    else:
        page.locator(f'[name="{name}"]').fill(str(value))


def _tick(page: Page, name: str, code: str) -> None:
    box = page.locator(f'input[name="{name}"][value="{code}"]')
    if not box.is_visible():  # a hand of joints is folded until something of it is ticked
        box.locator("xpath=ancestor::details/summary").click()
    box.check()


def _fill_moment(page: Page, name: str, moment: datetime) -> None:
    local = moment.astimezone(ZoneInfo(LONDON))
    page.locator(f'[name="{name}_day"]').fill(f"{local:%Y-%m-%d}")
    page.locator(f'[name="{name}_clock"]').fill(f"{local:%H:%M}")
