"""The sentence of a stage in its present state (clinical.md 4), with this patient's dates, places and reasons."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from journey.domain.days import day_number
from journey.domain.stages import HarvestMode, StageCode, StageState
from journey.domain.windows import CheckInState
from journey.models import Cycle, Stage
from journey.pathway.text import placeholders
from journey.pathway.texts import StageText
from journey.presenters import places, when
from journey.presenters.follow_ups import next_check
from journey.presenters.headline import headline_of
from journey.presenters.instructions import holding, rules_of
from journey.presenters.scene import Scene

LAST_DAY_OF_CARE = 14
# Only of these is it true that the cells did not pass a check; the others stop the harvest for another reason.
CELLS_FAILED = frozenset(
    {"low_volume", "low_viability", "low_cell_count", "contamination", "clotted", "identity_mismatch"}
)


def stage_words(scene: Scene, cycle: Cycle, stage: Stage) -> str:
    """The pathway's sentence, filled; empty where saying it now would not be true any more."""
    code, state = StageCode(stage.code), StageState(stage.state)
    text = scene.stage_text(cycle, code)
    if state is StageState.ABORTED:
        return stop_words(scene, cycle, stage)
    if state is StageState.SKIPPED:
        return _of_kept_cells(scene, cycle, text.skipped)
    if state is StageState.COMPLETE:
        return COMPLETE.get(code, _plain)(scene, cycle, stage, text.complete)
    headline = headline_of(scene) if cycle is scene.cycle and state is StageState.IN_PROGRESS else None
    if headline is not None:
        return headline.title if scene.closed else headline.sentence
    if scene.closed or cycle is not scene.cycle:
        return ""
    if state is StageState.IN_PROGRESS:
        return _in_progress(scene, cycle, code, text)
    site = places.cells_from(cycle)
    return _of_kept_cells(scene, cycle, text.not_started, site=site)


def stop_words(scene: Scene, cycle: Cycle, stage: Stage) -> str:
    """Why a harvest or an injection was stopped (clinical.md 8.3)."""
    reason = next((each for each in scene.pathway.abort_reasons if each.code == stage.stop_reason), None)
    words = reason.text if reason else ""
    if stage.code == StageCode.HARVESTING:
        if stage.stop_reason in CELLS_FAILED:
            return scene.state_text("harvest_aborted", reason=words)
        next_step = _("Let us talk about what is next.")
        return scene.filled(scene.stage_text(cycle, StageCode.HARVESTING).aborted, reason=words, next_step=next_step)
    if cycle.injection_at is not None:
        return scene.state_text("injection_aborted", reason=words)
    sentence = reason.sentence if reason else ""
    return scene.filled(scene.stage_text(cycle, StageCode.INJECTION).aborted, reason=sentence)


def kept_from(scene: Scene, cycle: Cycle) -> int | None:
    """The number of the session in which kept cells were taken; None when that was before the first."""
    earlier = [each.number for each in scene.cycles if each.number < cycle.number and each.harvest_at is not None]
    return earlier[-1] if earlier else None


def _of_kept_cells(scene: Scene, cycle: Cycle, text: str, **values: str) -> str:
    if "session" not in placeholders(text):
        return scene.filled(text, **values)
    session = kept_from(scene, cycle)
    if session is None:
        return _("We use your own cells, kept from an earlier time.")
    return scene.filled(text, session=str(session), **values)


def care_day(scene: Scene, cycle: Cycle) -> int | None:
    """Days since the injection in the patient's zone; day 0 is the injection day."""
    return day_number(scene.at, cycle.injection_at, scene.zone) if cycle.injection_at else None


def _plain(scene: Scene, cycle: Cycle, stage: Stage, text: str) -> str:
    return scene.filled(text)


def _agreed(scene: Scene, cycle: Cycle, stage: Stage, text: str) -> str:
    who = scene.journey.lead_clinician or stage.closed_by
    decision = places.agreed(cycle, kept_from(scene, cycle))
    return scene.filled(text, clinician=str(who), decision=decision) if who and decision else ""


def _ready(scene: Scene, cycle: Cycle, stage: Stage, text: str) -> str:
    """Once the needle was used, or the day went by, there is nothing to be ready for."""
    day = cycle.procedure_at
    if day is None or cycle.harvest_at or cycle.injection_at or scene.closed:
        return ""
    if scene.clinic_date(day) < scene.clinic_date(scene.at):
        return ""
    return scene.filled(text, date=scene.clinic_day(day))


def _passed(scene: Scene, cycle: Cycle, stage: Stage, text: str) -> str:
    return scene.filled(text, time=when.clock(stage.closed_at.astimezone(scene.clinic_zone))) if stage.closed_at else ""


def _injected(scene: Scene, cycle: Cycle, stage: Stage, text: str) -> str:
    if cycle.injection_at is None:
        return ""
    where = places.inside(places.treated_in(cycle))
    return scene.filled(text, date=scene.clinic_day(cycle.injection_at), where=where)


COMPLETE: Mapping[StageCode, Callable[[Scene, Cycle, Stage, str], str]] = {
    StageCode.CONSULTATION: _agreed,
    StageCode.PREPARATION: _ready,
    StageCode.HARVESTING: _passed,
    StageCode.INJECTION: _injected,
}


def _in_progress(scene: Scene, cycle: Cycle, code: StageCode, text: StageText) -> str:
    if code is StageCode.PREPARATION:
        return _next_task(scene, text)
    if code is StageCode.HARVESTING:
        own = cycle.harvest_mode in ("", HarvestMode.PATIENT_HARVEST)
        return text.in_progress if cycle.harvest_at or not own else _on_the_day(scene, cycle, text)
    if code is StageCode.INJECTION:
        return _on_the_day(scene, cycle, text)
    if code is StageCode.POST_CARE:
        return _care_today(scene, cycle, text)
    if code is StageCode.FOLLOW_UP:
        return scene.filled(text.in_progress, date=next_check(scene, cycle))
    return scene.filled(text.in_progress)


def _next_task(scene: Scene, text: StageText) -> str:
    """The next readiness check-in and the day it closes; before there is one, what this stage is for."""
    ahead = [each for each in scene.asked if each.state_at(scene.at) in (CheckInState.OPEN, CheckInState.SCHEDULED)]
    task = next((each for each in ahead if each.code.startswith("P-")), None)
    if task is None:
        return scene.filled(text.not_started)
    title = scene.pathway.check_in_by_code[task.code].title
    day = when.day(task.span.closes_at.astimezone(scene.zone).date(), scene.today)
    return scene.filled(text.in_progress, task=_("“{title}”").format(title=title), date=day)


def _on_the_day(scene: Scene, cycle: Cycle, text: StageText) -> str:
    """ "Today." only on that day."""
    needle_on = cycle.injection_at or cycle.procedure_at
    if text.code is StageCode.INJECTION and needle_on and scene.clinic_date(needle_on) == scene.clinic_date(scene.at):
        return scene.filled(text.in_progress)
    return scene.filled(text.not_started, site=places.cells_from(cycle))


def _care_today(scene: Scene, cycle: Cycle, text: StageText) -> str:
    day = care_day(scene, cycle)
    if day is None or day > LAST_DAY_OF_CARE:
        return scene.filled(text.not_started) if day is None else _("The two weeks are over.")
    rules = holding(rules_of(scene.pathway.instructions, cycle, scene.at, scene.zone))
    return scene.filled(text.in_progress, day=str(day), instructions=f"{rules[0].title}." if rules else "").strip()
