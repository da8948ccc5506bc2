"""The page of a check-in that takes photos, one at a time, and each photo itself."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey.access import get_own_photo, helping_of
from journey.actions.answering import save_answer
from journey.actions.photos import add_photo, take_out_photo
from journey.domain.errors import NotAccepted
from journey.domain.photos import QUESTION
from journey.forms.photos import PhotoForm
from journey.models import CheckInDraft
from journey.pathway.flow import Page
from journey.presenters.check_in import CHANGE, question_page, question_url
from journey.presenters.clinic import clinic_card
from journey.presenters.filling import Filling
from journey.presenters.photos import asks_place, photo_page
from journey.views.files import photo_response
from journey.views.patient.frame import home_url, show

ADD, TAKE_OUT = "add", "take_out"


def ask_for_photos(request: HttpRequest, filling: Filling, page: Page) -> HttpResponse:
    form = PhotoForm(asks_place=asks_place(filling.check_in))
    return _shown(request, filling, page, form)


def take_photos(request: HttpRequest, filling: Filling, page: Page) -> HttpResponse | CheckInDraft:
    """What was pressed: a draft to go on from, or the page again. A photo that was chosen is kept by every button."""
    check_in, again = filling.check_in, question_url(filling.check_in, page, changing=request.GET.get(CHANGE) == "1")
    if TAKE_OUT in request.POST:
        take_out_photo(check_in=check_in, photo_id=_id(request), by=request.user, at=filling.at)
        return HttpResponseRedirect(again, status=303)
    adds = ADD in request.POST
    form = PhotoForm(request.POST, request.FILES, asks_place=asks_place(check_in), must=adds)
    if not form.is_valid():
        return _shown(request, filling, page, form, status=422)
    file = form.cleaned_data["photo"]
    if file is None:
        answer = filling.answers.get(QUESTION) or []
        return save_answer(check_in=check_in, page_key=page.key, answer=answer, by=request.user, at=filling.at).draft
    token = form.cleaned_data["token"] or uuid4()
    try:
        draft = add_photo(
            check_in=check_in, file=file, place=form.place_chosen, by=request.user, at=filling.at, token=token
        )
    except NotAccepted as refusal:
        form.add_error("photo", refusal.sentence)
        return _shown(request, filling, page, form, status=422)
    return HttpResponseRedirect(again, status=303) if adds else draft


@require_safe
def photo(request: HttpRequest, check_in_id: UUID, photo_id: UUID) -> HttpResponse:
    return photo_response(get_own_photo(request.user, check_in_id, photo_id, at=timezone.now()))


def _id(request: HttpRequest) -> UUID:
    """An id that nobody has where the button was forged: nothing is taken out."""
    try:
        return UUID(request.POST[TAKE_OUT])
    except ValueError:
        return uuid4()


def _shown(request: HttpRequest, filling: Filling, page: Page, form: PhotoForm, *, status: int = 200) -> HttpResponse:
    card = clinic_card(filling.check_in.journey.patient.site.clinic)
    helping = helping_of(filling.check_in)
    changing = request.GET.get(CHANGE) == "1"
    asked = question_page(filling, page, card, changing=changing, home_url=home_url(helping))
    context = {"form": form, "question": asked, "page": photo_page(filling)}
    return show(request, "patient/check_in_photos.html", card, helping=helping, status=status, **context)
