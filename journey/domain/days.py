"""Local dates and day numbers, safe across midnight and clock changes (clinical.md 1.2, 2.5)."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from journey.domain.words import say as _
from journey.domain.words import say_day


def local_date(at: datetime, zone: tzinfo) -> date:
    """The calendar date that a clock in `zone` shows at `at` (aware)."""
    return at.astimezone(zone).date()


def day_number(at: datetime, anchor_at: datetime, zone: tzinfo) -> int:
    """`day` or `hday`: the date of `at` minus the anchor's date (day 0), both in the patient's `zone`."""
    return (local_date(at, zone) - local_date(anchor_at, zone)).days


def days_until(target_at: datetime, at: datetime, zone: tzinfo) -> int:
    """Nights from `at` to `target_at`: 0 today, 1 tomorrow, negative when past."""
    return day_number(target_at, at, zone)


def last_day(start: date, days: int) -> date:
    """Last day of an instruction of `days` days that begins on `start` (day 0): it covers day 0 to day `days`."""
    return start + timedelta(days=days)


def first_free_day(start: date, days: int) -> date:
    """First day on which the instruction holds no more."""
    return start + timedelta(days=days + 1)


def last_allowed_day_before(procedure_date: date, days: int) -> date:
    """Last day on which a medicine may be taken that must stop `days` days before the procedure: n + 1 days before."""
    return procedure_date - timedelta(days=days + 1)


def anniversary(start: date, years: int) -> date:
    """The same date `years` later; 29 February falls on 28 February in a year that has none."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def at_local(day: date, clock: time, zone: tzinfo, *, last: bool = False) -> datetime:
    """The moment (UTC) when a clock in `zone` shows `clock` on `day`.

    A time that the clocks skip is the same distance after the skip. A time that they show twice is the first of
    the two, or the second with `last`, so that a window never loses an hour.
    """
    wanted = datetime.combine(day, clock, tzinfo=zone)
    moment = wanted.replace(fold=int(last)).astimezone(UTC)
    skipped = moment.astimezone(zone).replace(tzinfo=None) != wanted.replace(tzinfo=None)
    return wanted.astimezone(UTC) if skipped else moment


def plain_date(day: date) -> str:
    """A date as staff read it in a sentence: 28 March 2026."""
    return say_day(day)


def plain_clock(at: time | datetime) -> str:
    """A time of day in a sentence: "2:30pm", "6am", "midday", "midnight"."""
    if (at.hour, at.minute) == (12, 0):
        return _("midday")
    if (at.hour, at.minute) == (0, 0):
        return _("midnight")
    hour = at.hour % 12 or 12
    clock = f"{hour}:{at.minute:02}" if at.minute else f"{hour}"
    return _("{time}am", time=clock) if at.hour < 12 else _("{time}pm", time=clock)
