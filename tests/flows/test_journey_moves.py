"""From the first talk to a second session: own fat, with the first stage all typed, and a donor's cells. What is the
same for all is written by actions here; `drills.whole_journeys` goes through the pages alone, with own marrow and with
stored cells too."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from drills.whole_journeys import forgetful
from tests.flows.conftest import PATIENCE, NewPage
from tests.flows.walk import WAYS, agree, begin, consulted, go_on_from_consultation, talk, walk

pytestmark = pytest.mark.browser


def test_patient_with_a_donors_cells_goes_from_the_first_talk_to_a_second_session(
    clock: time_machine.Traveller, device: NewPage, live_server: Any
) -> None:
    walk(begin(clock, device, live_server.url), WAYS["donor"])


def test_consultation_that_forgets_an_answer_is_caught_and_typed_again_it_leads_to_a_second_session(
    clock: time_machine.Traveller, device: NewPage, live_server: Any
) -> None:
    story, cells = begin(clock, device, live_server.url, typed=True), WAYS["own-fat"]
    expect.set_options(timeout=5_000)
    try:
        with forgetful(), pytest.raises(AssertionError, match="G1-02"):
            talk(story, cells)
    finally:
        expect.set_options(timeout=PATIENCE)
    consulted(story, ("problem",))
    agree(story)
    story.typed = False
    go_on_from_consultation(story, cells)
