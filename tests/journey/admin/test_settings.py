"""The clinic's settings, its sites, its staff, and standing for a rule set."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from journey.models import Clinic, PathwayVersion, Site
from tests.builders import NOW, clinic, pathway_version, patient, staff
from tests.journey.admin.staff_pages import client_of, index, said, the_time_is


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[None]:
    with the_time_is(NOW):
        yield


def settings_of(one: Clinic, **changed: Any) -> dict[str, Any]:
    known = {field.name: getattr(one, field.name) for field in Clinic._meta.fields if field.name != "id"}
    return {**{name: "" if value is None else value for name, value in known.items()}, **changed}


def at(one: Clinic) -> str:
    return reverse("admin:journey_clinic_change", args=[one.pk])


# Settings ---------------------------------------------------------------------------------------------


def test_settings_list_is_the_one_page() -> None:
    one = clinic()

    assert client_of(Role.MANAGER).get(reverse("admin:journey_clinic_changelist"))["Location"] == at(one)


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.NURSE, Role.COORDINATOR, Role.AUDITOR])
def test_settings_are_for_managers(role: Role) -> None:
    one, client = clinic(), client_of(role)

    answers = {client.get(at(one)).status_code, client.post(at(one), settings_of(one, name="Mine")).status_code}

    assert answers == {403}
    assert Clinic.objects.get().name == one.name


def test_settings_are_saved_and_shown_everywhere() -> None:
    one, client = clinic(), client_of(Role.MANAGER)

    response = client.post(at(one), settings_of(one, name="Oak Lane Clinic"))

    assert response.status_code == 303
    assert "Oak Lane Clinic" in said(index(client))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"time_zone": "Mars/Base"}, "Choose a time zone that this server knows"),
        ({"opening_hours": "whenever"}, "“whenever” cannot be read"),
        ({"cooling_off_days": "0"}, "The cooling-off time is at least 1 day."),
        ({"cooling_off_days": "-1"}, "greater than or equal to 0"),
        ({"name": ""}, "This field is required."),
        ({"sender_name": "Elm Hand Clinic"}, "“Hand” tells what the patient is treated for."),
        ({"sender_name": "Stem Cell Post"}, "“Stem” tells what the patient is treated for."),
    ],
)
def test_settings_that_do_not_fit_are_refused_and_kept_in_the_form(changed: dict[str, str], sentence: str) -> None:
    one = clinic()

    response = client_of(Role.MANAGER).post(at(one), settings_of(one, clinic_phone="01632 960 555", **changed))

    assert response.status_code == 422
    assert sentence in said(response)
    assert "01632 960 555" in response.content.decode()
    assert Clinic.objects.get().version == 1


def test_settings_changed_by_another_manager_show_both_values() -> None:
    """LOG-04: nothing of the first is written over; the second sees both values."""
    one = clinic()
    old = settings_of(one, clinic_phone="01632 960 555")
    client_of(Role.MANAGER).post(at(one), settings_of(one, clinic_phone="01632 960 777"))

    response = client_of(staff(Role.MANAGER, "Second Manager")).post(at(one), old)

    assert response.status_code == 409
    assert "clinic phone 01632 960 777 01632 960 555" in said(response).lower()
    assert Clinic.objects.get().clinic_phone == "01632 960 777"


def test_settings_without_a_version_count_as_an_old_page() -> None:
    one = clinic()

    response = client_of(Role.MANAGER).post(at(one), settings_of(one, version="", name="Oak Lane Clinic"))

    assert response.status_code == 409
    assert Clinic.objects.get().name == one.name


def test_no_clinic_has_a_name_that_messages_come_from_before_somebody_chose_it() -> None:
    assert "sender_name" in Clinic(name="Elm Street").missing()


def test_settings_that_are_empty_are_named() -> None:
    one = clinic(emergency_number="", sender_name=" ")

    assert "Still empty: emergency number, name that messages come from." in said(client_of(Role.MANAGER).get(at(one)))


# Sites and staff --------------------------------------------------------------------------------------


def test_add_a_site() -> None:
    clinic()

    response = client_of(Role.MANAGER).post(reverse("admin:journey_site_add"), {"name": "Harbour", "address": "1 Quay"})

    assert response.status_code == 303
    assert Site.objects.filter(name="Harbour").exists()


@pytest.mark.parametrize("name", ["admin:journey_site_add", "admin:accounts_user_add"])
@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.NURSE, Role.COORDINATOR, Role.AUDITOR])
def test_adding_sites_and_staff_is_for_managers(name: str, role: Role) -> None:
    client = client_of(role)

    assert client.get(reverse(name)).status_code == client.post(reverse(name), {"name": "X"}).status_code == 403


def person(**changed: Any) -> dict[str, Any]:
    return {
        "display_name": "Dr Lind",
        "username": "lind",
        "roles": ["clinician"],
        "email": "lind@clinic.example",
    } | changed


def test_add_staff_gives_them_their_roles_and_no_password() -> None:
    client_of(Role.MANAGER).post(reverse("admin:accounts_user_add"), person(roles=["clinician", "manager"]))

    lind = User.objects.get(username="lind")
    assert lind.is_staff
    assert not lind.is_superuser
    assert lind.roles == {Role.CLINICIAN, Role.MANAGER}
    assert not lind.has_usable_password()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["superuser"]}, "superuser"),
        ({"email": ""}, "Enter their e-mail address."),
        ({"email": "lind@"}, "Enter an e-mail address such as name@example.com."),
        ({"email": "KIM@clinic.example"}, "Another member of staff has this e-mail address."),
        ({"username": "NURSE.KIM"}, "This sign-in name is taken."),
        ({"username": "two words"}, "Enter a valid username."),
    ],
)
def test_add_staff_refuses_with_a_sentence(changed: dict[str, Any], sentence: str) -> None:
    User.objects.filter(pk=staff(Role.NURSE).pk).update(email="kim@clinic.example")

    response = client_of(Role.MANAGER).post(reverse("admin:accounts_user_add"), person(**changed))

    assert response.status_code == 422
    assert sentence in said(response)
    assert not User.objects.filter(display_name="Dr Lind").exists()


def test_staff_list_holds_no_patients() -> None:

    someone = patient("Rosa Marsh")
    client = client_of(Role.MANAGER)

    assert "Rosa" not in said(client.get(reverse("admin:accounts_user_changelist")))
    assert client.get(reverse("admin:accounts_user_change", args=[someone.user.pk])).status_code == 404


def test_closed_sign_in_stays_closed_after_a_second_click() -> None:
    clinic()
    nurse = staff(Role.NURSE)
    signed_in, manager = client_of(nurse), client_of(Role.MANAGER)
    address = reverse("admin:accounts_user_sign_in", args=[nurse.pk])

    answers = [manager.post(address, {"opens": "False"}).status_code for _click in range(2)]

    nurse.refresh_from_db()
    assert answers == [303, 303]
    assert not nurse.is_active
    assert index(signed_in).status_code in {302, 404}


def test_manager_cannot_close_their_own_sign_in() -> None:
    manager = staff(Role.MANAGER)
    address = reverse("admin:accounts_user_sign_in", args=[manager.pk])

    response = client_of(manager).post(address, {"opens": "False"})

    manager.refresh_from_db()
    assert response.status_code == 422
    assert manager.is_active


# Pathway versions ---------------------------------------------------------------------------------------


def version_at(name: str, version: PathwayVersion) -> str:
    return reverse(f"admin:journey_pathwayversion_{name}", args=[version.pk])


def test_rules_page_shows_every_rule_of_the_version() -> None:
    version = pathway_version(approved=False)
    words = said(client_of(Role.NURSE).get(version_at("rules", version)))

    for rule in (*version.content.triage.rules, *version.content.readiness.rules):
        assert f" {rule.id} " in words


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR, Role.MANAGER, Role.AUDITOR])
def test_approving_rules_is_for_clinicians(role: Role) -> None:
    version = pathway_version(approved=False)

    answers = {
        client_of(role).get(version_at("approve", version)).status_code,
        client_of(role).post(version_at("approve", version), {"agree": "on"}).status_code,
    }

    version.refresh_from_db()
    assert answers == {403}
    assert version.rules_approved_at is None


def test_approving_rules_needs_the_tick() -> None:
    version = pathway_version(approved=False)

    response = client_of(Role.CLINICIAN).post(version_at("approve", version), {})

    version.refresh_from_db()
    assert response.status_code == 422
    assert version.rules_approved_at is None


def test_approving_rules_twice_is_one_approval_and_another_reads_who_was_first() -> None:
    version = pathway_version(approved=False)
    address = version_at("approve", version)
    first, second = client_of(Role.CLINICIAN), client_of(staff(Role.CLINICIAN, "Dr Lind"))

    answers = [client.post(address, {"agree": "on"}) for client in (first, first, second)]

    version.refresh_from_db()
    assert [each.status_code for each in answers] == [303, 303, 409]
    assert "Dr Osei approved these rules already." in said(answers[2])
    assert version.rules_approved_by == staff(Role.CLINICIAN)
