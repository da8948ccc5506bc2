"""From the first talk to a second session: own fat, a donor's cells, and own cells that were stored."""

from typing import Any

import pytest
import time_machine

from tests.flows.conftest import NewPage
from tests.flows.walk import HARVESTED, Cells, begin, walk

pytestmark = pytest.mark.browser

ELSEWHERE = [
    pytest.param(Cells("Own cells", "fat", HARVESTED), None, id="own-fat"),
    pytest.param(
        Cells("Donor cells", "umbilical cord", "donor product"),
        ("Your cells come from a donor. Nothing is taken from you.", "donor_unit"),
        id="donor",
    ),
    pytest.param(
        Cells("Own cells", "bone marrow", "own cells stored from an earlier harvest"),
        ("We use your own cells, kept from an earlier time.", "banked_cells"),
        id="banked",
    ),
]


@pytest.mark.parametrize(("cells", "elsewhere"), ELSEWHERE)
def test_patient_goes_from_the_first_talk_to_a_second_session(
    clock: time_machine.Traveller, device: NewPage, live_server: Any, cells: Cells, elsewhere: tuple[str, str] | None
) -> None:
    walk(begin(clock, device, live_server.url), cells, elsewhere)
