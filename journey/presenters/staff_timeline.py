"""The line of a journey for staff: each session's stages with state and date, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from journey.domain.days import day_number, local_date
from journey.domain.stages import STAGE_ORDER, HarvestMode, JourneyStatus, StageCode, StageState
from journey.domain.transitions import CLOSED_STATUSES
from journey.models import Cycle, Journey, Stage
from journey.pathway.schema import Pathway
from journey.presenters import staff_words, when

TWO_WEEKS = 14


@dataclass(frozen=True)
class Stop:
    name: str
    state: str
    word: str
    text: str
    is_current: bool


@dataclass(frozen=True)
class Session:
    title: str
    is_newest: bool
    summary: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Clock:
    """When and where a page is read."""

    at: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return local_date(self.at, self.zone)

    def short(self, moment: datetime) -> str:
        return when.short_moment(moment, self.zone, self.today)

    def moment(self, moment: datetime) -> str:
        return when.moment(moment, self.zone, self.today)


def sessions(journey: Journey, content: Pathway, stages: Iterable[Stage], clock: Clock) -> tuple[Session, ...]:
    """Newest first. `stages` are those of every session, each with its cycle and who opened and closed it."""
    by_cycle: dict[int, list[Stage]] = {}
    for stage in stages:
        by_cycle.setdefault(stage.cycle.number, []).append(stage)
    newest = max(by_cycle)
    return tuple(
        _session(journey, content, rows, clock, is_newest=number == newest)
        for number, rows in sorted(by_cycle.items(), reverse=True)
    )


def _session(journey: Journey, content: Pathway, rows: Sequence[Stage], clock: Clock, *, is_newest: bool) -> Session:
    cycle = rows[0].cycle
    cycle.journey = journey
    for stage in rows:
        stage.cycle = cycle
    ordered = sorted(rows, key=lambda stage: STAGE_ORDER.index(StageCode(stage.code)))
    waiting = next((stage for stage in ordered if stage.state == StageState.NOT_STARTED), None)
    goes_on = is_newest and journey.status not in CLOSED_STATUSES
    stops = (_stop(stage, content, clock, is_next=goes_on and stage is waiting) for stage in ordered)
    return Session(
        title=_("Session {number}").format(number=cycle.number),
        is_newest=is_newest,
        summary=_summary(cycle, clock),
        stops=tuple(stops),
    )


def _summary(cycle: Cycle, clock: Clock) -> str:
    words = [staff_words.said(cycle.status)]
    if cycle.injection_at is not None:
        words.append(_("injection {when}").format(when=clock.short(cycle.injection_at)))
    return ", ".join(words)


def _stop(stage: Stage, content: Pathway, clock: Clock, *, is_next: bool) -> Stop:
    state = StageState(stage.state)
    name = stage_name(content, stage.cycle, StageCode(stage.code))
    mode = "next" if is_next and state is StageState.NOT_STARTED else SHAPES[state]
    if mode == "now" and stage.cycle.journey.status in {JourneyStatus.PAUSED, JourneyStatus.POSTPONED}:
        mode = "waiting"
    word, text = _words(stage, mode, clock)
    return Stop(name, mode, word, text, is_current=state is StageState.IN_PROGRESS)


SHAPES = {
    StageState.COMPLETE: "done",
    StageState.IN_PROGRESS: "now",
    StageState.NOT_STARTED: "later",
    StageState.SKIPPED: "skipped",
    StageState.ABORTED: "stopped",
}


def _words(stage: Stage, mode: str, clock: Clock) -> tuple[str, str]:
    match mode:
        case "done":
            return _("Done"), _closed(stage, clock)
        case "now":
            return _("Now"), _progress(stage, clock)
        case "waiting":
            return staff_words.sentence(staff_words.STATUSES[stage.cycle.journey.status]), _progress(stage, clock)
        case "stopped":
            why = staff_words.reason(stage.stop_reason) if stage.stop_reason else ""
            return _("Stopped"), ", ".join(part for part in (_closed(stage, clock), why.lower()) if part)
        case "skipped":
            return _("Not needed"), str(staff_words.MODES.get(stage.cycle.harvest_mode, ""))
        case "next":
            return _("Next"), ""
        case _:
            return _("Later"), ""


def _closed(stage: Stage, clock: Clock) -> str:
    happened = {StageCode.HARVESTING: stage.cycle.harvest_at, StageCode.INJECTION: stage.cycle.injection_at}
    moment = happened.get(StageCode(stage.code)) or stage.closed_at
    who = str(stage.closed_by) if stage.closed_by else ""
    return ", ".join(part for part in (clock.short(moment) if moment else "", who) if part)


def _progress(stage: Stage, clock: Clock) -> str:
    cycle = stage.cycle
    day = day_of(cycle, clock.at)
    if stage.code == StageCode.POST_CARE and day is not None and day <= TWO_WEEKS:
        return _("day {day} of {days}").format(day=day, days=TWO_WEEKS)
    if stage.code in {StageCode.POST_CARE, StageCode.FOLLOW_UP} and day is not None:
        return _("day {day}").format(day=day)
    return _("since {when}").format(when=clock.short(stage.opened_at)) if stage.opened_at else ""


def stage_name(content: Pathway, cycle: Cycle, code: StageCode) -> str:
    """The stage's name as the patient reads it; staff screens use the same."""
    return content.stage_text(code, HarvestMode(cycle.harvest_mode) if cycle.harvest_mode else None).title


def day_of(cycle: Cycle, at: datetime) -> int | None:
    """The day since the injection in the patient's zone; None before it."""
    return day_number(at, cycle.injection_at, cycle.journey.patient.zone) if cycle.injection_at else None


def headline(content: Pathway, cycle: Cycle, current: Stage | None, at: datetime) -> str:
    """ "Stage 5 of 6: First two weeks (post-care), day 3. Session 1." """
    session = _("Session {number}.").format(number=cycle.number)
    if current is None:
        return _("No stage is open. {session}").format(session=session)
    code = StageCode(current.code)
    day = day_of(cycle, at)
    name, staff = stage_name(content, cycle, code), str(staff_words.STAGES[code])
    words = _("Stage {place} of {all}: {name}{staff}{stopped}{day}.").format(
        place=STAGE_ORDER.index(code) + 1,
        all=len(STAGE_ORDER),
        name=name,
        staff="" if name.lower() == staff else f" ({staff})",
        stopped=_(", stopped") if current.state == StageState.ABORTED else "",
        day=_(", day {day}").format(day=day) if day is not None else "",
    )
    return f"{words} {session}"
