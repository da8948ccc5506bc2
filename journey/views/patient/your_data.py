"""What is the patient's own right: a copy of everything, a correction, closing the account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.fresh import ask_again
from accounts.models import Kind
from accounts.trace.noting import note
from accounts.trace.requests import acts_of
from journey import access
from journey.access.own_data import own_data
from journey.models import Patient
from journey.presenters.clinic import clinic_card
from journey.presenters.data_requests import asked_by_patient
from journey.presenters.my_data_file import my_data, my_data_whole
from journey.views.patient.frame import show


@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    """A copy, a correction, closing the account; and what was asked so far."""
    patient = own_patient(request)
    asked = asked_by_patient(access.own_requests(patient), patient, timezone.now())
    return show(request, "patient/your_data.html", clinic_card(patient.site.clinic), current="account", asked=asked)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Where the two files can be taken, for who has just shown who they are."""
    patient = own_patient(request)
    again = ask_again(request, request.path)
    return again or show(
        request, "patient/your_data_download.html", clinic_card(patient.site.clinic), current="account"
    )


@require_safe
def page_file(request: HttpRequest) -> HttpResponse:
    """Everything to read and print: one file that needs nothing else."""
    patient, at = own_patient(request), timezone.now()
    if again := _not_fresh(request):
        return again
    page = my_data(patient, own_data(patient), at)
    return _taken(request, patient, render(request, "patient/your_data_file.html", {"page": page}), "html")


@require_safe
def whole_file(request: HttpRequest) -> HttpResponse:
    """Everything for a program."""
    patient, at = own_patient(request), timezone.now()
    if again := _not_fresh(request):
        return again
    whole = my_data_whole(patient, own_data(patient), at)
    response = JsonResponse(whole, json_dumps_params={"indent": 1, "ensure_ascii": False})
    return _taken(request, patient, response, "json")


def own_patient(request: HttpRequest) -> Patient:
    """Raises Http404 for staff and for a sign-in without a record of its own."""
    patient = access.find_own_patient(request.user, at=timezone.now())
    if patient is None:
        raise Http404
    return patient


def _not_fresh(request: HttpRequest) -> HttpResponse | None:
    """Back to the page with the files, never straight to a file: it would open behind the question."""
    where = reverse("patient:your_data_download")
    return HttpResponseRedirect(where) if ask_again(request, where) else None


def _taken(request: HttpRequest, patient: Patient, response: Any, ending: str) -> HttpResponse:
    """A row before the file leaves. Its name says nothing of the patient."""
    note(Kind.EXPORT, acts_of(request), table="journey_patient", row=patient.pk)
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
