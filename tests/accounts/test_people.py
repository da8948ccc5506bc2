"""People who sign in: their roles, and how their passwords are kept."""

from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from tests.builders import patient, staff


class TestRoles:
    def test_every_role_has_its_group_made_by_migration(self) -> None:
        made = import_module("accounts.migrations.0002_roles_and_shared_cache").ROLES
        assert sorted(made) == sorted(Role)

    @pytest.mark.django_db
    @pytest.mark.parametrize("role", list(Role))
    def test_member_of_staff_has_the_role_of_their_group(self, role: Role) -> None:
        assert staff(role).roles == {role}

    @pytest.mark.django_db
    def test_groups_that_are_no_roles_give_none(self) -> None:
        user = staff(Role.NURSE)
        user.groups.add(Group.objects.create(name="choir"))
        assert User.objects.get(pk=user.pk).roles == {Role.NURSE}

    @pytest.mark.django_db
    def test_patient_has_no_role_whatever_their_groups(self) -> None:
        user = patient().user
        assert user is not None
        user.groups.add(staff(Role.CLINICIAN).groups.get())
        assert User.objects.get(pk=user.pk).roles == frozenset()

    @pytest.mark.django_db
    def test_roles_are_read_once(self, django_assert_num_queries: Any) -> None:
        user = User.objects.get(pk=staff(Role.NURSE).pk)
        with django_assert_num_queries(1):
            assert user.roles == user.roles == {Role.NURSE}


class TestName:
    @pytest.mark.parametrize(("display", "shown"), [("Nurse Kim", "Nurse Kim"), ("", "kim.n")])
    def test_others_read_the_display_name_and_else_the_sign_in_name(self, display: str, shown: str) -> None:
        assert str(User(username="kim.n", display_name=display)) == shown


class TestPasswords:
    """CFG-06, PWD-01: Argon2 at the measured cost, and what may be a password."""

    def test_password_is_kept_with_argon2id(self) -> None:
        kept = make_password("four plain words here")
        assert kept.startswith("argon2$argon2id$v=19$")  # its cost: tests/config/test_production.py
        assert check_password("four plain words here", kept)

    @pytest.mark.parametrize(
        "password", ["x" * 64, " leading and trailing ", "пароль из слов", "🙂🙂🙂🙂🙂🙂🙂🙂", "x" * 4096]
    )
    def test_long_or_unusual_password_is_kept_exactly_as_typed(self, password: str) -> None:
        kept = make_password(password)
        assert check_password(password, kept)
        assert not check_password(password.strip() + "!", kept)

    def test_password_of_an_older_kind_is_renewed_at_the_next_sign_in(self) -> None:
        older = make_password("four plain words here", hasher="pbkdf2_sha256")
        renewed: list[str] = []
        assert check_password("four plain words here", older, setter=renewed.append)
        assert renewed == ["four plain words here"]
        assert identify_hasher(make_password(renewed[0])).algorithm == "argon2"


class TestAddressOfStaff:
    """Held by the database, whoever writes."""

    @pytest.mark.django_db
    def test_no_two_of_staff_share_one_and_patients_may(self) -> None:
        kim, lee = staff(Role.NURSE), staff(Role.NURSE, "Nurse Lee")
        User.objects.filter(pk=kim.pk).update(email="kim@example.org")
        with pytest.raises(IntegrityError, match="user_staff_address_once"), transaction.atomic():
            User.objects.filter(pk=lee.pk).update(email="KIM@example.org")
        for name in ("Rosa Marsh", "Ken Marsh"):
            patient(name, email="kim@example.org")

    @pytest.mark.django_db
    def test_change_has_its_time_and_its_person(self) -> None:
        kim = staff(Role.NURSE)
        with pytest.raises(IntegrityError, match="user_address_change_paired"), transaction.atomic():
            User.objects.filter(pk=kim.pk).update(address_changed_by=kim)
