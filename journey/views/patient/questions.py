"""The patient's questions to the clinic with their answers, and asking one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey import access
from journey.access.questions import questions_of
from journey.actions.questions import ask_question
from journey.domain.caregiving import OwnAct
from journey.domain.errors import NotAccepted
from journey.forms.questions import QuestionForm
from journey.forms.refused import put_refusal
from journey.models import Stage
from journey.presenters.clinic import clinic_card
from journey.presenters.questions import question_cards
from journey.views.patient.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, stage_id: UUID) -> HttpResponse:
    """All of the journey; what is asked here is kept with this stage. A helper who may only look finds no
    form, and nobody does once the clinic no longer looks after the journey."""
    at = timezone.now()
    cycle = access.cycles_of_stage(request.user, stage_id, at=at)[-1]
    journey, helping = cycle.journey, access.helping_of(cycle)
    may_ask = journey.is_looked_after and (helping is None or helping.may(OwnAct.ANSWER))
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        access.check_helper_may(cycle, OwnAct.ANSWER)
    if form.is_valid():
        stage = Stage.objects.select_related("cycle__journey__patient__site__clinic").get(pk=stage_id)
        try:
            ask_question(stage=stage, by=request.user, at=at, **form.cleaned_data)
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("We have your question. The answer will stand here."))
            return HttpResponseRedirect(request.path, status=303)
    clinic = clinic_card(journey.patient.site.clinic)
    context = {
        "helping": helping,
        "current": "journey",
        "form": form if may_ask else None,
        "questions": question_cards(questions_of(journey.pk), request.user, journey.patient, at),
        "stage_id": stage_id,
        "journey_id": journey.pk,
    }
    return show(request, "patient/questions.html", clinic, status=422 if form.errors else 200, **context)
