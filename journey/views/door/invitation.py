"""Coming in by invitation: a page with a button, then who it is, how they sign in, and they are in."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.door_limits import may_try
from accounts.signing_in import sign_in
from accounts.trace.sign_ins import not_in
from journey.actions.inviting import Arrival, accept_invitation, find_invitation, knows_birth
from journey.domain.errors import MoveNotAllowed
from journey.forms.door import ArrivalForm
from journey.models import Invitation
from journey.views.door.links import again, look_up, note_press

PASSKEY = "passkey"


@require_safe
@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of the mail opens. A program that looks at links uses nothing up."""
    found = _find(request, token, timezone.now())
    if found is None:
        return again(request, token) or _over(request)
    shown = {"clinic_name": found.patient.site.clinic.name, "token": token, "somebody": _somebody(request)}
    return render(request, "door/invitation.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@login_not_required
@never_cache
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """Date of birth, time zone and the way to sign in; then the patient is in."""
    at = timezone.now()
    found = _find(request, token, at)
    if found is None:
        return again(request, token) or _over(request)
    if _somebody(request):
        return HttpResponseRedirect(reverse("door:invitation", args=[token]), status=303)
    form = ArrivalForm(request.POST if request.method == "POST" else None, patient=found.patient)
    if form.is_valid():
        if not may_try(request, found.address, at=at):
            form.add_error(None, _("That was tried too often. Wait 10 minutes, or ring your clinic."))
        elif not knows_birth(found, form.cleaned_data["date_of_birth"], at=at):
            is_over = find_invitation(token, at=at) is None
            if is_over and (answer := again(request, token)):
                return answer
            not_in(request, reason="date of birth")
            if is_over:
                return _over(request)
            form.add_error("date_of_birth", _("Your clinic has another date of birth. Is it right? Then ring them."))
        else:
            return _let_in(request, found, form, token)
    shown = {"form": form, "token": token}
    return render(request, "door/arrive.html", shown, status=422 if form.errors else 200)


def _find(request: HttpRequest, token: str, at: datetime) -> Invitation | None:
    return look_up(request, lambda: find_invitation(token, at=at), at=at)


def _let_in(request: HttpRequest, found: Invitation, form: ArrivalForm, token: str) -> HttpResponse:
    chosen = form.cleaned_data
    arrival = Arrival(chosen["language"], chosen["time_zone"], chosen["password"])
    wanted = reverse("mfa_add_webauthn") if chosen["way"] == PASSKEY else ""
    try:
        with transaction.atomic():
            user = accept_invitation(
                invitation=found, date_of_birth=chosen["date_of_birth"], arrival=arrival, at=timezone.now()
            )
            note_press(request, token, user=user, where=wanted)
    except MoveNotAllowed:
        return again(request, token) or _over(request)
    return sign_in(request, user, method="invitation", next_page=wanted)


def _somebody(request: HttpRequest) -> str:
    """Who is signed in on this device: they sign out first, so that no two people mix."""
    return str(request.user) if request.user.is_authenticated else ""


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "door/invitation_over.html", status=404)
