"""The list of the days before a procedure as a patient reads and ticks it: medicines, food and drink, the day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.day_list import UNDATED, DayItem, DayKind
from journey.domain.record.preparation.day_plan import reading_key
from journey.models import Cycle
from journey.presenters import when
from journey.presenters.before_day import ICONS
from journey.presenters.scene import Scene
from journey.presenters.staff_words import Words

MEDICINE, CALENDAR, PERSON, CLOCK = "pill", "calendar", "eye", "clock"
TITLES: dict[DayKind, Words] = {
    DayKind.KEEP: gettext_lazy("Keep taking {name}"),
    DayKind.ALLOWED: gettext_lazy("You may take {name} when you need it"),
    DayKind.ADJUST: gettext_lazy("{name}: a change"),
    DayKind.STOP: gettext_lazy("Stop {name}"),
    DayKind.AGAIN: gettext_lazy("You may take {name} again"),
    DayKind.ESCORT: gettext_lazy("Somebody takes you home"),
    DayKind.THE_DAY: gettext_lazy("Your treatment"),
}


@dataclass(frozen=True)
class Line:
    """`when` is a clock time. `key` is empty for what is not ticked; `done` says when it was ticked."""

    key: str
    icon: str
    title: str
    how: str
    when: str
    done: str


@dataclass(frozen=True)
class Day:
    """`is_today` and `is_over` by the clinic's calendar."""

    title: str
    note: str
    lines: tuple[Line, ...]
    is_today: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class DayList:
    """`url` takes the ticks; it is empty for who may only look. `read_key` ticks the whole plan as read, with `read`
    saying when that was; empty while there is no plan to read."""

    url: str
    days: tuple[Day, ...]
    read_key: str
    read: str


def day_list(scene: Scene, cycle: Cycle, *, may_answer: bool = True) -> DayList | None:
    """None without a date, for an earlier session, for a closed journey, and when nothing is left to do."""
    if cycle is not scene.cycle or cycle.procedure_at is None or scene.closed:
        return None
    needle_used = bool(cycle.harvest_at or cycle.injection_at)
    items = [each for each in scene.standing.day_items if not needle_used or each.kind is DayKind.AGAIN]
    if not items or (not needle_used and cycle.procedure_at <= scene.at):
        return None
    key = "" if needle_used else reading_key(scene.standing.facts)
    url = reverse("patient:day_list", args=[scene.journey.pk]) if may_answer else ""
    return DayList(url, tuple(_days(scene, items)), key, _done(scene, key))


def _days(scene: Scene, items: Iterable[DayItem]) -> Iterator[Day]:
    today = scene.clinic_date(scene.at)
    for on, lines in groupby(items, key=lambda each: each.on):
        if on is None:
            yield Day(_("All the time until then"), "", tuple(_line(scene, each) for each in lines))
            continue
        near = when.relative_day(on, today)
        title = when.day(on, today)
        note = when.capital(near) if near != title else ""
        yield Day(title, note, tuple(_line(scene, each) for each in lines), on == today, on < today)


def _line(scene: Scene, item: DayItem) -> Line:
    title, how, icon = _words(scene, item)
    clock = when.clock(item.at.astimezone(scene.clinic_zone)) if item.at else ""
    if item.at:
        clock = when.named_zone(clock, item.at, scene.clinic_zone, scene.zone)
    if item.kind is DayKind.LEAVE_OUT:
        clock = _("From {time}").format(time=clock)
    return Line(item.key if item.can_be_ticked else "", icon, title, how, clock, _done(scene, item.key))


def _words(scene: Scene, item: DayItem) -> tuple[str, str, str]:
    if item.kind is DayKind.LEAVE_OUT:
        rule = next(each for each in scene.pathway.lifestyle if each.code == item.name)
        return rule.title, scene.filled(rule.patient), ICONS.get(item.name, CLOCK)
    title = str(TITLES[item.kind]).format(name=item.name)
    if item.kind is DayKind.STOP and item.on is not None:
        return title, _stop(item.on, scene), MEDICINE
    if item.kind is DayKind.THE_DAY:
        return title, "", CALENDAR
    if item.kind is DayKind.ESCORT:
        return title, _("Do not drive yourself. Ask somebody today."), PERSON
    return title, item.told if item.kind in UNDATED else "", MEDICINE


def _stop(on: date, scene: Scene) -> str:
    last = date.fromordinal(on.toordinal() - 1)
    words = _("Take none from this day on. The last day to take it is {day}.")
    return words.format(day=when.day(last, scene.clinic_date(scene.at)))


def _done(scene: Scene, key: str) -> str:
    at: datetime | None = scene.standing.ticks.get(key) if key else None
    return scene.own_near(at) if at else ""
