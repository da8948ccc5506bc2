"""Browsers from which an address signed in before: tries of strangers must not shut its owner out.

A signed cookie holds a name of the browser and fingerprints of addresses. It opens nothing; tries from such a browser
are only counted apart from those of everybody else.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.keeping import fingerprint

SALT = "accounts.known_browsers"
LASTS_SECONDS = 180 * 24 * 3600
MOST_ADDRESSES = 5  # a household with one tablet


def counted_as(request: HttpRequest, address: str) -> str:
    """What tries for this address from here are counted by: the address, and the browser where it signed in before."""
    known, address = _read(request), address.lower()
    return f"{address} {known['browser']}" if _print(address) in known["addresses"] else address


def remember(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """Whoever signed in here showed that the address is theirs. The newest addresses are kept."""
    known, new = _read(request), _print(address.lower())
    addresses = [new, *(each for each in known["addresses"] if each != new)][:MOST_ADDRESSES]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps({"browser": known["browser"], "addresses": addresses}, salt=SALT),
        max_age=LASTS_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    """A browser without the cookie, or with one that we did not sign, is a new one."""
    try:
        known = signing.loads(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, ""), salt=SALT, max_age=LASTS_SECONDS
        )
    except signing.BadSignature:
        known = {"browser": secrets.token_hex(8), "addresses": []}
    return dict(known)


def _print(address: str) -> str:
    return fingerprint("known browser", address)
