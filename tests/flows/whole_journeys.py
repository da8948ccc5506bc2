"""What `drills.whole_journeys` walks; the suite does not collect it."""

import os
import sys
from contextlib import nullcontext
from typing import Any

import pytest
import time_machine

from drills.whole_journeys import BROKEN, forgetful
from tests.flows.conftest import NewPage
from tests.flows.walk import WAYS, begin, go_again, walk
from tests.flows.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.timeout(0)]


@pytest.mark.parametrize("way", list(WAYS))
def test_patient_goes_through_the_pages_to_the_needle_of_the_second_session(
    clock: time_machine.Traveller, device: NewPage, live_server: Any, watch: Watch, way: str
) -> None:
    story = begin(clock, device, live_server.url, typed=True)
    with forgetful() if os.environ.get(BROKEN) else nullcontext():
        walk(story, WAYS[way])
        go_again(story, WAYS[way])
    sys.stdout.write(f"{watch.pages} pages opened\n")
