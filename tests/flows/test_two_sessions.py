"""A patient's own marrow: from the first talk to the needle of the second session, all of it through the pages."""

from typing import Any

import pytest
import time_machine

from tests.flows.conftest import NewPage
from tests.flows.walk import WAYS, begin, go_again, walk

pytestmark = pytest.mark.browser


def test_patient_with_own_marrow_goes_through_the_pages_to_the_needle_of_the_second_session(
    clock: time_machine.Traveller, device: NewPage, live_server: Any
) -> None:
    story = begin(clock, device, live_server.url, typed=True)
    walk(story, WAYS["own-marrow"])
    go_again(story, WAYS["own-marrow"])
