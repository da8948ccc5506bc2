"""The made-up clinic can be made at any hour: what belongs to one day there is told on one day."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journey.management.demo_clinic.cast import PATIENTS, Person
from journey.management.demo_clinic.story import Story

MINUTE = timedelta(minutes=1)
LONDON = ZoneInfo("Europe/London")
TODAY = [person for person in PATIENTS if -0.5 < person.procedure <= 0]
# From the check on the day to the time of the harvest, around the start of the procedure.
OF_ONE_DAY = (-20 * MINUTE, 25 * MINUTE)


@pytest.mark.parametrize("day", [datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC)])
def test_procedure_of_today_is_told_within_one_day_whatever_the_time_is(day: datetime) -> None:
    assert TODAY
    for person in TODAY:
        for minute in range(0, 24 * 60, 5):
            now = day + minute * MINUTE
            start = story(person, now).procedure
            days = {(start + offset).astimezone(LONDON).date() for offset in OF_ONE_DAY}
            assert (len(days), start + OF_ONE_DAY[1] <= now) == (1, True), now


def story(person: Person, now: datetime) -> Story:
    patient: Any = SimpleNamespace(user=None, site=SimpleNamespace(clinic=SimpleNamespace(time_zone="Europe/London")))
    return Story(person, patient, {}, now, 1)
