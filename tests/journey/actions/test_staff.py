"""Who works here and as what: roles change for good reasons only, and somebody always can change them."""

from collections.abc import Callable

import pytest

from accounts.models import User
from accounts.roles import Role
from journey.actions.staff import edit_site, edit_staff, set_staff_active, site_as_seen, staff_as_seen
from journey.domain.errors import NotAccepted, NotPermitted, StaleVersion
from tests.builders import NOW, clinic, staff
from tests.journey.actions.racing import at_once, in_between


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_edit_staff_gives_another_name_and_other_roles(db: None) -> None:
    nurse = edit_staff(
        person=staff(Role.NURSE),
        display_name="Nurse Kim Lee",
        roles=["nurse", "coordinator"],
        by=staff(Role.MANAGER),
        at=NOW,
    )

    assert fresh(nurse).display_name == "Nurse Kim Lee"
    assert nurse.roles == fresh(nurse).roles == {Role.NURSE, Role.COORDINATOR}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_edit_staff_is_for_managers(db: None, role: Role) -> None:
    with pytest.raises(NotPermitted):
        edit_staff(person=staff(Role.NURSE), display_name="X", roles=["manager"], by=staff(role), at=NOW)


@pytest.mark.parametrize("roles", [[], ["superuser"]])
def test_edit_staff_needs_a_role_that_is_known(db: None, roles: list[str]) -> None:
    with pytest.raises(NotAccepted, match="at least one role"):
        edit_staff(person=staff(Role.NURSE), display_name="X", roles=roles, by=staff(Role.MANAGER), at=NOW)

    assert fresh(staff(Role.NURSE)).roles == {Role.NURSE}


def test_last_manager_stays_a_manager(db: None) -> None:
    manager = staff(Role.MANAGER)
    closed = staff(Role.MANAGER, "Past Manager")
    set_staff_active(person=closed, active=False, by=manager, at=NOW)

    with pytest.raises(NotAccepted, match="Make another person a manager first"):
        edit_staff(person=manager, display_name="Ms Reed", roles=["clinician"], by=manager, at=NOW)

    assert fresh(manager).roles == {Role.MANAGER}


def test_manager_may_go_once_there_is_another(db: None) -> None:
    manager, other = staff(Role.MANAGER), staff(Role.MANAGER, "Second Manager")
    set_staff_active(person=manager, active=False, by=other, at=NOW)

    with pytest.raises(NotAccepted):
        edit_staff(person=other, display_name="Second Manager", roles=["nurse"], by=other, at=NOW)


@pytest.mark.parametrize(
    "leave",
    [
        lambda person, by: set_staff_active(person=person, active=False, by=by, at=NOW),
        lambda person, by: edit_staff(person=person, display_name=str(person), roles=["nurse"], by=by, at=NOW),
    ],
    ids=["closed", "other role"],
)
def test_two_managers_who_send_each_other_away_leave_one(
    transactional_db: None, leave: Callable[[User, User], User]
) -> None:
    one, two = staff(Role.MANAGER), staff(Role.MANAGER, "Second Manager")

    found = in_between(lambda: leave(one, fresh(two)), lambda: leave(two, fresh(one)))

    assert sum(isinstance(each, NotAccepted) for each in found) == 1, found
    assert User.objects.filter(groups__name=Role.MANAGER, is_active=True).count() == 1


def test_many_managers_who_leave_at_once_leave_one(transactional_db: None) -> None:
    people = [staff(Role.MANAGER, f"Manager {number}") for number in range(4)]

    def leave(person: User) -> Callable[[], User]:
        return lambda: edit_staff(person=person, display_name=str(person), roles=["nurse"], by=fresh(person), at=NOW)

    found = at_once(*map(leave, people))

    assert sum(isinstance(each, NotAccepted) for each in found) == 1, found


def test_old_page_changes_nobody_and_a_repeat_changes_nothing(db: None) -> None:
    manager, nurse = staff(Role.MANAGER), staff(Role.NURSE)
    seen = staff_as_seen(nurse)
    edit_staff(person=nurse, display_name="Nurse Lee", roles=["nurse"], by=manager, at=NOW, seen=seen)

    edit_staff(person=nurse, display_name="Nurse Lee", roles=["nurse"], by=manager, at=NOW, seen=seen)
    with pytest.raises(StaleVersion):
        edit_staff(person=nurse, display_name="Nurse Kim", roles=["manager"], by=manager, at=NOW, seen=seen)

    assert (fresh(nurse).display_name, fresh(nurse).roles) == ("Nurse Lee", {Role.NURSE})


def test_edit_site_is_for_managers_and_not_from_an_old_page(db: None) -> None:
    site = clinic().sites.get()
    seen = site_as_seen(site)
    with pytest.raises(NotPermitted):
        edit_site(site=site, name="Quay", address="", by=staff(Role.COORDINATOR))

    edit_site(site=site, name="Quay", address="1 Quay", by=staff(Role.MANAGER), seen=seen)
    with pytest.raises(StaleVersion):
        edit_site(site=site, name="Harbour", address="", by=staff(Role.MANAGER), seen=seen)

    site.refresh_from_db()
    assert (site.name, site.address) == ("Quay", "1 Quay")
