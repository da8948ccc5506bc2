"""The plain summary of a stage: written or accepted, looked at as the patient will read it, then shared on purpose."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.actions.notes import summaries_of, write_summary
from journey.admin.workspace_forms import Desk, answer
from journey.domain.stages import StageCode
from journey.forms.notes import SummaryForm
from journey.models import Stage, StageNote
from journey.policies import Act
from journey.presenters import staff_words
from journey.presenters.plain_summary import proposed_summary
from journey.presenters.summaries import earlier_rows
from journey.standing import standing_of


def summary(desk: Desk, stage_id: UUID) -> HttpResponse:
    """GET begins with the newest version, or with a proposal from the record; POST keeps it and leads to the page that
    shares it."""
    desk.check(Act.SHARE_NOTE)
    stage = Stage.objects.filter(cycle__journey=desk.journey, pk=stage_id).select_related("cycle__journey").first()
    if stage is None:
        raise Http404
    versions = list(summaries_of(stage).select_related("written_by", "shared_by"))
    replaced = {each.replaces_id for each in versions}
    newest = next((each for each in versions if each.pk not in replaced), None)
    code, standing = StageCode(stage.code), standing_of(desk.journey, desk.at, cycle_id=stage.cycle_id)
    text = newest.text if newest else proposed_summary(standing, code)
    form = SummaryForm(desk.posted, initial={"text": text, "after": newest.pk if newest else None})
    kept: list[StageNote] = []

    def act() -> None:
        data = form.cleaned_data
        after = next((each for each in versions if each.pk == data["after"]), None)
        known = write_summary(
            stage=stage, text=data["text"], after=after, by=desk.user, at=desk.at, token=data["token"]
        )
        kept.append(known)

    context = {"verb": _("Keep it and look at it"), "earlier": earlier_rows(versions, desk.clock), "is_new": not newest}
    title = _("Plain summary: {stage}").format(stage=staff_words.STAGES[code])
    template = "admin/journey/journey/summary.html"
    sent = answer(desk, form, act, done=_("The summary is kept."), title=title, template=template, context=context)
    if kept:
        note = kept[0]
        if note.shared_at is None:
            sent["Location"] = reverse("admin:journey_journey_share_note", args=[desk.journey.pk, note.pk])
    return sent
