"""What the patient is told after sending a check-in, and for as long as they look back at it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey.access import get_own_check_in, helping_of
from journey.access.own_calls import standing_calls
from journey.domain.caregiving import OwnAct
from journey.presenters.call_cards import call_card
from journey.presenters.clinic import clinic_card
from journey.presenters.result import result_page, submission_of
from journey.views.patient.frame import show


@require_safe
def result(request: HttpRequest, check_in_id: UUID) -> HttpResponse:
    at = timezone.now()
    check_in = get_own_check_in(request.user, check_in_id, at=at)
    submission = submission_of(check_in.pk)
    if submission is None:
        return HttpResponseRedirect(reverse("patient:check_in", args=[check_in.pk]), status=303)
    card = clinic_card(check_in.journey.patient.site.clinic)
    helping = helping_of(check_in)
    page = result_page(check_in, submission, card, at, reader=request.user)
    patient = check_in.journey.patient
    may_act = helping is None or helping.may(OwnAct.BOOK)
    call = call_card(standing_calls(patient.pk), at, patient.zone, patient.site.clinic.zone, may_act=may_act)
    return show(request, "patient/result.html", card, helping=helping, current="answers", page=page, call=call)
