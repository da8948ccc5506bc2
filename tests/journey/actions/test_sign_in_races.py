"""A sign-in that two change at once: the patient is locked first, then the sign-in, then its tickets, by everybody."""

from typing import Any

import pytest

from accounts import tickets
from accounts.choosing_password import choose_by_link, find_link
from accounts.models import Purpose, Ticket, User
from journey.actions.own_account import take_address
from journey.actions.renewing import renew_sign_in
from journey.models import Patient
from tests.builders import NOW, patient, staff
from tests.journey.actions.racing import in_between

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW, OTHER = "rosa@example.org", "rosa.new@example.org", "other@example.org"


@pytest.fixture
def rosa() -> Patient:
    return patient(email=OLD, password="three quiet words")


def lock(model: Any, key: Any) -> Any:
    return model.objects.select_for_update(of=("self",), no_key=True).get(pk=key)


def test_patient_proves_an_address_while_the_desk_gives_a_new_way_in(rosa: Patient) -> None:
    assert rosa.user is not None
    ticket = tickets.make(purpose=Purpose.NEW_ADDRESS, address=NEW, user=rosa.user, at=NOW)
    code, desk = tickets.give_code(ticket, at=NOW), staff("coordinator")

    _, taken = in_between(
        lambda: lock(Patient, rosa.pk),
        lambda: take_address(ticket=ticket, typed=code, by=rosa.user, at=NOW),
        lambda: renew_sign_in(patient=rosa, address=OTHER, seen=True, by=desk, at=NOW),
    )

    assert taken is False, "what the desk did ended every code"
    rosa.refresh_from_db()
    assert rosa.email == OTHER


def test_password_by_a_link_while_the_sign_in_loses_its_tickets(rosa: Patient) -> None:
    user = rosa.user
    assert user is not None
    ticket = tickets.make(purpose=Purpose.RESET, address=OLD, user=user, at=NOW)
    token = tickets.give_link(ticket, at=NOW, of="")
    link = find_link(token, at=NOW)
    assert link is not None

    _, chosen = in_between(
        lambda: lock(User, user.pk),
        lambda: choose_by_link(link, user, "four other quiet words", at=NOW),
        lambda: tickets.end_all(user, at=NOW),
    )

    assert chosen is False
    assert not User.objects.get(pk=user.pk).check_password("four other quiet words")
    assert Ticket.objects.get().ended_at == NOW
