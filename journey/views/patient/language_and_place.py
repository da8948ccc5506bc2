"""The language of the pages, and by which clock their times are shown."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey import access
from journey.actions.own_account import change_language_and_place
from journey.forms.door import LanguageAndPlaceForm
from journey.presenters.clinic import clinic_card
from journey.views.patient.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
def language_and_place(request: HttpRequest) -> HttpResponse:
    """Both on one page; check-ins that have not opened yet follow."""
    patient = access.find_own_patient(request.user, at=timezone.now())
    if patient is None:
        raise Http404
    form = LanguageAndPlaceForm(request.POST if request.method == "POST" else None, patient=patient)
    if form.is_valid():
        change_language_and_place(patient=patient, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your choice is saved."))
        return HttpResponseRedirect(reverse("patient:account"), status=303)
    card, status = clinic_card(patient.site.clinic), 422 if form.errors else 200
    return show(request, "patient/language_and_place.html", card, current="account", status=status, form=form)
