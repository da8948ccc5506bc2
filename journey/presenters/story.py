"""What was said and done in a stage, in plain words: shared notes, steps, dates, decisions. Oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.moves import Move
from journey.domain.stages import StageCode
from journey.models import Cycle, NoteKind, Stage
from journey.presenters.scene import Scene
from journey.presenters.visit_plain_words import VISIT_WORDS

MOVE_WORDS = {
    Move.COMPLETE_CONSULTATION: gettext_lazy("This stage was finished."),
    Move.COMPLETE_PREPARATION: gettext_lazy("This stage was finished."),
    Move.COMPLETE_HARVESTING: gettext_lazy("This stage was finished."),
    Move.COMPLETE_INJECTION: gettext_lazy("This stage was finished."),
    Move.COMPLETE_POST_CARE: gettext_lazy("This stage was finished."),
    Move.COMPLETE_JOURNEY: gettext_lazy("Your active checks ended."),
    Move.OPEN_NEW_CYCLE: gettext_lazy("Another session was planned."),
    Move.POSTPONE: gettext_lazy("Your date was moved."),
    Move.PAUSE: gettext_lazy("Your journey was paused."),
    Move.RESUME: gettext_lazy("Your journey goes on."),
    Move.ABORT_HARVEST: gettext_lazy("Taking cells was stopped."),
    Move.ABORT_INJECTION: gettext_lazy("The injection was stopped."),
    Move.REPEAT_HARVEST: gettext_lazy("It was agreed to take cells once more."),
    Move.REPEAT_INJECTION: gettext_lazy("A new day was planned."),
    Move.SWITCH_PLAN: gettext_lazy("It was agreed to make a new plan."),
    Move.DEFER: gettext_lazy("It was agreed to look again later."),
    Move.NOT_CANDIDATE: gettext_lazy("The answer was no for now."),
    Move.REOPEN: gettext_lazy("Your journey was opened again."),
    Move.REOPEN_STAGE: gettext_lazy("This stage was opened again."),
}
DATE_WORDS = {
    "consult": (StageCode.CONSULTATION, gettext_lazy("Your visit was set for {moment}.")),
    "procedure": (StageCode.PREPARATION, gettext_lazy("Your treatment day was set for {moment}.")),
    "harvest": (StageCode.HARVESTING, gettext_lazy("Cells were taken: {moment}.")),
    "injection": (StageCode.INJECTION, gettext_lazy("The injection was given: {moment}.")),
    "discharge": (StageCode.POST_CARE, gettext_lazy("You went home: {moment}.")),
}
DECISION_WORDS = {
    "continue_follow_up": gettext_lazy("Decision: we go on with your checks."),
    "additional_session": gettext_lazy("Decision: another session, if you want it."),
    "refer_hand_surgery": gettext_lazy("Decision: you see a hand surgeon."),
    "refer_other": gettext_lazy("Decision: you see another specialist."),
    "end_active_follow_up": gettext_lazy("Decision: the active checks end."),
}
VISIT_STAGE = {
    "consultation": StageCode.CONSULTATION,
    "preparation": StageCode.PREPARATION,
    "procedure": StageCode.PREPARATION,
    "call_48_72h": StageCode.POST_CARE,
    "w2": StageCode.POST_CARE,
}
DATES, VISIT_BOOKED, VISIT_MOVED, DECISION = "date_recorded", "visit_booked", "visit_moved", "decision_recorded"
KINDS = (*MOVE_WORDS, DATES, VISIT_BOOKED, VISIT_MOVED, DECISION)
"""The kinds of event that a patient reads about; `access.told_stages` fetches no others."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """`quote` marks a note in staff's own words; `again` a summary that was corrected."""

    when: str
    who: str
    text: str
    quote: bool
    again: bool = False


def story_of(scene: Scene, cycle: Cycle, stage: Stage) -> tuple[Told, ...]:
    rows = stage.__dict__
    notes = [row for row in rows["told"] if row["kind"] != NoteKind.SUMMARY]
    lines = [(_at(row), row["who"] or "", row["text"], True) for row in notes]
    for row in rows["happened"]:
        words = _words(scene, stage, row)
        if words:
            lines.append((_at(row), row["who"] or "", words, False))
    lines.sort(key=lambda line: line[0])
    return tuple(Told(scene.clinic_moment(at), who, text, quote) for at, who, text, quote in lines)


def summary_of(scene: Scene, stage: Stage) -> Told | None:
    """The newest version that was shared, with who wrote it and since when the patient may read it."""
    versions = [row for row in stage.__dict__["told"] if row["kind"] == NoteKind.SUMMARY]
    if not versions:
        return None
    replaced = {row["replaces"] for row in versions}
    newest = [row for row in versions if row["id"] not in replaced][-1]
    when = scene.clinic_moment(_at(newest))
    return Told(when, newest["who"] or "", newest["text"], quote=False, again=len(versions) > 1)


def _at(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"])


def _words(scene: Scene, stage: Stage, row: Row) -> str:
    """An event of this stage in words; empty for one that belongs to another stage."""
    kind, code = row["kind"], stage.code
    if kind == DATES:
        stage_of_date, words = DATE_WORDS[row["anchor"]]
        if stage_of_date != code or not row["moment"]:
            return ""
        return str(words).format(moment=scene.clinic_moment(datetime.fromisoformat(row["moment"])))
    if kind in (VISIT_BOOKED, VISIT_MOVED):
        return _visit_words(scene, row) if VISIT_STAGE.get(row["visit"], StageCode.FOLLOW_UP) == code else ""
    if kind == DECISION:
        return str(DECISION_WORDS[row["decision"]]) if code == StageCode.FOLLOW_UP else ""
    return str(MOVE_WORDS[Move(kind)]) if row["stage"] == str(stage.pk) else ""


def _visit_words(scene: Scene, row: Row) -> str:
    booked = row["kind"] == VISIT_BOOKED
    words = _("Visit booked: {visit}, {moment}.") if booked else _("Visit moved: {visit}, {moment}.")
    moment = scene.clinic_moment(datetime.fromisoformat(row["starts"]))
    return words.format(visit=VISIT_WORDS[row["visit"]], moment=moment)
