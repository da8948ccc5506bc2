"""The clinic's opening hours: read from lines a person writes, asked by clocks, and said in plain words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from journey.domain.errors import NotAccepted

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIELD = "opening_hours"
EXAMPLE = "Write for example “Mon-Fri 08:30-17:00”."
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
        return "; ".join(f"{days}, {_said(spans)}" for days, spans in self._grouped())

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
                joiner = " and " if day - start == 2 else " to "
                yield DAYS[start] + (joiner + DAYS[day - 1] if day - start > 1 else ""), self.week[start]
            start = day


def parse_opening_hours(text: str) -> OpeningHours:
    """One line a span: “Mon-Fri 08:30-17:00”. Two lines of a day make a break between them.

    Raises NotAccepted with a sentence that names the line.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise NotAccepted(f"Write at least one line of opening hours. {EXAMPLE}", FIELD)
    week: list[list[Span]] = [[] for _ in DAYS]
    for line in lines:
        days, span = _parse_line(line)
        for day in days:
            if any(span[0] < closes and opens < span[1] for opens, closes in week[day]):
                raise NotAccepted(f"“{line}” overlaps another line on {DAYS[day]}.", FIELD)
            week[day].append(span)
    return OpeningHours(tuple(tuple(sorted(spans)) for spans in week))


def _parse_line(line: str) -> tuple[Iterable[int], Span]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NotAccepted(f"“{line}” cannot be read. {EXAMPLE}", FIELD)
    first = _day(found["first"], line)
    last = _day(found["last"], line) if found["last"] else first
    if last < first:
        raise NotAccepted(f"In “{line}” the last day comes before the first.", FIELD)
    opens, closes = _minute(found["opens"], line), _minute(found["closes"], line)
    if closes <= opens:
        raise NotAccepted(f"In “{line}” the closing time must be after the opening time.", FIELD)
    return range(first, last + 1), (opens, closes)


def _day(name: str, line: str) -> int:
    found = [day for day, full in enumerate(DAYS) if len(name) >= 3 and full.lower().startswith(name.lower())]
    if not found:
        raise NotAccepted(f"In “{line}” the day “{name}” is not known. {EXAMPLE}", FIELD)
    return found[0]


def _minute(clock: str, line: str) -> int:
    found = _CLOCK.fullmatch(clock)
    minute = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else None
    if minute is None or minute > MINUTES_A_DAY:
        raise NotAccepted(f"In “{line}” the time “{clock}” is not a time of day. {EXAMPLE}", FIELD)
    return minute


def _said(spans: tuple[Span, ...]) -> str:
    return " and ".join(f"{_clock_words(opens)} to {_clock_words(closes)}" for opens, closes in spans)


def _clock_words(minute: int) -> str:
    if minute in (0, MINUTES_A_DAY):
        return "midnight"
    if minute == MINUTES_A_DAY // 2:
        return "midday"
    clock = time(minute // 60, minute % 60)
    minutes = f":{clock:%M}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'am' if clock.hour < 12 else 'pm'}"
