"""The patient's own measurements over time."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey.access import get_own_journey, helping_of
from journey.presenters.clinic import clinic_card
from journey.presenters.own_measures import own_measures
from journey.views.patient.frame import show


@require_safe
def measurements(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    at = timezone.now()
    journey = get_own_journey(request.user, journey_id, at=at)
    card, sessions = clinic_card(journey.patient.site.clinic), own_measures(journey, at)
    helping = helping_of(journey)
    return show(request, "patient/measurements.html", card, helping=helping, current="answers", sessions=sessions)
