"""What the patient will read after a move, before it is made: the sentences of the patient's own pages."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.moves import Move, Plan
from journey.domain.stages import JourneyStatus, StageCode, StageState
from journey.pathway.text import fill, placeholders
from journey.presenters.scene import Scene
from journey.presenters.staff_words import Words
from journey.presenters.stage_words import stage_words

# Texts of clinical.md 8.3 that belong to a move and not to a status.
TEXT_OF: Mapping[Move, str] = {
    Move.DEFER: "deferred",
    Move.OPEN_NEW_CYCLE: "session_planned",
    Move.SWITCH_PLAN: "session_planned",
}
STOPS: Mapping[Move, StageCode] = {
    Move.ABORT_HARVEST: StageCode.HARVESTING,
    Move.ABORT_INJECTION: StageCode.INJECTION,
}
UNKNOWN: Mapping[str, Words] = {
    "reason": gettext_lazy("the reason that you choose"),
    "date": gettext_lazy("the date that you choose"),
    "next_step": gettext_lazy("what is next"),
}


def patient_reads(scene: Scene, move: Move, plan: Plan) -> list[str]:
    """What depends on a choice not made yet stands in square brackets. Nothing is said after a death."""
    if plan.journey is JourneyStatus.CLOSED_DECEASED:
        return []
    is_new_status = plan.journey is not scene.status and plan.journey is not JourneyStatus.ACTIVE
    if move in STOPS:
        return _stop_texts(scene, move)
    event = TEXT_OF.get(move) or (plan.journey if is_new_status else None)
    if event is not None:
        return [_state_text(scene, event)]
    after = scene_after(scene, plan)
    codes = [change.code for change in plan.stages if change.state is not StageState.NOT_STARTED]
    stages = {code: after.standing.stages[code] for code in codes}
    said = [
        (after.stage_text(after.cycle, code).title, stage_words(after, after.cycle, stage))
        for code, stage in stages.items()
    ]
    return [f"{title}: {words}" for title, words in said if words] or [_("The usual pages, as before.")]


def scene_after(scene: Scene, plan: Plan) -> Scene:
    """The same journey as if the plan were carried out; nothing is written."""
    cycle = copy(scene.cycle)
    cycle.journey, cycle.status = copy(scene.journey), plan.cycle
    cycle.journey.status = plan.journey
    stages = {code: copy(stage) for code, stage in scene.stages[cycle.pk].items()}
    for change in plan.stages:
        stages[change.code].state = change.state
        stages[change.code].closed_at = scene.at if change.state is StageState.COMPLETE else None
    return replace(scene, cycles=[*scene.cycles[:-1], cycle], stages={**scene.stages, cycle.pk: stages})


def _stop_texts(scene: Scene, move: Move) -> list[str]:
    """A harvest that the cells failed reads otherwise than one stopped for the patient; so does a part injection."""
    text = scene.stage_text(scene.cycle, STOPS[move]).aborted
    if move is Move.ABORT_INJECTION:
        return [_state_text(scene, "injection_aborted") if scene.cycle.injection_at else _with_unknown(scene, text)]
    return [
        _("If the cells failed: {text}").format(text=_state_text(scene, "harvest_aborted")),
        _("Otherwise: {text}").format(text=_with_unknown(scene, text)),
    ]


def _state_text(scene: Scene, event: str) -> str:
    return _with_unknown(scene, next((each.text for each in scene.pathway.state_texts if each.event == event), ""))


def _with_unknown(scene: Scene, text: str) -> str:
    values = {"session": str(scene.cycle.number + 1), **scene.clinic.values}
    unknown = {name: f"[{UNKNOWN.get(name, name)}]" for name in placeholders(text)}
    return fill(text, {**unknown, **values})
