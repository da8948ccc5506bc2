"""What stands between a signed-in person and every page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts import second_factor

Handler = Callable[[HttpRequest], HttpResponse]


class SecondFactorGuard:
    """Staff reach nothing but its set-up before they have a second factor, and nothing but the question for it before
    they have given it in this session. What was given stands in the session: the guard asks the database nothing."""

    ALWAYS = frozenset({"account_logout"})
    ASKS = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
    SETS_UP = frozenset(
        {
            "account_reauthenticate",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_add_webauthn",
        }
    )

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
        page = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("admin:index")
        address = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
        return HttpResponseRedirect(f"{address}?{urlencode({'next': page})}")
