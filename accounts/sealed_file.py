"""A file that is encrypted as it is written: whoever changes, reorders or cuts off a part of it is found out.

Parts of 1 MiB, each closed by AES-256-GCM. A part's nonce holds its place and whether it is the last one (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015); each file has its own key, from one of ENCRYPTION_KEYS.
"""

import base64
import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = b"journey backup 1\n"
SALT, TAG, PART = 32, 16, 1024 * 1024
LAST, NOT_LAST = b"\1", b"\0"
# No part has this place: it closes nothing, and so says whether a key is the right one.
WHICH_KEY = b"\xff" * 12


class Unopened(Exception):
    """No key in ENCRYPTION_KEYS opens this file, or it is not as it was written. The sentence says which."""


def close(parts: Iterable[bytes], into: BinaryIO) -> None:
    """Write what comes, however it is cut, under the newest key."""
    salt = os.urandom(SALT)
    key, place, held = _key(settings.ENCRYPTION_KEYS[0], salt), 0, b""
    into.write(MARK + salt + key.encrypt(WHICH_KEY, b"", MARK))
    for each in parts:
        held += each
        while len(held) > PART:
            into.write(key.encrypt(_nonce(place, NOT_LAST), held[:PART], MARK))
            held, place = held[PART:], place + 1
    into.write(key.encrypt(_nonce(place, LAST), held, MARK))


def opened(file: BinaryIO) -> Iterator[bytes]:
    """What was closed, part by part. Raises Unopened: at once for a wrong key, in time for a changed part."""
    if file.read(len(MARK)) != MARK:
        raise Unopened("This is not a backup of this product.")
    key = _fitting(file.read(SALT), file.read(TAG))
    sealed, place = file.read(PART + TAG), 0
    while True:
        following = file.read(PART + TAG)
        try:
            yield key.decrypt(_nonce(place, NOT_LAST if following else LAST), sealed, MARK)
        except InvalidTag as error:
            raise Unopened("The file is not as it was written: a part was changed, or its end is missing.") from error
        if not following:
            return
        sealed, place = following, place + 1


def _fitting(salt: bytes, which: bytes) -> AESGCM:
    for each in settings.ENCRYPTION_KEYS:
        key = _key(each, salt)
        try:
            key.decrypt(WHICH_KEY, which, MARK)
        except InvalidTag:
            continue
        return key
    raise Unopened("No key in ENCRYPTION_KEYS opens this file.")


def _key(secret: str, salt: bytes) -> AESGCM:
    own = HKDF(SHA256(), length=32, salt=salt, info=MARK).derive(base64.urlsafe_b64decode(secret))
    return AESGCM(own)


def _nonce(place: int, end: bytes) -> bytes:
    return place.to_bytes(11, "big") + end
