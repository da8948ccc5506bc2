"""Managers change sites, and the people who work here with their roles."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from journey.actions.staff import site_as_seen, staff_as_seen
from journey.models import Site
from tests.builders import clinic, staff
from tests.journey.admin.staff_pages import client_of, said, the_time_is


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[None]:
    clinic()
    with the_time_is():
        yield


def send_roles(person: User, **typed: Any) -> HttpResponse:
    stored = {"display_name": str(person), "roles": sorted(person.roles), "seen": staff_as_seen(person)}
    return client_of(Role.MANAGER).post(reverse("admin:accounts_user_roles", args=[person.pk]), {**stored, **typed})


def test_roles_are_changed_from_the_page_of_a_person_and_hold_at_once() -> None:
    nurse = staff(Role.NURSE)
    signed_in = client_of(nurse)
    page = client_of(Role.MANAGER).get(reverse("admin:accounts_user_change", args=[nurse.pk]))
    assert reverse("admin:accounts_user_roles", args=[nurse.pk]) in page.content.decode()

    answer = send_roles(nurse, roles=["auditor"])

    assert answer.status_code == 303
    assert "Auditor" in said(client_of(Role.MANAGER).get(answer.url))
    assert signed_in.get(reverse("admin:journey_patient_changelist")).status_code == 403


def test_last_manager_reads_why_the_role_stays() -> None:
    answer = send_roles(staff(Role.MANAGER), roles=["nurse"])

    assert answer.status_code == 422
    assert "Nobody else who can sign in is a manager. Make another person a manager first." in said(answer)


def test_manager_who_leaves_the_role_lands_on_the_work_queue() -> None:
    staff(Role.MANAGER, "Second Manager")

    assert send_roles(staff(Role.MANAGER), roles=["coordinator"]).url == reverse("admin:index")


def test_old_page_of_a_person_says_what_is_stored_and_what_was_typed() -> None:
    nurse = staff(Role.NURSE)
    seen = staff_as_seen(nurse)
    assert send_roles(nurse, display_name="Nurse Lee").status_code == 303

    answer = send_roles(nurse, display_name="Nurse Kim", roles=["coordinator"], seen=seen)

    assert answer.status_code == 409
    assert "Name shown to others Nurse Lee Nurse Kim Roles Nurse Coordinator" in said(answer)


def test_site_is_changed_from_the_list() -> None:
    site = Site.objects.get()
    manager = client_of(Role.MANAGER)
    address = reverse("admin:journey_site_change", args=[site.pk])
    assert address in manager.get(reverse("admin:journey_site_changelist")).content.decode()
    typed = {"name": "Harbour", "address": "1 Quay", "seen": site_as_seen(site)}

    answers = [manager.post(address, typed).status_code for _click in range(2)]
    late = manager.post(address, {**typed, "name": "Elm Street"})

    assert answers == [303, 303]
    assert late.status_code == 409
    assert "Name Harbour Elm Street" in said(late)
    assert Site.objects.get().name == "Harbour"
