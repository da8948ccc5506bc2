"""Notes of staff on a stage, and the deliberate act of sharing one with the patient."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from journey.actions.events import record
from journey.actions.locking import STALE, locked, locked_journey
from journey.actions.permission import check_may
from journey.actions.refusals import already_done, sent_before
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.stages import StageState
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import NoteKind, Stage, StageNote
from journey.policies import Act

LONGEST_NOTE = 2000


@transaction.atomic
def write_note(
    *, stage: Stage, text: str, share: bool = False, by: User, at: datetime, token: UUID | None = None
) -> StageNote:
    """Keep a note; with `share` the patient reads it at once. Raises NotAccepted when it is empty or too long.

    `token` is the id of the note: the same form sent twice is one note.
    """
    check_may(by, Act.WRITE_NOTE, stage.cycle.journey.patient_id, at=at)
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise NotAccepted(_("Write a note of 1 to {most} characters.", most=LONGEST_NOTE), field="text")
    locked_journey(stage.cycle.journey)
    known = sent_before(StageNote.objects.all(), token, by=by, author="written_by")
    if known is not None:
        return known
    note = StageNote.objects.create(id=token or uuid4(), stage=stage, text=text, written_at=at, written_by=by)
    record(stage.cycle.journey, "note_written", by=by, at=at, cycle=stage.cycle, stage=stage)
    return share_note(note=note, by=by, at=at) if share else note


@transaction.atomic
def write_summary(
    *, stage: Stage, text: str, after: StageNote | None, by: User, at: datetime, token: UUID | None = None
) -> StageNote:
    """Keep a plain summary of a stage; the patient reads it once it is shared (`share_note`). Nurses and clinicians.

    `after` is the version that the page showed: the new one replaces it, and it stays. Raises MoveNotAllowed before the
    stage has begun, StaleVersion when somebody wrote a newer one meanwhile.
    """
    journey = stage.cycle.journey
    check_may(by, Act.SHARE_NOTE, journey.patient_id, at=at)
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise NotAccepted(_("Write a summary of 1 to {most} characters.", most=LONGEST_NOTE), field="text")
    if stage.state == StageState.NOT_STARTED:
        raise MoveNotAllowed(_("This stage has not begun."))
    locked_journey(journey)
    known = sent_before(StageNote.objects.all(), token, by=by, author="written_by")
    if known is not None:
        return known
    newest = summaries_of(stage).filter(replaced_by=None).first()
    if newest != after:
        raise StaleVersion(_(STALE))
    if newest is not None and newest.text == text:
        return newest
    note = StageNote.objects.create(
        id=token or uuid4(),
        stage=stage,
        kind=NoteKind.SUMMARY,
        replaces=newest,
        text=text,
        written_at=at,
        written_by=by,
    )
    record(journey, "summary_written", by=by, at=at, cycle=stage.cycle, stage=stage)
    return note


def summaries_of(stage: Stage) -> QuerySet[StageNote]:
    """Every version in the order of writing; the newest is the one that nothing replaces."""
    return StageNote.objects.filter(stage=stage, kind=NoteKind.SUMMARY).order_by("written_at", "id")


@transaction.atomic
def share_note(*, note: StageNote, by: User, at: datetime) -> StageNote:
    """Show a note or a summary to the patient. Nurses and clinicians. A repeat by the same person changes nothing.
    Raises MoveNotAllowed for a summary that a newer version has replaced."""
    note = locked(note)
    check_may(by, Act.SHARE_NOTE, note.stage.cycle.journey.patient_id, at=at)
    if note.shared_by is not None and note.shared_at is not None:
        if note.shared_by == by:
            return note
        raise already_done(gettext_noop("{who} shared this note already."), by=note.shared_by, at=note.shared_at)
    if StageNote.objects.filter(replaces=note).exists():
        raise MoveNotAllowed(_("There is a newer version of this summary. Share that one."))
    note.shared_at, note.shared_by = at, by
    note.save(update_fields=["shared_at", "shared_by"])
    record(note.stage.cycle.journey, "note_shared", by=by, at=at, cycle=note.stage.cycle, stage=note.stage)
    return note
