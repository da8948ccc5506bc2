"""The clinic's opening hours: read from lines a person writes, asked by clocks, and said in plain words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import reduce

from journey.domain.days import plain_clock
from journey.domain.errors import NotAccepted
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

DAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)
FIELD = "opening_hours"
EXAMPLE = gettext_noop("Write for example “Mon-Fri 08:30-17:00”.")
MINUTES_A_DAY = 24 * 60

_LINE = re.compile(
    r"(?P<first>[A-Za-z]+)(?:\s*[-–]\s*(?P<last>[A-Za-z]+))?\s+(?P<opens>[\d:]+)\s*[-–]\s*(?P<closes>[\d:]+)"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")

Span = tuple[int, int]
"""Opening and closing in minutes from midnight; the closing minute is no longer open. 1440 is midnight at the end."""


@dataclass(frozen=True)
class OpeningHours:
    """Spans of each weekday, Monday first, in order and apart. Asked with the clinic's local time."""

    week: tuple[tuple[Span, ...], ...]

    def is_open(self, local: datetime) -> bool:
        minute = local.hour * 60 + local.minute
        return any(opens <= minute < closes for opens, closes in self.week[local.weekday()])

    def next_open(self, local: datetime) -> datetime:
        """`local` itself while the clinic is open, else the next time it opens."""
        return max(local, self._span_from(local)[0])

    def next_close(self, local: datetime) -> datetime:
        """The end of the present span, or of the next one while the clinic is closed."""
        return self._span_from(local)[1]

    def words(self) -> str:
        """As a patient reads it: “Monday to Friday, 8:30am to 5pm”, parts with other hours after a semicolon."""
        return "; ".join(_("{days}, {hours}", days=days, hours=_said(spans)) for days, spans in self._grouped())

    def _span_from(self, local: datetime) -> tuple[datetime, datetime]:
        for ahead in range(len(DAYS) + 1):
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=ahead)
            for span in self.week[midnight.weekday()]:
                opens_at, closes_at = (midnight + timedelta(minutes=minute) for minute in span)
                if local < closes_at:
                    return opens_at, closes_at
        raise LookupError("no opening hours")

    def _grouped(self) -> Iterator[tuple[str, tuple[Span, ...]]]:
        start = 0
        for day in range(1, len(DAYS) + 1):
            if day < len(DAYS) and self.week[day] == self.week[start]:
                continue
            if self.week[start]:
                yield _days_said(start, day - 1), self.week[start]
            start = day


def parse_opening_hours(text: str) -> OpeningHours:
    """One line a span: “Mon-Fri 08:30-17:00”. Two lines of a day make a break between them.

    Raises NotAccepted with a sentence that names the line.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise NotAccepted(together(_("Write at least one line of opening hours."), _(EXAMPLE)), FIELD)
    week: list[list[Span]] = [[] for _day in DAYS]
    for line in lines:
        days, span = _parse_line(line)
        for day in days:
            if any(span[0] < closes and opens < span[1] for opens, closes in week[day]):
                raise NotAccepted(_("“{line}” overlaps another line on {day}.", line=line, day=_(DAYS[day])), FIELD)
            week[day].append(span)
    return OpeningHours(tuple(tuple(sorted(spans)) for spans in week))


def hours_said(hours: OpeningHours, weekday: int) -> str:
    """ "9am to midday and 1pm to 5pm"; blank on a day without hours."""
    spans = hours.week[weekday]
    return _said(spans) if spans else ""


def _parse_line(line: str) -> tuple[Iterable[int], Span]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NotAccepted(together(_("“{line}” cannot be read.", line=line), _(EXAMPLE)), FIELD)
    first = _day(found["first"], line)
    last = _day(found["last"], line) if found["last"] else first
    if last < first:
        raise NotAccepted(_("In “{line}” the last day comes before the first.", line=line), FIELD)
    opens, closes = _minute(found["opens"], line), _minute(found["closes"], line)
    if closes <= opens:
        raise NotAccepted(_("In “{line}” the closing time must be after the opening time.", line=line), FIELD)
    return range(first, last + 1), (opens, closes)


def _day(name: str, line: str) -> int:
    found = [day for day, full in enumerate(DAYS) if len(name) >= 3 and full.lower().startswith(name.lower())]
    if not found:
        refused = _("In “{line}” the day “{name}” is not known.", line=line, name=name)
        raise NotAccepted(together(refused, _(EXAMPLE)), FIELD)
    return found[0]


def _minute(clock: str, line: str) -> int:
    found = _CLOCK.fullmatch(clock)
    minute = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else None
    if minute is None or minute > MINUTES_A_DAY:
        refused = _("In “{line}” the time “{clock}” is not a time of day.", line=line, clock=clock)
        raise NotAccepted(together(refused, _(EXAMPLE)), FIELD)
    return minute


def _said(spans: tuple[Span, ...]) -> str:
    said = [_("{opens} to {closes}", opens=_clock_words(opens), closes=_clock_words(closes)) for opens, closes in spans]
    return reduce(lambda before, after: _("{before} and {after}", before=before, after=after), said)


def _days_said(first: int, last: int) -> str:
    if first == last:
        return _(DAYS[first])
    words = gettext_noop("{first} and {last}") if last - first == 1 else gettext_noop("{first} to {last}")
    return _(words, first=_(DAYS[first]), last=_(DAYS[last]))


def _clock_words(minute: int) -> str:
    hour, rest = divmod(minute % MINUTES_A_DAY, 60)
    return plain_clock(time(hour, rest))
