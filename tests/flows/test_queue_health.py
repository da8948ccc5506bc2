"""A coordinator sees on the first page that messages do not go out, finds what failed and lets it be tried again."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.models import JobRun, StuckRow
from accounts.queue_health import periodic_tasks
from accounts.roles import Role
from tests.builders import NOW, clinic, staff
from tests.flows.conftest import DESK, PHONE, NewPage
from tests.flows.pages import check, go_on, let_in

pytestmark = pytest.mark.browser


def test_worker_that_stopped_is_seen_and_a_failed_job_is_tried_again(
    device: NewPage, live_server: Any, clock: time_machine.Traveller
) -> None:
    clinic()
    stopped_at = NOW - timedelta(minutes=50)
    JobRun.objects.bulk_create(JobRun(name=name, begun_at=stopped_at, ended_at=stopped_at) for name in periodic_tasks())
    row = {"row": "0d1c3536-0882-4c66-9b06-39f2006eb979", "since": NOW, "last_at": NOW, "problem": "ValueError"}
    StuckRow.objects.create(step="remind_patients.visit", **row)
    page = device()
    let_in(page, staff(Role.COORDINATOR), live_server.url)
    page.goto("/admin/")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        check(page, "Work queue, Tuesday 24 November 2026")
        expect(page.get_by_role("alert")).to_contain_text("Messages are not going out since 9:10am (50 minutes)")

    page.get_by_role("link", name="See what was done last").click()
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        check(page, "Health of the jobs")
        expect(page.get_by_text("A reminder of a visit was not written")).to_be_visible()
    page.get_by_role("link", name="Try again Remind patients").click()
    check(page, "Try again")
    go_on(page, "Try again now")
    expect(page.get_by_text("It is tried again now. Look again in a minute.")).to_be_visible()
