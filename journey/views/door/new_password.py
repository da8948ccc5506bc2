"""A forgotten password: a mail with a link, behind it a page with a form. For patients and staff alike."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import tickets
from accounts.answers import patients_at, state_of
from accounts.choosing_password import choose_by_link, find_link
from accounts.door_forms import AddressForm
from accounts.door_limits import may_ask
from accounts.models import Purpose, Ticket, User
from journey.actions.arriving import only_user, pick_for_link
from journey.forms.door import NewPasswordForm
from journey.views.door.links import look_up, note_press, pressed_again


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the link. The answer is the same for every address."""
    at = timezone.now()
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if may_ask(request, form.cleaned_data["address"], at=at):
            tickets.ask(purpose=Purpose.RESET, address=form.cleaned_data["address"], at=at)
            return HttpResponseRedirect(reverse("door:link_sent"), status=303)
        form.add_error("address", _("Too many mails were asked for. Wait 10 minutes."))
    return render(request, "door/forgotten.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@login_not_required
@never_cache
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "door/link_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@login_not_required
@never_cache
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link. Opening it uses nothing up; a second factor stays what it was."""
    at = timezone.now()
    found = look_up(request, lambda: _find(token, at), at=at)
    if found is None:
        if pressed_again(request, token):
            return HttpResponseRedirect(reverse("account_login"), status=303)
        return render(request, "door/link_over.html", {"again_url": reverse("door:forgotten")}, status=404)
    ticket, people = found
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=only_user(people))
    if form.is_valid() and (person := _person(ticket, people, form, at)):
        if choose_by_link(ticket, person, form.cleaned_data["password"], at=at):
            note_press(request, token, user=person, where="")
            messages.success(request, _said(person))
        return HttpResponseRedirect(reverse("account_login"), status=303)
    shown = {"form": form, "is_first": _is_first(form.user)}
    return render(request, "door/new_password.html", shown, status=422 if form.errors else 200)


def _find(token: str, at: datetime) -> tuple[Ticket, list[User]] | None:
    """The ticket of the link and whom it is for, while nothing has changed for them since it was sent."""
    ticket = find_link(token, at=at)
    if ticket is None:
        return None
    people = [ticket.user] if ticket.user else patients_at(ticket.address)
    unchanged = state_of(people) == ticket.of and all(each.is_active for each in people)
    return (ticket, people) if people and unchanged else None


def _is_first(user: User | None) -> bool:
    """A new member of staff has no password yet; a patient without one came in another way."""
    return user is not None and user.is_staff and not user.has_usable_password()


def _said(person: User) -> str:
    if _is_first(person):
        return _("Your password is saved. Sign in with your e-mail address and this password.")
    return _("Your password is changed. Sign in with it now.")


def _person(ticket: Ticket, people: list[User], form: NewPasswordForm, at: datetime) -> User | None:
    if form.user is not None:
        return form.user
    found = pick_for_link(ticket=ticket, people=people, date_of_birth=form.cleaned_data["date_of_birth"], at=at)
    if found is None:
        form.add_error("date_of_birth", _("This is not a date of birth that we have for this e-mail address."))
    return found
