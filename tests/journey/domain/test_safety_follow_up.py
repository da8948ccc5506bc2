"""Whose safety is still looked after, status by status (clinical.md 3.1, 8.3)."""

import pytest

from journey.domain.safety_follow_up import is_chased, is_looked_after
from journey.domain.stages import JourneyStatus as Status

ALWAYS = {Status.ACTIVE, Status.PAUSED, Status.POSTPONED, Status.CLOSED_COMPLETED, Status.CLOSED_NOT_CANDIDATE}


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("status", Status)
def test_who_is_looked_after_and_chased(status: Status, *, keeps: bool) -> None:
    as_wished = status is Status.CLOSED_WITHDRAWN and keeps
    chased = status in ALWAYS or as_wished

    assert is_chased(status, keeps_safety_checks=keeps) is chased
    assert is_looked_after(status, keeps_safety_checks=keeps) is (chased or status is Status.CLOSED_LOST_CONTACT)
