"""The second factor: who needs one, whether it was given, codes that open the door once, and taking it away.

`allauth.mfa` keeps the factors (an app's secret, passkeys). Codes are checked here, because each must work once only
and within the limit of tries that every way in shares.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.http import HttpRequest

from accounts import encryption
from accounts.models import RecoveryCode, User

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
STEP = 30  # seconds that a code of the app stands for (RFC 6238)
DRIFT = 1  # steps that the phone's clock may be wrong by
CODES = 8
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that reads like another
CODE_HALF = 5


@dataclass(frozen=True)
class Passkey:
    """As its owner knows it."""

    id: UUID
    name: str
    added_at: datetime
    used_at: datetime | None


def is_required_of(user: User) -> bool:
    return bool(settings.SECOND_FACTOR_REQUIRED and user.is_staff)


def has_one(user: User) -> bool:
    """Something that is asked for after the password. A patient's passkey opens the door alone and is none."""
    kinds = KINDS if user.is_staff else (Authenticator.Type.TOTP,)
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def was_given(request: HttpRequest) -> bool:
    """In this session, by this person: a code, a passkey or a recovery code. Asks nothing of the database."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def note_given(request: HttpRequest, user: User, kind: str, *, again: bool = False) -> None:
    """Remember in this session that the person gave it; `again`: to confirm something that matters."""
    record_authentication(request, user, "mfa", type=kind, reauthenticated=again or None)


def passkeys(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk"))


def own_passkeys(user: User) -> list[Passkey]:
    return [Passkey(passkey_id(key), key.wrap().name, key.created_at, key.last_used_at) for key in passkeys(user)]


def passkey_id(passkey: Authenticator) -> UUID:
    """What its addresses hold instead of the row's number."""
    return uuid5(NAMESPACE_OID, passkey.data["credential"]["id"])


def is_last(factor: Authenticator) -> bool:
    return not Authenticator.objects.filter(user_id=factor.user_id, type__in=KINDS).exclude(pk=factor.pk).exists()


def step_of(secret: str, typed: str, *, at: datetime, after: int = 0) -> int | None:
    """The time step that this code of the app belongs to; None when it is wrong or no newer than step `after`."""
    code = _bare(typed)
    now = int(at.timestamp()) // STEP
    for step in range(max(now - DRIFT, after + 1), now + DRIFT + 1):
        if secrets.compare_digest(format_hotp_value(hotp_value(secret, step)).encode(), code.encode()):
            return step
    return None


@transaction.atomic
def use_code(user: User, typed: str, *, at: datetime) -> str | None:
    """Which kind of code this is, "totp" or "recovery_codes"; it is used up by that. None when it opens nothing."""
    app = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
    if app is not None:
        step = step_of(encryption.decrypt(app.data["secret"]), typed, at=at, after=app.data.get("last_step", 0))
        if step is not None:
            app.data["last_step"], app.last_used_at = step, at
            app.save(update_fields=["data", "last_used_at"])
            return "totp"
    return "recovery_codes" if _use_recovery_code(user, typed, at=at) else None


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """A fresh set; the one before opens nothing any more. The codes are kept as hashes: show them now or never."""
    User.objects.select_for_update().get(pk=user.pk)
    RecoveryCode.objects.filter(user=user).delete()
    codes = [_made_up() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, hashed=make_password(_bare(code))) for code in codes)
    return codes


def unused_codes(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


@transaction.atomic
def reset(user: User) -> bool:
    """Take every factor and code away; the person sets up a new one at the next sign-in. False when there was none."""
    User.objects.select_for_update().get(pk=user.pk)
    RecoveryCode.objects.filter(user=user).delete()
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    return bool(removed)


def tell_reset(user: User) -> None:
    """By mail, when the person has an address."""
    get_adapter().send_notification_mail("mfa/email/second_factor_reset", user)


def forget_codes_without_factor(user: User) -> None:
    """Codes stand in for a factor; without one they would only be a weaker second password."""
    if not has_one(user):
        RecoveryCode.objects.filter(user=user).delete()


def _use_recovery_code(user: User, typed: str, *, at: datetime) -> bool:
    code = _bare(typed)
    if len(code) != 2 * CODE_HALF:
        return False
    fitting = _fitting(RecoveryCode.objects.filter(user=user, used_at=None), code)
    # The condition again: of two at once, one finds it used.
    return bool(fitting and RecoveryCode.objects.filter(pk=fitting.pk, used_at=None).update(used_at=at))


def _fitting(codes: Iterable[RecoveryCode], code: str) -> RecoveryCode | None:
    return next((each for each in codes if check_password(code, each.hashed)), None)


def _made_up() -> str:
    letters = [secrets.choice(CODE_LETTERS) for _ in range(2 * CODE_HALF)]
    return f"{''.join(letters[:CODE_HALF])}-{''.join(letters[CODE_HALF:])}"


def _bare(typed: str) -> str:
    """Without the blanks and dashes that make a code easier to read."""
    return "".join(letter for letter in typed if letter.isalnum()).lower()
