"""Taking a consent back: what can be taken back, and each scope on a page of its own."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from journey.access import get_own_cycle, session_consents
from journey.actions.consent_withdrawing import ask_by_app_again, withdraw_consent
from journey.domain.caregiving import OwnAct
from journey.domain.consent import Scope
from journey.domain.errors import MoveNotAllowed
from journey.forms.consent import TakeBackForm
from journey.models import Cycle
from journey.presenters.clinic import clinic_card
from journey.presenters.consent import can_take_back, consent_url
from journey.presenters.consent_scopes import return_page, scope_rows, take_back_page
from journey.signing import Signing, signing_of
from journey.standing import standing_of
from journey.views.patient.frame import show

RETURNS = "returns"


@require_safe
def take_back(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    signing = _signing(request, cycle_id)
    consents, _asked = session_consents(signing.standing.cycle)
    if not consents:
        raise Http404
    shown = {"rows": scope_rows(signing, consents[0]), "back_url": consent_url("consent", signing)}
    return show(request, "patient/consent_take_back.html", clinic_card(signing.clinic), **shown)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_scope(request: HttpRequest, cycle_id: UUID, scope: str) -> HttpResponse:
    """What it means, and the button. A repeat, or a scope that is gone already, leads to where the consent stands."""
    if scope not in set(Scope):
        raise Http404
    signing, what = _signing(request, cycle_id), Scope(scope)
    if what is Scope.APP and (RETURNS in request.POST or _has_left(request, signing)):
        return _return(request, signing)
    consents, _asked = session_consents(signing.standing.cycle)
    if not consents:
        raise Http404
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _taken(request, signing, what, form.cleaned_data["words"])
    if what not in can_take_back(signing, consents[0]):
        return _go(signing)
    shown = {"page": take_back_page(signing, what), "form": form}
    card = clinic_card(signing.clinic)
    return show(request, "patient/consent_take_back_scope.html", card, status=422 if form.errors else 200, **shown)


def _has_left(request: HttpRequest, signing: Signing) -> bool:
    """Pages that are opened lead back to the app; a second press on "Take it back" is still that press."""
    return request.method != "POST" and signing.standing.journey.patient.off_app_since is not None


def _return(request: HttpRequest, signing: Signing) -> HttpResponse:
    """Being asked by the app again: what it means, and the button."""
    if request.method == "POST":
        ask_by_app_again(cycle=signing.standing.cycle, by=request.user, at=signing.at)
        messages.success(request, _("We ask you in this app again."))
        return HttpResponseRedirect(reverse("patient:home"), status=303)
    card = clinic_card(signing.clinic)
    return show(request, "patient/consent_take_back_scope.html", card, page=return_page())


def _taken(request: HttpRequest, signing: Signing, scope: Scope, words: str) -> HttpResponse:
    cycle: Cycle = signing.standing.cycle
    try:
        withdraw_consent(cycle=cycle, scope=scope, by=request.user, at=signing.at, words=words)
    except MoveNotAllowed as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("You took it back. Staff see it now."))
    return _go(signing)


def _signing(request: HttpRequest, cycle_id: UUID) -> Signing:
    at = timezone.now()
    cycle = get_own_cycle(request.user, cycle_id, OwnAct.WITHDRAW, at=at)
    return signing_of(standing_of(cycle.journey, at, cycle_id=cycle.pk))


def _go(signing: Signing) -> HttpResponseRedirect:
    return HttpResponseRedirect(consent_url("consent", signing), status=303)
