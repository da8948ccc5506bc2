"""Setting up a second factor, giving it, and the codes for the day when the phone is lost."""

import json
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter as get_door
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import encryption, second_factor, sessions
from accounts.models import User
from accounts.second_factor_forms import NEW_APP, NameForm
from accounts.trace.sign_ins import not_in, stopped

FRESH_CODES = "second_factor_fresh_codes"
REMOVED = "second_factor_removed"
SHOWN_FOR = timedelta(minutes=10)


class Refusing:
    """A refused form answers 422, like every form of the product."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class Options:
    """What the passkey script asks the device with, as text for an attribute."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)  # type: ignore[misc]
        if "js_data" in found:
            options = found["js_data"].get("creation_options") or found["js_data"]["request_options"]
            found["passkey_options"] = json.dumps(options)
        return found


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class Give(Refusing, Options, AuthenticateView):
    """The second step of signing in."""

    def form_invalid(self, form: Any) -> HttpResponse:
        if "credential" in form.fields:  # a refused code tells by itself
            not_in(self.request, reason="passkey", user=self.stage.login.user)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        found = super().get_context_data(**kwargs)
        return {**found, "has_passkey": bool(second_factor.passkeys(user))}


class GiveAgain(Refusing, ReauthenticateView):
    """Once more, before something that matters or in a session that has not given it."""


class GivePasskeyAgain(Refusing, Options, ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        not_in(self.request, reason="passkey")
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(login_not_required, name="dispatch")
class PasskeySignIn(LoginWebAuthnView):
    """A passkey opens the door alone. One that is refused leaves its row, and so does one that comes too often."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            stopped(request)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        not_in(self.request, reason="passkey")
        return super().form_invalid(form)


class SetUpApp(Refusing, ActivateTOTPView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        return {**found, "typed_key": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}

    def form_valid(self, form: Any) -> HttpResponse:
        super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        app.data["last_step"] = form.cleaned_data["code"]
        app.save(update_fields=["data"])
        del self.request.session[NEW_APP]
        return _set_up(self.request, "totp")


class RemoveApp(DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.forget_codes_without_factor(self.request.user)
        return response


class AddPasskey(Refusing, Options, AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        # A key that can hold it also signs in alone; an older one is a second factor only.
        found["js_data"]["creation_options"]["publicKey"]["authenticatorSelection"]["residentKey"] = "preferred"
        options = json.dumps(found["js_data"]["creation_options"])
        return {**found, "passkey_options": options, "back_url": _list(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        super().form_valid(form)
        return _set_up(self.request, "webauthn")


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is set up, and what can be added."""
    app = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).first()
    keys = second_factor.passkeys(request.user)
    shown = {
        "app": app,
        "passkeys": [{"id": second_factor.passkey_id(key), "name": key.wrap().name, "key": key} for key in keys],
        "codes_left": second_factor.unused_codes(request.user),
        "is_set_up": bool(app or keys),
        "is_required": second_factor.is_required_of(request.user),
    }
    return render(request, "mfa/index.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def rename_passkey(request: HttpRequest, key_id: UUID) -> HttpResponse:
    passkey = _own(request, key_id)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": passkey.wrap().name})
    if form.is_valid():
        flows.rename_authenticator(request, passkey, form.cleaned_data["name"])
        return HttpResponseRedirect(_list(request), status=303)
    shown = {"form": form, "back_url": _list(request)}
    return render(request, "mfa/webauthn/edit_form.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Whoever is signed in on another device is out too: the passkey may have been lost with it."""
    if request.method == "POST" and request.session.get(REMOVED) == str(key_id):  # a second press
        return HttpResponseRedirect(_list(request), status=303)
    passkey = _own(request, key_id)
    refused = "" if get_adapter().can_delete_authenticator(passkey) else _why_not(request.user)
    if request.method == "POST" and not refused:
        flows.remove_authenticator(request, passkey)
        second_factor.forget_codes_without_factor(request.user)
        sessions.end_all(request.user, but=request.session.session_key)
        request.session[REMOVED] = str(key_id)
        return HttpResponseRedirect(_list(request), status=303)
    shown = {"name": passkey.wrap().name, "refused": refused, "back_url": _list(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "mfa/webauthn/authenticator_confirm_delete.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Fresh codes while their owner keeps them safe; later only how many are left. POST makes a new set."""
    if not second_factor.has_one(request.user):
        raise Http404
    if request.method == "POST":
        _make_codes(request)
        get_door().send_notification_mail("mfa/email/recovery_codes_generated", request.user)
        return HttpResponseRedirect(reverse("mfa_recovery_codes"), status=303)
    shown = {"codes": _fresh(request, timezone.now()), "codes_left": second_factor.unused_codes(request.user)}
    return render(request, "mfa/recovery_codes/index.html", shown)


@require_safe
def download_codes(request: HttpRequest) -> HttpResponse:
    """The fresh codes as a file. Gone as soon as they are kept."""
    codes = _fresh(request, timezone.now())
    if not codes:
        raise Http404
    response = render(request, "mfa/recovery_codes/download.txt", {"codes": codes}, content_type="text/plain")
    response.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


@require_POST
def codes_are_kept(request: HttpRequest) -> HttpResponse:
    """The owner has them on paper or in a safe place: they are never shown again."""
    request.session.pop(FRESH_CODES, None)
    return HttpResponseRedirect(get_door(request).get_login_redirect_url(request), status=303)


def own_page(request: HttpRequest) -> str:
    """Where somebody sees how they sign in. Staff go to their screens."""
    return reverse("admin:index") if request.user.is_staff else reverse("patient:account")


def _why_not(user: User) -> str:
    if user.is_staff:
        return _("Staff need a second factor. Add another one first, then remove this.")
    return _("This is your only way to sign in. Choose a password or add another passkey first.")


def _set_up(request: HttpRequest, kind: str) -> HttpResponse:
    """Having just shown it counts as giving it. The first factor brings its recovery codes."""
    second_factor.note_given(request, request.user, kind)
    if second_factor.has_one(request.user) and not second_factor.unused_codes(request.user):
        _make_codes(request)
        return HttpResponseRedirect(reverse("mfa_recovery_codes"), status=303)
    return HttpResponseRedirect(_list(request), status=303)


def _list(request: HttpRequest) -> str:
    """Patients see their passkeys on the page of their account."""
    return reverse("mfa_index") if request.user.is_staff else own_page(request)


def _make_codes(request: HttpRequest) -> None:
    codes = second_factor.new_recovery_codes(request.user)
    until = (timezone.now() + SHOWN_FOR).timestamp()
    request.session[FRESH_CODES] = {"codes": encryption.encrypt(" ".join(codes)), "until": until}


def _fresh(request: HttpRequest, at: datetime) -> list[str]:
    kept = request.session.get(FRESH_CODES)
    if not kept or kept["until"] < at.timestamp():
        return []
    return encryption.decrypt(kept["codes"]).split()


def _own(request: HttpRequest, key_id: UUID) -> Authenticator:
    """The person's passkey with this id. Raises Http404."""
    for key in second_factor.passkeys(request.user):
        if second_factor.passkey_id(key) == key_id:
            return key
    raise Http404
