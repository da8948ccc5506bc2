"""A manager takes a colleague's second factor away, when phone and codes are gone."""

import pytest

from accounts import second_factor
from accounts.roles import Role
from journey.actions.staff import reset_second_factor
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from tests.builders import NOW, staff
from tests.factors import set_up_app

pytestmark = pytest.mark.django_db


def test_reset_by_a_manager_takes_factor_and_codes(caplog: pytest.LogCaptureFixture) -> None:
    nurse, manager = staff(Role.NURSE), staff(Role.MANAGER)
    set_up_app(nurse)
    second_factor.new_recovery_codes(nurse)

    reset_second_factor(person=nurse, by=manager, at=NOW)

    assert not second_factor.has_one(nurse)
    assert second_factor.unused_codes(nurse) == 0
    assert f"second factor of {nurse.pk} reset by {manager.pk}" in caplog.text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER}))
def test_reset_by_anybody_else_is_not_permitted(role: Role) -> None:
    nurse = staff(Role.NURSE, "Nurse Lee")
    set_up_app(nurse)
    with pytest.raises(NotPermitted):
        reset_second_factor(person=nurse, by=staff(role), at=NOW)
    assert second_factor.has_one(nurse)


def test_manager_does_not_reset_their_own() -> None:
    manager = staff(Role.MANAGER)
    set_up_app(manager)
    with pytest.raises(NotAccepted, match="your own"):
        reset_second_factor(person=manager, by=manager, at=NOW)
    assert second_factor.has_one(manager)


def test_reset_of_nothing_says_so() -> None:
    with pytest.raises(MoveNotAllowed):
        reset_second_factor(person=staff(Role.NURSE), by=staff(Role.MANAGER), at=NOW)
