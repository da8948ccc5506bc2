"""A clinician records a consultation with the keyboard; a refused value stays; two people write one section."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.domain.record.fields import Field, Section
from journey.domain.record.sections import sections_of
from journey.domain.stages import StageCode
from journey.models import Journey
from journey.presenters.record import section_title, sheet_name
from tests.builders import newest_cycle, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, check_width, go_on, heading, let_in
from tests.walked import walked

pytestmark = pytest.mark.browser


@pytest.fixture
def journey(db: None, clock: Any) -> Journey:
    return walked("consultation")


@pytest.fixture
def desk(device: NewPage, live_server: Any, journey: Journey) -> Page:
    page = device(viewport=DESK)
    let_in(page, staff(Role.CLINICIAN), live_server.url)
    return page


def open_section(page: Page, journey: Journey, section: str) -> None:
    page.goto(f"/admin/journey/journey/{journey.pk}/record/{newest_cycle(journey).pk}/{section}/")


def type_on(page: Page, *texts: str) -> None:
    """Into the focused field and those after it."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def test_problem_is_recorded_with_the_keyboard_alone(desk: Page, journey: Journey) -> None:
    desk.goto(f"/admin/journey/journey/{journey.pk}/change/")
    desk.get_by_role("link", name="Problem", exact=True).focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(heading(desk)).to_have_text("Problem")
    expect(desk.get_by_label("Last steroid injection on")).to_be_hidden()
    check(desk, "Problem")

    desk.get_by_role("group", name="Dominant hand").get_by_label("Right").focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Tab")
    type_on(desk, "30", "6", "5", "3")
    desk.keyboard.type("6")
    desk.get_by_label("Steroid injection", exact=True).focus()
    desk.keyboard.press("Space")
    expect(desk.get_by_label("Last steroid injection on")).to_be_visible()
    desk.keyboard.press("Space")
    expect(desk.get_by_label("Last steroid injection on")).to_be_hidden()
    desk.get_by_label("Pain in use").focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")

    expect(desk.get_by_text("Problem is saved.")).to_be_visible()
    row = desk.get_by_role("listitem").filter(has=desk.get_by_role("link", name="Problem", exact=True))
    expect(row).to_contain_text("6 of 8 needed answers")
    expect(row).to_contain_text("Missing: Tried before, Diagnosis")
    check(desk, "Clinical record")


def test_refused_value_keeps_what_was_typed_and_is_led_to(desk: Page, journey: Journey) -> None:
    open_section(desk, journey, "problem")
    desk.get_by_label("Pain at rest").fill("3")
    desk.get_by_label("Pain in use").fill("11")
    go_on(desk, "Save")

    summary = desk.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_be_focused()
    check(desk, "Problem")
    summary.get_by_role("link").click()
    expect(desk.get_by_label("Pain in use")).to_be_focused()
    expect(desk.get_by_label("Pain in use")).to_have_value("11")
    expect(desk.get_by_label("Pain at rest")).to_have_value("3")


def test_warning_is_ticked_and_saved(desk: Page, journey: Journey) -> None:
    open_section(desk, journey, "history")
    desk.get_by_label("Haemoglobin").fill("9.8")
    desk.get_by_label("Unit").first.select_option("g/dL")
    desk.get_by_label("Taken on").fill("2026-11-20")
    go_on(desk, "Save")
    expect(desk.get_by_role("group", name="Is this right?")).to_be_focused()
    check(desk, "History and risk")

    desk.get_by_label("Haemoglobin: 98 g/L is unusual. Is it right?").check()
    go_on(desk, "Save")
    expect(desk.get_by_text("History and risk is saved.")).to_be_visible()


def test_two_people_see_both_values_and_choose(desk: Page, journey: Journey, device: NewPage, live_server: Any) -> None:
    open_section(desk, journey, "problem")
    other = device(viewport=DESK)
    let_in(other, staff(Role.CLINICIAN, "Dr Abel"), live_server.url)
    open_section(other, journey, "problem")
    other.get_by_label("Pain in use").fill("8")
    other.get_by_label("Pain at rest").fill("4")
    go_on(other, "Save")

    desk.get_by_label("Pain in use").fill("6")
    desk.get_by_label("Has hurt for").fill("12")
    go_on(desk, "Save")
    expect(heading(desk)).to_have_text("Two people wrote this")
    expect(desk.get_by_role("group", name="Pain at rest").get_by_label("Stored now: 4 of 10")).to_be_checked()
    expect(desk.get_by_role("group", name="Has hurt for").get_by_label("You typed: 12 months")).to_be_checked()
    both = desk.get_by_role("group", name="Pain in use Both changed it")
    expect(both.get_by_label("Stored now: 8 of 10")).not_to_be_checked()
    check(desk, "Two people wrote this")
    both.get_by_label("You typed: 6 of 10").check()
    go_on(desk, "Save what is chosen")
    expect(desk.get_by_text("Problem is saved.")).to_be_visible()

    open_section(desk, journey, "problem")
    for label, value in (("Pain in use", "6"), ("Pain at rest", "4"), ("Has hurt for", "12")):
        expect(desk.get_by_label(label)).to_have_value(value)


def test_every_section_is_readable_on_a_phone_in_the_dark(device: NewPage, live_server: Any, journey: Journey) -> None:
    """The sections are made of the same kinds of fields: axe judges one page of each mixture."""
    page, judged = device(color_scheme="dark"), set[tuple[object, ...]]()
    let_in(page, staff(Role.CLINICIAN), live_server.url)
    for section in [each for stage in StageCode for each in sections_of(stage)]:
        open_section(page, journey, sheet_name(section))
        kinds = {(inside, each.kind) for inside, fields in _fields(section) for each in fields}
        if kinds <= judged:
            check_width(page)
        else:
            check(page, section_title(section))
        judged |= kinds


def _fields(section: Section) -> Iterator[tuple[bool, Sequence[Field]]]:
    """Those of the section, and those of its lines."""
    yield False, section.fields
    for group in section.groups:
        yield True, group.fields


def test_without_scripts_every_field_is_shown_and_says_when_it_is_for(
    device: NewPage, live_server: Any, journey: Journey
) -> None:
    page = device(java_script_enabled=False)
    let_in(page, staff(Role.CLINICIAN), live_server.url)
    open_section(page, journey, "problem")

    expect(page.get_by_label("Last steroid injection on")).to_be_visible()
    expect(page.get_by_text("Only for a steroid injection.").first).to_be_visible()
    page.get_by_label("Pain in use").fill("6")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Problem is saved.")).to_be_visible()
