"""Who looked at my record: by person, work and day, in the patient's words (AUD-06)."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Kind, Outcome, Trace, User
from accounts.roles import Role
from accounts.trace.acting import Acts
from accounts.trace.noting import note
from journey.models import Journey, Patient
from journey.presenters.looks import PAGE_SIZE, looks_page
from tests.builders import patient, staff
from tests.journey.views.patient_pages import signed_in, words

pytestmark = pytest.mark.django_db
ADDRESS = "/account/looks/"


@pytest.fixture
def rosa() -> Patient:
    return patient()


def look(who: Patient, name: str = "Nurse Kim", *roles: str, kind: Kind = Kind.READ, **more: Any) -> None:
    acts = Acts(name=name, roles=roles or ("nurse",), id=more.pop("id", uuid4()), page="admin:x")
    note(kind, acts, table="journey_patient", row=who.pk, **more)


def page_of(who: Patient) -> str:
    return words(signed_in(who.user).get(ADDRESS))


def test_person_their_work_and_the_day_are_said(rosa: Patient) -> None:
    look(rosa, "Nurse Kim", "nurse")
    look(rosa, "Dr Osei", "clinician", "manager")
    text = page_of(rosa)
    assert "Today Dr Osei (doctor or therapist, runs the clinic) Nurse Kim (nurse)" in text


def test_many_looks_of_a_person_on_a_day_are_one_line(rosa: Patient) -> None:
    kim = uuid4()
    for _ in range(3):
        look(rosa, id=kim)
    assert page_of(rosa).count("Nurse Kim") == 1


def test_copy_that_was_taken_is_said(rosa: Patient) -> None:
    look(rosa, kind=Kind.EXPORT)
    assert "Nurse Kim (nurse) , took a copy" in page_of(rosa)


def test_nobody_is_said_when_nobody_looked(rosa: Patient) -> None:
    assert "Nobody has opened your record yet." in page_of(rosa)


def test_looks_at_others_refusals_own_visits_and_changes_are_left_out(rosa: Patient) -> None:
    assert rosa.user is not None
    look(patient("Ken Ode"), "Nurse Other")
    look(rosa, "Nurse Refused", outcome=Outcome.DENIED)
    look(rosa, "Rosa herself", "patient", id=rosa.user.pk)
    look(rosa, "Job", kind=Kind.ACT)
    assert "Nobody has opened your record yet." in page_of(rosa)


def test_staff_who_open_the_record_stand_on_the_page(rosa: Patient) -> None:
    kim = Client()
    kim.force_login(staff(Role.NURSE))
    assert kim.get(f"/admin/journey/patient/{rosa.pk}/change/").status_code == 200
    assert f"{staff(Role.NURSE)} (nurse)" in page_of(rosa)


def test_long_list_has_pages_and_costs_the_same(rosa: Patient, django_assert_num_queries: Any) -> None:
    look(rosa)
    client = signed_in(rosa.user)
    client.get(ADDRESS)
    with django_assert_num_queries(5):
        client.get(ADDRESS)
    for number in range(PAGE_SIZE + 5):
        look(rosa, f"Nurse {number:03}")
    with django_assert_num_queries(5):
        first = words(client.get(ADDRESS))
    second = words(client.get(ADDRESS, {"page": "2"}))
    assert "Older" in first
    assert "Newer" not in first
    assert first.count("(nurse)") == PAGE_SIZE
    assert second.count("(nurse)") == 6
    assert client.get(ADDRESS, {"page": "3"}).status_code == 404
    assert client.get(ADDRESS, {"page": "x"}).status_code == 404


def test_day_is_the_patients_own(rosa: Patient) -> None:
    look(rosa)
    at = timezone.now()
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        rosa.time_zone = zone
        (day,) = looks_page(rosa, 1, at).days
        assert day.title == "Today"


def test_account_leads_here(post_care: Journey, clock: None) -> None:
    html = signed_in(post_care.patient.user).get("/account/").content.decode()
    assert f'href="{ADDRESS}"' in html


def test_rows_of_the_trace_are_stamped_by_the_database(rosa: Patient) -> None:
    before: datetime = timezone.now()
    look(rosa)
    row = Trace.objects.latest("number")
    assert abs((row.at - before).total_seconds()) < 60
    assert User.objects.filter(pk=rosa.user_id).exists()
