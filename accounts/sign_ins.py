"""What happens around a sign-in, whichever door it came through."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts import kept_forms, sessions
from accounts.models import User


def begun(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    """The session has its new key: from now on it counts, and its pages have an owner."""
    at = timezone.now()
    sessions.note_sign_in(request, at)
    kept_forms.note_token(request, user, at)
    request.session[kept_forms.IN_SESSION] = kept_forms.has_some(user, at)


def password_is_new(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    """Whoever knew the old one is out on every other device."""
    sessions.end_all(user, but=request.session.session_key)
