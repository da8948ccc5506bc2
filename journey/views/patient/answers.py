"""Everything the patient has sent: the list, and one of them in the words of its day."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey.access import (
    Helping,
    find_own_patient,
    get_helped_patient,
    get_own_submission,
    has_helped,
    helping_of,
    own_journeys,
    the_clinic,
    visible_submissions,
)
from journey.models import Clinic, Journey, Submission
from journey.presenters.answers import answer_page, answers_page
from journey.presenters.check_in import clinic_zone
from journey.presenters.clinic import clinic_card
from journey.presenters.pain_chart import chart_of
from journey.views.patient.frame import answers_url, page_number, show


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """What the patient themself finds: also before anything was started."""
    at = timezone.now()
    if request.user.is_staff:
        raise Http404
    journey = own_journeys(request.user).first()
    if journey is None and find_own_patient(request.user, at=at) is None and has_helped(request.user):
        return HttpResponseRedirect(reverse("patient:people"))
    clinic: Clinic = journey.patient.site.clinic if journey else the_clinic()
    return _list(request, visible_submissions(request.user, at), journey, clinic, None, at)


@require_safe
def person_answers(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What somebody has sent whom this person helps."""
    at = timezone.now()
    patient = get_helped_patient(request.user, patient_id, at=at)
    journey = patient.journeys.order_by("-started_at", "id").first()
    rows = Submission.objects.filter(journey__patient=patient)
    return _list(request, rows, journey, patient.site.clinic, helping_of(patient), at)


@require_safe
def answer(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    at = timezone.now()
    submission = get_own_submission(request.user, submission_id, at=at)
    card, helping = clinic_card(submission.journey.patient.site.clinic), helping_of(submission)
    page = answer_page(submission, request.user, card, at)
    return show(request, "patient/answer.html", card, helping=helping, current="answers", page=page)


def _list(
    request: HttpRequest,
    rows: QuerySet[Submission],
    journey: Journey | None,
    clinic: Clinic,
    helping: Helping | None,
    at: datetime,
) -> HttpResponse:
    number = page_number(request)
    page = answers_page(rows, number, clinic_zone(clinic), at, reader=request.user, url=answers_url(helping))
    if number > 1 and not page.rows:
        raise Http404
    card, chart = clinic_card(clinic), chart_of(journey, at) if journey and number == 1 else None
    over_time = reverse("patient:measurements", args=[journey.pk]) if journey else ""
    context = {"page": page, "chart": chart, "measurements_url": over_time}
    return show(request, "patient/answers.html", card, helping=helping, current="answers", **context)
