"""How secrets that a person types or presses are made, compared and kept: as keyed hashes, for one purpose each."""

import secrets
import unicodedata

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = "0123456789"
CODE_DIGITS = 8
# For paper: none that reads like another (no 0 O Q, 1 I L, 2 Z, 5 S, 8 B, 6 G, U V).
LETTERS = "ACDEFHJKMNPRTWXY34679"
LETTER_CODE = 12


def fingerprint(purpose: str, secret: str) -> str:
    """What is kept of a secret. Without the server's key it tells nothing, however short the secret is."""
    return salted_hmac(f"accounts.keeping.{purpose}", secret, algorithm="sha256").hexdigest()


def fits(kept: str, purpose: str, typed: str) -> bool:
    """Whether this is the secret that is kept; nothing fits a blank."""
    return constant_time_compare(kept or "-", fingerprint(purpose, typed))


def new_code() -> str:
    """Eight digits: one keypad, nothing to confuse. Good for minutes and a handful of tries."""
    return "".join(secrets.choice(DIGITS) for _ in range(CODE_DIGITS))


def new_letter_code() -> str:
    """Twelve letters and digits for paper (52 bits): good for days."""
    return "".join(secrets.choice(LETTERS) for _ in range(LETTER_CODE))


def new_token() -> str:
    """256 bits for a link."""
    return secrets.token_urlsafe(32)


def spaced(code: str) -> str:
    """In groups of four, as it is read and typed."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def bare(typed: str) -> str:
    """What was meant: capitals, and digits of any script, without the blanks and dashes between them."""
    plain = unicodedata.normalize("NFKC", typed[:200]).upper()
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in plain if sign.isalnum())
