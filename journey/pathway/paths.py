"""Places in a pathway document, named by codes instead of list positions."""

import re
from collections.abc import Mapping, Sequence

NAME_KEYS = ("code", "key", "id", "question", "field", "value", "event", "family", "name")


def named_path(path: str, document: object) -> str:
    """`questions[3].title` as `questions[swelling].title`, with the code of each entry that has one."""
    named = ""
    place: object = document
    for part in re.findall(r"[^.\[\]]+|\[\d+\]|\[\.\.\.\]", path):
        if part.startswith("[") and isinstance(place, Sequence) and part[1:-1].isdigit():
            place = place[int(part[1:-1])]
            named += f"[{entry_name(place) or part[1:-1]}]"
        elif part.startswith("["):
            named += part
        else:
            place = place.get(part) if isinstance(place, Mapping) else None
            named += f".{part}" if named else part
    return named


def entry_name(entry: object) -> str:
    """The code of a list entry, "" when it has none."""
    for key in NAME_KEYS:
        value = entry.get(key) if isinstance(entry, Mapping) else getattr(entry, key, None)
        if isinstance(value, str) and value:
            return value
    return ""
