"""The one door: who may sign up (nobody: patients come by invitation), and where people land."""

import time
import unicodedata
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits, mail, second_factor, tickets
from accounts.door_limits import WARNED
from accounts.models import Purpose, User
from accounts.trace.sign_ins import stopped


class Door(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/admin/" if request.user.is_staff else "/"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again straight after signing in; with a second factor, only that one counts."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if second_factor.has_one(request.user):
            records = [record for record in records if record.get("method") == "mfa"]
        newest = max((record["at"] for record in records), default=0)
        return bool(time.time() - newest >= app_settings.REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Who has a second factor shows that one: a password alone must not change it. The first is asked first."""
        methods = super().get_reauthentication_methods(user)
        if not user.is_authenticated:
            return []
        if not second_factor.has_one(user):
            return _ways_of_a_patient(user, methods) if not user.is_staff else methods
        code = {"id": "mfa_reauthenticate", "description": _("Use a code"), "url": reverse("mfa_reauthenticate")}
        others = [each for each in methods if each["id"] not in {"reauthenticate", "mfa_reauthenticate"}]
        has_app = any(each["id"] == "mfa_reauthenticate" for each in methods)
        for each in others:
            each["description"] = _("Use a passkey")
        return [code, *others] if has_app else [*others, code]

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        return ["accounts.signing_in.SecondStep" if each == ASKS_SECOND else each for each in stages]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many tries end in a refusal, a line in the log, and once an hour a mail to whoever has this name."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            stopped(request)
            at, name = timezone.now(), self._get_login_attempts_cache_key(request, **credentials)
            if limits.count(WARNED, name, at=at):
                tickets.ask(purpose=Purpose.WARNING, address=name, at=at)
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count a name, however it is written and whatever host the request names."""
        return unicodedata.normalize("NFKC", credentials.get("username", "")).casefold()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """What the account library wants to say goes through the outbox, as everything does."""
        words = render_to_string(f"{template_prefix}_message.txt", context)
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        lines = [" ".join(line.split()) for line in words.split("\n\n") if line.strip()]
        letter = mail.Letter(subject=subject, lines=lines)
        mail.write(kind=template_prefix.rsplit("/", 1)[-1], to=email, letter=letter, at=timezone.now())


ASKS_SECOND = "allauth.mfa.stages.AuthenticateStage"


def _ways_of_a_patient(user: User, methods: list[dict[str, str]]) -> list[dict[str, str]]:
    """Password and passkey if they have one, and a code by mail: nobody is left without a way."""
    for each in methods:
        if "webauthn" in each["id"]:
            each["description"] = _("Use a passkey")
    code = {"id": "code", "description": _("E-mail me a code"), "url": reverse("account_again_by_code")}
    return [*methods, code] if user.email else methods
