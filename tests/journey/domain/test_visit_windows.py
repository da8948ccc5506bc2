"""Whether a booked visit lies on one of the days that the pathway has for it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journey.domain.visits import VisitSpec, is_outside
from journey.domain.windows import Anchor, Moment

INJECTED = datetime(2026, 11, 24, 10, tzinfo=UTC)
# The six-week and the yearly check of clinical.md 2.6, in short.
SPECS = {
    "W6": VisitSpec(
        Moment(Anchor.INJECTION, days=37), Moment(Anchor.INJECTION, days=42), Moment(Anchor.INJECTION, days=49)
    ),
    "Y2": VisitSpec(
        Moment(Anchor.INJECTION, days=700), Moment(Anchor.INJECTION, days=730), Moment(Anchor.INJECTION, days=760)
    ),
}


@pytest.mark.parametrize(
    ("kind", "day", "outside"),
    [
        ("w6", 36, True), ("w6", 37, False), ("w6", 49, False), ("w6", 50, True),
        ("yearly", 699, True), ("yearly", 730, False), ("yearly", 761, True),
        ("m3", 1, False), ("unscheduled", 1, False),
    ],
)  # fmt: skip
def test_visit_outside_its_days(kind: str, day: int, outside: bool) -> None:
    on = (INJECTED + timedelta(days=day)).date()
    assert is_outside(kind, on, SPECS, INJECTED, ZoneInfo("Europe/London")) is outside
    assert not is_outside(kind, on, SPECS, None, ZoneInfo("Europe/London"))
