"""How the account library keeps second factors: secrets encrypted, our own words, and no staff without one."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import encryption, second_factor
from accounts.models import User
from accounts.ways_in import Way, is_last_way


class Factors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or it was used already. Wait for the next one."),
        "cannot_delete_authenticator": _("Staff need a second factor. Add another one first, then remove this."),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep a second factor; patients keep a way in, and their app with codes is none."""
        if authenticator.user.is_staff:
            return not second_factor.is_last(authenticator)
        is_way = authenticator.type == Authenticator.Type.WEBAUTHN
        return not (is_way and is_last_way(authenticator.user, Way.PASSKEY))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        known = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey {number}").format(number=known + 1) if known else gettext("Passkey")

    def get_totp_label(self, user: User) -> str:
        return user.get_username()
