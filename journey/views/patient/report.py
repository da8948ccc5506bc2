"""A patient tells us about a symptom: the emergency line first, then a form of its own that is always open."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from journey.access import get_own_journey, helping_of
from journey.actions.answering import check_still_ours, start_report
from journey.domain.caregiving import OwnAct
from journey.domain.errors import MoveNotAllowed
from journey.presenters.clinic import clinic_card
from journey.presenters.report import report_page
from journey.views.patient.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    at = timezone.now()
    journey = get_own_journey(request.user, journey_id, OwnAct.ANSWER, at=at)
    why = ""
    try:
        check_still_ours(journey)
        if request.method == "POST":
            check_in = start_report(journey=journey, by=request.user, at=at)
            return HttpResponseRedirect(reverse("patient:check_in", args=[check_in.pk]), status=303)
    except MoveNotAllowed as refusal:
        why = refusal.sentence
    card = clinic_card(journey.patient.site.clinic)
    page, helping = report_page(journey, card, at, why=why), helping_of(journey)
    status = 409 if why else 200
    return show(request, "patient/report.html", card, helping=helping, status=status, current="journey", page=page)
