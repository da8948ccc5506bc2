"""Two people of the clinic at one journey: the second reads who was first, and nothing is done twice."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.roles import Role
from journey.actions.plans import record_date
from journey.domain.windows import Anchor
from journey.models import JourneyEvent
from tests.builders import NOW, gave, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, go_on
from tests.flows.staff_pages import Office, expect_done
from tests.walked import walked

pytestmark = pytest.mark.browser

MOVE = "Finish injection"


def test_move_confirmed_by_two_is_done_once_and_the_second_reads_who_and_when(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    # Given: two clinicians have the page of the same move open
    journey = walked("injection")
    record_date(journey=journey, anchor=Anchor.INJECTION, moment=NOW, by=staff(), at=NOW)
    gave(journey)
    osei, abel = (
        Office(device(viewport=DESK), staff(Role.CLINICIAN, name), clock, live_server.url)
        for name in ("Dr Osei", "Dr Abel")
    )
    for office in (osei, abel):
        office.open(journey, "move/complete_injection/")

    # When: both press the button
    go_on(osei.page, MOVE)
    go_on(abel.page, MOVE)

    # Then: the first has done it, and the second reads so
    expect_done(osei.page)
    expect(abel.page.get_by_text(f"Dr Osei did this already: {MOVE}.")).to_be_visible()
    expect(abel.page.get_by_text("Dr Osei, today, 10am.")).to_be_visible()
    check(abel.page, "Nothing was saved")
    assert JourneyEvent.objects.filter(journey=journey, kind="complete_injection").count() == 1
