"""The ways in that a person has, so that nobody takes the last one away."""

from collections import Counter
from enum import StrEnum

from allauth.mfa.models import Authenticator

from accounts.models import User


class Way(StrEnum):
    CODE = "code"  # by mail: never for staff
    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105


def ways_of(user: User) -> Counter[Way]:
    """How many of each kind."""
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count()
    return Counter(
        {
            Way.CODE: int(bool(user.email) and not user.is_staff),
            Way.PASSKEY: keys,
            Way.PASSWORD: int(user.has_usable_password()),
        }
    )


def is_last_way(user: User, way: Way) -> bool:
    """Whether nothing would open the door without this one."""
    return sum((ways_of(user) - Counter([way])).values()) == 0
