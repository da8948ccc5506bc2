"""What a patient takes along for an emergency: two pages that print on one sheet each."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey import access
from journey.domain.stages import JourneyStatus
from journey.presenters.emergency_pages import emergency_page, red_flag_card
from journey.presenters.scene import Scene
from journey.views.patient.frame import show
from journey.views.patient.home import by_stage


@require_safe
def emergency_sheet(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """For an ambulance crew: who this is, and what was done when."""
    return _page(request, journey_id, "patient/emergency_sheet.html", emergency_page)


@require_safe
def card(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Which signs, and whom to call."""
    return _page(request, journey_id, "patient/red_flag_card.html", red_flag_card)


def _page(request: HttpRequest, journey_id: UUID, template: str, made: Callable[[Scene], Any]) -> HttpResponse:
    at = timezone.now()
    cycles = access.cycles_of_journey(request.user, journey_id, at=at)
    shown, helping = cycles[-1].journey, access.helping_of(cycles[-1])
    scene = Scene(cycles=cycles, stages=by_stage(access.journey_stages(shown), cycles), check_ins=(), visits=(), at=at)
    if shown.status == JourneyStatus.CLOSED_DECEASED:
        return show(request, "patient/home_closed.html", scene.clinic, helping=helping)
    return show(request, template, scene.clinic, helping=helping, current="journey", page=made(scene))
