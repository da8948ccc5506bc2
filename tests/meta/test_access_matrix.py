"""Every address, every person, GET and POST: what each gets is written in one table, and nothing stands outside it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpResponse

from accounts.roles import Role
from journey.models import CheckInDraft
from tests.builders import journey_at, patient
from tests.meta.access_table import BY_EXPRESSION, HELPER_PAGES, PATIENT_PAGES, STAFF_PAGES, TABLE, helpers_get
from tests.meta.world import HELPERS, PEOPLE, World, quiet, routes, standing

pytestmark = pytest.mark.django_db
NEVER_WAS = UUID("00000000-0000-4000-8000-000000000000")
LETTERS = {200: "o", 409: "o", 422: "o", 404: ".", 403: "x", 405: "m"}
MAY_NOT_READ = ("nobody signed in", "another patient", "auditor", "staff without a role", "closed sign-in")
OWN = [route for route in PATIENT_PAGES if "<uuid:" in route]
# Every page masks its token anew.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w{64}"')
NAME = re.compile(r"\bRosa\b")  # not the city of Rosario in a list of places
WRITES = ("INSERT", "UPDATE", "DELETE")
# What reading a page may write: the session that a sign-in made, the counters of the sign-in limit, who looked (for
# the patient, of a helper too).
KEPT_WHILE_READING = ('"accounts_session"', '"shared_cache"', '"accounts_trace"', '"journey_caregiverlook"')


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with quiet(), standing(django_db_blocker) as world:
        yield world


def letter(response: HttpResponse) -> str:
    """The letter of the table; "!" for what should never come out."""
    if response.status_code in {302, 303}:
        return "L" if "/login/" in response.headers["Location"] else "o"
    return LETTERS.get(response.status_code, "!")


def unlisted(found: list[str]) -> set[str]:
    return set(found) - set(TABLE) - set(BY_EXPRESSION)


@contextmanager
def watching() -> Iterator[list[str]]:
    """Collects the statements that change a row."""
    written: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(WRITES) and not any(table in sql for table in KEPT_WHILE_READING):
            written.append(sql[:90])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def test_every_address_stands_in_the_table_and_the_table_holds_no_other() -> None:
    """FUN-01: a new address without a line in the table fails here."""
    found = routes()
    assert unlisted(found) == set(), "say in access_table.py who gets what there"
    assert {*TABLE, *BY_EXPRESSION} - set(found) == set(), "take what is gone out of access_table.py"


@pytest.mark.parametrize(
    ("status", "expected"), [(200, "o"), (303, "o"), (403, "x"), (404, "."), (405, "m"), (500, "!")]
)
def test_letter_tells_the_answers_apart(status: int, expected: str) -> None:
    assert letter(HttpResponse(status=status, headers={"Location": "/"})) == expected
    assert letter(HttpResponse(status=302, headers={"Location": "/accounts/login/?next=/"})) == "L"


def test_new_address_without_a_row_is_found() -> None:
    assert unlisted([*routes(), "admin/everything/export/"]) == {"admin/everything/export/"}


def judge(world: World, who: str, method: str, route: str, expected: str, *, reads: bool) -> list[str]:
    """What is wrong with the answer to this one request; nothing when all is well."""
    with watching() as written:
        response = world.ask(who, method, world.address(route))
    wrong = [f"{letter(response)} and not {expected}"] if letter(response) != expected else []
    if method == "GET":
        wrong += written
    if not reads and NAME.search(response.content.decode()):
        wrong.append("reads the name of a patient")
    return wrong


@pytest.mark.parametrize("who", PEOPLE)
def test_get_answers_each_person_as_the_table_says_and_changes_nothing(world: World, who: str) -> None:
    """CSR-03: a crawler, a prefetch or a mail scanner may follow every link."""
    place, reads = PEOPLE.index(who), who not in MAY_NOT_READ
    got = {route: judge(world, who, "GET", route, row[0][place], reads=reads) for route, row in TABLE.items()}
    assert {route: wrong for route, wrong in got.items() if wrong} == {}


@pytest.mark.parametrize("who", PEOPLE)
def test_post_answers_each_person_as_the_table_says(world: World, who: str) -> None:
    """FUN-01, IDW-01, IDW-07: also what is clinical, posted by the desk."""
    place, reads = PEOPLE.index(who), who not in MAY_NOT_READ
    got = {route: judge(world, who, "POST", route, row[1][place], reads=reads) for route, row in TABLE.items()}
    assert {route: wrong for route, wrong in got.items() if wrong} == {}


def test_table_says_of_each_person_what_they_get() -> None:
    rows = [letters for row in TABLE.values() for letters in row]
    assert {len(letters) for letters in rows} == {len(PEOPLE)}


@pytest.mark.parametrize("expression", BY_EXPRESSION)
def test_address_by_expression_answers_each_person_as_the_table_says(world: World, expression: str) -> None:
    example, expected = BY_EXPRESSION[expression]
    assert "".join(letter(world.ask(who, "GET", f"/{example}")) for who in PEOPLE) == expected


@pytest.mark.parametrize("who", ["another patient", "of another patient"])
def test_row_of_another_patient_looks_like_one_that_never_was(world: World, who: str) -> None:
    ids = (
        "journey_id",
        "stage_id",
        "check_in_id",
        "submission_id",
        "caregiver_id",
        "patient_id",
        "visit_id",
        "call_id",
    )
    never, told_apart = dict.fromkeys(ids, NEVER_WAS), []
    for route in OWN:
        method = "POST" if TABLE[route][0][1] == "m" else "GET"
        theirs = world.ask(who, method, world.address(route))
        nothing = world.ask(who, method, world.address(route, **never))
        pages = TOKEN.sub(b"", theirs.content), TOKEN.sub(b"", nothing.content)
        if not theirs.status_code == nothing.status_code == 404 or pages[0] != pages[1]:
            told_apart.append(route)

    assert told_apart == []


@pytest.mark.parametrize("who", HELPERS)
def test_helper_gets_what_the_level_and_the_time_of_the_help_allow(world: World, who: str) -> None:
    """IDR-01, IDR-06, IDW-01: the right patient and the wrong one, help that ended and help that ran out."""
    place, found = HELPERS.index(who), {}
    for route in TABLE:
        # To a page that is not for patients every helper is the same stranger: the one who may most tries it.
        if route in HELPER_PAGES or who == "who manages":
            reads = place < 3 and route in HELPER_PAGES
            for method, letters in zip(("GET", "POST"), helpers_get(route), strict=True):
                found[route, method] = judge(world, who, method, route, letters[place], reads=reads)

    assert {asked: wrong for asked, wrong in found.items() if wrong} == {}
    assert len(found) >= 2 * len(HELPER_PAGES)


def test_row_of_one_patient_is_not_found_below_the_address_of_another(world: World) -> None:
    """IDR-01, IDW-01: both at the reader's site, so that the id alone decides: nothing is shown or written below the
    wrong name."""
    undo = transaction.savepoint()
    ola = journey_at("post_care", who=patient("Ola Berg"))
    changed = {"journey_id": ola.pk, "patient_id": ola.patient_id}
    got = {
        (route, method): letter(world.ask(Role.CLINICIAN, method, world.address(route, **changed)))
        for route in STAFF_PAGES
        for method in ("GET", "POST")
        if route.count("<uuid:") > 1 and any(f"<uuid:{name}>" in route for name in changed)
    }
    transaction.savepoint_rollback(undo)
    assert len(got) > 40
    assert {asked: answer for asked, answer in got.items() if answer not in ".m"} == {}


def test_what_is_said_of_helpers_is_about_addresses_that_there_are() -> None:
    assert set(PATIENT_PAGES) <= set(HELPER_PAGES) <= set(TABLE), "say what helpers get there"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(world: World, method: str) -> None:
    got = {route: world.ask("patient", method, world.address(route)).status_code for route in PATIENT_PAGES}
    assert {route: status for route, status in got.items() if status != 405} == {}


def test_post_without_its_token_changes_nothing_anywhere(world: World) -> None:
    """From a strange site, with the session of one who may, but without the token: refused before any page looks."""
    pairs = [(route, PEOPLE[row[1].index("o")]) for route, row in TABLE.items() if "o" in row[1]]
    world.browser.handler.enforce_csrf_checks = True
    try:
        got = {(route, who): world.ask(who, "POST", world.address(route)).status_code for route, who in pairs}
    finally:
        world.browser.handler.enforce_csrf_checks = False
    assert {who for _route, who in pairs} >= {"nobody signed in", "patient", Role.COORDINATOR, Role.MANAGER}
    assert {pair: status for pair, status in got.items() if status != 403} == {}


def test_watch_for_writes_sees_one_and_each_request_is_undone(world: World) -> None:
    check_in = world.rosa.check_ins.get(code="A-3")
    with watching() as written:
        response = world.ask("patient", "POST", world.address("check-ins/<uuid:check_in_id>/discard/"))

    assert response.status_code == 303
    assert any("journey_checkindraft" in statement for statement in written)
    assert CheckInDraft.objects.filter(check_in=check_in).exists()


def test_address_holds_no_number_of_the_database() -> None:
    """The place of an entry in a part of the pathway is none."""
    assert [route for route in routes() if "<int:" in route.replace("<int:entry>", "")] == []
