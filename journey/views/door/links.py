"""What the pages behind the links of mails share: looking a link up, and the same form pressed twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.door_limits import may_look, note_miss
from accounts.keeping import fingerprint, fits
from accounts.models import User
from accounts.signing_in import sign_in

Found = TypeVar("Found")
PRESSED_FOR_SECONDS = 120


@dataclass(frozen=True)
class Pressed:
    """A link was used a moment ago by this same browser: by whom, and where that led."""

    user: User
    where: str


def look_up(request: HttpRequest, find: Callable[[], Found | None], *, at: datetime) -> Found | None:
    """What belongs to a link. After many wrong links from one place none is looked up from there for a while, so that
    nobody tries them out."""
    found = find() if may_look(request, at=at) else None
    if found is None:
        note_miss(request, at=at)
    return found


def note_press(request: HttpRequest, token: str, *, user: User, where: str) -> None:
    """Called in the transaction that uses the link up, so that a second press that waited for it finds this."""
    cache.set(_key(token), (str(user.pk), where, _browser(request)), PRESSED_FOR_SECONDS)


def pressed_again(request: HttpRequest, token: str) -> Pressed | None:
    """The second press of a form without JavaScript, or a page opened again by who is in. The form must come with the
    cookie that it came with the first time: signing in has changed it since, so whoever finds the link later, or the
    next person at the computer, has another one."""
    user_id, where, browser = cache.get(_key(token)) or ("", "", "")
    if request.user.is_authenticated:
        return Pressed(request.user, where) if str(request.user.pk) == user_id else None
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if request.method != "POST" or not cookie or not fits(browser, "browser", cookie):
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return Pressed(user, where) if user else None


def again(request: HttpRequest, token: str) -> HttpResponse | None:
    """The same person pressed twice: they are in, and where the first press led."""
    pressed = pressed_again(request, token)
    if pressed is None or pressed.user.is_staff:  # staff come in by the sign-in page alone
        return None
    if request.user.is_authenticated:
        return HttpResponseRedirect(pressed.where or reverse("patient:home"), status=303)
    return sign_in(request, pressed.user, method="invitation", next_page=pressed.where)


def _key(token: str) -> str:
    return fingerprint("pressed", token)


def _browser(request: HttpRequest) -> str:
    return fingerprint("browser", request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""))
