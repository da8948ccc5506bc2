"""Signing in with a code by mail; a household says the date of birth after it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import tickets
from accounts.door_forms import AddressForm, CodeForm
from accounts.door_limits import may_ask, may_try
from accounts.models import Purpose, Ticket, User
from accounts.sign_in_page import refused_address
from accounts.signing_in import sign_in
from accounts.trace.sign_ins import not_in
from journey.actions.arriving import may_still_say, only_person, pick_person
from journey.forms.door import BirthForm
from journey.views.door.held import held, held_ticket, hold

TOO_MANY = _("Too many codes were asked for. Wait 10 minutes, or use another way.")


@require_POST
@login_not_required
@never_cache
def send_code(request: HttpRequest) -> HttpResponse:
    """Have a code sent. Whether anybody has the address shows nowhere, not even in the time this takes."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"), status=303)
    at = timezone.now()
    form = AddressForm(request.POST)
    if not form.is_valid():
        return refused_address(request, form)
    address = form.cleaned_data["address"]
    if not may_ask(request, address, at=at):
        form.add_error("address", _(TOO_MANY))
        return refused_address(request, form)
    before = held_ticket(request)
    if before is not None:
        tickets.end(before, at=at)
    ticket = tickets.ask(purpose=Purpose.SIGN_IN, address=address, at=at)
    hold(request, ticket=str(ticket.pk), next=request.POST.get("next", ""))
    return HttpResponseRedirect(reverse("door:code"), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Type the code. It fits in the browser that asked for it, and nowhere else."""
    ticket = held_ticket(request)
    if request.user.is_authenticated or ticket is None:
        return HttpResponseRedirect(reverse("account_login"), status=303)
    at = timezone.now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        allowed = may_try(request, ticket.address, at=at)
        if allowed and tickets.try_code(ticket.pk, Purpose.SIGN_IN, form.cleaned_data["code"], at=at):
            return _arrive(request, ticket)
        if allowed:
            not_in(request, reason="code")
        form.add_error("code", _("This code does not fit. Use the newest mail, or have a new code sent."))
    shown = {"form": form, "address": ticket.address, "next_page": held(request, "next")}
    return render(request, "door/code.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def date_of_birth(request: HttpRequest) -> HttpResponse:
    """Who of those who share the address. No name is shown to pick from."""
    ticket, at = held_ticket(request), timezone.now()
    if request.user.is_authenticated or ticket is None or not may_still_say(ticket, at=at):
        return HttpResponseRedirect(reverse("account_login"), status=303)
    form = BirthForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = pick_person(ticket=ticket, date_of_birth=form.cleaned_data["date_of_birth"], at=at)
        if person is not None and person.user is not None:
            return _let_in(request, person.user)
        not_in(request, reason="date of birth")
        form.add_error("date_of_birth", _("This is not a date of birth that we have for this e-mail address."))
    shown = {"form": form, "may_try": may_still_say(ticket, at=at)}
    return render(request, "door/date_of_birth.html", shown, status=422 if form.errors else 200)


def _arrive(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    user = only_person(ticket.address)
    if user is not None:
        return _let_in(request, user)
    return HttpResponseRedirect(reverse("door:date_of_birth"), status=303)


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    return sign_in(request, user, method="code", next_page=held(request, "next"))
