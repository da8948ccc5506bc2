"""Somebody of another site needs a record at once: one page, a reason, a flag, and its end."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.roles import Role
from journey.models import OpenedRecord
from tests.builders import NOW, other_site, staff
from tests.flows.pages import check, follow, go_on, heading, let_in
from tests.walked import walked

pytestmark = pytest.mark.browser


def test_record_outside_the_team_opens_with_a_reason_is_flagged_and_ended(
    desk: Page, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: a nurse of another site, who finds nobody by the name in her list
    rosa = walked("post_care", day=3, at=NOW)
    let_in(desk, staff(Role.NURSE, "Far Nurse", site=other_site()), live_server.url)
    desk.goto("/admin/journey/patient/?q=Rosa")
    expect(desk.get_by_text("Rosa Marsh")).to_have_count(0)

    # When: she opens it by its number; without a reason it stays shut
    desk.goto("/admin/")
    desk.get_by_role("link", name="Open a record outside my team").first.click()
    check(desk, "Open a record outside my team")
    desk.get_by_label("Record number").fill(rosa.patient.record_no)
    go_on(desk, "Open the record")
    check(desk, "Open a record outside my team")
    assert not OpenedRecord.objects.exists()
    desk.get_by_role("radio").first.check()
    desk.get_by_label("In your words").fill("Called at night, cannot reach the team.")
    go_on(desk, "Open the record")

    # Then: it is open, says so on every page of it, and can be ended at once
    expect(desk.get_by_text("You opened this record outside your team", exact=False)).to_be_visible()
    expect(heading(desk)).to_contain_text("Rosa Marsh")
    check(desk, "Rosa Marsh")
    record = desk.url
    follow(desk, "Close the record now")
    check(desk, "Close the record")
    go_on(desk, "Close the record now")
    expect(desk.get_by_text("The record is closed to you.")).to_be_visible()
    assert desk.request.get(record).status == 404
