"""The coordinator's numbers: each with what it is made of, and the exact people behind it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Trace
from accounts.roles import Role
from journey.actions.contacts import log_contact
from journey.models import Appointment, Cycle, Journey, Stage
from tests.builders import NOW, fresh, other_site, patient, staff
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TREATED = NOW - 120 * DAY
LINK = re.compile(r'<a href="([^"]*numbers/people/[^"]*)">(\d+)</a>')


@pytest.fixture(scope="module")
def clinic_of_this_file(file_transaction: None) -> Journey:
    with the_time_is(NOW):
        return walked("post_care", day=3)


@pytest.fixture
def rosa(clinic_of_this_file: Journey, db: None) -> Iterator[Journey]:
    with the_time_is(NOW):
        yield fresh(clinic_of_this_file)


def treated(name: str, *, at: datetime = TREATED, decided: int | None = 40, **more: Any) -> Cycle:
    """Somebody who was treated then, `decided` days after their consultation was completed."""
    source = Journey.objects.earliest("started_at")
    journey = Journey.objects.create(
        patient=patient(name, user=None, **more), pathway_version=source.pathway_version, status_since=at,
        started_at=at, lead_clinician=staff(),
    )  # fmt: skip
    cycle = Cycle.objects.create(journey=journey, number=1, opened_at=at, injection_at=at)
    if decided is not None:
        when = {"opened_at": at, "opened_by": staff(), "closed_at": at - decided * DAY, "closed_by": staff()}
        Stage.objects.create(cycle=cycle, code="consultation", state="complete", **when)
    return cycle


def visit(cycle: Cycle, kind: str, day: int, state: str = "done") -> Appointment:
    """So many days after the treatment."""
    start = cycle.injection_at + day * DAY  # type: ignore[operator]
    return Appointment.objects.create(
        patient=cycle.journey.patient, journey=cycle.journey, cycle=cycle, clinician=staff(), kind=kind, state=state,
        site=cycle.journey.patient.site, starts_at=start, ends_at=start + HOUR / 2, state_at=start, state_by=staff(),
    )  # fmt: skip


def people_of_a_year() -> None:
    """Six treated on the same day, half an hour apart: five come after two weeks, one of them too late."""
    for number in range(6):
        cycle = treated(f"Person {number}", at=TREATED + number * HOUR, decided=None if number == 5 else 10 * number)
        visit(cycle, "w2", 14 if number < 4 else 40, "no_show" if number == 3 else "done")
        visit(cycle, "w6", 42)
    call = {"purpose": "call_48_72h", "route": "phone", "result": "reached", "by": staff(Role.NURSE)}
    log_contact(cycle=Cycle.objects.get(journey__patient__full_name="Person 0"), at=TREATED + 2.5 * DAY, **call)
    too_early = TREATED + HOUR + 47 * HOUR
    log_contact(cycle=Cycle.objects.get(journey__patient__full_name="Person 1"), at=too_early, **call)


def page(role: Role = Role.COORDINATOR, **asked: Any) -> HttpResponse:
    return client_of(role).get(reverse("admin:journey_appointment_numbers"), asked)


def rows(response: Any, section: str, table: int = 0) -> dict[str, list[str]]:
    found = next(each for each in response.context["sections"] if each.key == section).tables[table]
    return {str(first): [re.sub(r"<[^>]+>", "", str(cell)) for cell in cells] for first, *cells in found.rows}


def test_each_number_stands_with_what_it_is_made_of(rosa: Journey) -> None:
    people_of_a_year()
    found = page()

    checks = rows(found, "follow_up")
    assert checks["Two-week check"] == ["3", "6", "50 %"]
    assert checks["Six-week check"] == ["6", "6", "100 %"]
    assert checks["48 to 72 hour call"] == ["1", "6", "17 %"]
    assert rows(found, "follow_up", 1)["Dr Osei"][1] == str(sum(int(row[1]) for row in checks.values()))
    assert rows(found, "no_show")["Two-week check"] == ["1", "6", "17 %"]
    assert rows(found, "no_show", 1)["August\xa02026"] == ["1", "4", "too few"]
    assert rows(found, "to_procedure")["All sessions"] == ["6", "7", "18.5 days", "0 to 40 days"]
    for sentence in ("whose window ended in this time", "marked as “did not come”", "the decision and the plan"):
        assert sentence in said(found)


def test_every_number_leads_to_exactly_its_people(rosa: Journey) -> None:
    people_of_a_year()
    browser = client_of(Role.COORDINATOR)
    links = LINK.findall(browser.get(reverse("admin:journey_appointment_numbers")).content.decode())
    assert len(links) > 12
    for url, number in links:
        behind = browser.get(unescape(url))
        listed = behind.context["people"].table.rows
        assert (len(listed), behind.context["people"].count) == (int(number), int(number)), url
        shown = set(Trace.objects.filter(kind="list").latest("number").shown)
        assert len(shown) == len({re.sub(r"<[^>]+>", "", str(row[0])) for row in listed}), url
    assert "Behind this number" in said(behind)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-11-02", "2026-11-01", "The last day must not be before the first."),
        ("soon", "2026-11-01", "Enter a valid date."),
        ("", "2026-11-01", "Enter the first day."),
        ("2027-01-01", "2027-02-01", "These days are still to come."),
        ("2001-01-01", "2026-11-01", "Choose at most five years."),
    ],
)
def test_days_that_cannot_be_are_refused_and_kept(rosa: Journey, first: str, last: str, sentence: str) -> None:
    wrong = page(first=first, last=last)
    assert (wrong.status_code, sentence in said(wrong)) == (422, True)
    assert f'value="{last}"' in wrong.content.decode()
    assert "sections" not in wrong.context
    people = reverse("admin:journey_appointment_numbers_people")
    asked = {"first": first, "last": last, "measure": "no_show", "by": "visit", "key": "w2", "part": "whole"}
    assert client_of(Role.MANAGER).get(people, asked).status_code == 404


def test_only_the_days_that_are_asked_for_count(rosa: Journey) -> None:
    people_of_a_year()
    day = (TREATED + 14 * DAY).date()
    assert rows(page(first=day, last=day), "no_show") == {"Two-week check": ["1", "4", "too few"]}
    nothing = page(first="2024-01-01", last="2024-02-01")
    assert rows(nothing, "follow_up") == {}
    assert "None." in said(nothing)


def test_closed_journey_and_next_session_end_what_is_due(rosa: Journey) -> None:
    closed, again = treated("Ada Low"), treated("Ken Ode")
    Journey.objects.filter(pk=closed.journey_id).update(status="closed_withdrawn", status_since=TREATED + 20 * DAY)
    Cycle.objects.filter(pk=again.pk).update(status="complete")
    Cycle.objects.create(
        journey=again.journey, number=2, opened_at=NOW, injection_at=TREATED + 30 * DAY, status="complete"
    )
    checks = rows(page(), "follow_up")
    assert {name: row[1] for name, row in checks.items()} == {
        "48 to 72 hour call": "3", "Two-week check": "3", "Six-week check": "1"
    }  # fmt: skip


def test_patients_of_another_site_are_in_no_number(rosa: Journey) -> None:
    visit(treated("Far Away", site=other_site()), "w2", 14)
    assert rows(page(), "no_show") == {}
    assert "Two-week check" not in rows(page(Role.MANAGER), "follow_up")


def test_same_statements_for_any_number_of_patients(rosa: Journey) -> None:
    browser = client_of(Role.COORDINATOR)

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.get(reverse("admin:journey_appointment_numbers"))
        return len(caught)

    statements()
    before = statements()
    people_of_a_year()
    assert statements() == before


@pytest.mark.parametrize("changed", [{"measure": "odd"}, {"by": "odd"}, {"measure": "to_procedure"}])
def test_number_that_is_none_is_not_found(rosa: Journey, changed: dict[str, str]) -> None:
    asked = {"first": "2026-01-01", "last": "2026-11-01", "measure": "no_show", "by": "visit", "key": "w2"}
    url = reverse("admin:journey_appointment_numbers_people")
    assert client_of(Role.MANAGER).get(url, {**asked, **changed}).status_code == 404
