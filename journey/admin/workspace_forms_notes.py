"""Notes on a stage, sharing one with the patient, and marking answers as read."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.translation import gettext as _

from journey.access import visible_submissions
from journey.actions.notes import share_note, write_note
from journey.actions.sending import mark_seen
from journey.admin.workspace_forms import Desk, answer, back, page
from journey.domain.errors import MoveNotAllowed
from journey.forms.notes import NoteForm
from journey.models import StageNote
from journey.policies import Act


def note(desk: Desk) -> HttpResponse:
    """A note on the stage in progress; when none is open, on the one that closed last."""
    desk.check(Act.WRITE_NOTE)
    stage = desk.open_stage
    form = NoteForm(desk.posted)

    def act() -> None:
        write_note(stage=stage, by=desk.user, at=desk.at, **form.cleaned_data)

    context = {"verb": _("Keep the note")}
    return answer(desk, form, act, done=_("The note is kept."), title=_("Write a note"), context=context)


def share(desk: Desk, note_id: UUID) -> HttpResponse:
    """Shows exactly what the patient will read; the POST shares it."""
    desk.check(Act.SHARE_NOTE)
    rows = StageNote.objects.filter(stage__cycle__journey=desk.journey).select_related("stage__cycle", "written_by")
    note = rows.filter(pk=note_id).first()
    if note is None:
        raise Http404
    if desk.is_post:
        share_note(note=note, by=desk.user, at=desk.at)
        return back(desk, _("The note is shared with the patient."))
    if note.shared_at:
        raise MoveNotAllowed(_("This note is shared with the patient already."))
    return page(
        desk,
        "admin/journey/journey/share.html",
        _("Share a note with the patient"),
        {"note": note, "when": desk.clock.moment(desk.at)},
    )


def mark_read(desk: Desk, submission_id: UUID) -> HttpResponse:
    """POST only: a named person has read these answers."""
    if not desk.is_post:
        return HttpResponseNotAllowed(["POST"])
    submission = visible_submissions(desk.user, desk.at).filter(journey=desk.journey, pk=submission_id).first()
    if submission is None:
        raise Http404
    mark_seen(submission=submission, by=desk.user, at=desk.at)
    return HttpResponseRedirect(f"{desk.url}#answers", status=303)
