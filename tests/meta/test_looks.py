"""Every page that shows a patient to staff leaves a row that names the patient, the person and the page (AUD-01)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpResponse

from accounts.models import Kind, Outcome, Trace
from accounts.roles import Role
from accounts.too_often import NotTooOften
from journey.views.looks import TABLES
from tests.meta.access_table import PATIENT_PAGES, STAFF_PAGES, TABLE
from tests.meta.world import PEOPLE, World, quiet, routes, standing

pytestmark = pytest.mark.django_db
# What an address may hold without naming a row of a patient.
NOBODYS = {
    "told",  # by phone or in person
    "version_id", "person_id", "key_id", "device_id", "object_id", "page_key", "move", "what", "check_id", "note_id",
    "decision_id", "app_label", "url", "token", "part", "point", "consent_id", "lines", "scope",
    "leave_id", "closure_id", "kind", "duty_id", "message_id",
    "question_id", "job", "cluster_id", "report_id", "call_id", "case_id", "pathway_part", "entry", "visit_code",
    "photo_id",  # of a check-in or of a journey, which the address names
}  # fmt: skip
NAME = "Rosa Marsh"
# Pages of many patients at once.
LISTS = {
    "admin/",
    "admin/journey/leave/<path:object_id>/change/",  # the visits that lie in it
    "admin/journey/leave/<uuid:leave_id>/take-back/",  # who keeps a visit
    "admin/journey/adverseevent/summary/",
    "admin/journey/infectioncluster/<path:object_id>/change/",  # whom to ring
    *(
        f"admin/journey/{name}/"
        for name in (
            "adverseevent",
            "alert",
            "appointment",
            "appointment/planner",
            "appointment/waiting",
            "checkin",
            "datarequest",
            "identityremoval",
            "journey",
            "openedrecord",
            "patient",
            "patientquestion",
            "reminder",
            "tumourreview",
        )
    ),
}
# Those that let the patient in. What is only for helpers is not the patient's own.
OWN = [route for route, row in PATIENT_PAGES.items() if "<uuid:" in route and "." not in (row[0][1], row[1][1])]
CLINICS = ("pathwayversion", "savedcase", "room", "visittype", "workinghours", "leave", "closure", "oncallduty")
OF_THE_CLINIC = tuple(f"admin/journey/{name}/" for name in (*CLINICS, "infectioncluster"))
RECORDS = [
    route
    for route in TABLE
    if route.startswith("admin/journey/") and "<" in route and not route.startswith(OF_THE_CLINIC)
]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with quiet(), standing(django_db_blocker) as world:
        yield world


def first_reader(route: str) -> Role:
    """Of those who read patients' pages, one whom this page lets in."""
    roles = (Role.NURSE, Role.CLINICIAN, Role.MANAGER)
    return next((role for role in roles if TABLE[route][0][PEOPLE.index(role)] == "o"), Role.NURSE)


def newest() -> int:
    return Trace.objects.order_by("-number").values_list("number", flat=True).first() or 0


Looked = tuple[HttpResponse, list[Trace]]


def looked(world: World, who: str, route: str, method: str = "GET") -> Looked:
    """The answer, and the rows that it left apart from changes of tables. The request is not undone before."""
    undo, before = transaction.savepoint(), newest()
    NotTooOften.begun.clear()
    world.browser.cookies.clear()
    world.browser.cookies["sessionid"] = world.sessions[who] or ""
    try:
        response = world.browser.generic(method, world.address(route))
        rows = Trace.objects.filter(number__gt=before).exclude(kind__in=[Kind.CREATE, Kind.CHANGE, Kind.DELETE])
        return response, list(rows)
    finally:
        transaction.savepoint_rollback(undo)


@pytest.fixture(scope="module")
def read(world: World) -> dict[str, Looked]:
    """Every page, as its first reader gets it."""
    return {route: looked(world, first_reader(route), route) for route in TABLE}


@pytest.fixture(scope="module")
def lists(world: World) -> dict[str, Looked]:
    """Every page of many patients, as managers get it."""
    return {route: looked(world, Role.MANAGER, route) for route in sorted(LISTS)}


def test_every_part_of_an_address_is_a_patients_or_nobodys() -> None:
    parts = {
        part.partition(":")[2]
        for route in routes()
        if "(?P" not in route
        for part in route.replace("<", ">").split(">")
        if ":" in part
    }
    assert parts - set(TABLES) - NOBODYS == set(), "say in journey/views/looks.py whose it is"


def test_page_that_names_a_patient_leaves_one_row(world: World, read: dict[str, Looked]) -> None:
    rosa, wrong = world.rosa.patient_id, {}
    for route, (response, rows) in read.items():
        if response.status_code != 200 or NAME not in response.content.decode():
            continue
        told = [(row.kind, row.outcome, row.patient_id) for row in rows]
        if route in LISTS:
            if told != [(Kind.LIST, Outcome.DONE, None)] or rosa not in rows[0].shown:
                wrong[route] = told
        elif told != [(Kind.READ, Outcome.DONE, rosa)]:
            wrong[route] = told
        else:
            page = response.wsgi_request
            by = ([first_reader(route)], page.resolver_match.view_name, "127.0.0.1", page.trace_id)
            if (rows[0].actor_roles, rows[0].page, rows[0].ip, rows[0].request_id) != by:
                wrong[route] = [by]
    assert wrong == {}


def test_list_leaves_one_row_with_those_whom_it_showed(world: World, lists: dict[str, Looked]) -> None:
    wrong = {}
    for route, (response, rows) in lists.items():
        told = [(row.kind, row.actor_roles) for row in rows]
        if (
            response.status_code != 200
            or told != [(Kind.LIST, ["manager"])]
            or world.rosa.patient_id not in rows[0].shown
        ):
            wrong[route] = told
    assert wrong == {}


def test_auditor_who_is_refused_a_list_leaves_nobody_as_shown(world: World) -> None:
    theirs = [route for route in LISTS if route == "admin/" or TABLE[route][0][PEOPLE.index(Role.AUDITOR)] != "o"]
    got = {route: looked(world, Role.AUDITOR, route)[1] for route in theirs}
    assert [route for route, rows in got.items() if any(row.shown for row in rows)] == []
    assert len(got) > 10


def strips(response: HttpResponse) -> int:
    """How often a page says what the patient reacts to."""
    return response.content.decode().count('class="allergies allergies--')


@pytest.fixture(scope="module")
def about_rosa(world: World, read: dict[str, Looked]) -> dict[str, HttpResponse]:
    """The staff pages of which the log says that they are about her."""
    return {
        route: response
        for route, (response, rows) in read.items()
        if route in STAFF_PAGES
        and response.status_code == 200
        and response.headers["Content-Type"].startswith("text/html")
        and any(row.patient_id == world.rosa.patient_id for row in rows)
    }


def test_staff_page_about_a_patient_says_once_what_they_react_to(about_rosa: dict[str, HttpResponse]) -> None:
    found = {route: strips(page) for route, page in about_rosa.items()}
    wrong = {route: times for route, times in found.items() if times != 1}
    assert wrong == {}, "set request.head (access.heads.with_head) for the page"


def test_page_of_many_patients_says_of_none_what_they_react_to(lists: dict[str, Looked]) -> None:
    assert [route for route, (page, _rows) in lists.items() if strips(page)] == []


def test_sweep_meets_pages_about_a_patient(about_rosa: dict[str, HttpResponse]) -> None:
    assert len(about_rosa) > 80


def test_sweep_meets_pages_that_name_a_patient(read: dict[str, Looked]) -> None:
    assert len([route for route in RECORDS if NAME in read[route][0].content.decode()]) > 20


def test_patient_leaves_no_row_at_home_and_one_at_the_door_of_another(world: World) -> None:
    wrong = {}
    for route in OWN:
        method = "POST" if TABLE[route][0][1] == "m" else "GET"
        _, own = looked(world, "patient", route, method)
        response, tried = looked(world, "another patient", route, method)

        told = [(row.kind, row.outcome, row.patient_id, row.actor_roles) for row in tried]
        kind = Kind.READ if method == "GET" else Kind.ACT
        if own or response.status_code != 404 or told != [(kind, Outcome.DENIED, world.rosa.patient_id, ["patient"])]:
            wrong[route] = (own, response.status_code, told)
    assert wrong == {}


def test_auditor_who_tries_a_record_leaves_a_row(world: World) -> None:
    wrong = {}
    for route in (route for route in RECORDS if route in STAFF_PAGES):
        response, rows = looked(world, Role.AUDITOR, route, "POST")
        told = [(row.kind, row.outcome, row.patient_id) for row in rows]
        is_told = told == [(Kind.ACT, Outcome.DENIED, world.rosa.patient_id)]
        if response.status_code != 405 and not (response.status_code in {403, 404} and is_told):
            wrong[route] = (response.status_code, told)
    assert wrong == {}


def test_row_that_never_was_is_refused_without_a_patient(world: World) -> None:
    never = UUID("00000000-0000-4000-8000-000000000000")
    kept, world.rows = world.rows, {**world.rows, "alert_id": never}
    try:
        _, (row,) = looked(world, Role.NURSE, "admin/journey/alert/<uuid:alert_id>/take/")
    finally:
        world.rows = kept
    assert (row.outcome, row.patient_id, row.row_id) == (Outcome.DENIED, None, str(never))


def test_page_that_cannot_be_written_down_is_not_shown(world: World) -> None:
    with connection.cursor() as cursor:
        undo = transaction.savepoint()
        cursor.execute("alter table accounts_trace rename column query to asked")
        world.browser.cookies.clear()
        world.browser.cookies["sessionid"] = world.sessions[Role.NURSE]
        try:
            content = world.browser.get(world.address("admin/journey/journey/<path:object_id>/change/"))
        finally:
            transaction.savepoint_rollback(undo)
    assert content.status_code == 500
    assert "Rosa" not in content.content.decode()


def test_everybody_of_the_world_is_known(world: World) -> None:
    assert set(Role) < set(PEOPLE)
