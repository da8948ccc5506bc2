"""What changes for a patient day by day: what ends, what may be done again and what starts, each on its date."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from journey.domain.days import first_free_day, last_day, local_date
from journey.models import Cycle
from journey.pathway.care import Instruction
from journey.presenters import when
from journey.presenters.agreed import agreed
from journey.presenters.instructions import Span, anchor_of, applies, exact_end, inside_sentence, spans_of


@dataclass(frozen=True)
class ChangeDay:
    """A day on which something ends or starts."""

    on: date
    title: str
    now: bool
    lines: tuple[str, ...]


def change_days(
    instructions: Iterable[Instruction],
    cycle: Cycle,
    at: datetime,
    zone: ZoneInfo,
    others: Iterable[tuple[date, str]] = (),
) -> list[ChangeDay]:
    """From today on, each day on which something changes; `others` are dated lines to set among them (check-ins)."""
    today = local_date(at, zone)
    lines: dict[date, list[str]] = {}
    for instruction in agreed(instructions, cycle):
        anchor = anchor_of(instruction, cycle)
        if anchor is None or not applies(instruction, cycle):
            continue
        end = exact_end(instruction, anchor)
        if end is not None:
            lines.setdefault(local_date(end, zone), []).append(_ends_at(instruction, end, zone))
            continue
        for on, words in _changes(instruction, local_date(anchor, zone), today):
            lines.setdefault(on, []).append(words)
    for on, words in others:
        lines.setdefault(on, []).append(words)
    start = local_date(cycle.injection_at, zone) if cycle.injection_at else None
    days = [on for on in sorted(lines) if on >= today]
    return [ChangeDay(on, _day_title(on, today, start), on == today, tuple(lines[on])) for on in days]


def _changes(instruction: Instruction, start: date, today: date) -> Iterator[tuple[date, str]]:
    spans = spans_of(instruction)
    # "You may lift up to 2 kg" says already that nothing over 2 kg is next.
    said = {span.last + 1 for span in spans if span.after}
    for span in spans:
        words = inside_sentence(span.text)
        last = last_day(start, span.last)
        if span.first and span.first not in said:
            yield start + timedelta(days=span.first), _("Starts: {rule}").format(rule=words)
        if instruction.until_told:
            continue
        if last == today:
            yield today, _("Last day: {rule}").format(rule=words)
        yield first_free_day(start, span.last), _again(span) or _("Ends: {rule}").format(rule=words)


def _again(span: Span) -> str:
    return span.after.removesuffix(".")


def _ends_at(instruction: Instruction, end: datetime, zone: ZoneInfo) -> str:
    time = when.clock(end.astimezone(zone))
    again = _again(spans_of(instruction)[-1])
    if again:
        return _("From {time}: {words}").format(time=time, words=inside_sentence(again))
    return _("Ends at {time}: {rule}").format(time=time, rule=inside_sentence(instruction.title))


def _day_title(on: date, today: date, start: date | None) -> str:
    words = when.day(on, today)
    if on == today:
        return _("Today, {day}").format(day=words)
    if start is None:
        return words
    return _("{day}, day {number}").format(day=words, number=(on - start).days)
