"""Every form of staff and patients, found by the access table: what is typed is stored exactly or refused on its field.

BAD-01, IDW-06, CSR-01. A new page with a form is in the table, and so in here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import cycle
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from accounts.models import User
from accounts.too_often import NotTooOften
from journey.models import CheckInDraft
from journey.views import looks
from tests.attacks.any_form import WORDS, FormOfPage
from tests.attacks.doors import ARRIVE, JOIN, PASSWORD, Door, open_doors
from tests.attacks.planted import TYPED
from tests.attacks.test_sites import RECORD, picture
from tests.meta.access_table import TABLE
from tests.meta.world import PEOPLE, World

pytestmark = pytest.mark.django_db
# Nobody can plant the reason of a document that was not struck out.
ALL_TYPED = {**TYPED, "journey.Document": {"title", "struck_reason"}}
# The mixture: a formula, a quote, markup, an emoji of three, a mark apart, right to left, a template.
HOSTILE = {
    "NUL": "a\x00b",
    "turned": "Rosa\u202egpj.exe",
    "long": "x" * 10_000,
    "mixture": "=O'B<b>&amp;🧑🏽‍🦽 Zoe\u0308 שם{{7}}",
    "blank": "   ",
    "header": "Ana\r\nBcc: all@example.org",
    "stack": "Z" + "\u0301" * 300,
}
# No words of a person: codes of the door, checked by its own tests.
LEFT_OUT = ("accounts/",)
DOORS = frozenset({ARRIVE, JOIN, PASSWORD})
URLENCODED = "application/x-www-form-urlencoded"
Rows = Mapping[type[Model], list[Any]]


@dataclass(frozen=True)
class Page:
    route: str
    who: str
    address: str
    form: FormOfPage
    is_taken: bool = False  # as `any_form` fills it in
    leaves: "Rows" = field(default_factory=dict)  # every watched row after that


def _let_in(route: str) -> str | None:
    """The first who may both open and send the page."""
    got, sent = TABLE[route]
    return next((who for who, g, s in zip(PEOPLE, got, sent, strict=True) if g == s == "o" and who != PEOPLE[0]), None)


@dataclass(frozen=True)
class Before:
    """The watched rows before any form was sent, and the key of every row."""

    known: frozenset[Any]
    rows: Rows

    def rows_now(self, written: Mapping[str, int]) -> Rows:
        """Only tables that PostgreSQL counted a written row of since `written` are read again."""
        now = rows_written()
        changed = [model for model in (MEMBERSHIPS, *WATCHED) if now.get(name_of(model)) != written.get(name_of(model))]
        return {**self.rows, **rows_of(changed, self.known)}


@pytest.fixture(scope="module")
def before(world: World, doors: dict[str, Door]) -> Before:
    known = every_key()
    return Before(known, rows_of((MEMBERSHIPS, *WATCHED), known))


@pytest.fixture(scope="module")
def doors(world: World) -> dict[str, Door]:
    return open_doors()


@pytest.fixture(scope="module")
def forms(world: World, before: Before, doors: dict[str, Door]) -> dict[str, Page]:
    """Every page with a form for words, and those behind the links of mails."""
    found = {}
    for route in TABLE:
        who = _let_in(route)
        if who and not route.startswith(LEFT_OUT):
            address = world.address(route, page_key="note")  # the question that is answered in words
            page = world.ask(who, "GET", address)
            form = FormOfPage(page.content.decode()) if page.status_code == 200 else None
            if form and form.texts:
                page = Page(route, who, form.action or address, form)
                found[route] = as_it_is(world, page, before)
    for name, door in doors.items():
        address = world.address(door.route, token=door.token)
        form = FormOfPage(world.ask(PEOPLE[0], "GET", address).content.decode())
        form.data |= door.answers
        page = Page(door.route, PEOPLE[0], address, form)
        found[name] = as_it_is(world, page, before)
    return found


class Sent:
    """One form sent and looked at; everything is undone when the block ends."""

    def __init__(self, world: World, page: Page, data: dict[str, Any]) -> None:
        self.world, self.page, self.data = world, page, data

    def __enter__(self) -> HttpResponse:
        self.undo = transaction.savepoint()
        browser = self.world.browser
        browser.cookies.clear()
        NotTooOften.begun.clear()
        sign_in(self.world, self.page)
        return browser.post(self.page.address, urlencode(self.data, doseq=True), content_type=URLENCODED)

    def __exit__(self, *_: object) -> None:
        transaction.savepoint_rollback(self.undo)


def sign_in(world: World, page: Page) -> None:
    """Nobody is signed in at the door."""
    if key := world.sessions[page.who]:
        world.browser.cookies[settings.SESSION_COOKIE_NAME] = key


def is_taken(answer: HttpResponse) -> bool:
    return answer.status_code in {302, 303}


def is_stored(text: str) -> bool:
    """Whether some row now holds exactly this text; ends of lines and blanks around it do not count."""
    wanted = {text.strip(), text.strip().replace("\r\n", "\n"), text.strip().replace("\n", "\r\n")}
    with connection.cursor() as cursor:
        cursor.execute(where_typed(), {"wanted": list(wanted)})
        if cursor.fetchone() == (True,):
            return True
    drafts = CheckInDraft.objects.values_list("answers", flat=True)
    return any(value in wanted for draft in drafts for value in draft.values() if isinstance(value, str))


@cache
def where_typed() -> str:
    models = {apps.get_model(label): names for label, names in ALL_TYPED.items()}
    columns = [
        (model._meta.db_table, model._meta.get_field(name).column) for model, names in models.items() for name in names
    ]
    return "select " + " or ".join(
        f'exists(select from {table} where "{column}" = any(%(wanted)s))' for table, column in columns
    )


def judge(world: World, page: Page, typed: Mapping[str, str]) -> dict[str, str]:
    """What went wrong, by the name of the field that this was typed into: all of it is sent at once, and again without
    what was refused on its field until the rest is taken."""
    typed = dict(typed)
    while typed:
        with Sent(world, page, {**page.form.data, **{name: [text] for name, text in typed.items()}}) as answer:
            if is_taken(answer):
                lost = [name for name, text in typed.items() if text.strip() and not is_stored(text)]
                return dict.fromkeys(lost, "taken, but not stored as it was typed")
            if answer.status_code not in {200, 409, 422}:
                return dict.fromkeys(typed, f"{answer.status_code}")
            wrong = FormOfPage(answer.content.decode()).wrong
        refused = typed.keys() & wrong
        if not refused:
            return dict.fromkeys(typed, f"refused, but {wrong or 'no field'} is marked") if page.is_taken else {}
        typed = {name: text for name, text in typed.items() if name not in refused}
    return {}


def as_it_is(world: World, page: Page, before: Before) -> Page:
    """The page, and what becomes of its form as `any_form` fills it in."""
    written = rows_written()
    with Sent(world, page, page.form.data) as answer:
        return replace(page, is_taken=is_taken(answer), leaves=before.rows_now(written))


def test_forms_are_found_and_most_are_taken_when_they_are_filled_in(forms: dict[str, Page]) -> None:
    taken = [route for route, page in forms.items() if page.is_taken]
    assert len(forms) >= 17, sorted(forms)
    assert len(taken) >= 14, sorted(set(forms) - set(taken))
    assert {name for name, page in forms.items() if page.route in DOORS} <= set(taken)


def test_hostile_text_is_stored_exactly_or_refused_on_its_field(world: World, forms: dict[str, Page]) -> None:
    """BAD-01, INJ-10: also 10,000 letters, and no expression takes long over them. Every field gets the mixture, the
    other kinds take turns. No two fields of a form get the same."""
    kinds, wrong, tried = cycle(kind for kind in HOSTILE if kind != "mixture"), {}, 0
    for route, page in forms.items():
        names = list(dict.fromkeys(page.form.texts))
        for turn in ([(name, "mixture") for name in names], list(zip(names, kinds, strict=False))):
            typed = {name: HOSTILE[kind] + str(n) * (kind != "blank") for n, (name, kind) in enumerate(turn)}
            said = judge(world, page, typed)
            wrong |= {(route, name, kind): said[name] for name, kind in turn if name in said}
            tried += len(turn)
    assert wrong == {}
    assert tried > 60


@profile(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_text_is_stored_exactly_or_refused_on_its_field(
    world: World, forms: dict[str, Page], data: st.DataObject
) -> None:
    """BAD-01."""
    page = forms[data.draw(st.sampled_from(sorted(name for name, page in forms.items() if page.form.texts)))]
    name = data.draw(st.sampled_from(page.form.texts))
    text = data.draw(st.text(st.characters(codec="utf-8"), max_size=130))
    assert judge(world, page, {name: text}) == {}


MEMBERSHIPS = User.groups.through
WATCHED = (User, *RECORD)
# Each row has its own, whoever makes it.
OF_ITS_OWN = frozenset({"hashed", "secret", "password", "number", "shown_number", "token"})


def extra() -> dict[str, str]:
    """For every column that a form might be made to write: a good value, and not the one that it has. Of a person or a
    record, somebody else's; of a state, the last."""
    found = {"roles": "manager", "role": "manager", "pk": str(uuid4())}
    for column in (column for model in WATCHED for column in model._meta.concrete_fields):
        value = _another(column)
        found |= {column.name: value, column.attname: value}
    return found


def _another(field: Any) -> str:
    related = field.related_model
    if isinstance(related, type):
        return str(related._default_manager.order_by("pk").values_list("pk", flat=True).last() or "")
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    match field.get_internal_type():
        case "BooleanField":
            return "on" if not field.default else ""
        case "DateTimeField":
            return "2001-01-01T10:00"
        case "DateField":
            return "2001-01-01"
        case "UUIDField":
            return str(uuid4())
        case kind:
            return "7" if "Integer" in kind or "Decimal" in kind else "planted by nobody"


def rows_written() -> dict[str, int]:
    """How many rows of each table this transaction has written so far; those that were undone count too."""
    with connection.cursor() as cursor:
        cursor.execute("select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


def name_of(model: type[Model]) -> str:
    return model._meta.db_table


def rows_of(models: Iterable[type[Model]], known: frozenset[Any]) -> Rows:
    """Every row, with what each has of its own left out: new ids, numbers, secrets."""
    found = {}
    for model in models:
        columns = ("user_id", "group__name") if model is MEMBERSHIPS else ()
        rows = model._default_manager.values(*columns)
        rows = [{n: "new" if is_new(v, known) else v for n, v in row.items()} for row in rows]
        found[model] = sorted(str({n: v for n, v in row.items() if n not in of_its_own(row)}) for row in rows)
    return found


def of_its_own(row: dict[str, Any]) -> frozenset[str]:
    """Who comes in by a link gets a sign-in name by chance."""
    return OF_ITS_OWN | {"username"} if row.get("id") == "new" else OF_ITS_OWN


def is_new(value: Any, known: frozenset[Any]) -> bool:
    return isinstance(value, UUID) and value not in known


def every_key() -> frozenset[Any]:
    return frozenset(key for model in apps.get_models() for key in model._default_manager.values_list("pk", flat=True))


def test_names_that_a_form_does_not_have_change_nothing(
    world: World, forms: dict[str, Page], before: Before, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IDW-06: added to every form; who is what, whose is what, and what state it is in stays as without them.

    That ids of strangers' rows are written down is not looked at here (`tests/attacks/test_refused_tries.py`): with so
    many of them each form would take three times as long.
    """
    monkeypatch.setattr(looks, "out_of_reach", lambda *_: [])
    planted, changed = extra(), []
    for route, page in forms.items():
        more = {name: value for name, value in planted.items() if name not in page.form.names}
        written = rows_written()
        with Sent(world, page, {**page.form.data, **more}) as answer:
            assert answer.status_code < 500, route
            if before.rows_now(written) != page.leaves:
                changed.append(route)
    assert changed == []
    taken = [page for page in forms.values() if page.is_taken]
    assert len(taken) > len(forms) / 2
    assert len([page for page in taken if page.leaves != before.rows]) > 20, "what is written is seen"


def test_new_person_gets_no_more_than_the_form_offers(world: World, forms: dict[str, Page]) -> None:
    """IDW-06."""
    page = forms["admin/accounts/user/add/"]
    asked = {**page.form.data, "roles": ["nurse"], "username": ["new.nurse"]}
    with Sent(world, page, {**extra(), **asked}) as answer:
        assert is_taken(answer)
        made = User.objects.get(username="new.nurse")
        assert (made.is_superuser, sorted(made.groups.values_list("name", flat=True))) == (False, ["nurse"])


@pytest.fixture(scope="module")
def token(world: World, forms: dict[str, Page]) -> dict[str, str]:
    """A good token of each person who sends a form, from a page of theirs."""
    found = {}
    for page in {page.who: page for page in forms.values()}.values():
        world.ask(page.who, "GET", page.address)
        found[page.who] = world.browser.cookies[settings.CSRF_COOKIE_NAME].value
    return found


class TestForgedForms:
    """CSR-01: a page elsewhere sends a form of ours with the victim's session. CFG-09: the token is masked anew."""

    @pytest.mark.parametrize("forged", ["nothing", "made up", "of another", "strange origin", "no origin"])
    def test_it_is_refused_and_changes_nothing(
        self, world: World, forms: dict[str, Page], token: dict[str, str], forged: str
    ) -> None:
        world.browser.handler.enforce_csrf_checks = True
        before, undo = picture(), transaction.savepoint()
        try:
            got = {route: self._send(world, page, token, forged) for route, page in forms.items()}
            assert {route: status for route, status in got.items() if status != 403} == {}
            assert picture() == before
        finally:
            world.browser.handler.enforce_csrf_checks = False
            transaction.savepoint_rollback(undo)

    def _send(self, world: World, page: Page, token: dict[str, str], forged: str) -> int:
        own = token[page.who]
        other = next(value for who, value in token.items() if who != page.who)
        sent = {"nothing": "", "made up": "a" * 64, "of another": other}.get(forged, own)
        headers = {"strange origin": {"origin": "https://evil.example"}, "no origin": {"origin": "null"}}.get(
            forged, {}
        )
        browser = world.browser
        browser.cookies.clear()
        sign_in(world, page)
        browser.cookies[settings.CSRF_COOKIE_NAME] = own
        answer = browser.post(page.address, {**page.form.data, "csrfmiddlewaretoken": sent}, headers=headers)
        return answer.status_code

    def test_right_token_from_our_own_page_is_taken(
        self, world: World, forms: dict[str, Page], token: dict[str, str]
    ) -> None:
        """The drill can fail: the same sending with nothing forged goes through."""
        page = forms["admin/journey/journey/<uuid:journey_id>/notes/new/"]
        browser = Client(enforce_csrf_checks=True)
        browser.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[page.who]
        browser.cookies[settings.CSRF_COOKIE_NAME] = token[page.who]
        undo = transaction.savepoint()
        sent = {**page.form.data, "text": WORDS, "csrfmiddlewaretoken": token[page.who]}
        answer = browser.post(page.address, sent, headers={"origin": "http://testserver"})
        transaction.savepoint_rollback(undo)
        assert answer.status_code == 303
