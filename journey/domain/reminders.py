"""When a patient is reminded, how, and when a reminder waits: moments, quiet hours, what is not said any more.

Check-ins: when they open, half-way, and 2 hours before they close; the first two weeks (A) when they open, 4 hours
later, and 2 hours before they close (clinical.md 3.1). Visits: a week and a day before, and when one was missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from journey.domain.days import at_local, local_date


class Occasion(StrEnum):
    """What a reminder is about; `ORDER` is how those of one thing follow one another."""

    CHECK_IN_OPEN = "check_in_open"
    CHECK_IN_HALF_WAY = "check_in_half_way"
    CHECK_IN_CLOSING = "check_in_closing"
    VISIT_MOVED = "visit_moved"
    VISIT_WEEK = "visit_week"
    VISIT_DAY = "visit_day"
    VISIT_CLOSED = "visit_closed"
    VISIT_STANDS = "visit_stands"
    VISIT_CANCELLED = "visit_cancelled"
    VISIT_MISSED = "visit_missed"
    VISIT_OFFER = "visit_offer"
    VISIT_DUE = "visit_due"
    DATES_CHANGED = "dates_changed"


class Way(StrEnum):
    """A letter is printed and posted by a person, and a call is made by one, where nothing else reaches the patient."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    CALL = "call"


BY_HAND = (Way.LETTER, Way.CALL)


# A check-in is over before the post comes, and so is a time that is held for a day.
BY_LETTER = frozenset(
    {
        Occasion.VISIT_MOVED,
        Occasion.VISIT_WEEK,
        Occasion.VISIT_CLOSED,
        Occasion.VISIT_STANDS,
        Occasion.VISIT_CANCELLED,
        Occasion.VISIT_MISSED,
        Occasion.VISIT_DUE,
        Occasion.DATES_CHANGED,
    }
)
# What the clinic changes is said when it changes, also to whoever wants one message a day.
CHANGES = frozenset(
    {
        Occasion.VISIT_MOVED,
        Occasion.VISIT_CLOSED,
        Occasion.VISIT_STANDS,
        Occasion.VISIT_CANCELLED,
        Occasion.DATES_CHANGED,
    }
)
# The two say the opposite of one visit: the newer one is so.
OPPOSITE = {Occasion.VISIT_CLOSED: Occasion.VISIT_STANDS, Occasion.VISIT_STANDS: Occasion.VISIT_CLOSED}
# Printing and the post, a design number: nobody is told by letter of what is nearer.
LETTER_TAKES = timedelta(days=3)
# A time is offered before it is a visit: what is said of the visit comes after it.
ORDER = (Occasion.VISIT_OFFER, *(each for each in Occasion if each is not Occasion.VISIT_OFFER))
FIRST_WEEKS = "A-"
AFTER_OPENING = timedelta(hours=4)
BEFORE_CLOSING = timedelta(hours=2)
BEFORE_A_VISIT = {Occasion.VISIT_WEEK: timedelta(days=7), Occasion.VISIT_DAY: timedelta(days=1)}
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
# What came due longer ago than this is not said any more: after days without a worker nobody reads old news.
LATEST = timedelta(hours=36)
# Whoever would set out so soon is told of a closed door at once, by night too.
SETS_OUT = timedelta(hours=3)
OF_CHECK_INS = frozenset({Occasion.CHECK_IN_OPEN, Occasion.CHECK_IN_HALF_WAY, Occasion.CHECK_IN_CLOSING})
# Safety: they leave at once, by day and by night, and also to whoever chose no reminders (clinical.md 3.1, 3.2).
AT_ONCE = ("P-0", "EXTRA")


@dataclass(frozen=True)
class Moment:
    occasion: Occasion
    at: datetime


def check_in_moments(code: str, opens_at: datetime, closes_at: datetime) -> Iterator[Moment]:
    """One that would come before an earlier one, or after the close, is left out."""
    middle = opens_at + (AFTER_OPENING if code.startswith(FIRST_WEEKS) else (closes_at - opens_at) / 2)
    last = closes_at - BEFORE_CLOSING
    yield Moment(Occasion.CHECK_IN_OPEN, opens_at)
    if opens_at < middle < last:
        yield Moment(Occasion.CHECK_IN_HALF_WAY, middle)
    if last > opens_at:
        yield Moment(Occasion.CHECK_IN_CLOSING, last)


def visit_moments(starts_at: datetime) -> Iterator[Moment]:
    yield from (Moment(occasion, starts_at - before) for occasion, before in BEFORE_A_VISIT.items())


def starts_of_due_visits(at: datetime) -> Iterator[tuple[Occasion, datetime, datetime]]:
    """Between which moments a visit begins of which this occasion is due: after the first, until the second."""
    for occasion, before in BEFORE_A_VISIT.items():
        yield occasion, max(at, at + before - LATEST), at + before


def is_at_once(code: str) -> bool:
    return code.startswith(AT_ONCE)


def due_now(moments: Iterator[Moment], known_from: datetime, at: datetime) -> Moment | None:
    """The newest that has come by `at`: of several that came due together only the last is said. One that was over
    before the thing was made or moved (`known_from`), or that came too long ago, is not."""
    come = [each for each in moments if known_from <= each.at <= at and each.at > at - LATEST]
    return max(come, key=lambda each: ORDER.index(each.occasion), default=None)


def next_bundle(at: datetime, zone: tzinfo, quiet_until: time) -> datetime:
    """When the next message leaves to whoever wants one a day and had today's: as the quiet time of tomorrow ends."""
    return at_local(local_date(at, zone) + timedelta(days=1), quiet_until, zone)


def can_wait(occasion: Occasion, ends_at: datetime | None, next_at: datetime, *, was_said: bool) -> bool:
    """Whether it may be said with the next day's message. Not what the clinic changed, and not what would come too late
    then, unless it is the second time that the same thing is said. `ends_at`: when the check-in closes, the visit
    begins or the held time is free again; None for what does not end."""
    if occasion in CHANGES:
        return False
    if ends_at is None or was_said:
        return True
    return next_at <= ends_at - (BEFORE_CLOSING if occasion in OF_CHECK_INS else SETS_OUT)


def before_setting_out(starts_at: datetime, at: datetime, quiet_ends_at: datetime) -> datetime:
    """When a patient is told that a visit cannot be: after the quiet hours, unless they would have set out by then."""
    return quiet_ends_at if quiet_ends_at <= starts_at - SETS_OUT else at


def goes_by_letter(occasion: Occasion, starts_at: datetime, at: datetime) -> bool:
    """Whether a letter about a visit can still be of use: it is there before the visit, or the visit was missed."""
    return occasion in BY_LETTER and (occasion == Occasion.VISIT_MISSED or starts_at - at >= LETTER_TAKES)


def after_quiet(moment: datetime, zone: tzinfo, quiet_from: time, quiet_until: time) -> datetime:
    """The moment, or the end of the quiet hours that it lies in, by the clock of the patient on that day."""
    local = moment.astimezone(zone)
    clock = local.time()
    if quiet_from < quiet_until:
        if not quiet_from <= clock < quiet_until:
            return moment
        day = local.date()
    elif clock >= quiet_from:
        day = local_date(moment, zone) + timedelta(days=1)
    elif clock < quiet_until:
        day = local.date()
    else:
        return moment
    return max(moment, at_local(day, quiet_until, zone))
