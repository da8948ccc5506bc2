"""The two weeks after an injection as a line of fifteen days, ready to draw in a box of 360 by 52."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journey.domain.days import local_date
from journey.models import Cycle
from journey.presenters import when
from journey.presenters.scene import Scene
from journey.presenters.stage_words import LAST_DAY_OF_CARE, care_day

FIRST_X, STEP = 12, 24
# Labels nearer than this to today's would run into it.
ROOM_DAYS = 3
WEEK = 7


@dataclass(frozen=True)
class Dot:
    x: str
    r: str
    ahead: bool


@dataclass(frozen=True)
class Mark:
    x: str
    anchor: str
    text: str
    now: bool = False


@dataclass(frozen=True)
class DayLine:
    """All numbers are strings, because a comma language would print 12,5 into the drawing."""

    walked: str
    ahead: str
    dots: tuple[Dot, ...]
    here: str
    marks: tuple[Mark, ...]


def day_line(scene: Scene, cycle: Cycle) -> DayLine | None:
    """None before the injection; with no spot for today once the two weeks are over."""
    day = care_day(scene, cycle)
    if day is None or cycle.injection_at is None:
        return None
    start = local_date(cycle.injection_at, scene.zone)
    reached = min(day, LAST_DAY_OF_CARE)
    return DayLine(
        walked=f"M{FIRST_X} 16H{_x(reached)}",
        ahead=f"M{_x(reached)} 16H{_x(LAST_DAY_OF_CARE)}",
        dots=tuple(_dot(each, ahead=each > day) for each in range(LAST_DAY_OF_CARE + 1) if each != day),
        here=_x(day) if day <= LAST_DAY_OF_CARE else "",
        marks=tuple(_marks(start, day)),
    )


def _x(day: int) -> str:
    return str(FIRST_X + STEP * day)


def _dot(day: int, *, ahead: bool) -> Dot:
    return Dot(_x(day), "5" if day % WEEK == 0 else "3.5", ahead)


def _marks(start: date, today: int) -> list[Mark]:
    ends = {0: ("4", "start"), WEEK: (_x(WEEK), "middle"), LAST_DAY_OF_CARE: ("356", "end")}
    marks = [
        Mark(x, anchor, _short(start + timedelta(days=day)))
        for day, (x, anchor) in ends.items()
        if abs(day - today) >= ROOM_DAYS
    ]
    if today <= LAST_DAY_OF_CARE:
        x, anchor = ends[today] if today in (0, LAST_DAY_OF_CARE) else (_x(today), "middle")
        marks.append(Mark(x, anchor, _("Today"), now=True))
    return marks


def _short(value: date) -> str:
    return date_format(value, "j M").replace(" ", when.KEEP)
