"""The print queue: its list, its pages, and two people who post at once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Trace
from accounts.roles import Role
from journey.actions.letters import queue_letter
from journey.actions.people import change_postal_address
from journey.models import Cycle, Journey, Patient, Reminder
from tests.builders import NOW, fresh, newest_cycle, other_site, patient, staff, work_at
from tests.journey.admin.staff_pages import client_of, counts, index, said, the_time_is
from tests.walked import walked

LIST, PRINT, POST = (reverse(f"admin:journey_reminder_{name}") for name in ("changelist", "print", "post"))


@pytest.fixture(scope="module")
def clinic_of_this_file(file_transaction: None) -> Journey:
    return walked("post_care", day=3)


@pytest.fixture
def rosa(clinic_of_this_file: Journey, db: None) -> Iterator[Journey]:
    with the_time_is(NOW):
        yield fresh(clinic_of_this_file)


def letter_to(who: Patient, cycle: Cycle) -> Reminder:
    desk = staff(Role.COORDINATOR)
    change_postal_address(patient=who, postal_address="12 Mill Lane\nOld Town", by=desk, at=NOW)
    cycle.journey.patient = who
    who.refresh_from_db()
    return queue_letter(cycle=cycle, code="W6", by=desk, at=NOW)


def letters_of(rosa: Journey, *names: str) -> list[Reminder]:
    """One to Rosa, and one to each of these."""
    made = [letter_to(rosa.patient, newest_cycle(rosa))]
    for name in names:
        journey = Journey.objects.create(
            patient=patient(name, user=None), pathway_version=rosa.pathway_version, status_since=NOW, started_at=NOW
        )
        made.append(letter_to(journey.patient, Cycle.objects.create(journey=journey, number=1, opened_at=NOW)))
    return made


def test_list_and_pages_take_the_same_statements_for_one_and_for_many(rosa: Journey) -> None:
    client = client_of(Role.COORDINATOR)

    def statements(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    def pages() -> tuple[int, int]:
        keys = "&".join(f"letter={each.pk}" for each in Reminder.objects.all())
        return statements(LIST), statements(f"{PRINT}?{keys}")

    letters_of(rosa)
    client.get(LIST)
    few = pages()
    letters_of(rosa, *(f"Ken Ode{number}" for number in range(5)))
    assert pages() == few
    assert counts(index(client))["letters"] == "6"


def test_page_holds_a_letter_each_leaves_out_what_is_not_so_and_names_whom_it_showed(rosa: Journey) -> None:
    hers, his = letters_of(rosa, "Ken Ode")
    Patient.objects.filter(pk=his.patient_id).update(postal_address="")
    page = client_of(Role.NURSE).get(PRINT, {"letter": [hers.pk, his.pk]})

    assert [letter.to[0] for letter in page.context["letters"]] == ["Rosa Marsh"]
    assert "1 letter is not so any more, or was posted" in said(page)
    assert Trace.objects.filter(kind="list").latest("number").shown == [rosa.patient_id]


def test_two_people_post_the_later_one_is_told_and_the_list_keeps_who_and_when(rosa: Journey) -> None:
    letters = letters_of(rosa, "Ken Ode")
    keys = {"letter": [each.pk for each in letters]}
    first = client_of(Role.COORDINATOR)
    done = first.post(POST, {"letter": [letters[0].pk]}, follow=True)
    assert (done.redirect_chain[0][1], "1 letter is marked as posted." in said(done)) == (303, True)

    late = client_of(Role.NURSE).post(POST, keys, follow=True)
    assert "Rosa Marsh: Ana Cruz has posted this letter already. Do not post it twice." in said(late)
    assert "1 letter is marked as posted." in said(late)
    assert "You have marked this before." in said(first.post(POST, {"letter": [letters[0].pk]}, follow=True))
    listed = said(first.get(LIST, {"show": "posted"}))
    assert ("Ana Cruz, Tue 24 Nov" in listed, listed.count("Nurse Kim, Tue 24 Nov")) == (True, 1)
    assert counts(index(first))["letters"] == ""


@pytest.mark.parametrize("asked", [{}, {"letter": "x"}, {"letter": ["not-an-id"]}])
def test_what_names_no_letter_is_not_found(rosa: Journey, asked: dict[str, Any]) -> None:
    client = client_of(Role.COORDINATOR)
    assert [client.get(PRINT, asked).status_code, client.post(POST, asked).status_code] == [404, 404]


def test_letters_of_another_site_are_neither_seen_nor_posted(rosa: Journey) -> None:
    (letter,) = letters_of(rosa)
    far = staff(Role.COORDINATOR, "Far Desk", site=other_site())
    client = client_of(far)
    assert "Rosa Marsh" not in said(client.get(LIST))
    assert "There is nothing to print." in said(client.get(PRINT, {"letter": letter.pk}))
    assert client.post(POST, {"letter": letter.pk}).status_code == 404
    work_at(rosa.patient.site, far)
    assert client.post(POST, {"letter": letter.pk}).status_code == 303
