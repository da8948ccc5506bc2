"""The messages that translators are given, collected by Babel the way `makemessages` does it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

from tests.meta.code import PACKAGES, ROOT, Module

# The names that Django's own command adds to the usual ones.
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
MARKERS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})
PLURALS = frozenset({"ngettext", "ngettext_lazy"})


def collected_from(path: Path) -> set[str]:
    """Every message of a file; both of a pair."""
    found: set[str] = set()
    for _line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
        found.update([message] if isinstance(message, str) else message)
    return found


@cache
def collected() -> frozenset[str]:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return frozenset().union(*(collected_from(path) for path in files))


def spoken(module: Module) -> Iterator[tuple[int, str, ast.Call]]:
    """Every literal template that is said or marked: its line, the template, and the call."""
    for call in module.calls:
        if isinstance(call.func, ast.Name) and call.func.id in MARKERS:
            for argument in call.args[: 2 if call.func.id in PLURALS else 1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.lineno, argument.value, call
