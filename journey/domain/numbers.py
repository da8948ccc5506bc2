"""The coordinator's numbers: what is counted, in one sentence each, and what is too few to say."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from journey.domain.visits import VisitWindow
from journey.domain.words import gettext_noop

# Of fewer than this a percentage or a median says more than is known.
SMALL = 5
LAST_MONTHS = timedelta(days=365)
# A longer time than this is a search, not a number to look at.
LONGEST = timedelta(days=5 * 366)
NO_SHOW = "no_show"
# Of these visits it is known whether the patient came.
EXPECTED = frozenset({"arrived", "done", NO_SHOW})

FOLLOW_UP = gettext_noop(
    "Checks whose window ended in this time, unless the journey was closed or a new session treated before; completed"
    " are those that took place on a day of their window, and calls at which the patient was reached in it."
)
NO_SHOWS = gettext_noop(
    "Visits that began in this time and were marked as arrived, done or “did not come”; counted are those marked as"
    " “did not come”."
)
TO_PROCEDURE = gettext_noop(
    "Sessions whose last injection was in this time; the days from completing the consultation, when the decision and"
    " the plan are agreed, to that injection, where the session began with a consultation."
)


@dataclass(frozen=True)
class Period:
    """Local days; `last` belongs to it."""

    first: date
    last: date

    @classmethod
    def usual(cls, today: date) -> "Period":
        return cls(today - LAST_MONTHS, today)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Share:
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Rounded half up; None of too few."""
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole >= SMALL else None


def share_of(counted: Collection[bool]) -> Share:
    return Share(sum(counted), len(counted))


@dataclass(frozen=True)
class Spread:
    """Days of `part` among `whole`. `middle` is None of too few, `least` and `most` of none."""

    part: int
    whole: int
    middle: float | None
    least: int | None
    most: int | None


def spread_of(days: Sequence[int | None]) -> Spread:
    """None is a session for which the beginning is not known."""
    known = sorted(each for each in days if each is not None)
    middle = median(known) if len(known) >= SMALL else None
    return Spread(len(known), len(days), middle, *((known[0], known[-1]) if known else (None, None)))


def is_due(window: VisitWindow, period: Period, today: date, ended_on: Iterable[date | None]) -> bool:
    """Whether a check of this window counts: the window is over, its end lies in the period, and nothing ended the
    follow-up before (`ended_on`: the day the journey was closed, the day of a later injection)."""
    is_over = window.latest < today and period.holds(window.latest)
    return is_over and all(day is None or day > window.latest for day in ended_on)


def took_place(window: VisitWindow, days: Iterable[date]) -> bool:
    """On one of these days of the window."""
    return any(window.earliest <= day <= window.latest for day in days)
