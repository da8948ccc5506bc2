"""What `drills.whole_journeys` walks; the suite does not collect it."""

from typing import Any

import pytest
import time_machine

from tests.flows.conftest import NewPage
from tests.flows.walk import WAYS, begin, go_again, walk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(0)]


@pytest.mark.parametrize("way", list(WAYS))
def test_patient_goes_through_the_pages_to_the_needle_of_the_second_session(
    clock: time_machine.Traveller, device: NewPage, live_server: Any, way: str
) -> None:
    story = begin(clock, device, live_server.url, typed=True)
    walk(story, WAYS[way])
    go_again(story, WAYS[way])
