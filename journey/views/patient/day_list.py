"""Ticking what is done on the list of the days before a procedure."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from journey.access import get_own_journey
from journey.actions.day_list import tick_day_list
from journey.domain.caregiving import OwnAct
from journey.domain.errors import MoveNotAllowed
from journey.domain.stages import StageCode

MOST = 200


@require_POST
def day_list(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """One button a line: "done" with the line's key, or "undone" with it. A repeat is answered as the first was."""
    at = timezone.now()
    journey = get_own_journey(request.user, journey_id, OwnAct.ANSWER, at=at)
    done = "done" in request.POST
    item = request.POST.get("done" if done else "undone", "")[:MOST]
    try:
        cycle = tick_day_list(journey=journey, item=item, done=done, by=request.user, at=at)
    except MoveNotAllowed as refusal:
        messages.warning(request, refusal.sentence)
        cycle = journey.cycles.latest("number")
    else:
        messages.success(request, _("Saved.") if done else _("Taken back."))
    stage = cycle.stages.get(code=StageCode.PREPARATION)
    return HttpResponseRedirect(reverse("patient:stage", args=[stage.pk]) + "#days", status=303)
