"""Asking once more who it is, before something that matters."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.kept_pages import keep_for_later

View = Callable[..., HttpResponse]


def fresh(view: View) -> View:
    """The view behind the question "Is it you?", when the last answer is older than five minutes.

    The library's own decorator would keep a POST, with the passwords in it, in the session until the answer is given,
    and send it again. Here it is sent again by hand.
    """

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_again(request, request.path) or view(request, *args, **kwargs)

    return asking


def ask_again(request: HttpRequest, next_page: str) -> HttpResponse | None:
    """The way to the question "Is it you?", which leads on to `next_page`; None while the last answer is good. What was
    typed into a form meanwhile is kept, and stands in it again after the answer."""
    # Not the library's own question: it asks nobody who has neither password nor passkey, and takes a password again
    # from whoever has a second factor. Both are for the adapter to say.
    if request.user.is_authenticated and get_adapter(request).is_reauthentication_required(app="accounts"):
        way = get_adapter(request).get_reauthentication_methods(request.user)
        if way:
            keep_for_later(request)
            return HttpResponseRedirect(f"{way[0]['url']}?{urlencode({'next': next_page})}")
    return None
