"""One's own password: a new one, the first one, or none any more. Each after showing once more who one is."""

from typing import Any

from allauth.account import forms as library
from allauth.account.internal.flows.password_change import change_password
from allauth.account.views import PasswordChangeView, PasswordSetView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import sessions
from accounts.choosing_password import problems_of, stop_using
from accounts.door_forms import NewPasswordField
from accounts.second_factor_views import Refusing, own_page
from accounts.ways_in import Way, is_last_way


class OwnPasswordForm(library.UserForm):
    """One field: whoever comes here has just shown who they are, and an old password is easily forgotten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = NewPasswordField()

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        for problem in problems_of(password, self.user):
            self.add_error("password1", problem)
        return password

    def save(self) -> None:
        change_password(self.user, self.cleaned_data["password1"])


class Own(Refusing):
    """The same form sent twice changes once and tells once."""

    def form_valid(self, form: OwnPasswordForm) -> HttpResponse:
        user = self.request.user  # type: ignore[attr-defined]
        if user.check_password(form.cleaned_data["password1"]):
            return HttpResponseRedirect(own_page(self.request), status=303)  # type: ignore[attr-defined]
        return super().form_valid(form)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back_url": own_page(self.request)}  # type: ignore[misc,attr-defined]

    def get_default_success_url(self) -> str:
        return own_page(self.request)  # type: ignore[attr-defined]


class ChangePassword(Own, PasswordChangeView):
    """Another one."""


class SetPassword(Own, PasswordSetView):
    """The first one."""


@require_http_methods(["GET", "HEAD", "POST"])
def no_password(request: HttpRequest) -> HttpResponse:
    """Sign in with codes or a passkey only. Not for staff, and not when nothing else opens the door."""
    if request.user.is_staff:
        raise Http404
    if not request.user.has_usable_password():  # a second press
        return HttpResponseRedirect(own_page(request), status=303)
    is_last = is_last_way(request.user, Way.PASSWORD)
    if request.method == "POST" and not is_last:
        request.user = stop_using(request.user, at=timezone.now())
        update_session_auth_hash(request, request.user)
        sessions.end_all(request.user, but=request.session.session_key)
        messages.success(request, _("Your password is gone. You sign in without it now."))
        return HttpResponseRedirect(own_page(request), status=303)
    shown = {"is_last": is_last, "back_url": own_page(request)}
    return render(request, "account/no_password.html", shown, status=422 if request.method == "POST" else 200)
