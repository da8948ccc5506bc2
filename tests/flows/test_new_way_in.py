"""A new way to sign in stands on the first page of managers until one of them has asked the patient."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.roles import Role
from journey.actions.renewing import renew_sign_in
from tests.builders import NOW, patient, staff
from tests.flows.conftest import NewPage
from tests.flows.pages import check, check_width, go_on, let_in

pytestmark = pytest.mark.browser


def test_manager_looks_at_a_new_way_to_sign_in(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    rosa = patient(email="rosa@example.org")
    renew_sign_in(patient=rosa, address="new@example.org", seen=True, by=staff(Role.COORDINATOR), at=NOW)
    page = device()
    let_in(page, staff(Role.MANAGER), live_server.url)

    page.goto("/admin/")
    row = page.get_by_role("listitem").filter(has_text="New ways to sign in, to review")
    expect(row).to_contain_text("given by Ana Cruz")
    row.get_by_role("link", name="Rosa Marsh").click()
    check(page, "Rosa Marsh")
    page.get_by_role("link", name="Review the new way to sign in").click()
    check(page, "Review the new way to sign in")
    check_width(page)
    go_on(page, "Mark as reviewed")
    expect(page.get_by_text("Write what you found.").first).to_be_visible()
    page.get_by_label("What you found").fill("Rang her: it was her, and she gets in.")
    go_on(page, "Mark as reviewed")

    expect(page.get_by_text("Marked as reviewed.")).to_be_visible()
    page.goto("/admin/")
    expect(row.get_by_role("link")).to_have_count(0)
