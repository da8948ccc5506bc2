"""Entering an adverse event by hand, from the workspace of its journey."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.actions.adverse_events import Told, start_event
from journey.admin.workspace_forms import Desk, answer
from journey.domain.adverse_events import FAMILY_WORDS, GRADE_WORDS, SOURCE_WORDS, EventSource
from journey.forms.adverse_events import StartEventForm
from journey.policies import Act
from journey.presenters.event_words import choices


def enter(desk: Desk) -> HttpResponse:
    """What a call, a laboratory, another provider or a recall told the clinic."""
    desk.check(Act.DRAFT_EVENT)
    by_hand = [pair for pair in choices(SOURCE_WORDS) if pair[0] != EventSource.TRIAGE]
    form = StartEventForm(
        desk.posted,
        initial={"aware_at": desk.at},
        zone=desk.zone,
        sources=by_hand,
        families=choices(FAMILY_WORDS),
        grades=choices(GRADE_WORDS),
    )

    def act() -> None:
        data = {**form.cleaned_data}
        token = data.pop("token")
        start_event(cycle=desk.standing.cycle, told=Told(**data), by=desk.user, at=desk.at, token=token)

    title, done = _("Enter an adverse event"), _("The draft is recorded. A clinician confirms it.")
    context = {"verb": _("Record the draft")}
    return answer(desk, form, act, done=done, title=title, context=context)
