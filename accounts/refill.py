"""Putting what was typed back into a finished page: any form of any page, without the page knowing of it.

Works on our own templates' HTML: attributes in quotes, one form inside no other. A value that has no place on the page
any more is handed back, so that nothing typed is lost.
"""

import re
from collections import deque
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

TAG = re.compile(
    r"<(?P<end>/?)(?P<name>form|input|textarea|select|option|button)\b(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"([\w:.-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
MAIN = re.compile(r"<main\b[^>]*>")
END_OF_TEXTAREA = re.compile(r"</textarea\s*>", re.IGNORECASE)
NOT_TYPED = frozenset({"password", "file", "submit", "button", "image", "reset"})
NEVER = frozenset({"csrfmiddlewaretoken"})
TICKED = frozenset({"checkbox", "radio"})


class Refilled:
    """`html` is the page with the form at `action` filled; `left` are the typed values that found no place."""

    def __init__(self, html: str, *, page: str, action: str, fields: dict[str, list[str]]) -> None:
        self._page, self._action = page, action
        self._fields = {name: values for name, values in fields.items() if name not in NEVER}
        self._waiting = {name: deque(values) for name, values in self._fields.items()}
        self._placed: set[str] = set()
        self._inside, self._select = False, ""
        self.html = self._filled(html)

    @property
    def found(self) -> bool:
        return bool(self._placed)

    @property
    def left(self) -> list[str]:
        unplaced = [value for name, values in self._fields.items() if name not in self._placed for value in values]
        return [value for value in unplaced if any(letter.isalpha() for letter in value) and len(value) > 2]

    def _filled(self, html: str) -> str:
        parts: list[str] = []
        done = 0
        for found in TAG.finditer(html):
            if found.start() < done:  # inside a text area that was replaced
                continue
            parts.append(html[done : found.start()])
            text, done = self._tag(html, found)
            parts.append(text)
        return "".join([*parts, html[done:]])

    def _tag(self, html: str, found: re.Match[str]) -> tuple[str, int]:
        """What stands there instead, and where the rest begins."""
        name, text, end = found["name"].lower(), found[0], found.end()
        if name == "form":
            self._inside = not found["end"] and self._is_ours(_attributes(found["rest"]))
        elif found["end"] or not self._inside:
            pass
        elif name == "textarea":
            return self._textarea(html, found)
        elif name == "select":
            self._select = _attributes(found["rest"]).get("name", "")
            self._placed |= {self._select} & self._fields.keys()
        elif name == "option":
            text = self._option(found, html[end:])
        else:
            text = self._input(found)
        return text, end

    def _is_ours(self, form: dict[str, str]) -> bool:
        address = urlsplit(urljoin(self._page, form.get("action", "")))
        where = f"{address.path}?{address.query}" if address.query else address.path
        return form.get("method", "").lower() == "post" and where == self._action

    def _input(self, found: re.Match[str]) -> str:
        own = _attributes(found["rest"])
        name, kind = own.get("name", ""), own.get("type", "text").lower()
        if kind in TICKED:
            return self._ticked(found[0], name, own.get("value", "on"))
        if name not in self._fields:
            return found[0]
        self._placed.add(name)
        if found["name"].lower() == "button" or kind in NOT_TYPED:
            return found[0]
        value = self._next(name)
        return found[0] if value is None else _with(found[0], "value", value)

    def _ticked(self, text: str, name: str, value: str) -> str:
        if not name:
            return text
        self._placed |= {name} & self._fields.keys()
        return _with(text, "checked", "" if value in self._fields.get(name, ()) else None)

    def _option(self, found: re.Match[str], after: str) -> str:
        if self._select not in self._fields:
            return found[0]
        own = _attributes(found["rest"])
        value = own["value"] if "value" in own else unescape(after.partition("<")[0]).strip()
        return _with(found[0], "selected", "" if value in self._fields[self._select] else None)

    def _textarea(self, html: str, found: re.Match[str]) -> tuple[str, int]:
        name = _attributes(found["rest"]).get("name", "")
        value = self._next(name) if name in self._fields else None
        close = END_OF_TEXTAREA.search(html, found.end())
        if value is None or close is None:
            return found[0], found.end()
        self._placed.add(name)
        return f"{found[0]}\n{escape(value)}", close.start()

    def _next(self, name: str) -> str | None:
        return self._waiting[name].popleft() if self._waiting[name] else None


def after_main(html: str, notice: str) -> str:
    """The notice as the first thing of the page's main part."""
    return MAIN.sub(lambda found: found[0] + notice, html, count=1)


def _attributes(rest: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(next((value for value in found.group(2, 3, 4) if value is not None), ""))
        for found in ATTRIBUTE.finditer(rest)
    }


def _with(tag: str, name: str, value: str | None) -> str:
    """The tag with this attribute set, or without it."""
    bare = re.sub(rf"\s{name}(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?(?=[\s/>])", "", tag)
    if value is None:
        return bare
    said = f' {name}="{escape(value)}"' if value or name == "value" else f" {name}"
    return re.sub(r"\s*/?>$", lambda end: said + end[0].strip(), bare, count=1)
