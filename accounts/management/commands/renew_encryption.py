"""After a new key: everything kept under an older one, kept anew."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model, QuerySet

from accounts import encryption
from accounts.models import KeptForm, OutgoingMail


class Command(BaseCommand):
    help = (
        "Encrypts every secret with the newest key. Ten minutes afterwards the older keys may leave ENCRYPTION_KEYS: "
        "what a person is just being shown lies in a session and is forgotten by then."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = _each(Authenticator.objects.filter(type=Authenticator.Type.TOTP), _renew_app)
        done += _each(OutgoingMail.objects.exclude(words=""), _renew_mail)
        done += _each(KeptForm.objects.all(), _renew_form)
        self.stdout.write(f"{done} secrets are under the newest key.")


def _each(rows: QuerySet[Any], renew: Callable[[Any], None]) -> int:
    """One transaction a row: a worker that sends or forgets it meanwhile waits for no other."""
    keys = list(rows.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            row: Model | None = rows.model._default_manager.select_for_update().filter(pk=key).first()
            if row is not None:
                renew(row)
    return len(keys)


def _renew_app(app: Authenticator) -> None:
    app.data["secret"] = encryption.renew(app.data["secret"])
    app.save(update_fields=["data"])


def _renew_mail(mail: OutgoingMail) -> None:
    mail.words = mail.words and encryption.renew(mail.words)
    mail.save(update_fields=["words"])


def _renew_form(form: KeptForm) -> None:
    form.typed = encryption.renew(form.typed)
    form.save(update_fields=["typed"])
