"""What is asked for the second factor: a code, a new app, a new passkey and its name."""

from typing import Any

from allauth.account.adapter import get_adapter as get_door
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa import signals
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import encryption, limits, second_factor
from accounts.choosing_password import tell
from accounts.door_limits import WARNED, WRONG_FACTORS
from accounts.mail import Letter
from accounts.models import User
from accounts.trace.sign_ins import stopped

CODE_INPUT = forms.TextInput(
    attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "class": "code-input"}
)
NUMBER_INPUT = forms.TextInput(
    attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-input", "spellcheck": "false"}
)


NEW_APP = "second_factor_new_app"


def secret_of_new_app(request: HttpRequest) -> str:
    """One secret for the whole set-up: a page loaded again must show the key that the app has scanned already."""
    if NEW_APP not in request.session:
        request.session[NEW_APP] = encryption.encrypt(generate_totp_secret())
    return encryption.decrypt(request.session[NEW_APP])


def one_try(user: User) -> ratelimit.RateLimitUsage:
    """Count a try at this person's factor, whichever form it comes through. Raises ValidationError at the limit."""
    usage = ratelimit.consume(
        context.request, app="allauth.account", action="login_failed", key=f"mfa-auth-user-{user.pk}"
    )
    if usage is None:
        raise _too_many(user)
    return usage


def one_guess(user: User) -> ratelimit.RateLimitUsage:
    """As `one_try`, and none after too many wrong codes of a day: whoever knows the password could else go on for
    months. They are counted with the password, so that another one is a new beginning."""
    if limits.is_full(WRONG_FACTORS, _with_password(user), at=timezone.now()):
        raise _too_many(user)
    return one_try(user)


def note_wrong(user: User) -> None:
    limits.count(WRONG_FACTORS, _with_password(user), at=timezone.now())


def _with_password(user: User) -> str:
    return f"{user.pk} {user.password}"


def _too_many(user: User) -> ValidationError:
    """The refusal, with its row; once an hour the person reads of it, who alone can tell whether it was them."""
    stopped(context.request, user=user)
    at = timezone.now()
    if limits.count(WARNED, f"second factor {user.pk}", at=at):
        lines = [
            _("Somebody who knows your password typed wrong codes several times, and is stopped for now."),
            _('If it was not you, choose a new password at once: "Forgotten your password?" on the sign-in page.'),
        ]
        tell(user, Letter(subject=_("Somebody tried to sign in"), lines=[str(line) for line in lines]), at=at)
    return get_door().validation_error("too_many_login_attempts")


class CodeForm(AuthenticateForm):
    """A code of the app or a recovery code; each works once."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=CODE_INPUT,
        help_text=_("The 6 digits that your app shows now, or one of your recovery codes."),
        error_messages={"required": _("Enter the code.")},
    )
    reauthenticated = False

    def clean_code(self) -> str:
        counted = one_guess(self.user)
        self.kind = second_factor.use_code(self.user, self.cleaned_data["code"], at=timezone.now())
        if self.kind is None:
            note_wrong(self.user)
            self._tell_failure()
            raise get_adapter().validation_error("incorrect_code")
        # Only this try is taken back: a right code of one person must not clear what was counted for an address.
        counted.rollback()
        return self.kind

    def save(self) -> None:
        second_factor.note_given(context.request, self.user, self.kind, again=self.reauthenticated)
        if self.kind == "recovery_codes":
            left = second_factor.unused_codes(self.user)
            get_door().send_notification_mail("mfa/email/recovery_code_used", self.user, {"left": left})

    def _tell_failure(self) -> None:
        factor = Authenticator.objects.filter(user=self.user).first()
        signals.authentication_failed.send(
            sender=Authenticator,
            request=context.request,
            user=self.user,
            authenticator=factor,
            reauthentication=self.reauthenticated,
        )


class CodeAgainForm(CodeForm):
    reauthenticated = True


class AppForm(ActivateTOTPForm):
    """The first code of a new app proves that it works."""

    code = forms.CharField(
        label=_("Code from the app"),
        max_length=20,
        widget=NUMBER_INPUT,
        help_text=_("The 6 digits that it shows now."),
        error_messages={"required": _("Enter the code that the app shows.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.user = user
        self.secret = secret_of_new_app(context.request)

    def clean_code(self) -> int:
        counted = one_try(self.user)
        step = second_factor.step_of(self.secret, self.cleaned_data["code"], at=timezone.now())
        if step is None:
            raise get_adapter().validation_error("incorrect_code")
        counted.rollback()
        return step


class PasskeyForm(AddWebAuthnForm):
    """`credential` is filled by the script after the device has asked for a finger, a face or a PIN."""

    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        required=False,
        help_text=_("So that you can tell your passkeys apart, for example “My phone”."),
    )
    passwordless = None
    credential = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": _("The device did not answer. Try again.")}
    )


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40, error_messages={"required": _("Enter a name.")})
