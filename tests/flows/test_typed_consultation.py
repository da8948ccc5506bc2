"""The short form of the drill: the first stage, all of it typed. `test_journey_moves` goes through all six."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from drills.whole_journeys import forgetful
from tests.flows.conftest import PATIENCE, NewPage
from tests.flows.walk import WAYS, agree, begin, consulted, talk

pytestmark = pytest.mark.browser


def test_consultation_that_forgets_an_answer_is_caught_and_ends_once_it_is_typed_again(
    clock: time_machine.Traveller, device: NewPage, live_server: Any
) -> None:
    story = begin(clock, device, live_server.url, typed=True)
    expect.set_options(timeout=5_000)
    try:
        with forgetful(), pytest.raises(AssertionError, match="G1-02"):
            talk(story, WAYS["own-marrow"])
    finally:
        expect.set_options(timeout=PATIENCE)
    consulted(story, ("problem",))
    agree(story)
