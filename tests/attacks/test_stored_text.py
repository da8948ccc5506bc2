"""A hostile text in every field that people can fill: no page of anybody runs it, breaks, or leaks it (XSS, PHI)."""

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponse

from config.logs import OneLine
from tests.attacks.doors import open_doors
from tests.attacks.planted import OURS, SHOWN_IN_A_BROWSER, TYPED, plant, text_columns
from tests.meta.access_table import TABLE
from tests.meta.world import PEOPLE, World, standing

pytestmark = pytest.mark.django_db
# Closes an attribute and a tag, then runs: as short as the shortest column allows.
SCRIPT = '"><svg/onload=a()>'
AS_TEXT = "&quot;&gt;&lt;svg/onload=a()&gt;"
TEMPLATE = "{{7*7}}{%x%}%(x)s"
LEADING = frozenset({"href", "src", "action", "formaction", "data"})
NUMBER = re.compile(r"/\d+/")
LOG = "/admin/accounts/trace/"  # an entry's number is its place in the chain, and tells of no patient


class _Marks(HTMLParser):
    """What could run or lead away, of a finished page."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[str] = []
        self.scripts: set[str] = set()
        self.addresses: list[str] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.running += [f"{tag} {name}" for name, _value in attrs if name.startswith("on")]
        self.scripts |= {value or "" for name, value in attrs if (tag, name) == ("script", "src")}
        self.addresses += [
            value or "" for name, value in attrs if name in {"href", "src", "action", "formaction", "data"}
        ]

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def marks(page: HttpResponse) -> _Marks:
    found = _Marks()
    found.feed(page.content.decode())
    return found


class Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(OneLine())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with standing(django_db_blocker) as world:
        yield world


def reader_of(route: str) -> str | None:
    """The first who is let in there; patients before staff."""
    row = TABLE[route][0]
    return next((who for who, letter in zip(PEOPLE, row, strict=True) if letter == "o" and who != PEOPLE[0]), None)


@pytest.fixture(scope="module")
def heard(world: World) -> Heard:
    return Heard()


@pytest.fixture(scope="module")
def pages(world: World, heard: Heard) -> dict[str, HttpResponse]:
    """Every page of the product, once, with the script planted everywhere, and code of templates where there is room.
    `heard` heard every word that was logged."""
    root, statements = logging.getLogger(), logging.getLogger("django.db.backends")
    before = root.level, statements.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    statements.setLevel(logging.WARNING)  # as in `settings.LOGGING`, whatever stands above it
    try:
        found = _read(world)
        world.ask("another patient", "GET", world.address("journeys/<uuid:journey_id>/"))
    finally:
        root.removeHandler(heard)
        root.setLevel(before[0])
        statements.setLevel(before[1])
    return found


def _read(world: World) -> dict[str, HttpResponse]:
    undo = transaction.savepoint()
    doors = open_doors()
    assert plant(world.rosa, SCRIPT, longer=SCRIPT + TEMPLATE) > 15
    routes = {route: reader_of(route) for route in TABLE}
    found = {route: world.ask(who, "GET", world.address(route)) for route, who in routes.items() if who}
    for name, door in doors.items():
        for route in {door.route, door.route.replace("come-in/", "").replace("join/", "")}:
            found[f"{route}, {name}"] = world.ask(PEOPLE[0], "GET", world.address(route, token=door.token))
            assert found[f"{route}, {name}"].status_code == 200
    transaction.savepoint_rollback(undo)
    return {route: page for route, page in found.items() if page.status_code not in {302, 303}}


def test_every_column_for_words_is_planted_or_named_as_ours() -> None:
    """A new column is in one of the two tables, or this fails."""
    known = {label: TYPED.get(label, set()) | OURS.get(label, set()) for label in {*TYPED, *OURS}}
    assert text_columns() == known


class TestScript:
    """XSS-01, XSS-06: the text is shown as it was typed and never as markup."""

    def test_no_page_breaks(self, pages: dict[str, HttpResponse]) -> None:
        assert {route: page.status_code for route, page in pages.items() if page.status_code >= 500} == {}
        assert len(pages) > 60

    def test_no_page_holds_it_as_markup(self, pages: dict[str, HttpResponse]) -> None:
        # A calendar file has no markup: it says words as they are, and is saved and never shown.
        files = {route for route, page in pages.items() if page.headers["Content-Type"].startswith("text/calendar")}
        assert all("attachment" in pages[route].headers["Content-Disposition"] for route in files)
        shown = {route: page for route, page in pages.items() if route not in files}
        assert [route for route, page in shown.items() if "<svg/onload" in page.content.decode()] == []
        assert {route: found for route, page in shown.items() if (found := marks(page).running)} == {}

    def test_it_was_really_there(self, pages: dict[str, HttpResponse]) -> None:
        shown = [route for route, page in pages.items() if AS_TEXT in page.content.decode()]
        assert len([route for route in shown if route.startswith("admin/")]) > 25
        assert len([route for route in shown if not route.startswith("admin/")]) > 5

    def test_browser_opens_a_page_for_all_with_the_same_scripts(self, pages: dict[str, HttpResponse]) -> None:
        """Of those that hold it: `tests/flows/test_planted_script.py` opens these few."""
        shown = {
            route: frozenset(marks(page).scripts) for route, page in pages.items() if AS_TEXT in page.content.decode()
        }
        assert set(SHOWN_IN_A_BROWSER) - set(shown) == set()
        opened = {shown[route] for route in SHOWN_IN_A_BROWSER}
        assert {route: scripts for route, scripts in shown.items() if scripts not in opened} == {}

    def test_template_code_is_printed_and_not_run(self, pages: dict[str, HttpResponse]) -> None:
        """INJ-09: what stands behind the script is as it was typed."""
        shown = [route for route, page in pages.items() if AS_TEXT + TEMPLATE in page.content.decode()]
        assert len(shown) > 25
        assert [route for route, page in pages.items() if f"{AS_TEXT}49" in page.content.decode()] == []

    def test_nothing_typed_reaches_a_log(self, pages: dict[str, HttpResponse], heard: Heard) -> None:
        """PHI-01: every page once, every word heard."""
        assert any("Not Found" in line for line in heard.lines), "something was heard"
        assert [line for line in heard.lines if "svg" in line or "Rosa" in line] == []


class TestWhereAPageLeads:
    def test_every_address_is_our_own_and_opaque(self, pages: dict[str, HttpResponse]) -> None:
        """PHI-06, IDR-10, XSS-04: no other host, no scheme but ours, no number, no word that somebody typed."""
        wrong = []
        for route, page in pages.items():
            for address in marks(page).addresses:
                parts = urlsplit(address)
                is_call = parts.scheme == "tel"
                is_ours = parts.scheme in {"", "data"} and not parts.netloc and "onload" not in address
                is_counted = NUMBER.search(parts.path) and not parts.path.startswith(LOG)
                if not (is_call or is_ours) or is_counted:
                    wrong.append((route, address))
        assert wrong == []

    def test_comments_hold_no_data(self, pages: dict[str, HttpResponse]) -> None:
        """PHI-07. The frame of the admin marks its parts; nothing else is there."""
        said = {comment.strip() for page in pages.values() for comment in marks(page).comments}
        assert [comment for comment in said if not re.fullmatch(r"[A-Za-z/ -]{1,30}", comment)] == []

    def test_page_of_a_patient_names_nobody_else(self, world: World) -> None:
        """IDR-06, PHI-07: neither another patient nor a word that staff keep to themselves."""
        for route in TABLE:
            if reader_of(route) == "patient":
                words = world.ask("patient", "GET", world.address(route)).content.decode()
                assert not re.search(r"\bKen\b", words), route  # not Kentucky in a list of places
                assert "Sleeps." not in words, route
