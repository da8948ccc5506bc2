"""Filling any form of any page as a person would, and putting one hostile text into one of its fields."""

from datetime import timedelta
from html.parser import HTMLParser

from tests.builders import NOW

WORDS = "Plain words"
DEFAULTS = {
    "date": (NOW + timedelta(days=7)).date().isoformat(), "email": "rosa@example.org", "number": "1",
    "password": "four-plain-words-here", "search": "", "hidden": "", "time": "11:15",
}  # fmt: skip
BY_NAME = {"end": "11:45", "date_of_birth": "1961-05-04", "username": "new.person", "phone": "01632 960 007"}
NEXT_ROW = "rows-1-"  # one row of a table of rows stands for all
NUMBERS = frozenset({"numeric", "decimal"})
TEXT = frozenset({"text", "tel", "textarea"})


class FormOfPage(HTMLParser):
    """The one form of the page's main part that is posted. `texts` are the names of its fields for words, `wrong` those
    that are marked as wrong, `names` all that it has; `data` is what a person who fills it in without thinking would
    send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.texts: list[str] = []
        self.wrong: set[str] = set()
        self.names: set[str] = set()
        self.action = ""
        self._depth = self._forms = 0
        self._inside, self._done = False, False
        self._select: str | None = None
        self._area: str | None = None
        self._typed = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._depth = 1
        elif tag == "form" and self._depth and own.get("method", "").lower() == "post" and not self._done:
            self._inside, self.action = True, own.get("action", "")
        if not self._inside:
            return
        name = own.get("name", "")
        self.names.add(name)
        if name and own.get("aria-invalid") == "true":
            self.wrong.add(name)
        if tag == "input" and name:
            self._input(name, own)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and own.get("value"):
            self.data[self._select] = [own["value"]]
        elif tag == "textarea" and name:
            self._area, self._typed = name, ""
            self.texts.append(name)

    def handle_data(self, data: str) -> None:
        if self._area:
            self._typed += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._inside:
            self._inside, self._done = False, bool(self.data)
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area:
            self.data[self._area], self._area = [self._typed.strip() or WORDS], None

    def _input(self, name: str, own: dict[str, str]) -> None:
        kind, value = own.get("type", "text"), own.get("value", "")
        if kind in {"submit", "button", "file", "image"}:
            return
        if kind in {"radio", "checkbox"}:
            if (kind == "radio" and name not in self.data) or (kind == "checkbox" and "gone" not in name):
                self.data.setdefault(name, []).append(value or "on")
            return
        if name.startswith(NEXT_ROW):
            return
        if own.get("inputmode") in NUMBERS and own.get("autocomplete") == "off":
            kind = "number"  # a text input by its looks only
        if kind in TEXT and "readonly" not in own:
            self.texts.append(name)
        self.data[name] = [value or BY_NAME.get(name) or DEFAULTS.get(kind, WORDS)]
