"""Ten years after the last contact: one manager asks, another types the number, and the record names nobody."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accounts.roles import Role
from journey.actions.last_contacts import note_last_contacts
from journey.models import Clinic
from tests.builders import NOW, patient, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, check_width, go_on, heading, let_in

pytestmark = pytest.mark.browser
LIST = "/admin/journey/identityremoval/"


def test_two_managers_take_the_person_out_of_a_record(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    rosa = patient()
    Clinic.objects.update(retention_years=10)
    User.objects.filter(pk=rosa.user_id).update(last_login=NOW)
    managers = staff(Role.MANAGER), staff(Role.MANAGER, "Mia Dunn")
    clock.move_to(NOW.replace(year=NOW.year + 10) + timedelta(days=2))
    note_last_contacts(at=timezone.now())
    first, second = device(), device(viewport=DESK, color_scheme="dark")
    let_in(first, managers[0], live_server.url)
    let_in(second, managers[1], live_server.url)

    first.goto(LIST)
    check(first, "Records past their time")
    check_width(first)
    first.get_by_role("link", name=rosa.record_no).click()
    check(first, "How long this record is kept")
    first.get_by_role("link", name="Ask for the identity to be removed").click()
    check(first, "Ask for the identity to be removed")
    check_width(first)
    first.get_by_label("Reason").fill("Its time is over.")
    go_on(first, "Ask for the identity to be removed")
    expect(first.get_by_text("Another manager can remove it now.")).to_be_visible()

    second.goto(LIST)
    check(second, "Records past their time")
    second.get_by_role("link", name=rosa.record_no).first.click()
    second.get_by_role("link", name="Remove the identity").click()
    check(second, "Remove the identity")
    second.get_by_label("Type the record number").fill(rosa.record_no)
    go_on(second, "Remove the identity")
    expect(heading(second)).to_have_text("How long this record is kept")
    expect(second.get_by_text("This record names nobody any more.")).to_be_visible()
    expect(second.get_by_text("Rosa")).to_have_count(0)
