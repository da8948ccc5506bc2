"""Using the pages of one's own account without a browser."""

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.post import code_in, newest_to

ACCOUNT, ADDRESS, CODE = "/account/", "/account/e-mail/", "/account/e-mail/code/"
PLACE = "/account/language-and-place/"
PASSWORD, FIRST_PASSWORD, NO_PASSWORD = (f"/accounts/password/{name}/" for name in ("change", "set", "none"))


def signed_in(user: User | None, **more: str) -> Client:
    """A browser where this person has just come in with their password."""
    assert user is not None
    client = Client(**more)
    client.post("/accounts/login/", {"login": user.username, "password": "four-plain-words-here"})
    return client


def ask_for(client: Client, address: str) -> HttpResponse:
    return client.post(ADDRESS, {"address": address})


def type_code_of(client: Client, address: str) -> HttpResponse:
    """The code of the newest mail to this address."""
    return client.post(CODE, {"code": code_in(newest_to(address))})


def add_passkey(user: User | None, name: str = "My phone") -> Authenticator:
    """As if a device had made it. Nothing can sign with it: for pages that list, name and remove."""
    assert user is not None
    data = {"name": name, "credential": {"id": f"{name} of {user.pk}"}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
