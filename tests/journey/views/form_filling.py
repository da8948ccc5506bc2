"""Answering a page of a check-in from its HTML alone, as somebody does who is well and knows nothing of our code."""

from html.parser import HTMLParser

DATE_PARTS = ("_day", "_month", "_year")  # only optional questions ask for a date
NOTHING = ("none", "no", "not_needed", "same")


class Controls(HTMLParser):
    """The groups of a page's form by name: each control's type and value."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.groups: dict[str, list[tuple[str, str]]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        kind = "text" if tag == "textarea" else values.get("type", "")
        if tag in {"input", "textarea"} and kind != "hidden":
            self.groups.setdefault(values["name"], []).append((kind, values.get("value", "on")))


def answers_on(page: str) -> dict[str, str]:
    """What to post: nothing is wrong, nothing is taken, and where a number or a word must stand, a small one."""
    groups = Controls(page).groups
    chosen = {name: _choice([value for _kind, value in group]) for name, group in groups.items() if _chooses(group)}
    if "none" in {*chosen, *chosen.values()}:
        return chosen
    return {**chosen, **{name: _typed(name) for name, group in groups.items() if not _chooses(group)}}


def _chooses(group: list[tuple[str, str]]) -> bool:
    return group[0][0] in {"radio", "checkbox"}


def _choice(values: list[str]) -> str:
    return next((value for value in NOTHING if value in values), values[0])


def _typed(name: str) -> str:
    if name.endswith(DATE_PARTS):
        return ""
    return "19:00" if "time" in name else "5"
