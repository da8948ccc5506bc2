"""The patient answers a time for a call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.access import helping_of
from journey.access.own_calls import get_own_call, standing_calls
from journey.actions.alert_calls import answer_call
from journey.domain.caregiving import OwnAct
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.forms.own_calls import CallAnswerForm
from journey.forms.refused import put_refusal
from journey.models import CallAnswer
from journey.presenters.call_cards import call_card
from journey.presenters.clinic import clinic_card
from journey.views.patient.frame import home_url, show


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, alert_id: UUID, call_id: UUID) -> HttpResponse:
    at = timezone.now()
    row = get_own_call(request.user, alert_id, call_id, OwnAct.BOOK, at=at)
    helping, patient = helping_of(row), row.alert.patient
    home = HttpResponseRedirect(home_url(helping), status=303)
    rows = [each for each in standing_calls(patient.pk) if each["pk"] == row.pk]
    card = call_card(rows, at, patient.zone, patient.site.clinic.zone, may_act=True)
    form = CallAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_call(call=row, by=request.user, at=at, **form.cleaned_data)
        except MoveNotAllowed as refusal:
            messages.warning(request, refusal.sentence)
            return home
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _thanks(form.cleaned_data["answer"]))
            return home
    if card is None:
        messages.warning(request, _("This time is over. Please look at your page again, or call us."))
        return home
    clinic = clinic_card(patient.site.clinic)
    context = {"helping": helping, "current": "journey", "form": form, "call": card}
    return show(request, "patient/call.html", clinic, status=422 if form.errors else 200, **context)


def _thanks(answer: str) -> str:
    if answer == CallAnswer.SUITS:
        return _("Thank you. We will call you then.")
    return _("Thank you. We will look for another time and tell you here.")
