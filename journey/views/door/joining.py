"""A helper comes in by the link of a mail: a page with a button, then whom they know, and how they sign in."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.forms import Form
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
from journey.actions.helper_links import find_helper_link, knows_patient
from journey.actions.joining import Newcomer, join_as_new, join_with_own
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.forms.door import JoinAsNewForm, JoinForm
from journey.models import Caregiver
from journey.views.door.invitation import PASSKEY
from journey.views.door.links import again, look_up, note_press


@require_safe
@login_not_required
@never_cache
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of the mail opens. It names nobody, and a program that looks at links uses nothing up."""
    found = _find(request, token, timezone.now())
    if found is None:
        return again(request, token) or _over(request)
    shown = {"clinic_name": found.patient.site.clinic.name, "token": token, "here": request.get_full_path()}
    return render(request, "door/helper.html", shown | _somebody(request))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@login_not_required
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The date of birth of whoever asks, and for somebody new a name and a way to sign in; then they help."""
    at = timezone.now()
    found = _find(request, token, at)
    if found is None:
        return again(request, token) or _over(request)
    if request.user.is_staff:
        return HttpResponseRedirect(reverse("door:helper", args=[token]), status=303)
    form_of = JoinForm if request.user.is_authenticated else JoinAsNewForm
    form = form_of(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not may_try(request, found.email, at=at):
            form.add_error(None, _("That was tried too often. Wait 10 minutes, then press the link again."))
        elif not knows_patient(found, form.cleaned_data["date_of_birth"]):
            is_over = find_helper_link(token, at=at) is None
            if is_over and (answer := again(request, token)):
                return answer
            not_in(request, reason="date of birth")
            if is_over:
                return _over(request)
            form.add_error("date_of_birth", _("This is not the date of birth of the person who asks for your help."))
        elif (joined := _joined(request, token, found, form)) is not None:
            return joined
    shown = {"form": form, "token": token} | _somebody(request)
    return render(request, "door/join.html", shown, status=422 if form.errors else 200)


def _find(request: HttpRequest, token: str, at: datetime) -> Caregiver | None:
    return look_up(request, lambda: find_helper_link(token, at=at), at=at)


def _joined(request: HttpRequest, token: str, found: Caregiver, form: Form) -> HttpResponse | None:
    """None when it was refused in words that stand in the form by then."""
    chosen, at = form.cleaned_data, timezone.now()
    theirs = reverse("patient:person", args=[found.patient_id])
    born = chosen["date_of_birth"]
    wanted = reverse("mfa_add_webauthn") if chosen.get("way") == PASSKEY else theirs
    try:
        with transaction.atomic():
            if request.user.is_authenticated:
                join_with_own(caregiver=found, date_of_birth=born, by=request.user, at=at)
                note_press(request, token, user=request.user, where=theirs)
                return HttpResponseRedirect(theirs, status=303)
            newcomer = Newcomer(chosen["name"], chosen["password"])
            user = join_as_new(caregiver=found, date_of_birth=born, newcomer=newcomer, at=at)
            note_press(request, token, user=user, where=wanted)
    except MoveNotAllowed:
        return again(request, token) or _over(request)
    except NotAccepted as refusal:
        form.add_error(None, refusal.sentence)
        return None
    return sign_in(request, user, method="invitation", next_page=wanted)


def _somebody(request: HttpRequest) -> dict[str, object]:
    """Who is signed in on this device, and whether they may join as who they are."""
    if not request.user.is_authenticated:
        return {"somebody": "", "is_staff": False}
    return {"somebody": str(request.user), "is_staff": request.user.is_staff}


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "door/helper_over.html", status=404)
