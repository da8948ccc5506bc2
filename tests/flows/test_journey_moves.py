"""From the first talk to a second session: own fat, a donor's cells, and own cells that were stored. What is the same
as of own marrow is written by actions here; `drills.whole_journeys` goes through the pages with all four."""

from typing import Any

import pytest
import time_machine

from tests.flows.conftest import NewPage
from tests.flows.walk import WAYS, begin, walk

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("way", sorted(WAYS.keys() - {"own-marrow"}))
def test_patient_goes_from_the_first_talk_to_a_second_session(
    clock: time_machine.Traveller, device: NewPage, live_server: Any, way: str
) -> None:
    walk(begin(clock, device, live_server.url), WAYS[way])
