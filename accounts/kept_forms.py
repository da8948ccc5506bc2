"""What was typed when a session ended: kept for its owner only, encrypted, and put back after the next sign-in."""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.middleware.csrf import CSRF_TOKEN_LENGTH, InvalidTokenFormat, _check_token_format, _unmask_cipher_token
from django.urls import Resolver404, resolve

from accounts import encryption
from accounts.models import KeptForm, PageToken, User

log = logging.getLogger(__name__)
TOKEN = "csrfmiddlewaretoken"  # noqa: S105
KEPT_FOR = timedelta(days=1)
SHOWN_FOR = timedelta(minutes=10)  # so that loading the page again, or going back, still shows it
MOST_PER_PERSON = 20
MOST_LETTERS = 200_000
# Never kept: what opens a door, and the token. Other names may well hold "code": of a diagnosis, of a reason.
SECRETS = frozenset({"password", "password1", "password2", "oldpassword", "credential", TOKEN})
IN_SESSION = "has_kept_forms"


@dataclass(frozen=True)
class Typed:
    """`fields` by name, each with all its values; `had_files`: they are not kept and have to be chosen again."""

    action: str
    fields: dict[str, list[str]]
    had_files: bool


def note_token(request: HttpRequest, user: User, at: datetime) -> None:
    """Remember whose pages carry the token that this sign-in has just got."""
    secret = request.META.get("CSRF_COOKIE", "")
    if secret:
        PageToken.objects.update_or_create(hashed=_hashed(secret), defaults={"user": user, "made_at": at})


def owner_of(request: HttpRequest) -> User | None:
    """Who had signed in when the posted form was drawn, by its token; None when nobody, or long ago."""
    token = request.POST.get(TOKEN, "")
    try:
        _check_token_format(token)
    except InvalidTokenFormat:
        return None
    secret = _unmask_cipher_token(token) if len(token) == CSRF_TOKEN_LENGTH else token
    known = PageToken.objects.filter(hashed=_hashed(secret)).select_related("user").first()
    return known.user if known and known.user.is_active else None


def is_from_here(request: HttpRequest) -> bool:
    """Whether one of our own pages sent this: nobody else's page may put words into somebody's form."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    found = urlsplit(said)
    return (found.scheme, found.netloc) == (request.scheme, request.get_host())


def page_of(request: HttpRequest) -> str:
    """The page that the posted form stood on: who sent it says so, else the address itself."""
    said = urlsplit(request.headers.get("Referer", ""))
    if said.netloc == request.get_host() and said.path.startswith("/") and not said.path.startswith("//"):
        return f"{said.path}?{said.query}" if said.query else said.path
    return request.get_full_path()


@transaction.atomic
def keep(user: User, *, page: str, action: str, posted: QueryDict, had_files: bool, at: datetime) -> bool:
    """One form an address: the newest wins. False when there is nothing to keep, far too much, or it opens a door."""
    fields = {name: values for name, values in posted.lists() if name not in SECRETS}
    text = json.dumps({"fields": fields, "had_files": had_files})
    if not fields or len(text) > MOST_LETTERS or max(len(page), len(action)) > 500 or _opens_a_door(action):
        return False
    row = {"page": page, "typed": encryption.encrypt(text), "kept_at": at, "shown_at": None}
    KeptForm.objects.update_or_create(user=user, action=action, defaults=row)
    newest = KeptForm.objects.filter(user=user).order_by("-kept_at").values_list("pk", flat=True)[:MOST_PER_PERSON]
    KeptForm.objects.filter(user=user).exclude(pk__in=list(newest)).delete()
    return True


def _opens_a_door(action: str) -> bool:
    """Whether this address lets people in, or is about how they get in: codes and passwords are typed there."""
    try:
        found = resolve(urlsplit(action).path)
    except Resolver404:
        return True
    return found.route.startswith("accounts/") or not getattr(found.func, "login_required", True)


def has_some(user: User, at: datetime) -> bool:
    return _waiting(user, at).exists()


def show(user: User, page: str, at: datetime) -> list[Typed]:
    """What this person had typed on this page. A form whose key is lost is gone; its page is as ever."""
    rows = list(_waiting(user, at).filter(page=page))
    KeptForm.objects.filter(pk__in=[row.pk for row in rows], shown_at=None).update(shown_at=at)
    found = []
    for row in rows:
        try:
            kept = json.loads(encryption.decrypt(row.typed))
        except encryption.Unreadable:
            log.error("a kept form is under a key that is missing from ENCRYPTION_KEYS")
            continue
        found.append(Typed(row.action, kept["fields"], kept["had_files"]))
    return found


def forget(user: User, action: str) -> None:
    """It was sent and accepted."""
    KeptForm.objects.filter(user=user, action=action).delete()


def forget_shown(user: User) -> None:
    """At signing out: what was put back already is in the person's own hands."""
    KeptForm.objects.filter(user=user).exclude(shown_at=None).delete()


def forget_old(at: datetime) -> int:
    """For the clock."""
    forms, _rows = KeptForm.objects.filter(kept_at__lt=at - KEPT_FOR).delete()
    tokens, _rows = PageToken.objects.filter(made_at__lt=at - 2 * KEPT_FOR).delete()
    return forms + tokens


def _waiting(user: User, at: datetime):  # type: ignore[no-untyped-def]
    fresh = Q(shown_at=None) | Q(shown_at__gt=at - SHOWN_FOR)
    return KeptForm.objects.filter(fresh, user=user, kept_at__gt=at - KEPT_FOR)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
