"""A patient's consent: where it stands, the evidence first, the lines page by page, check and sign, what was signed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from journey.access import get_own_consent, get_own_cycle, session_consents, understanding_check
from journey.actions.consent_signing import note_reading, save_lines, sign_consent
from journey.domain.caregiving import OwnAct
from journey.domain.consent import LinePage
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.forms.consent import LEAVE, LinesForm, SignForm
from journey.models import Cycle
from journey.presenters.clinic import ClinicCard, clinic_card
from journey.presenters.consent import consent_page, consent_url
from journey.presenters.consent_pages import CHANGE, evidence_page, lines_page, sign_page, signed_page
from journey.signing import Signing, signing_of
from journey.standing import standing_of
from journey.views.patient.frame import home_url, show


@require_safe
def consent(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """Where the consent of a session stands and what comes next."""
    signing, card = _signing(request, cycle_id)
    consents, asked = session_consents(signing.standing.cycle)
    page = consent_page(signing, consents, asked, understanding_check(signing.standing.cycle, signing.at), card)
    return show(request, "patient/consent.html", card, current="journey", page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """The evidence card and the approval statement, before anything is signed."""
    signing, card = _signing(request, cycle_id)
    page = evidence_page(signing)
    if page is None:
        raise Http404
    if request.method == "POST":
        return _read(request, signing)
    return show(request, "patient/consent_read.html", card, current="journey", page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest, cycle_id: UUID, lines: str) -> HttpResponse:
    """One page of lines. What is ticked is kept, whatever button was pressed."""
    signing, card = _signing(request, cycle_id)
    page = signing.page(lines)
    if signing.missing or not signing.asks or page is None:
        return _go(consent_url("consent", signing))
    if request.method != "POST":
        return _lines(request, signing, page, _form(signing, page), card)
    form = LinesForm(page, request.POST, answers={}, basis=signing.basis)
    try:
        signing = save_lines(
            cycle=signing.standing.cycle,
            page_key=page.key,
            answers=form.given,
            basis=form.basis,
            by=request.user,
            at=signing.at,
        )
    except (StaleVersion, MoveNotAllowed) as refusal:
        return _back(request, signing, refusal.sentence)
    if LEAVE in request.POST:
        return _go(home_url(None))
    if not form.is_valid():
        return _lines(request, signing, page, form, card, status=422)
    following = signing.first_open if _is_changing(request) else _after(signing, page)
    return _go(
        consent_url("consent_lines", signing, following.key) if following else consent_url("consent_sign", signing)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """Everything once more, and the signature. Pressed twice, or on two devices, it is one."""
    signing, card = _signing(request, cycle_id)
    form = SignForm(request.POST if request.method == "POST" else None, initial=_token(signing))
    if request.method == "POST" and form.is_valid():
        try:
            made = sign_consent(
                cycle=signing.standing.cycle,
                token=form.cleaned_data["token"] or UUID(int=0),
                typed_name=form.cleaned_data["typed_name"],
                by=request.user,
                at=signing.at,
            )
        except NotAccepted as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        except (StaleVersion, MoveNotAllowed) as refusal:
            return _back(request, signing, refusal.sentence)
        else:
            return _go(consent_url("consent_signed", signing, made.pk))
    if signing.missing or not signing.asks or signing.draft is None or signing.first_open is not None:
        return _go(consent_url("consent", signing))
    shown = {"page": sign_page(signing), "form": form}
    return show(request, "patient/consent_sign.html", card, status=422 if form.is_bound else 200, **shown)


@require_safe
def signed(request: HttpRequest, cycle_id: UUID, consent_id: UUID) -> HttpResponse:
    """What was signed, word for word, with its date and version."""
    at = timezone.now()
    found = get_own_consent(request.user, cycle_id, consent_id, at=at)
    signing = _signing_of(found.cycle, at)
    card = clinic_card(signing.clinic)
    return show(request, "patient/consent_signed.html", card, current="journey", page=signed_page(signing, found))


def _signing(request: HttpRequest, cycle_id: UUID) -> tuple[Signing, ClinicCard]:
    """For the patient alone: a helper reads why not, everybody else finds nothing."""
    at = timezone.now()
    signing = _signing_of(get_own_cycle(request.user, cycle_id, OwnAct.CONSENT, at=at), at)
    return signing, clinic_card(signing.clinic)


def _signing_of(cycle: Cycle, at: object) -> Signing:
    return signing_of(standing_of(cycle.journey, at, cycle_id=cycle.pk))  # type: ignore[arg-type]


def _read(request: HttpRequest, signing: Signing) -> HttpResponse:
    try:
        text_id = UUID(request.POST.get("text", ""))
    except ValueError:
        text_id = UUID(int=0)
    try:
        note_reading(cycle=signing.standing.cycle, text_id=text_id, by=request.user, at=signing.at)
    except (StaleVersion, MoveNotAllowed) as refusal:
        return _back(request, signing, refusal.sentence)
    return _go(consent_url("consent", signing))


def _form(signing: Signing, page: LinePage) -> LinesForm:
    return LinesForm(page, answers=signing.answers, basis=signing.basis)


def _lines(
    request: HttpRequest, signing: Signing, page: LinePage, form: LinesForm, card: ClinicCard, *, status: int = 200
) -> HttpResponse:
    shown = lines_page(signing, page, changing=_is_changing(request))
    return show(request, "patient/consent_lines.html", card, status=status, page=shown, form=form)


def _after(signing: Signing, page: LinePage) -> LinePage | None:
    """The next page in order; after the last one whatever is still open."""
    place = next(number for number, each in enumerate(signing.pages) if each.key == page.key)
    return signing.pages[place + 1] if place + 1 < len(signing.pages) else signing.first_open


def _token(signing: Signing) -> dict[str, object]:
    return {"token": signing.draft.token} if signing.draft else {}


def _is_changing(request: HttpRequest) -> bool:
    return request.GET.get(CHANGE) == "1"


def _back(request: HttpRequest, signing: Signing, sentence: str) -> HttpResponse:
    messages.warning(request, sentence)
    return _go(consent_url("consent", signing))


def _go(url: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(url, status=303)
