"""Entering a check-in for a patient who told it by phone or in person: its questions, its answers, and sending."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access import visible_check_ins
from journey.actions.answering import check_open, save_answer, start_report
from journey.actions.sending import send_check_in
from journey.admin.workspace_forms import Desk, back, page
from journey.domain.caregiving import OwnAct, act_of
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.forms.check_in import CLEAR, MORE, PageForm
from journey.forms.refused import put_refusal
from journey.forms.told import REPORT, EnterForm
from journey.models import CheckIn, ToldBy
from journey.pathway.flow import Page
from journey.pathway.pages import PHOTO
from journey.policies import Act
from journey.presenters.check_in import filled
from journey.presenters.clinic import clinic_card
from journey.presenters.entering import check_in_words, entering_page, told_words
from journey.presenters.filling import Filling, filling_of

START, QUESTION = "admin/journey/journey/form.html", "admin/journey/journey/entering.html"


def enter(desk: Desk) -> HttpResponse:
    """Which check-in, and how the patient tells it."""
    desk.check(Act.ENTER_ANSWERS)
    offered = [each for each in _check_ins(desk) if _can_enter(each, desk.at)]
    form = EnterForm(desk.posted, check_ins=[(str(each.pk), check_in_words(each, desk.clock)) for each in offered])
    if desk.is_post and form.is_valid():
        chosen, told = form.cleaned_data["check_in"], form.cleaned_data["told_by"]
        try:
            if chosen == REPORT:
                chosen = start_report(journey=desk.journey, by=desk.user, at=desk.at, told_by=told).pk
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        else:
            return HttpResponseRedirect(_url(desk, chosen, told), status=303)
    context = {
        "form": form,
        "verb": _("Go to the questions"),
        "about": _("Read each question to the patient and enter what they say. It counts as any other check-in."),
    }
    return page(desk, START, _("Enter answers for the patient"), context, 422 if form.is_bound else 200)


def question(desk: Desk, check_in_id: UUID, told: str) -> HttpResponse:
    """One question after the other, what was answered so far, and at the end the button that sends."""
    desk.check(Act.ENTER_ANSWERS)
    check_in = _check_ins(desk).filter(pk=check_in_id).first()
    if check_in is None or told not in ToldBy.values or act_of(check_in.code) is not OwnAct.ANSWER:
        raise Http404
    check_open(check_in, desk.at)
    filling = filling_of(check_in, desk.at)
    if desk.is_post and "send" in desk.request.POST:
        return _send(desk, filling, told)
    asked = _asked(desk, filling)
    if asked is None:
        return _shown(desk, filling, told, None, None)
    shown = filled(asked, clinic_card(desk.journey.patient.site.clinic))
    if not desk.is_post or CLEAR in desk.request.POST:
        answer = None if desk.is_post else filling.answers.get(asked.key)
        return _shown(desk, filling, told, asked, PageForm(shown, answer=answer))
    form = PageForm(shown, desk.request.POST)
    if MORE in desk.request.POST:
        return _shown(desk, filling, told, asked, form.with_another_line())
    if not form.is_valid():
        return _shown(desk, filling, told, asked, form, status=422)
    answer = form.cleaned_data["answer"]
    save_answer(check_in=check_in, page_key=asked.key, answer=answer, by=desk.user, at=desk.at, told_by=told)
    return HttpResponseRedirect(_url(desk, check_in.pk, told), status=303)


def _send(desk: Desk, filling: Filling, told: str) -> HttpResponse:
    """Once, whatever is pressed twice: the token of the page decides."""
    check_in = filling.check_in
    try:
        token = UUID(desk.request.POST.get("token", ""))
    except ValueError as error:
        raise StaleVersion(_("Look at the answers once more, then send them.")) from error
    try:
        send_check_in(check_in=check_in, token=token, by=desk.user, at=desk.at, told_by=told)
    except NotAccepted as refusal:
        messages.warning(desk.request, refusal.sentence)
        return HttpResponseRedirect(_url(desk, check_in.pk, told), status=303)
    return back(
        desk, _("The answers are sent. {told}.").format(told=told_words(told, desk.user)), to=f"{desk.url}#answers"
    )


def _shown(
    desk: Desk, filling: Filling, told: str, asked: Page | None, form: PageForm | None, *, status: int = 200
) -> HttpResponse:
    card = clinic_card(desk.journey.patient.site.clinic)
    here = _url(desk, filling.check_in.pk, told)
    entering = entering_page(filling, asked, card, told_words(told, desk.user), here)
    context: dict[str, Any] = {"form": form, "entering": entering}
    return page(desk, QUESTION, entering.title, context, status)


def _asked(desk: Desk, filling: Filling) -> Page | None:
    """The question that the address names, if it may be shown, else the first that is open; None when all is said."""
    named = filling.page(desk.request.GET.get("page", ""))
    can = named is not None and named.kind != PHOTO and filling.can_show(named)
    return named if can else filling.first_open


def _can_enter(check_in: CheckIn, at: datetime) -> bool:
    """Whether it takes answers now. What only the patient can answer is never entered for them."""
    if act_of(check_in.code) is not OwnAct.ANSWER:
        return False
    try:
        check_open(check_in, at)
    except MoveNotAllowed:
        return False
    return True


def _check_ins(desk: Desk) -> Any:
    rows = visible_check_ins(desk.user, desk.at).filter(journey=desk.journey)
    return rows.select_related(
        "journey__patient__site__clinic", "journey__lead_clinician", "cycle", "draft__saved_by"
    ).order_by("due_at", "pk")


def _url(desk: Desk, check_in_id: UUID | str, told: str) -> str:
    return reverse("admin:journey_journey_enter_question", args=[desk.journey.pk, check_in_id, told])
