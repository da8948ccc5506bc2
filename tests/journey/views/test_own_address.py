"""Changing one's own e-mail address: proved by a code, told to the old one, silent about everybody else (MFA-04)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.door_limits import ASKED_FOR_ADDRESS, TRIED_FOR_ADDRESS
from accounts.models import Trace, User
from accounts.roles import Role
from accounts.tickets import GOOD_FOR, MOST_WRONG
from journey.models import Patient
from tests.builders import NOW, helper_of, patient, staff
from tests.factors import PASSWORD
from tests.journey.views.account_pages import ACCOUNT, ADDRESS, CODE, ask_for, signed_in, type_code_of
from tests.journey.views.door_pages import is_in, link_for, say_birth, sign_in_by_code
from tests.post import code_in, delivered, newest_to

pytestmark = pytest.mark.django_db
OLD, NEW, KENS = "rosa@example.org", "new@example.org", "ken@example.org"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rosa() -> Patient:
    return patient("Rosa Marsh", email=OLD, password=PASSWORD, date_of_birth=date(1961, 5, 4))


def address_of(person: Patient) -> tuple[str, str]:
    """Of the sign-in, and of the record."""
    person = Patient.objects.select_related("user").get(pk=person.pk)
    assert person.user
    return person.user.email, person.email


def told(response: HttpResponse, typed: str) -> tuple[int, str]:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return response.status_code, text.replace(typed, "")


class TestChange:
    def test_code_of_the_new_address_changes_it_and_the_old_one_is_told(self, rosa: Patient) -> None:
        """MFA-04: nothing changes before that."""
        client = signed_in(rosa.user)
        assert ask_for(client, NEW).headers["Location"] == CODE
        assert address_of(rosa) == (OLD, OLD)

        assert type_code_of(client, NEW).headers["Location"] == ACCOUNT
        assert address_of(rosa) == (NEW, NEW)
        notice = newest_to(OLD)
        assert notice.subject == "Your e-mail address was changed"
        assert NEW not in notice.body + notice.subject
        assert not any(word in notice.body for word in ("Rosa", "hand", "http"))

    def test_next_code_to_sign_in_goes_to_the_new_address_only(self, rosa: Patient) -> None:
        client = signed_in(rosa.user)
        ask_for(client, NEW)
        type_code_of(client, NEW)
        sent = len(delivered())
        assert sign_in_by_code(Client(), NEW).status_code == 302
        assert len(delivered()) == sent + 1

    def test_change_leaves_a_row_without_the_secret(self, rosa: Patient) -> None:
        client = signed_in(rosa.user)
        ask_for(client, NEW)
        type_code_of(client, NEW)
        rows = Trace.objects.filter(kind="change", actor_id=rosa.user_id, page="patient:new_address_code")
        assert {row.table_name for row in rows} >= {"accounts_user", "journey_patient", "accounts_ticket"}
        (row,) = rows.filter(table_name="accounts_user")
        assert (row.before["email"], row.after["email"]) == (OLD, NEW)

    def test_address_for_somebody_who_had_none(self) -> None:
        ann = patient("Ann Reed", password=PASSWORD)
        client = signed_in(ann.user)
        ask_for(client, NEW)
        type_code_of(client, NEW)
        assert address_of(ann) == (NEW, NEW)
        assert [each.to for each in delivered()] == [[NEW]]

    def test_own_address_typed_again_is_said_so(self, rosa: Patient) -> None:
        answer = ask_for(signed_in(rosa.user), OLD.upper())
        assert answer.status_code == 422
        assert "This is your address already" in answer.content.decode()

    @pytest.mark.parametrize(
        "typed", ["", "rosa", "a@b", "x" * 300 + "@example.org", "a@example.org\nBcc: b@example.org"]
    )
    def test_what_is_no_address_is_refused(self, rosa: Patient, typed: str) -> None:
        """INJ-04"""
        assert ask_for(signed_in(rosa.user), typed).status_code == 422
        assert delivered() == []

    def test_staff_have_no_such_page(self) -> None:
        client = signed_in(staff(Role.NURSE, password=PASSWORD))
        assert {client.get(ADDRESS).status_code, client.post(ADDRESS).status_code, client.get(CODE).status_code} == {
            404
        }


class TestOnce:
    def test_code_pressed_twice_changes_once_and_tells_once(self, rosa: Patient) -> None:
        """MFA-04"""
        client = signed_in(rosa.user)
        ask_for(client, NEW)
        code = code_in(newest_to(NEW))
        answers = [client.post(CODE, {"code": code}) for _ in range(2)]
        assert [each.headers["Location"] for each in answers] == [ACCOUNT, ACCOUNT]
        assert [each.to for each in delivered()] == [[NEW], [OLD]]

    def test_code_that_is_used_changes_nothing_later(self, rosa: Patient, clock: time_machine.Traveller) -> None:
        """MFA-04: changed back meanwhile, the first code is dead."""
        client = signed_in(rosa.user)
        ask_for(client, NEW)
        code = code_in(newest_to(NEW))
        client.post(CODE, {"code": code})
        clock.shift(timedelta(seconds=9))
        ask_for(client, OLD)
        type_code_of(client, OLD)
        client.post(CODE, {"code": code})
        assert address_of(rosa) == (OLD, OLD)

    def test_only_the_newest_of_two_changes_counts_also_from_another_device(
        self, rosa: Patient, clock: time_machine.Traveller
    ) -> None:
        """MFA-04"""
        one, other = signed_in(rosa.user), signed_in(rosa.user)
        ask_for(one, NEW)
        first = code_in(newest_to(NEW))
        clock.shift(timedelta(seconds=9))
        ask_for(other, "newer@example.org")
        assert one.post(CODE, {"code": first}).status_code == 422
        assert address_of(rosa) == (OLD, OLD)
        assert type_code_of(one, "newer@example.org").status_code == 303
        assert address_of(rosa)[0] == "newer@example.org"

    def test_code_of_another_person_fits_nothing(self, rosa: Patient) -> None:
        """MFA-04"""
        ken = patient("Ken Ode", email=KENS, password=PASSWORD)
        mine, his = signed_in(rosa.user), signed_in(ken.user)
        ask_for(mine, NEW)
        ask_for(his, "his-new@example.org")
        his_code = code_in(newest_to("his-new@example.org"))
        assert mine.post(CODE, {"code": his_code}).status_code == 422
        assert (address_of(rosa)[0], address_of(ken)[0]) == (OLD, KENS)

    def test_code_too_old_is_said_so(self, rosa: Patient, clock: time_machine.Traveller) -> None:
        client = signed_in(rosa.user)
        ask_for(client, NEW)
        code = code_in(newest_to(NEW))
        clock.shift(GOOD_FOR["new_address"])
        assert client.post(CODE, {"code": code}).status_code == 422
        assert "does not work any more" in client.get(CODE).content.decode()
        assert address_of(rosa) == (OLD, OLD)

    def test_guesses_end_the_code(self, rosa: Patient) -> None:
        client = signed_in(rosa.user)
        ask_for(client, NEW)
        code = code_in(newest_to(NEW))
        for _ in range(MOST_WRONG):
            client.post(CODE, {"code": "00000001"})
        assert client.post(CODE, {"code": code}).status_code == 422
        assert Trace.objects.filter(reason="code", outcome="failed", actor_id=rosa.user_id).count() == MOST_WRONG + 1

    def test_guesses_do_not_shut_out_the_owner_of_the_address(
        self, rosa: Patient, clock: time_machine.Traveller
    ) -> None:
        """BRU-03"""
        patient("Ken Ode", email=KENS)
        client = signed_in(rosa.user)
        ask_for(client, KENS)
        for _ in range(TRIED_FOR_ADDRESS.most + 1):
            client.post(CODE, {"code": "00000001"})
        clock.shift(timedelta(minutes=11))
        assert sign_in_by_code(Client(), KENS).status_code == 302

    def test_link_to_a_new_password_sent_to_the_old_address_is_dead(self, rosa: Patient) -> None:
        """PWD-04"""
        link = link_for(Client(), OLD)
        client = signed_in(rosa.user)
        ask_for(client, NEW)
        type_code_of(client, NEW)
        assert Client().get(link).status_code == 404


class TestWho:
    def test_it_is_asked_again_who_it_is(self, rosa: Patient, clock: time_machine.Traveller) -> None:
        """MFA-03"""
        client = signed_in(rosa.user)
        clock.shift(timedelta(minutes=6))
        assert client.get(ADDRESS).headers["Location"].startswith("/accounts/reauthenticate/")
        assert ask_for(client, NEW).headers["Location"].startswith("/accounts/reauthenticate/")
        assert delivered() == []

    def test_other_devices_are_out_and_this_one_stays(self, rosa: Patient) -> None:
        here, there = signed_in(rosa.user), signed_in(rosa.user)
        ask_for(here, NEW)
        type_code_of(here, NEW)
        assert (is_in(here), is_in(there)) == (True, False)


class TestSharing:
    @pytest.fixture
    def ken(self) -> Patient:
        return patient("Ken Ode", email=KENS, password=PASSWORD, date_of_birth=date(1958, 2, 27))

    def test_address_that_somebody_has_reads_like_a_free_one_and_its_owner_gets_a_mail(self, ken: Patient) -> None:
        """ENU-04"""
        answers = []
        for name, address in (("Ann Reed", KENS), ("Bea Reed", NEW)):
            client = signed_in(patient(name, password=PASSWORD).user)
            answers.append((told(ask_for(client, address), address), told(client.get(CODE), address)))
        assert answers[0] == answers[1]
        his, free = newest_to(KENS), newest_to(NEW)
        assert his.subject == free.subject == "Your code for this e-mail address"
        assert "Did you not ask for it?" in his.body
        assert address_of(ken) == (KENS, KENS)

    def test_as_many_statements_for_an_address_that_somebody_has(self, ken: Patient) -> None:
        """ENU-04: mail is written by a job, so the time tells nothing."""
        counts = []
        for name, address in (("Ann Reed", KENS), ("Bea Reed", NEW)):
            client, asked = signed_in(patient(name, password=PASSWORD).user), []
            with connection.execute_wrapper(lambda run, *rest, a=asked: a.append(1) or run(*rest)):
                ask_for(client, address)
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_two_may_share_and_the_date_of_birth_tells_them_apart(self, rosa: Patient, ken: Patient) -> None:
        """ENU-04"""
        client = signed_in(rosa.user)
        ask_for(client, KENS)
        type_code_of(client, KENS)
        assert address_of(rosa)[0] == address_of(ken)[0] == KENS
        at_the_door = Client()
        assert sign_in_by_code(at_the_door, KENS).headers["Location"] == "/sign-in/date-of-birth/"
        say_birth(at_the_door, 27, 2, 1958)
        assert at_the_door.get(ACCOUNT).context["page"].name == "Ken Ode"

    def test_nobody_fills_the_box_of_another(self, rosa: Patient, ken: Patient) -> None:
        """LOG-09"""
        client = signed_in(rosa.user)
        for _ in range(ASKED_FOR_ADDRESS.most):
            assert ask_for(client, KENS).status_code == 303
        assert ask_for(client, KENS).status_code == 422
        assert len([each for each in delivered() if each.to == [KENS]]) <= ASKED_FOR_ADDRESS.most

    def test_address_of_a_helper_is_theirs_alone(self, rosa: Patient, ken: Patient) -> None:
        """Else a code would let neither of them in; said only once the box is shown to be theirs to read."""
        ana = helper_of(rosa, password=PASSWORD).user
        User.objects.filter(pk=ana.pk).update(email="ana@example.org")
        for person, address in ((ken.user, "ana@example.org"), (ana, OLD)):
            client = signed_in(person)
            assert ask_for(client, address).status_code == 303
            answer = type_code_of(client, address)
            assert answer.status_code == 422
            assert "Helpers need one of their own" in answer.content.decode()
        assert (address_of(ken)[0], User.objects.get(pk=ana.pk).email) == (KENS, "ana@example.org")

    def test_helper_changes_theirs_too(self, rosa: Patient) -> None:
        client = signed_in(helper_of(rosa, password=PASSWORD).user)
        ask_for(client, NEW)
        assert type_code_of(client, NEW).headers["Location"] == ACCOUNT
        assert User.objects.filter(email=NEW).count() == 1
