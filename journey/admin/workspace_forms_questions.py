"""Questions of the patient: writing one down that staff were told, and answering one."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from journey.actions.questions import answer_question, ask_question
from journey.admin.workspace_forms import Desk, answer
from journey.forms.questions import AnswerForm, ToldQuestionForm
from journey.models import PatientQuestion
from journey.policies import Act
from journey.presenters.questions import asked_words


def note(desk: Desk) -> HttpResponse:
    """It is kept with the stage in progress; when none is open, with the one that closed last."""
    desk.check(Act.ENTER_ANSWERS)
    form = ToldQuestionForm(desk.posted)

    def act() -> None:
        ask_question(stage=desk.open_stage, by=desk.user, at=desk.at, **form.cleaned_data)

    context = {"verb": _("Keep the question")}
    title = _("Write down a question of the patient")
    done = _("The question is kept. It waits for an answer.")
    return answer(desk, form, act, done=done, title=title, context=context)


def reply(desk: Desk, question_id: UUID) -> HttpResponse:
    desk.check(Act.SHARE_NOTE)
    rows = PatientQuestion.objects.filter(stage__cycle__journey=desk.journey)
    question = rows.select_related("stage__cycle__journey", "asked_by", "caregiver").filter(pk=question_id).first()
    if question is None:
        raise Http404
    form = AnswerForm(desk.posted)

    def act() -> None:
        answer_question(question=question, by=desk.user, at=desk.at, **form.cleaned_data)

    context = {"verb": _("Answer"), "about": f"“{question.words}” {asked_words(question, desk.clock)}"}
    done = _("Your answer stands on the patient's page.")
    return answer(desk, form, act, done=done, title=_("Answer the patient's question"), context=context)
