"""Filling in a check-in: one page a question, the emergency page that does not wait, check your answers, send."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journey.access import check_helper_may, get_own_check_in, helping_of
from journey.actions.answering import check_open, discard_draft, save_answer
from journey.actions.sending import send_check_in
from journey.domain.caregiving import OwnAct, act_of
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.windows import CheckInState
from journey.forms.check_in import CLEAR, LEAVE, MORE, PageForm
from journey.models import CheckIn, Clinic
from journey.pathway.flow import Page
from journey.pathway.pages import PHOTO, RED_FLAGS
from journey.presenters.check_in import (
    CHANGE,
    check_answers_page,
    check_answers_url,
    filled,
    question_page,
    question_url,
    result_url,
    shut_page,
)
from journey.presenters.clinic import clinic_card
from journey.presenters.filling import Filling, filling_of
from journey.presenters.red_flag import ANSWERED, red_flag_page, result_of
from journey.views.patient.frame import home_url, show
from journey.views.patient.photos import ask_for_photos, take_photos


@require_safe
def start(request: HttpRequest, check_in_id: UUID) -> HttpResponse:
    """Where the patient goes on: the first question without an answer, check your answers, or what was said."""
    at = timezone.now()
    check_in = get_own_check_in(request.user, check_in_id, at=at)
    if check_in.state == CheckInState.SUBMITTED:
        return HttpResponseRedirect(result_url(check_in))
    check_helper_may(check_in, act_of(check_in.code))
    if refusal := _refusal(check_in, at):
        return _shut(request, check_in, refusal, at)
    return _go(_next_url(filling_of(check_in, at)))


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, check_in_id: UUID, page_key: str) -> HttpResponse:
    """What is sent from a page that was open is read, whatever became of the check-in meanwhile."""
    at = timezone.now()
    check_in = get_own_check_in(request.user, check_in_id, OwnAct.ANSWER, at=at)
    refusal = _refusal(check_in, at)
    if refusal and request.method != "POST":
        return _shut(request, check_in, refusal, at)
    filling = filling_of(check_in, at)
    page = filling.page(page_key)
    if page is None:
        return _gone(filling, page_key)
    if request.method == "POST":
        return _take_photos(request, filling, page) if page.kind == PHOTO else _take(request, filling, page)
    if not filling.can_show(page):
        return _go(_next_url(filling))
    if page.kind == PHOTO:
        return ask_for_photos(request, filling, page)
    form = PageForm(filled(page, clinic_card(_clinic(check_in))), answer=filling.answers.get(page.key))
    return _question(request, filling, page, form)


@require_safe
def help_now(request: HttpRequest, check_in_id: UUID) -> HttpResponse:
    """The interruption page; it stays while the sign is ticked, and works however long the form lies unfinished."""
    at = timezone.now()
    check_in = get_own_check_in(request.user, check_in_id, at=at)
    filling = filling_of(check_in, at)
    triage = result_of(filling)
    if triage is None:
        return _go(reverse("patient:check_in", args=[check_in.pk]))
    card = clinic_card(_clinic(check_in))
    if not card.emergency_number:
        return _go(reverse("patient:check_in", args=[check_in.pk]))
    helping, shut = helping_of(check_in), _refusal(check_in, at) is not None
    page = red_flag_page(
        filling,
        triage,
        card,
        answered=request.GET.get(ANSWERED, RED_FLAGS),
        changing=_is_changing(request),
        shut=shut,
    )
    return show(request, "patient/red_flag.html", card, helping=helping, page=page)


@require_safe
def check_answers(request: HttpRequest, check_in_id: UUID) -> HttpResponse:
    """Also of a form that was answered to the end before it was shut: it can still be sent."""
    at = timezone.now()
    check_in = get_own_check_in(request.user, check_in_id, OwnAct.ANSWER, at=at)
    filling = filling_of(check_in, at)
    refusal = _refusal(check_in, at)
    if refusal and (filling.draft is None or filling.first_open is not None or _clinic(check_in).missing()):
        return _shut(request, check_in, refusal, at)
    if filling.first_open is not None:
        return _go(question_url(check_in, filling.first_open, changing=check_in.state == CheckInState.SUBMITTED))
    return _check_answers(request, filling)


@require_POST
def send(request: HttpRequest, check_in_id: UUID) -> HttpResponse:
    """Once, whatever is pressed twice: the page's token decides, and a repeat shows the same result."""
    at = timezone.now()
    check_in = get_own_check_in(request.user, check_in_id, OwnAct.ANSWER, at=at)
    try:
        send_check_in(check_in=check_in, token=_token(request), by=request.user, at=at)
    except NotAccepted as refusal:
        if shut := _refusal(check_in, at):
            return _shut(request, check_in, shut, at)
        messages.warning(request, refusal.sentence)
        return _go(_next_url(filling_of(check_in, at)))
    except StaleVersion as refusal:
        return _stale(request, check_in, refusal.sentence, at)
    except MoveNotAllowed as refusal:
        return _shut(request, check_in, refusal, at)
    return _go(result_url(check_in))


@require_POST
def discard(request: HttpRequest, check_in_id: UUID) -> HttpResponse:
    """Throw away changes that were not sent; what was sent stays."""
    at = timezone.now()
    check_in = get_own_check_in(request.user, check_in_id, OwnAct.ANSWER, at=at)
    discard_draft(check_in=check_in, by=request.user, at=at)
    return _go(reverse("patient:check_in", args=[check_in.pk]))


def _take(request: HttpRequest, filling: Filling, page: Page) -> HttpResponse:
    """Read one page. Everything that fits is saved, whatever button was pressed."""
    shown = filled(page, clinic_card(_clinic(filling.check_in)))
    form = PageForm(shown, request.POST)
    if MORE in request.POST:
        return _question(request, filling, page, form.with_another_line())
    if CLEAR in request.POST:
        return _question(request, filling, page, PageForm(shown))
    if not form.is_valid():
        if LEAVE in request.POST and form.is_blank:
            return _go(home_url(helping_of(filling.check_in)))
        return _question(request, filling, page, form, status=422)
    answer = form.cleaned_data["answer"]
    saved = save_answer(check_in=filling.check_in, page_key=page.key, answer=answer, by=request.user, at=filling.at)
    changing = _is_changing(request)
    if saved.emergency is not None:
        asked = {CHANGE: "1"} if changing else {}
        asked |= {ANSWERED: page.key} if page.key != RED_FLAGS else {}
        url = reverse("patient:check_in_help_now", args=[filling.check_in.pk])
        return _go(f"{url}?{urlencode(asked)}" if asked else url)
    if LEAVE in request.POST:
        return _go(home_url(helping_of(filling.check_in)))
    return _go(_url_after(filling_of(filling.check_in, filling.at, saved.draft), page, changing=changing))


def _take_photos(request: HttpRequest, filling: Filling, page: Page) -> HttpResponse:
    taken = take_photos(request, filling, page)
    if isinstance(taken, HttpResponse):
        return taken
    if LEAVE in request.POST:
        return _go(home_url(helping_of(filling.check_in)))
    return _go(_url_after(filling_of(filling.check_in, filling.at, taken), page, changing=_is_changing(request)))


def _url_after(filling: Filling, page: Page, *, changing: bool) -> str:
    """The next page; from a change back to check your answers, unless the change brought new questions. A form that was
    shut meanwhile asks nothing more."""
    if filling.first_open is not None and _refusal(filling.check_in, filling.at):
        return reverse("patient:check_in", args=[filling.check_in.pk])
    following = filling.first_open if changing else filling.after(page)
    if following is None:
        return check_answers_url(filling.check_in)
    return question_url(filling.check_in, following, changing=changing)


def _next_url(filling: Filling) -> str:
    page = filling.first_open
    return question_url(filling.check_in, page) if page else check_answers_url(filling.check_in)


def _question(request: HttpRequest, filling: Filling, page: Page, form: PageForm, *, status: int = 200) -> HttpResponse:
    card = clinic_card(_clinic(filling.check_in))
    home = home_url(helping_of(filling.check_in))
    asked = question_page(filling, page, card, changing=_is_changing(request), home_url=home)
    return show(
        request,
        "patient/check_in_question.html",
        card,
        helping=helping_of(filling.check_in),
        status=status,
        form=form,
        question=asked,
    )


def _check_answers(request: HttpRequest, filling: Filling, *, sentence: str = "", status: int = 200) -> HttpResponse:
    card = clinic_card(_clinic(filling.check_in))
    page = check_answers_page(filling, card, shut=_refusal(filling.check_in, filling.at) is not None)
    return show(
        request,
        "patient/check_answers.html",
        card,
        helping=helping_of(filling.check_in),
        status=status,
        page=page,
        sentence=sentence,
    )


def _stale(request: HttpRequest, check_in: CheckIn, sentence: str, at: datetime) -> HttpResponse:
    """The draft that this page showed is gone or another one: show what there is now, and send nothing."""
    filling = filling_of(check_in, at)
    if filling.first_open is not None:
        messages.warning(request, sentence)
        return _go(_next_url(filling))
    return _check_answers(request, filling, sentence=sentence, status=409)


def _refusal(check_in: CheckIn, at: datetime) -> MoveNotAllowed | None:
    try:
        check_open(check_in, at)
    except MoveNotAllowed as refusal:
        return refusal
    return None


def _shut(request: HttpRequest, check_in: CheckIn, refusal: MoveNotAllowed, at: datetime) -> HttpResponse:
    card = clinic_card(_clinic(check_in))
    page = shut_page(filling_of(check_in, at), refusal.sentence, card)
    return show(request, "patient/check_in_shut.html", card, helping=helping_of(check_in), status=409, page=page)


def _gone(filling: Filling, page_key: str) -> HttpResponse:
    """A page that other answers have taken out of the form leads on; a page that never was is not found."""
    if page_key in filling.pathway.question_by_key or page_key in filling.pathway.gate_by_key:
        return _go(_next_url(filling))
    raise Http404


def _token(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError as error:
        raise StaleVersion(_("Please check your answers once more, then send them.")) from error


def _is_changing(request: HttpRequest) -> bool:
    return request.GET.get(CHANGE) == "1"


def _go(url: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(url, status=303)


def _clinic(check_in: CheckIn) -> Clinic:
    clinic: Clinic = check_in.journey.patient.site.clinic
    return clinic
