"""Letting a person in who has shown who they are, whichever way."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.known_browsers import remember
from accounts.models import User

DOOR = "door"  # what the door keeps in a session before somebody is in


class SecondStep(AuthenticateStage):
    """A patient's passkey opens the door alone, and is no second step after a code or a password: a lost phone would
    else lock them out. Whoever uses an app with codes, and all staff, are asked."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is not None and not user.is_staff and not _has_app(user):
            return False
        return bool(super()._should_handle(request))


def sign_in(request: HttpRequest, user: User, *, method: str, next_page: str = "") -> HttpResponse:
    """A new session for this person, with what they showed noted in it; where they go on to.

    Whoever has a second factor is asked for it first. Nothing of anybody who was here before stays.
    """
    request.session.flush()
    record_authentication(request, user, method)
    here = url_has_allowed_host_and_scheme(next_page, None)
    response = perform_login(request, Login(user=user, redirect_url=next_page if here else None))
    if user.email:
        remember(request, response, user.email)
    return response


def _has_app(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
