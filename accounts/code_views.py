"""Showing once more who one is, with a code by mail: for patients, who may have neither password nor passkey."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import tickets
from accounts.door_forms import CodeForm
from accounts.door_limits import may_ask, may_try
from accounts.models import Purpose, Ticket
from accounts.models.ticket import OPEN
from accounts.trace.sign_ins import not_in


@require_POST
def send_code_again(request: HttpRequest) -> HttpResponse:
    """Have a code sent to one's own address."""
    _check_allowed(request)
    at = timezone.now()
    if may_ask(request, request.user.email, at=at):
        tickets.ask(purpose=Purpose.AGAIN, address=request.user.email, user=request.user, at=at)
    return HttpResponseRedirect(_here(request.POST.get("next", "")), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def again_by_code(request: HttpRequest) -> HttpResponse:
    """Type it, and go on to what was wanted."""
    _check_allowed(request)
    at = timezone.now()
    ticket = Ticket.objects.filter(OPEN, user=request.user, purpose=Purpose.AGAIN, expires_at__gt=at).first()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_right(request, ticket, form.cleaned_data["code"]):
        record_authentication(request, request.user, "code", reauthenticated=True)
        home = get_adapter(request).get_login_redirect_url(request)
        return resume_request(request) or HttpResponseRedirect(home, status=303)
    if form.is_bound and form.is_valid():
        form.add_error("code", _("This code does not fit. Use the newest mail, or have a new code sent."))
    shown = {
        "form": form,
        "sent": ticket is not None or form.is_bound,
        "address": request.user.email,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "reauthentication_alternatives": _others(request),
    }
    return render(request, "account/again_by_code.html", shown, status=422 if form.errors else 200)


def _check_allowed(request: HttpRequest) -> None:
    """Raises Http404 for staff, whom a mailbox never lets in, and for whoever has no address here."""
    if reverse("account_again_by_code") not in {way["url"] for way in _ways(request)}:
        raise Http404


def _ways(request: HttpRequest) -> list[dict[str, str]]:
    return get_adapter(request).get_reauthentication_methods(request.user)


def _others(request: HttpRequest) -> list[dict[str, str]]:
    page = request.POST.get("next") or request.GET.get("next", "")
    here = reverse("account_again_by_code")
    return [{**way, "url": f"{way['url']}?{urlencode({'next': page})}"} for way in _ways(request) if way["url"] != here]


def _is_right(request: HttpRequest, ticket: Ticket | None, typed: str) -> bool:
    at = timezone.now()
    if not may_try(request, request.user.email, at=at):
        return False
    is_right = bool(ticket and tickets.try_code(ticket.pk, Purpose.AGAIN, typed, at=at))
    if not is_right:
        not_in(request, reason="code")
    return is_right


def _here(page: str) -> str:
    return f"{reverse('account_again_by_code')}?{urlencode({'next': page})}"
