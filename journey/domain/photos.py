"""Photos that a patient adds to a check-in: of what, how many, how large (clinical.md 3.3 `photo`)."""

from enum import StrEnum

from journey.domain.documents import JPEG, PNG, type_of

QUESTION = "photo"
MOST_PHOTOS = 4  # of one check-in
MOST_A_DAY = 20  # of one patient in 24 hours, over all check-ins
LONGEST_SIDE = 1600  # points; a rash or a swelling is seen well, and a page of them still loads on a phone
MOST_KEPT = 4 * 1024 * 1024
HEIC = "image/heic"
_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


class PhotoPlace(StrEnum):
    """What a photo shows."""

    HAND = "hand"
    HARVEST_SITE = "harvest_site"


def photo_type(content: bytes) -> str | None:
    """By its first bytes: a JPEG, a PNG or the HEIC of a phone; None for anything else."""
    if content[4:8] == b"ftyp" and content[8:12] in _BRANDS:
        return HEIC
    found = type_of(content)
    return found if found in {JPEG, PNG} else None
