"""What stands between a signed-in person and every page: the limits of a session, and the second factor."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import kept_forms, second_factor, sessions
from accounts.kept_pages import keep_posted, put_back

Handler = Callable[[HttpRequest], HttpResponse]
SAFE = frozenset({"GET", "HEAD"})


def does_not_count(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a view that scripts ask by themselves: it keeps no session alive."""
    view.does_not_count = True  # type: ignore[attr-defined]
    return view


class SessionLimits:
    """Ends a session at its idle limit or its longest time, and keeps what was typed meanwhile.

    Asks the database nothing of its own: both moments come with the session's row. The last use is written down now
    and then, see `sessions.SEEN_EVERY`.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at, request.session_owner = timezone.now(), None
        if request.user.is_authenticated and min(sessions.time_left(request, at)).total_seconds() <= 0:
            self._end(request)
        response = self.get_response(request)
        return put_back(request, response, at)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.user.is_authenticated:
            if not getattr(view, "does_not_count", False) and not request.headers.get("Sec-Purpose"):
                sessions.note_use(request, timezone.now())
            return None
        if request.method not in SAFE and getattr(view, "login_required", True):
            return self._keep(request)
        return None

    def _end(self, request: HttpRequest) -> None:
        """Whose form it may be is known for this one request only."""
        owner = request.user
        logout(request)
        request.session_owner = owner
        messages.info(request, _("You were signed out to keep things private. Sign in to go on where you were."))

    def _keep(self, request: HttpRequest) -> HttpResponse | None:
        page = keep_posted(request, request.session_owner or kept_forms.owner_of(request))
        if page is None:
            return None
        messages.info(request, _("Nothing was saved yet. What you typed is kept for you: sign in and it comes back."))
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': page})}", status=303)


class SecondFactorGuard:
    """Staff reach nothing but its set-up before they have a second factor, and nothing but the question for it before
    they have given it in this session. What was given stands in the session: the guard asks the database nothing."""

    ALWAYS = frozenset({"account_logout", "account_session", "account_stay"})
    ASKS = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
    SETS_UP = frozenset({"account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not second_factor.is_required_of(user) or second_factor.was_given(request):
            return None
        name = request.resolver_match.view_name
        if second_factor.has_one(user):
            return None if name in self.ALWAYS | self.ASKS else self._ask(request)
        return None if name in self.ALWAYS | self.SETS_UP else HttpResponseRedirect(reverse("mfa_index"))

    def _ask(self, request: HttpRequest) -> HttpResponse:
        page = request.get_full_path() if request.method in SAFE else reverse("admin:index")
        address = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
        return HttpResponseRedirect(f"{address}?{urlencode({'next': page})}")
