"""Asking for a correction, and for closing the account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import ask_again
from journey.actions.data_requests import ask_closing, ask_correction, open_journeys
from journey.domain.errors import NotAccepted
from journey.forms.data_requests import ClosingForm, CorrectionForm
from journey.forms.refused import put_refusal
from journey.models import DataRequest
from journey.presenters import when
from journey.presenters.clinic import clinic_card
from journey.presenters.data_requests import answered_by
from journey.views.patient.frame import show
from journey.views.patient.your_data import own_patient


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest) -> HttpResponse:
    patient, at = own_patient(request), timezone.now()
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _asked(request, ask_correction(patient=patient, by=request.user, at=at, **form.cleaned_data))
        except NotAccepted as refusal:
            put_refusal(form, refusal)
    shown = {"form": form, "answered_by": answered_by(patient, at)}
    return show(
        request, "patient/correction.html", clinic_card(patient.site.clinic), current="account",
        status=422 if form.errors else 200, **shown,
    )  # fmt: skip


@require_safe
def closing(request: HttpRequest) -> HttpResponse:
    """What stops, what is kept, and that the treatment is something else."""
    patient = own_patient(request)
    shown = {"has_journey": open_journeys(patient).exists()}
    return show(request, "patient/closing.html", clinic_card(patient.site.clinic), current="account", **shown)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_closing(request: HttpRequest) -> HttpResponse:
    """For who has just shown who they are."""
    patient, at = own_patient(request), timezone.now()
    if again := ask_again(request, request.path):
        return again
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _asked(request, ask_closing(patient=patient, by=request.user, at=at))
    shown = {"form": form, "answered_by": answered_by(patient, at)}
    return show(
        request, "patient/confirm_closing.html", clinic_card(patient.site.clinic), current="account",
        status=422 if form.errors else 200, **shown,
    )  # fmt: skip


def _asked(request: HttpRequest, asked: DataRequest) -> HttpResponse:
    words = _("We have your request. You hear from us by {day}.")
    messages.success(request, words.format(day=when.day_month_year(asked.due_on)))
    return HttpResponseRedirect(reverse("patient:your_data"), status=303)
