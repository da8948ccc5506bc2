"""The short form of the drill: a patient's own marrow, from the first talk to the needle of the second session, all
of it through the pages."""

from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect

from drills.whole_journeys import forgetful
from tests.flows.conftest import PATIENCE, NewPage
from tests.flows.walk import WAYS, begin, go_again, talk, walk

pytestmark = pytest.mark.browser


def test_patient_with_own_marrow_goes_through_the_pages_to_the_needle_of_the_second_session(
    clock: time_machine.Traveller, device: NewPage, live_server: Any
) -> None:
    story = begin(clock, device, live_server.url, typed=True)
    walk(story, WAYS["own-marrow"])
    go_again(story, WAYS["own-marrow"])


def test_consultation_that_forgets_an_answer_is_caught(
    clock: time_machine.Traveller, device: NewPage, live_server: Any
) -> None:
    story = begin(clock, device, live_server.url, typed=True)
    expect.set_options(timeout=5_000)
    try:
        with forgetful(), pytest.raises(AssertionError):
            talk(story, WAYS["own-marrow"])
    finally:
        expect.set_options(timeout=PATIENCE)
