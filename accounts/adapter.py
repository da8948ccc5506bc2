"""The one door: who may sign up (nobody: patients come by invitation), and where people land."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail, second_factor
from accounts.models import User


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
        if not user.is_authenticated or not second_factor.has_one(user):
            return methods
        code = {"id": "mfa_reauthenticate", "description": _("Use a code"), "url": reverse("mfa_reauthenticate")}
        others = [each for each in methods if each["id"] not in {"reauthenticate", "mfa_reauthenticate"}]
        has_app = any(each["id"] == "mfa_reauthenticate" for each in methods)
        for each in others:
            each["description"] = _("Use a passkey")
        return [code, *others] if has_app else [*others, code]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """What the account library wants to say goes through the outbox, as everything does."""
        words = render_to_string(f"{template_prefix}_message.txt", context)
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        lines = [" ".join(line.split()) for line in words.split("\n\n") if line.strip()]
        letter = mail.Letter(subject=subject, lines=lines)
        mail.write(kind=template_prefix.rsplit("/", 1)[-1], to=email, letter=letter, at=timezone.now())
