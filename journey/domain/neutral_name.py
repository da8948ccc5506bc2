"""A name that messages come from tells nobody what the patient is treated for: neither body parts nor treatments."""

import re

# Beginnings of words, as they stand in names of clinics.
TELLING = (
    "arm", "arthr", "blood", "bone", "cartilage", "cell", "dermat", "elbow", "fat", "finger", "fraktur", "gelenk",
    "hand", "hospice", "inject", "joint", "knee", "ligament", "marrow", "needle", "nerve", "onco", "ortho", "pain",
    "psych", "regenerat", "rehab", "rheum", "skin", "spine", "stamm", "stem", "surg", "tendon", "therap", "thumb",
    "tissue", "transplant", "trauma", "treat", "wrist",
)  # fmt: skip
_FIND = re.compile(rf"\b({'|'.join(TELLING)})\w*", re.IGNORECASE)


def telling_word(name: str) -> str:
    """The first word of the name that tells too much; blank when there is none."""
    found = _FIND.search(name)
    return found.group() if found else ""
