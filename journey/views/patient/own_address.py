"""Another e-mail address: asked for here, proved by a code that goes to it."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import sessions, tickets
from accounts.door_forms import AddressForm, CodeForm
from accounts.door_limits import may_ask, may_try
from accounts.fresh import fresh
from accounts.models import Purpose, Ticket
from accounts.trace.sign_ins import not_in
from journey.actions.own_account import take_address
from journey.domain.errors import NotAccepted


def not_for_staff(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Staff have the address that their clinic wrote down: for them there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.user.is_staff:
            raise Http404
        return view(request)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@not_for_staff
@fresh
def new_address(request: HttpRequest) -> HttpResponse:
    """Have a code sent to the new address. Whether somebody has it already shows nowhere."""
    at = timezone.now()
    form = AddressForm(request.POST if request.method == "POST" else None)
    form.fields["address"].label = _("Your new e-mail address")
    if form.is_valid():
        address = form.cleaned_data["address"]
        if address.lower() == request.user.email.lower():
            form.add_error("address", _("This is your address already."))
        elif not may_ask(request, address, at=at):
            form.add_error("address", _("Too many codes were asked for. Wait 10 minutes."))
        else:
            tickets.ask(purpose=Purpose.NEW_ADDRESS, address=address, user=request.user, at=at)
            return HttpResponseRedirect(reverse("patient:new_address_code"), status=303)
    shown = {"form": form, "address": request.user.email}
    return render(request, "patient/new_address.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@not_for_staff
def new_address_code(request: HttpRequest) -> HttpResponse:
    """Type the code. Of two changes that were begun, only the newer one counts."""
    at = timezone.now()
    ticket = Ticket.objects.filter(user=request.user, purpose=Purpose.NEW_ADDRESS).order_by("-made_at").first()
    if ticket is None or _is_done(ticket, request.user.email):
        return HttpResponseRedirect(reverse("patient:account"), status=303)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            is_right = _is_right(request, ticket, form.cleaned_data["code"], at)
        except NotAccepted as refusal:
            form.add_error("code", refusal.sentence)
            return _code_page(request, ticket, form, at)
        if is_right:
            sessions.end_all(request.user, but=request.session.session_key)
            messages.success(request, _("Your e-mail address is changed. We told the old one too."))
            return HttpResponseRedirect(reverse("patient:account"), status=303)
        form.add_error("code", _("This code does not fit. Use the newest mail, or have a new code sent."))
    return _code_page(request, ticket, form, at)


def _code_page(request: HttpRequest, ticket: Ticket, form: CodeForm, at: datetime) -> HttpResponse:
    shown = {"form": form, "address": ticket.address, "is_over": not _is_open(ticket, at)}
    return render(request, "patient/new_address_code.html", shown, status=422 if form.errors else 200)


def _is_done(ticket: Ticket, address: str) -> bool:
    """The second press, or the page opened again afterwards."""
    return ticket.used_at is not None and ticket.address == address


def _is_open(ticket: Ticket, at: datetime) -> bool:
    return ticket.used_at is None and ticket.ended_at is None and ticket.expires_at > at


def _is_right(request: HttpRequest, ticket: Ticket, typed: str, at: datetime) -> bool:
    """Tries are counted for whoever types, not for the address: its owner must not be shut out by another's guesses."""
    if not may_try(request, str(request.user.pk), at=at):
        return False
    is_right = take_address(ticket=ticket, typed=typed, by=request.user, at=at)
    if not is_right:
        not_in(request, reason="code")
    return is_right
