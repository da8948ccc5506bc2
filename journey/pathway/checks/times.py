"""Windows, follow-up visits and lengths of instructions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from journey.domain.schedule import CODES
from journey.domain.visits import VISIT_CODES
from journey.domain.windows import Anchor
from journey.domain.words import say as _
from journey.pathway.care import Instruction
from journey.pathway.checks.lists import missing, repeated
from journey.pathway.form import EXTRA, REPORT
from journey.pathway.problems import Problem
from journey.pathway.schedule import FollowUpVisit, Moment, Window
from journey.pathway.schema import Pathway

# Any moment would do; noon stays clear of the ends of a day.
_NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
_STAY = timedelta(hours=1)


def time_problems(pathway: Pathway) -> Iterator[Problem]:
    codes = {check_in.code for check_in in pathway.check_ins}
    yield from missing("check_ins", codes, (*CODES, EXTRA, REPORT))
    for check_in in pathway.check_ins:
        path = f"check_ins[{check_in.code}].window"
        if check_in.code == REPORT:
            if check_in.window is not None:
                yield Problem(path, _("A report is always open and has no window."))
        elif check_in.window is None:
            yield Problem(path, _("“window” is missing."))
        else:
            yield from _window(check_in.window, path)
    yield from repeated("visits", (visit.code for visit in pathway.visits))
    yield from missing("visits", {visit.code for visit in pathway.visits}, VISIT_CODES)
    for visit in pathway.visits:
        yield from _visit(visit)
    yield from repeated("instructions", (instruction.code for instruction in pathway.instructions))
    for instruction in pathway.instructions:
        yield from _instruction(instruction)


def _window(window: Window, path: str) -> Iterator[Problem]:
    opens, due, closes = (_resolved(moment) for moment in (window.opens, window.due, window.closes))
    if not opens <= due:
        yield Problem(f"{path}.due", _("It is due before it opens."))
    if not due <= closes:
        yield Problem(f"{path}.closes", _("It closes before it is due."))
    if window.late and _resolved(window.late.closes) < closes:
        yield Problem(f"{path}.late.closes", _("The late close is earlier than the usual one."))


def _visit(visit: FollowUpVisit) -> Iterator[Problem]:
    earliest, target, latest = (_resolved(moment) for moment in (visit.earliest, visit.target, visit.latest))
    if not earliest <= target <= latest:
        yield Problem(f"visits[{visit.code}].target", _("The target must lie between earliest and latest."))


def _instruction(instruction: Instruction) -> Iterator[Problem]:
    path = f"instructions[{instruction.code}]"
    if (instruction.days is None) == (instruction.hours is None):
        yield Problem(path, _("Give the length in days or in hours, one of them."))
        return
    length = instruction.days if instruction.days is not None else instruction.hours
    assert length is not None
    if not 0 <= instruction.shortest <= length <= instruction.longest:
        yield Problem(
            path,
            _(
                "The length must lie between {shortest} and {longest}.",
                shortest=instruction.shortest,
                longest=instruction.longest,
            ),
        )
    for index, limit in enumerate(instruction.limits):
        if limit.first_day > limit.last_day:
            yield Problem(f"{path}.limits[{index}]", _("The first day must not be after the last day."))


def _resolved(moment: Moment) -> datetime:
    anchor_at = _NOON + _STAY if moment.anchor is Anchor.DISCHARGE else _NOON
    day = anchor_at.replace(year=anchor_at.year + moment.years) + timedelta(days=moment.days)
    if moment.at is not None:
        clock = datetime.strptime(moment.at, "%H:%M")
        day = day.replace(hour=clock.hour, minute=clock.minute)
    return day + timedelta(hours=moment.hours, minutes=moment.minutes)
