"""A clinician tries the rules of a new version on cases before anybody stands for them."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.roles import Role
from journey.models import FallReason, SavedCase
from tests.bench import two_versions
from tests.builders import staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, follow, go_on
from tests.flows.staff_pages import Office, expect_done

pytestmark = pytest.mark.browser

ROWS = "case_id,day,temp_c,expected_level,description\nhot-evening,3,39.5,urgent_now,Fever on a hot evening\n"


def test_clinician_tries_a_version_reads_what_falls_and_writes_why(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: a second version judges a high fever milder, and a clinician keeps a case of one
    two_versions()
    office = Office(device(viewport=DESK), staff(Role.CLINICIAN), clock, live_server.url)
    page = office.page
    page.goto("/admin/journey/savedcase/add/")
    page.get_by_label("Cases").fill(ROWS.replace("39.5", "395"))
    go_on(page, "Save the cases")
    expect(page.get_by_role("alert")).to_contain_text("Row 2, column temp_c: 395.0 is outside")
    check(page, "Error: Save cases")
    page.get_by_label("Cases").fill(ROWS)
    go_on(page, "Save the cases")
    expect_done(page)
    check(page, "Saved cases")

    # When: they try the new version on the saved cases and on some by chance
    page.goto("/admin/journey/pathwayversion/")
    page.get_by_role("main").get_by_role("row").nth(1).get_by_role("link").click()
    follow(page, "Try the rules on cases")
    check(page, "Bench of")
    page.get_by_label("Cases by chance").select_option("None")
    page.get_by_label("Pasted cases (optional)").fill("case_id,day,temp_c\npasted,4,40.0\n")
    go_on(page, "Try the cases")

    # Then: every case that falls is there with what decided, and asks for a reason
    falls = page.get_by_role("region", name="What falls")
    expect(falls).to_contain_text("3 falls still need a reason.")
    expect(falls.get_by_role("heading", name="hot-evening: From Urgent now to Call in 24 h")).to_be_visible()
    expect(falls).to_contain_text("Decided before: INF-07.")
    check(page, "Bench of")

    # When: they forget to write, and then write why two of them may
    go_on(page, "Keep the reasons")
    expect(page.get_by_role("alert")).to_contain_text("Write a reason for at least one case.")
    check(page, "Error: Bench of")
    page.get_by_label("Why hot-evening may fall").fill("A fever alone is called back within a day.")
    page.get_by_label("Why pasted may fall").fill("The same.")
    go_on(page, "Keep the reasons")

    # Then: both stand with a name and a time, and one fall is left
    expect_done(page)
    expect(page.get_by_role("region", name="What falls")).to_contain_text("1 fall still needs a reason.")
    written = page.get_by_role("region", name="Reasons that are written")
    expect(written.get_by_role("rowheader")).to_have_text(["hot-evening", "pasted"])
    expect(written).to_contain_text("Dr Osei")
    check(page, "Bench of")
    assert FallReason.objects.count() == 2
    assert SavedCase.objects.get().saved_by == staff()
