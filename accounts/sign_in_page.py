"""The sign-in page: one for patients and staff, easy ways first."""

from typing import Any

from allauth.account.views import LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.door_forms import AddressForm, PasswordForm


@method_decorator([login_not_required, never_cache], name="dispatch")
class SignIn(LoginView):
    """A password that does not fit answers 422, like every refused form; the rest is the account library's."""

    def form_invalid(self, form: PasswordForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return {**found, **_parts(self.request), "password_form": found["form"]}


def refused_address(request: HttpRequest, form: AddressForm) -> HttpResponse:
    """The same page after an address that no code can go to."""
    shown = {**_parts(request), "form": form, "code_form": form, "password_form": PasswordForm(request=request)}
    return render(request, "account/login.html", shown, status=422)


def _parts(request: HttpRequest) -> dict[str, Any]:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return {"code_form": AddressForm(), "next_page": wanted}
