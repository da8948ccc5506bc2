"""The follow-up visits after an injection and the days on which each may happen (clinical.md 2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from types import MappingProxyType

from journey.domain.days import anniversary, local_date
from journey.domain.schedule import LONG_TERM_YEARS
from journey.domain.windows import Window

FIRST_CALL = "CALL_48_72H"
FIRST_CALL_HOURS = (48, 60, 72)


@dataclass(frozen=True)
class VisitSpec:
    """Target day from the injection (or anniversary), and how many days earlier or later is still in the window."""

    earlier: int
    later: int
    day: int = 0
    years: int = 0


@dataclass(frozen=True)
class VisitWindow:
    """Local dates; `latest` is the last day in the window."""

    earliest: date
    target: date
    latest: date


VISITS: Mapping[str, VisitSpec] = MappingProxyType(
    {
        "W2": VisitSpec(2, 3, day=14),
        "W6": VisitSpec(5, 7, day=42),
        "M3": VisitSpec(10, 14, day=90),
        "M6": VisitSpec(14, 21, day=182),
        "M12": VisitSpec(21, 30, day=365),
        **{f"Y{year}": VisitSpec(45, 45, years=year) for year in range(2, 16)},
    }
)


def visit_codes(long_term_years: int = LONG_TERM_YEARS) -> tuple[str, ...]:
    """All planned contacts in order; the yearly ones up to `long_term_years` (5 to 15)."""
    return (FIRST_CALL, *(code for code, spec in VISITS.items() if spec.years <= long_term_years))


def visit_window(code: str, injection_at: datetime, zone: tzinfo) -> VisitWindow:
    """The days in the patient's `zone`. For the first call see `first_call_window` for its hours."""
    if code == FIRST_CALL:
        call = first_call_window(injection_at)
        earliest, target, latest = (local_date(at, zone) for at in (call.opens_at, call.due_at, call.closes_at))
        return VisitWindow(earliest, target, latest)
    spec = VISITS[code]
    target = anniversary(local_date(injection_at, zone), spec.years) + timedelta(days=spec.day)
    return VisitWindow(target - timedelta(days=spec.earlier), target, target + timedelta(days=spec.later))


def first_call_window(injection_at: datetime) -> Window:
    """48 to 72 hours after the injection, ideally at 60; elapsed hours, UTC."""
    earliest, target, latest = (injection_at.astimezone(UTC) + timedelta(hours=hours) for hours in FIRST_CALL_HOURS)
    return Window(earliest, target, latest)
