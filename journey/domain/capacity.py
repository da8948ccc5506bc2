"""When the clinic can see somebody: clock changes, closed days, leave and working hours, each refusal a sentence."""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from journey.domain.days import at_local, local_date, plain_clock, plain_date
from journey.domain.errors import NotAccepted
from journey.domain.opening import OpeningHours, hours_said
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

Span = tuple[datetime, datetime]
"""Aware moments; the end is free again."""

LONGEST_VISIT = timedelta(hours=12)


@dataclass(frozen=True)
class ClosedTime:
    """The whole clinic, one site, or one `room` of it; the end is open again."""

    starts_at: datetime
    ends_at: datetime
    name: str
    room: Hashable | None = None

    @property
    def span(self) -> Span:
        return self.starts_at, self.ends_at


def closed_span(first: date, last: date, from_clock: time | None, to_clock: time | None, zone: tzinfo) -> Span:
    """From the first to the last day; with a clock time, only from it on the first day, or until it on the last. A time
    that the clocks show twice is closed both times."""
    starts_at = at_local(first, from_clock or time(0), zone)
    if to_clock is None:
        return starts_at, at_local(last + timedelta(days=1), time(0), zone)
    return starts_at, at_local(last, to_clock, zone, last=True)


class Taken:
    """Spans that are taken, asked often: overlapping ones are joined once."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self.starts: list[datetime] = []
        self.ends: list[datetime] = []
        for start, end in sorted(spans):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def is_free(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Nothing of it lies in this time. Touching is not overlapping."""
        before = bisect_right(self.ends, starts_at)
        return before == len(self.starts) or self.starts[before] >= ends_at


def exact_moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """The moment of a day and a clock time. Raises NotAccepted for a time that the clocks skip or show twice that day:
    nobody should have to guess."""
    first, last = at_local(day, clock, zone), at_local(day, clock, zone, last=True)
    shown = first.astimezone(zone)
    if (shown.date(), shown.time()) != (day, clock):
        raise NotAccepted(_("The clocks go forward that night. This time does not exist; choose another."))
    if first != last:
        raise NotAccepted(_(SHOWN_TWICE))
    return first


SHOWN_TWICE = gettext_noop("The clocks go back that night and show this time twice; choose another.")


def is_shown_twice(moment: datetime, zone: tzinfo) -> bool:
    local = moment.astimezone(zone)
    first = at_local(local.date(), local.time(), zone)
    return first != at_local(local.date(), local.time(), zone, last=True)


def check_period(starts_at: datetime, ends_at: datetime, zone: tzinfo, at: datetime) -> None:
    """Raises NotAccepted, with the form's field, for a time that no visit can have, whoever is free."""
    if starts_at <= at:
        raise NotAccepted(_("Choose a time in the future."), field="starts_at")
    if ends_at <= starts_at:
        raise NotAccepted(_("The visit must end after it starts."), field="ends_at")
    if ends_at - starts_at > LONGEST_VISIT:
        raise NotAccepted(_("A visit takes at most 12 hours."), field="ends_at")
    if not is_of_one_day(starts_at, ends_at, zone):
        raise NotAccepted(_("A visit begins and ends on the same day."), field="ends_at")
    for moment, field in ((starts_at, "starts_at"), (ends_at, "ends_at")):
        if is_shown_twice(moment, zone):
            raise NotAccepted(_(SHOWN_TWICE), field=field)


def is_of_one_day(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> bool:
    """Midnight at the end still belongs to the day."""
    last = ends_at - timedelta(microseconds=1)
    return local_date(starts_at, zone) == local_date(last, zone)


def check_open(starts_at: datetime, ends_at: datetime, closed: Sequence[ClosedTime], zone: tzinfo) -> None:
    """Raises NotAccepted in a closed time; of a part of a day it says which."""
    for each in closed:
        if each.starts_at >= ends_at or starts_at >= each.ends_at:
            continue
        day, name = local_date(starts_at, zone), each.name
        opens, closes = (at_local(day + timedelta(days=ahead), time(0), zone) for ahead in (0, 1))
        if each.starts_at <= opens and closes <= each.ends_at:
            raise NotAccepted(_("Closed on {day}: {name}.", day=plain_date(day), name=name), field="starts_at")
        start, end = max(each.starts_at, opens).astimezone(zone), min(each.ends_at, closes).astimezone(zone)
        words = _(
            "Closed on {day} from {start} to {end}: {name}.",
            day=plain_date(day),
            start=plain_clock(start),
            end=plain_clock(end),
            name=name,
        )
        raise NotAccepted(words, field="starts_at")


def working_spans(week: OpeningHours, day: date, zone: tzinfo) -> list[Span]:
    """The hours of a day as moments. On a night of a clock change a span is shorter or longer, as the clock shows."""
    return [(_minute(day, opens, zone), _minute(day, closes, zone)) for opens, closes in week.week[day.weekday()]]


def _minute(day: date, minute: int, zone: tzinfo) -> datetime:
    if minute == 24 * 60:
        return at_local(day + timedelta(days=1), time(0), zone)
    return at_local(day, time(*divmod(minute, 60)), zone)


def shared_weekday(one: OpeningHours, other: OpeningHours) -> int | None:
    """The first day of the week (Monday is 0) on which two weeks overlap: nobody works at two sites at once."""
    for weekday, (mine, others) in enumerate(zip(one.week, other.week, strict=True)):
        if any(opens < closed and opened < closes for opens, closes in mine for opened, closed in others):
            return weekday
    return None


def is_within(week: OpeningHours, starts_at: datetime, ends_at: datetime, zone: tzinfo) -> bool:
    spans = working_spans(week, local_date(starts_at, zone), zone)
    return any(opens <= starts_at and ends_at <= closes for opens, closes in spans)


def check_hours(who: str, site: str, week: OpeningHours, starts_at: datetime, ends_at: datetime, zone: tzinfo) -> None:
    """Raises NotAccepted outside the hours of this person at this site; it says what they are that day."""
    if is_within(week, starts_at, ends_at, zone):
        return
    said = hours_said(week, local_date(starts_at, zone).weekday())
    if not said:
        raise NotAccepted(_("{who} does not work at {site} on that day of the week.", who=who, site=site), "starts_at")
    words = _("{who} works at {site} from {hours} on that day of the week.", who=who, site=site, hours=said)
    raise NotAccepted(words, field="starts_at")
