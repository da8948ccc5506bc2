"""The phone number of the patient: their own page, and the one of a helper who manages."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.fresh import ask_again
from journey import access
from journey.access import Helping
from journey.actions.own_account import change_phone
from journey.domain.caregiving import OwnAct
from journey.domain.errors import NotAccepted
from journey.forms.phone import PhoneForm
from journey.models import Patient
from journey.presenters.clinic import clinic_card
from journey.views.patient.frame import home_url, show


@require_http_methods(["GET", "HEAD", "POST"])
def own_phone(request: HttpRequest) -> HttpResponse:
    patient = access.find_own_patient(request.user, at=timezone.now())
    if patient is None:
        raise Http404
    return _page(request, patient, None)


@require_http_methods(["GET", "HEAD", "POST"])
def person_phone(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    patient = access.get_helped_patient(request.user, patient_id, OwnAct.CHANGE_CONTACT, at=timezone.now())
    return _page(request, patient, access.helping_of(patient))


def _page(request: HttpRequest, patient: Patient, helping: Helping | None) -> HttpResponse:
    if again := ask_again(request, request.path):
        return again
    form = PhoneForm(request.POST if request.method == "POST" else None, phone=patient.phone)
    back = home_url(helping) if helping else reverse("patient:account")
    if form.is_valid():
        try:
            change_phone(patient=patient, phone=form.cleaned_data["phone"], by=request.user, at=timezone.now())
        except NotAccepted as refusal:
            form.add_error("phone", refusal.sentence)
        else:
            messages.success(request, _("The phone number is saved."))
            return HttpResponseRedirect(back, status=303)
    shown = {"form": form, "back": back, "name": patient.full_name if helping else ""}
    status, current = (422 if form.errors else 200), "" if helping else "account"
    card = clinic_card(patient.site.clinic)
    return show(request, "patient/phone.html", card, helping=helping, current=current, status=status, **shown)
