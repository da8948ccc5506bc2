"""After a new key: everything kept under an older one, kept anew."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts import encryption
from accounts.models import OutgoingMail


class Command(BaseCommand):
    help = "Encrypts every secret with the newest key. Afterwards the older keys may leave ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        apps = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("pk", flat=True)
        for pk in apps:
            with transaction.atomic():
                app = Authenticator.objects.select_for_update().get(pk=pk)
                app.data["secret"] = encryption.renew(app.data["secret"])
                app.save(update_fields=["data"])
        unsent = OutgoingMail.objects.exclude(words="").values_list("pk", flat=True)
        for pk in unsent:
            with transaction.atomic():
                mail = OutgoingMail.objects.select_for_update().get(pk=pk)
                mail.words = mail.words and encryption.renew(mail.words)
                mail.save(update_fields=["words"])
        self.stdout.write(f"{len(apps) + len(unsent)} secrets are under the newest key.")
