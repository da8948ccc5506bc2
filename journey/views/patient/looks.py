"""Who looked at the patient's record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey import access
from journey.presenters.clinic import clinic_card
from journey.presenters.looks import looks_page
from journey.views.patient.frame import page_number, show


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    patient = access.find_own_patient(request.user, at=at)
    if patient is None:
        raise Http404
    number = page_number(request)
    page = looks_page(patient, number, at)
    if number > 1 and not page.days:
        raise Http404
    return show(request, "patient/looks.html", clinic_card(patient.site.clinic), current="account", page=page)
