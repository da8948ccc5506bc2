"""Saying that one has read what a moved date changes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from journey.access import get_own_journey
from journey.actions.own_changes import note_change_read
from journey.domain.caregiving import OwnAct


@require_POST
def read(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    at = timezone.now()
    journey = get_own_journey(request.user, journey_id, OwnAct.ANSWER, at=at)
    note_change_read(journey=journey, by=request.user, at=at)
    return HttpResponseRedirect(reverse("patient:journey", args=[journey.pk]), status=303)
