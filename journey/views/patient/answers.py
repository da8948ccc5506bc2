"""Everything the patient has sent: the list, and one of them in the words of its day."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey.access import get_own_submission, own_journeys, the_clinic
from journey.models import Clinic
from journey.presenters.answers import answer_page, answers_page
from journey.presenters.check_in import clinic_zone
from journey.presenters.clinic import clinic_card
from journey.presenters.pain_chart import chart_of
from journey.views.patient.frame import page_number, show


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    if request.user.is_staff:
        raise Http404
    journey = own_journeys(request.user).first()
    clinic: Clinic = journey.patient.site.clinic if journey else the_clinic()
    number = page_number(request)
    page = answers_page(request.user, number, clinic_zone(clinic), at)
    if number > 1 and not page.rows:
        raise Http404
    chart = chart_of(journey, at) if journey and number == 1 else None
    return show(request, "patient/answers.html", clinic_card(clinic), current="answers", page=page, chart=chart)


@require_safe
def answer(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    submission = get_own_submission(request.user, submission_id)
    if request.user.is_staff:
        raise Http404
    card = clinic_card(submission.journey.patient.site.clinic)
    page = answer_page(submission, request.user, card, timezone.now())
    return show(request, "patient/answer.html", card, current="answers", page=page)
