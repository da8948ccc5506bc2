"""One stage moved by ten people at the same moment, each from a page of their own."""

import pytest
import time_machine

from accounts.roles import Role
from journey.actions.plans import record_date
from journey.domain.moves import Move
from journey.domain.windows import Anchor
from tests.builders import NOW, fresh, gave, newest_cycle, staff
from tests.journey.actions.racing import at_once
from tests.journey.admin.workspace_pages import url, words
from tests.journey.views.patient_pages import signed_in
from tests.walked import walked

PEOPLE = 10


@pytest.mark.django_db(transaction=True)
def test_stage_moved_by_ten_people_at_once_moves_once_and_nine_read_who_was_first() -> None:
    with time_machine.travel(NOW, tick=True):
        journey = walked("injection")
        record_date(journey=journey, anchor=Anchor.INJECTION, moment=NOW, by=staff(), at=NOW)
        gave(journey)
        journey = fresh(journey)
        team = [staff(Role.CLINICIAN, f"Dr {letter}") for letter in "ABCDEFGHIJ"]
        pages = [signed_in(person) for person in team]
        data = {"version": str(journey.version)}

        answers = at_once(
            *[lambda page=page: page.post(url(journey, "move/complete_injection/"), data) for page in pages]
        )

    event = journey.events.get(kind=Move.COMPLETE_INJECTION)
    refused = [answer for answer in answers if answer.status_code == 409]
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * (PEOPLE - 1)
    assert all(f"{event.by} did this already: Finish injection." in words(answer) for answer in refused)
    assert newest_cycle(journey).stages.get(state="in_progress").code == "post_care"
    assert fresh(journey).version == journey.version + 1
