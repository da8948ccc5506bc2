"""What a patient does at home, with real dates: from the pathway's instruction library and the cycle's anchors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.days import first_free_day, last_day, local_date
from journey.domain.gate_facts import NO_SEDATION
from journey.domain.instructions import HOURS_A_DAY
from journey.domain.stages import HarvestMode
from journey.models import Cycle
from journey.pathway.care import Instruction, Limit
from journey.presenters import when
from journey.presenters.agreed import agreed

# The drawings (templatetags/ui.py) that go by another name than the pathway's.
ICONS = {"no_sport": "run", "no_tablet": "pill", "dry": "drop", "thermometer": "therm"}
# A meter is drawn from 3 to 297 of a box of 300.
METER_START, METER_LENGTH = 3, 294


@dataclass(frozen=True)
class Span:
    """One part of an instruction with its own days, counted from the anchor; `text` is what holds on them, `after` what
    may be done again when they are over."""

    first: int
    last: int
    text: str
    after: str


@dataclass(frozen=True)
class Rule:
    """An instruction today. `start`, `last` and `free` are dates, None before the injection and without an end;
    `meter` is the path of the part that is gone, empty when nothing counts down; `brief` is the end in a short line,
    `presses` whether that is now; `after` says what may be done again, and from when."""

    code: str
    icon: str
    title: str
    how: str
    left: str
    until: str
    meter: str
    holds: bool
    over: bool
    brief: str = ""
    presses: bool = False
    start: date | None = None
    last: date | None = None
    free: date | None = None
    after: str = ""


def applies(instruction: Instruction, cycle: Cycle) -> bool:
    """The dressing only where cells are or were taken; what is for after sleepy medicine only with it."""
    if instruction.own_cells_only and cycle.harvest_mode not in ("", HarvestMode.PATIENT_HARVEST):
        return False
    if instruction.own_cells_only and cycle.injection_at is not None and cycle.harvest_at is None:
        return False
    return not (instruction.sedation_only and cycle.sedation in NO_SEDATION)


def rules_of(
    instructions: Iterable[Instruction], cycle: Cycle, at: datetime, zone: ZoneInfo, *, told: bool = False
) -> list[Rule]:
    """Every instruction that applies, as it was agreed, in the library's order. `told`: the team has ended what only it
    can end (the first two weeks are closed)."""
    return [_rule(each, cycle, at, zone, told) for each in agreed(instructions, cycle) if applies(each, cycle)]


def holding(rules: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.holds]


def by_end(rules: Iterable[Rule]) -> list[Rule]:
    """What ends first comes first; what has no end comes last."""
    return sorted(rules, key=lambda rule: rule.last or date.max)


def spans_of(instruction: Instruction) -> tuple[Span, ...]:
    """The parts of an instruction in order; one without limits is a single part."""
    if instruction.limits:
        return tuple(Span(limit.first_day, limit.last_day, _bare(limit), limit.after) for limit in instruction.limits)
    days = instruction.days if instruction.days is not None else (instruction.hours or 0) // HOURS_A_DAY
    return (Span(0, days, instruction.title, instruction.after),)


def _rule(instruction: Instruction, cycle: Cycle, at: datetime, zone: ZoneInfo, told: bool) -> Rule:
    anchor = anchor_of(instruction, cycle)
    if anchor is None:
        return _before(instruction)
    start, today = local_date(anchor, zone), local_date(at, zone)
    spans = spans_of(instruction)
    span = next((each for each in spans if start + timedelta(days=each.last) >= today), spans[-1])
    last = last_day(start, span.last)
    end = exact_end(instruction, anchor)
    over = today > last or (end is not None and at >= end)
    if instruction.until_told and over:
        return _rule_until_told(instruction, start, over=told)
    title = instruction.title if over else span.text.partition(". ")[0]
    until = _until(last, end, zone, today, instruction.until_told)
    ends_today = last == today and end is None and not instruction.until_told
    return Rule(
        code=instruction.code,
        icon=icon_of(instruction),
        title=title,
        how=instruction.how,
        left=_("Over") if over else _left(start + timedelta(days=span.first), last, today),
        until=until,
        meter=_meter(start, last, today),
        holds=not over and today >= start,
        over=over,
        brief=_("last day today") if ends_today else until,
        presses=ends_today,
        start=start,
        last=last,
        free=first_free_day(start, span.last),
        after=_after(span, end, first_free_day(start, span.last), zone, today, over=over),
    )


def _after(span: Span, end: datetime | None, free: date, zone: ZoneInfo, today: date, *, over: bool) -> str:
    """ "From Tuesday 3 March: you may lift up to 2 kg."; when that day has come, since when."""
    if not span.after:
        return ""
    moment = when.day(free, today) if end is None else when.moment(end, zone, today)
    if over:
        return _("{words} Since {moment}.").format(words=span.after, moment=moment)
    return _("From {moment}: {words}").format(moment=moment, words=inside_sentence(span.after))


def _before(instruction: Instruction) -> Rule:
    last = max(span.last for span in spans_of(instruction))
    left = _("Starts when cells are taken") if instruction.own_cells_only else _("Starts on your injection day")
    until = ngettext("for {n} day", "for {n} days", last).format(n=last)
    if instruction.until_told:
        until = _("until we tell you")
    icon = icon_of(instruction)
    return Rule(instruction.code, icon, instruction.title, instruction.how, left, until, "", holds=False, over=False)


def _rule_until_told(instruction: Instruction, start: date, *, over: bool) -> Rule:
    left = _("Over") if over else _("Until we tell you")
    brief = _("until we tell you")
    icon, title = icon_of(instruction), instruction.title
    return Rule(instruction.code, icon, title, instruction.how, left, "", "", not over, over, brief=brief, start=start)


def _left(first: date, last: date, today: date) -> str:
    if today < first:
        return _("From {day}").format(day=when.day(first, today))
    days = (last - today).days
    if days == 0:
        return _("Last day today")
    return ngettext("{n} day to go", "{n} days to go", days).format(n=days)


def _until(last: date, end: datetime | None, zone: ZoneInfo, today: date, told: bool) -> str:
    if told:
        return _("at least until {day}").format(day=when.day(last, today))
    if end is not None:
        return _("until {moment}").format(moment=when.moment(end, zone, today))
    return _("until {day}").format(day=when.day(last, today))


def _meter(start: date, last: date, today: date) -> str:
    whole = max((last - start).days, 1)
    gone = min(max((today - start).days, 0), whole)
    return f"M{METER_START} 7H{METER_START + METER_LENGTH * gone // whole}"


def exact_end(instruction: Instruction, anchor: datetime) -> datetime | None:
    """Hours end at a time of day; with parts in days, or an end that the team names, the whole day counts."""
    if instruction.hours is None or instruction.limits or instruction.until_told:
        return None
    return anchor.astimezone(UTC) + timedelta(hours=instruction.hours)


def anchor_of(instruction: Instruction, cycle: Cycle) -> datetime | None:
    """What its days count from: the harvest for the plaster, else the injection."""
    return cycle.harvest_at if instruction.own_cells_only else cycle.injection_at


def icon_of(instruction: Instruction) -> str:
    return ICONS.get(instruction.icon, instruction.icon)


def _bare(limit: Limit) -> str:
    return limit.text.rstrip(".")


def inside_sentence(text: str) -> str:
    """As it stands after a colon."""
    return text[:1].lower() + text[1:]
