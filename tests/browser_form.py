"""What a browser would send for a form on a page, without a browser."""

from html.parser import HTMLParser

from django.http import QueryDict


class _Controls(HTMLParser):
    """Inputs, text areas and lists to choose from; only ticked boxes count."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.area: tuple[str, str] | None = None
        self.list: str | None = None
        self.chosen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "textarea":
            self.area = (values["name"], "")
        if tag == "select":
            self.list, self.chosen = values["name"], None
        if tag == "option" and self.list and (self.chosen is None or "selected" in values):
            self.chosen = values.get("value", "")
        if tag != "input" or "name" not in values:
            return
        if values.get("type") in {"radio", "checkbox"} and "checked" not in values:
            return
        self.sent.append((values["name"], values.get("value", "on" if values.get("type") == "checkbox" else "")))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area = (self.area[0], self.area[1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.list:
            self.sent.append((self.list, self.chosen or ""))
            self.list = None
        if tag == "textarea" and self.area:
            name, text = self.area
            # HTML drops one line break at the start of a text area.
            self.sent.append((name, text.removeprefix("\n")))
            self.area = None


def sent_by_browser(page: str) -> QueryDict:
    """Every control of the page as it stands. Give it one form."""
    controls = _Controls()
    controls.feed(page)
    query = QueryDict(mutable=True)
    for name, value in controls.sent:
        query.appendlist(name, value)
    return query
