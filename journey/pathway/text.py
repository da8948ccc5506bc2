"""Placeholders in pathway texts: which are allowed, which a text holds, and putting values in."""

import re
from collections.abc import Mapping

SETTING_NAMES = frozenset(
    {
        "approval_statement",
        "clinic_phone",
        "cooling_off",
        "emergency_number",
        "opening_hours",
        "out_of_hours_phone",
    }
)
JOURNEY_NAMES = frozenset(
    {
        "clinician",
        "date",
        "day",
        "decision",
        "instructions",
        "next_step",
        "reason",
        "session",
        "site",
        "task",
        "time",
        "where",
    }
)
CORRIDOR_NAMES = frozenset({"by", "day", "less", "most"})
ALLOWED_NAMES = SETTING_NAMES | JOURNEY_NAMES

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> tuple[str, ...]:
    """The names between braces in order of first use; a stray brace counts as the name ""."""
    names = dict.fromkeys(match.group(1) for match in _PLACEHOLDER.finditer(text))
    if "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
        names[""] = None
    return tuple(names)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put `values` in place of the placeholders. Raises `KeyError` when one is missing: a patient never sees a brace.

    Values are put in once and never read again for placeholders.
    """
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], text)
