"""What a medicine's class asks before and after a procedure, and the dates that follow (clinical.md 2.2)."""

from dataclasses import dataclass
from datetime import date, timedelta

from journey.domain.days import first_free_day, last_allowed_day_before


@dataclass(frozen=True)
class HoldRule:
    """The clinic's default for a class; a blank number of days is none. `prescriber`: needs their agreement. It is an
    offer to a clinician, who decides each line, and tells no patient anything."""

    action: str
    stop_days: int | None = None
    restart_days: int | None = None
    prescriber: bool = False
    staff: str = ""


@dataclass(frozen=True)
class HoldDates:
    """`last`: the last day on which it may be taken; `without`: the first day without it; `again`: the day on which it
    starts again, None when that is left open."""

    last: date
    without: date
    again: date | None


def hold_dates(procedure: date, stop_days: int, restart_days: int | None) -> HoldDates:
    """ "Stop 7 days before" makes the 8th day before the last; "14 days after" makes day 15 the first again."""
    last = last_allowed_day_before(procedure, stop_days)
    again = None if restart_days is None else first_free_day(procedure, restart_days)
    return HoldDates(last, last + timedelta(days=1), again)
