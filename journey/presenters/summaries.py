"""The plain summaries of the stages as staff see them: what the patient reads, what waits, what was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey import policies
from journey.domain.stages import STAGE_ORDER, StageState
from journey.models import NoteKind, StageNote
from journey.policies import Act
from journey.presenters import staff_words
from journey.presenters.staff_timeline import Clock
from journey.standing import Standing


@dataclass(frozen=True)
class SummaryRow:
    """`url` is blank for a reader who does not write summaries."""

    stage: str
    words: str
    verb: str
    url: str


def summary_rows(standing: Standing, notes: Sequence[StageNote], reader: User, clock: Clock) -> tuple[SummaryRow, ...]:
    """Of the stages of this session that have begun; `notes` the newest first."""
    may, rows = policies.may(reader, Act.SHARE_NOTE), []
    newest: dict[object, StageNote] = {}
    replaced = {note.replaces_id for note in notes}
    for note in notes:
        if note.kind == NoteKind.SUMMARY and note.pk not in replaced:
            newest[note.stage_id] = note
    for code in STAGE_ORDER:
        stage = standing.stages[code]
        if stage.state == StageState.NOT_STARTED:
            continue
        known = newest.get(stage.pk)
        url = reverse("admin:journey_journey_summary", args=[standing.journey.pk, stage.pk]) if may else ""
        verb = _("Write the summary") if known is None else _("Correct it")
        words = _said(known, clock) if known is not None else _("Not written")
        rows.append(SummaryRow(staff_words.sentence(staff_words.STAGES[code]), words, verb, url))
    return tuple(rows)


def earlier_rows(versions: Sequence[StageNote], clock: Clock) -> list[tuple[str, str]]:
    """Every version, the newest first: what became of it, and its text."""
    return [(_said(each, clock), each.text) for each in reversed(versions)]


def _said(note: StageNote, clock: Clock) -> str:
    if note.shared_at is not None:
        return _("Shared {when}, {who}").format(when=clock.short(note.shared_at), who=note.shared_by)
    written = clock.short(note.written_at)
    return _("Written {when}, {who}. Not shared").format(when=written, who=note.written_by)
