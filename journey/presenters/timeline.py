"""The six stages of each session as the patient reads them: a word, a date or an honest range, and what happens."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journey.domain.days import last_day, local_date
from journey.domain.stages import STAGE_ORDER, CycleStatus, HarvestMode, JourneyStatus, StageCode, StageState
from journey.models import Cycle, Stage
from journey.models.appointment import NEEDLE_DAYS
from journey.presenters import when
from journey.presenters.follow_ups import between, next_check
from journey.presenters.headline import has_new_date
from journey.presenters.scene import Scene
from journey.presenters.stage_words import LAST_DAY_OF_CARE, stage_words
from journey.presenters.waiting import Wait

STATE_OF = {StageState.COMPLETE: "done", StageState.SKIPPED: "skipped", StageState.ABORTED: "stopped"}


@dataclass(frozen=True)
class Stop:
    """One stage. `state` is done, now, waiting, next, later, skipped or stopped; `word` says it, `meta` when."""

    state: str
    name: str
    url: str
    word: str
    meta: str
    text: str
    current: bool


@dataclass(frozen=True)
class Chapter:
    """One session. Only the newest is `current` and open; `name` is empty while there is only one."""

    name: str
    when: str
    current: bool
    stops: tuple[Stop, ...]


def chapters_of(scene: Scene, wait: Wait | None) -> tuple[Chapter, ...]:
    """The sessions of the journey, oldest first. `wait` is what the newest one waits for."""
    several = len(scene.cycles) > 1
    return tuple(
        Chapter(
            name=_("Session {number}").format(number=cycle.number) if several else "",
            when=_chapter_when(scene, cycle),
            current=cycle is scene.cycle,
            stops=_stops(scene, cycle, wait if cycle is scene.cycle else None),
        )
        for cycle in scene.cycles
    )


def _chapter_when(scene: Scene, cycle: Cycle) -> str:
    if cycle is scene.cycle:
        return ""
    closed = [stage.closed_at for stage in scene.stages[cycle.pk].values() if stage.closed_at]
    first = _month(scene.clinic_date(cycle.opened_at))
    last = _month(scene.clinic_date(max(closed, default=cycle.opened_at)))
    word = _("Done") if cycle.status == CycleStatus.COMPLETE else _("Stopped")
    span = first if first == last else _("{first} to {last}").format(first=first, last=last)
    return f"{word} · {span}"


def _month(value: date) -> str:
    return date_format(value, "F Y").replace(" ", when.KEEP)


def _stops(scene: Scene, cycle: Cycle, wait: Wait | None) -> tuple[Stop, ...]:
    stages = scene.stages[cycle.pk]
    return tuple(stop_of(scene, cycle, stages[code], wait) for code in STAGE_ORDER)


def _following(cycle: Cycle, place: StageCode | None) -> StageCode | None:
    """The stage after the present one that will need the patient."""
    if place is None:
        return None
    after = STAGE_ORDER[STAGE_ORDER.index(place) + 1 :]
    return next((code for code in after if not needs_nothing(cycle, code)), None)


def needs_nothing(cycle: Cycle, code: StageCode) -> bool:
    """Donor and kept cells: the harvest needs nothing from the patient, before and after the move that skips it."""
    return code is StageCode.HARVESTING and cycle.harvest_mode in (HarvestMode.DONOR_PRODUCT, HarvestMode.BANKED_CELLS)


def stop_of(scene: Scene, cycle: Cycle, stage: Stage, wait: Wait | None) -> Stop:
    """One stage alone, as the line shows it."""
    code = StageCode(stage.code)
    place = scene.place if cycle is scene.cycle else None
    return _stop(scene, cycle, stage, wait, here=code is place, following=code is _following(cycle, place))


def _stop(scene: Scene, cycle: Cycle, stage: Stage, wait: Wait | None, *, here: bool, following: bool) -> Stop:
    code = StageCode(stage.code)
    state = stop_state(scene, cycle, stage, wait, here=here, following=following)
    return Stop(
        state=state,
        name=scene.stage_text(cycle, code).title,
        url=stage_url(stage.pk),
        word=_word(scene, cycle, code, state, wait),
        meta=_meta(scene, cycle, stage, state, wait),
        text=wait.text if state == "waiting" and wait else stage_words(scene, cycle, stage),
        current=here and not scene.closed,
    )


def stage_url(stage_id: UUID) -> str:
    return reverse("patient:stage", args=[stage_id])


def stop_state(scene: Scene, cycle: Cycle, stage: Stage, wait: Wait | None, *, here: bool, following: bool) -> str:
    """done, now, waiting, next, later, skipped or stopped."""
    state = StageState(stage.state)
    if state in STATE_OF:
        return STATE_OF[state]
    ended = scene.closed or cycle is not scene.cycle
    if state is StageState.IN_PROGRESS:
        if ended:
            return "stopped"
        return "waiting" if wait or scene.status is not JourneyStatus.ACTIVE else "now"
    if ended or needs_nothing(cycle, StageCode(stage.code)):
        return "skipped"
    return "next" if following and not here else "later"


def _word(scene: Scene, cycle: Cycle, code: StageCode, state: str, wait: Wait | None) -> str:
    if state == "waiting":
        if scene.status is JourneyStatus.PAUSED:
            return _("Paused")
        if has_new_date(scene):
            return _("New date")
        return _("Waiting for you") if wait and wait.turn == "you" else _("Waiting for the clinic")
    if state == "skipped":
        if code is StageCode.FOLLOW_UP and _safety_goes_on(scene, cycle):
            return _("Only safety check-ins")
        word = scene.stage_text(cycle, code).state_word if needs_nothing(cycle, code) else None
        return word or _("Not needed this time")
    return {
        "done": _("Done"),
        "now": _("You are here"),
        "next": _("Next"),
        "later": _("Later"),
        "stopped": _("Stopped"),
    }[state]


def _safety_goes_on(scene: Scene, cycle: Cycle) -> bool:
    """A patient who stopped after a needle and wished the safety check-ins to go on (clinical.md 8.3)."""
    stopped = scene.status is JourneyStatus.CLOSED_WITHDRAWN and scene.journey.keeps_safety_checks
    return stopped and cycle is scene.cycle and cycle.injection_at is not None


def _meta(scene: Scene, cycle: Cycle, stage: Stage, state: str, wait: Wait | None) -> str:
    if state == "done":
        return scene.clinic_day(stage.closed_at) if stage.closed_at else ""
    if state == "stopped":
        ended_at = stage.closed_at or (scene.journey.status_since if cycle is scene.cycle else None)
        return _("on {day}").format(day=scene.clinic_day(ended_at)) if ended_at else ""
    if state == "waiting":
        since = wait.since if wait else scene.journey.status_since
        return _("since {day}").format(day=when.day_month(scene.clinic_date(since))) if since else ""
    if state == "skipped":
        return ""
    return _now_meta(scene, cycle, StageCode(stage.code)) if state == "now" else _ahead(scene, cycle, stage)


def _now_meta(scene: Scene, cycle: Cycle, code: StageCode) -> str:
    if code is StageCode.CONSULTATION and cycle.consult_at is not None:
        return _("Your visit: {day}").format(day=scene.clinic_day(cycle.consult_at))
    if code is StageCode.POST_CARE and cycle.injection_at is not None:
        last = last_day(local_date(cycle.injection_at, scene.zone), LAST_DAY_OF_CARE)
        return _("until {day}").format(day=when.day_month(last)) if last >= scene.today else ""
    if code is StageCode.FOLLOW_UP or cycle.injection_at is not None:
        return ""
    booked = next((each.starts_at for each in scene.next_visits if each.kind in NEEDLE_DAYS), None)
    day = cycle.procedure_at if cycle.harvest_at is None else booked
    return _("Your day: {day}").format(day=scene.clinic_day(day)) if day else ""


def _ahead(scene: Scene, cycle: Cycle, stage: Stage) -> str:
    """A date or an honest range for a stage that has not begun."""
    code = StageCode(stage.code)
    if code is StageCode.POST_CARE:
        return _("Starts on your injection day")
    if code is StageCode.FOLLOW_UP and cycle.injection_at is not None:
        return _("First check {days}").format(days=next_check(scene, cycle))
    if code in (StageCode.HARVESTING, StageCode.INJECTION):
        return _needle_day(scene, cycle, code)
    return _("No date yet")


def _needle_day(scene: Scene, cycle: Cycle, code: StageCode) -> str:
    """Own cells may be injected later than the day they are taken, so that day is only the earliest."""
    planned = None if scene.snapshot.aborted else cycle.procedure_at
    if planned is not None and (scene.is_ahead(planned) or scene.clinic_date(planned) == scene.clinic_date(scene.at)):
        day = scene.clinic_day(planned)
        first_needle = code is StageCode.HARVESTING or needs_nothing(cycle, StageCode.HARVESTING)
        return day if first_needle else _("{day} or later").format(day=day)
    if cycle.planned_from is not None and cycle.planned_to is not None and cycle.planned_to >= scene.today:
        words = between(cycle.planned_from, cycle.planned_to, scene.today)
        return f"{words[:1].upper()}{words[1:]}"
    return _("No date yet")
