"""A patient tells us about a symptom: the emergency line first, then a form of its own that is always open."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from journey.access import get_own_journey, helping_of
from journey.actions.answering import start_report
from journey.domain.caregiving import OwnAct
from journey.presenters.clinic import clinic_card
from journey.presenters.report import report_page
from journey.views.patient.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    at = timezone.now()
    journey = get_own_journey(request.user, journey_id, OwnAct.ANSWER, at=at)
    if request.method == "POST":
        check_in = start_report(journey=journey, by=request.user, at=at)
        return HttpResponseRedirect(reverse("patient:check_in", args=[check_in.pk]), status=303)
    card = clinic_card(journey.patient.site.clinic)
    page, helping = report_page(journey, card), helping_of(journey)
    return show(request, "patient/report.html", card, helping=helping, current="journey", page=page)
