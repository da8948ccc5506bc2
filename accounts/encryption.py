"""Secrets in the database: encrypted with keys from the environment, newest first, so that keys can be changed."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """None of the keys opens this text: its key is missing from ENCRYPTION_KEYS, or the text was changed."""


def encrypt(text: str) -> str:
    """With the newest key."""
    return _ring(tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def decrypt(kept: str) -> str:
    """With whichever key fits. Raises Unreadable: a lost key is an error to see, never an empty value."""
    try:
        return _ring(tuple(settings.ENCRYPTION_KEYS)).decrypt(kept.encode()).decode()
    except InvalidToken as error:
        words = "No key in ENCRYPTION_KEYS opens this. Put the older key back at the end of the list."
        raise Unreadable(words) from error


def renew(kept: str) -> str:
    """The same text under the newest key. Raises Unreadable."""
    return encrypt(decrypt(kept))


def is_key(text: str) -> bool:
    """Whether this can be a key: 32 random bytes in URL-safe base64, as `manage.py encryption_key` prints."""
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
