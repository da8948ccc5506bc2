"""How the patient wants to be reminded."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import text_messages
from journey import access
from journey.actions.reminders import choose_reminders
from journey.domain.errors import NotAccepted
from journey.forms.refused import put_refusal
from journey.forms.reminders import RemindersForm
from journey.presenters import when
from journey.presenters.clinic import clinic_card
from journey.views.patient.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    patient = access.find_own_patient(request.user, at=timezone.now())
    if patient is None:
        raise Http404
    choice = getattr(patient, "reminder_choice", None)
    texts = bool(patient.phone and text_messages.available())
    data = request.POST if request.method == "POST" else None
    form = RemindersForm(data, choice=choice, texts=texts, address=patient.postal_address)
    if form.is_valid():
        try:
            choose_reminders(patient=patient, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Your choice is saved."))
            return HttpResponseRedirect(reverse("patient:account"), status=303)
    shown = {"form": form, "place": when.place(patient.zone), "address": request.user.email, "phone": patient.phone}
    card, status = clinic_card(patient.site.clinic), 422 if form.errors else 200
    return show(request, "patient/reminders.html", card, current="account", status=status, **shown)
