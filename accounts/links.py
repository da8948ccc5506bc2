"""Addresses in mails: built from the setting, never from what a request says about itself."""

from django.conf import settings


def public(path: str) -> str:
    """The full address of a path of ours. Whoever sends a strange Host header changes nothing in it."""
    return f"{settings.PUBLIC_URL}{path}"
