"""Every address of a record, for each role of another site, without and with the record opened (IDR-01, IDW-01)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from journey.access.scope import OF_PATIENTS
from tests.meta.access_table import STAFF_PAGES, TABLE, TABLES
from tests.meta.test_access_matrix import letter
from tests.meta.world import ELSEWHERE, OPENED, PEOPLE, World, quiet, standing

pytestmark = pytest.mark.django_db
LISTED = {name.removeprefix("journey/") for name in TABLES}
NAMES_A_RECORD = (
    "<uuid:request_id>",
    "<uuid:alert_id>",
    "<uuid:event_id>",
    "<uuid:review_id>",
    "<uuid:visit_id>",
    "<uuid:check_in_id>",
    "<uuid:journey_id>",
    "<uuid:patient_id>",
)
# Every list of patients' rows; who opened a record is reviewed by the managers of all sites, without a name.
TABLES_OF_RECORDS = sorted({each._meta.model_name for each in OF_PATIENTS} & LISTED - {"openedrecord"})
OF_A_RECORD = [
    *(route for route in STAFF_PAGES if any(name in route for name in NAMES_A_RECORD)),
    *(
        f"admin/journey/{name}/<path:object_id>/{page}/"
        for name in TABLES_OF_RECORDS
        for page in ("change", "history", "delete")
    ),
]
METHODS = ("GET", "POST")
FLAG = "You opened this record outside your team"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with quiet(), standing(django_db_blocker) as world:
        yield world


def at_home(route: str, method: str, role: str) -> str:
    """What this role gets there at the patient's own site."""
    return TABLE[route][METHODS.index(method)][PEOPLE.index(role)]


@pytest.mark.parametrize("who", ELSEWHERE)
@pytest.mark.parametrize("method", METHODS)
def test_record_of_another_site_is_not_found_and_nothing_of_it_is_said(world: World, who: str, method: str) -> None:
    """Where the role alone is refused first, that tells nothing of the record."""
    wrong = {}
    for route in OF_A_RECORD:
        response, home = world.ask(who, method, world.address(route)), at_home(route, method, ELSEWHERE[who])
        if letter(response) not in ({"."} if home == "o" else {home, "."}):
            wrong[route] = f"{letter(response)}, and {home} at home"
        if "Rosa Marsh" in response.content.decode():
            wrong[route] = "says the name"
    assert wrong == {}


@pytest.mark.parametrize("who", OPENED)
def test_opened_record_takes_what_it_takes_at_home(world: World, who: str) -> None:
    got = {route: letter(world.ask(who, "POST", world.address(route))) for route in OF_A_RECORD}

    assert got == {route: at_home(route, "POST", OPENED[who]) for route in OF_A_RECORD}


@pytest.fixture(scope="module")
def read(world: World) -> dict[str, dict[str, HttpResponse]]:
    """Each page of the record, as each who opened it reads it."""
    return {who: {route: world.ask(who, "GET", world.address(route)) for route in OF_A_RECORD} for who in OPENED}


@pytest.mark.parametrize("who", OPENED)
def test_opened_record_reads_as_at_home_and_says_that_it_was_opened(
    read: dict[str, dict[str, HttpResponse]], who: str
) -> None:
    assert {route: letter(page) for route, page in read[who].items()} == {
        route: at_home(route, "GET", OPENED[who]) for route in OF_A_RECORD
    }
    shown = {route: page.content.decode() for route, page in read[who].items() if page.status_code == 200}
    assert {route for route, words in shown.items() if "Rosa Marsh" in words and words.count(FLAG) != 1} == set()


def test_sweep_meets_pages_with_the_flag(world: World, read: dict[str, dict[str, HttpResponse]]) -> None:
    pages = read["nurse who opened the record"]
    flagged = [route for route, page in pages.items() if FLAG in page.content.decode()]
    assert len(flagged) > 20
    at_home = {route: world.ask("nurse", "GET", world.address(route)).content.decode() for route in flagged}
    assert [route for route, words in at_home.items() if FLAG in words] == []
    for part in (
        "alert/<path:object_id>/change/",
        "checkin/<path:object_id>/change/",
        "patient/<path:object_id>/change/",
    ):
        assert any(part in route for route in flagged), part


@pytest.mark.parametrize("who", ELSEWHERE)
def test_no_other_page_names_a_patient_of_another_site(world: World, who: str) -> None:
    """Lists, numbers, pickers, the work queue and today's visits too (IDR-04)."""
    other = [route for route in TABLE if route not in OF_A_RECORD]
    naming = [route for route in other if "Rosa Marsh" in world.ask(who, "GET", world.address(route)).content.decode()]
    assert naming == []


def test_sweep_would_see_the_name(world: World) -> None:
    for address in ("/admin/", "/admin/journey/journey/", "/admin/journey/alert/", "/admin/journey/appointment/"):
        assert "Rosa Marsh" in world.ask("nurse", "GET", address).content.decode(), address
        assert "Rosa Marsh" in world.ask("nurse who opened the record", "GET", address).content.decode(), address
