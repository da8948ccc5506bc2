"""Second factors for tests: an app whose codes we can compute, and people who have set one up."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client

from accounts import encryption
from accounts.models import User
from accounts.second_factor import STEP

LOGIN = "/accounts/login/"
GIVE = "/accounts/second-factor/give/"
AGAIN = "/accounts/second-factor/again/"
PASSWORD = "four-plain-words-here"


def set_up_app(user: User) -> str:
    """The secret of an app that this person uses from now on."""
    secret = generate_totp_secret()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encryption.encrypt(secret)})
    return secret


def code_of(secret: str, at: datetime, *, step: int = 0) -> str:
    """What the app shows at this moment, or so many steps of half a minute later."""
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // STEP + step))


def wrong_code_of(secret: str, at: datetime) -> str:
    """A code that fits no step around this moment."""
    near = {code_of(secret, at, step=step) for step in range(-3, 4)}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in near)


def give_password(client: Client, user: User, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": user.username, "password": password, **more})
