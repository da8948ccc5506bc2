"""Signing in with a code by mail, alone and in a household that shares an address."""

import logging
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail as server
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from accounts.models import User
from journey.actions.arriving import MOST_WRONG_BIRTHS
from journey.models import Patient
from tests.builders import NOW, patient, staff
from tests.factors import set_up_app
from tests.journey.views.door_pages import (
    BORN,
    CODE,
    SEND,
    ask_for_code,
    is_in,
    say_birth,
    sign_in_by_code,
    type_code,
    who_is_in,
)
from tests.post import code_in, delivered, newest_to

pytestmark = pytest.mark.django_db
ADDRESS = "marsh@example.org"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
    logging.disable(logging.NOTSET)


@pytest.fixture
def rosa() -> Patient:
    return patient("Rosa Marsh", email=ADDRESS, date_of_birth=date(1961, 5, 4))


@pytest.fixture
def ken(rosa: Patient) -> Patient:
    """Her husband; they share the address."""
    return patient("Ken Marsh", email=ADDRESS, date_of_birth=date(1958, 2, 27))


class TestAlone:
    def test_easy_ways_stand_before_the_password(self, client: Client) -> None:
        page = client.get("/accounts/login/").content.decode()
        ways = [page.index(words) for words in ("E-mail me a code", "Use a passkey", "With a password")]
        assert ways == sorted(ways)

    def test_code_of_the_mail_signs_in(self, client: Client, rosa: Patient) -> None:
        response = sign_in_by_code(client, ADDRESS)
        assert (response.status_code, response.headers["Location"]) == (302, "/")
        assert who_is_in(client) == "Rosa Marsh"

    def test_page_that_was_wanted_comes_next(self, client: Client, rosa: Patient) -> None:
        assert sign_in_by_code(client, ADDRESS, next="/answers/").headers["Location"] == "/answers/"

    @pytest.mark.parametrize(
        "page", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
    )
    def test_page_on_another_site_does_not(self, client: Client, rosa: Patient, page: str) -> None:
        """RED-01"""
        assert sign_in_by_code(client, ADDRESS, next=page).headers["Location"] == "/"

    def test_code_is_not_good_in_another_browser(self, client: Client, rosa: Patient) -> None:
        ask_for_code(client, ADDRESS)
        code, other = code_in(newest_to(ADDRESS)), Client()
        ask_for_code(other, "nobody@example.org")
        assert type_code(other, code).status_code == 422
        assert not is_in(other)

    def test_new_code_cancels_the_one_before(self, client: Client, rosa: Patient) -> None:
        ask_for_code(client, ADDRESS)
        first = code_in(newest_to(ADDRESS))
        ask_for_code(client, ADDRESS)
        second = code_in(newest_to(ADDRESS))
        assert type_code(client, first).status_code == 422
        assert type_code(client, second).status_code == 302

    def test_used_code_is_not_good_again(self, client: Client, rosa: Patient) -> None:
        ask_for_code(client, ADDRESS)
        code = code_in(newest_to(ADDRESS))
        kept = client.cookies["sessionid"].value
        type_code(client, code)
        replay = Client()
        replay.cookies["sessionid"] = kept
        type_code(replay, code)
        assert not is_in(replay)

    def test_old_code_is_refused_and_a_new_one_helps(
        self, client: Client, rosa: Patient, clock: time_machine.Traveller
    ) -> None:
        ask_for_code(client, ADDRESS)
        code = code_in(newest_to(ADDRESS))
        clock.shift(timedelta(minutes=10))
        assert type_code(client, code).status_code == 422
        assert sign_in_by_code(client, ADDRESS).status_code == 302

    def test_opening_the_pages_uses_nothing_up(self, client: Client, rosa: Patient) -> None:
        ask_for_code(client, ADDRESS)
        code = code_in(newest_to(ADDRESS))
        for _ in range(10):
            assert client.get(CODE).status_code == 200
        assert type_code(client, code).status_code == 302

    def test_patient_with_an_app_for_codes_is_still_asked_for_one(self, client: Client, rosa: Patient) -> None:
        assert rosa.user is not None
        set_up_app(rosa.user)
        assert "second-factor" in sign_in_by_code(client, ADDRESS).headers["Location"]
        assert not is_in(client)

    @pytest.mark.parametrize(
        "address", ["", "rosa", "a@b", "rosa@example.org\nBcc: x@y.org", "x" * 300 + "@example.org"]
    )
    def test_address_that_is_none_is_refused_at_its_field(self, client: Client, rosa: Patient, address: str) -> None:
        """BAD-01, INJ-04"""
        response = ask_for_code(client, address)
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()
        assert delivered() == []

    def test_session_is_a_new_one(self, client: Client, rosa: Patient) -> None:
        """SES-01"""
        ask_for_code(client, ADDRESS)
        before = client.cookies["sessionid"].value
        type_code(client, code_in(newest_to(ADDRESS)))
        assert client.cookies["sessionid"].value != before

    def test_address_of_the_record_that_nobody_confirmed_gets_no_code(self, client: Client) -> None:
        """What staff typed may be wrong: a stranger must not come in by it."""
        person = patient("Rosa Marsh", email=ADDRESS)
        User.objects.filter(pk=person.user_id).update(email="")
        ask_for_code(client, ADDRESS)
        assert delivered() == []

    def test_mail_says_nothing_about_the_patient(self, client: Client, rosa: Patient) -> None:
        ask_for_code(client, ADDRESS)
        message = newest_to(ADDRESS)
        assert isinstance(message, EmailMultiAlternatives)
        html = re.sub(r"<[^>]*>", " ", str(message.alternatives[0].content))
        words = f"{message.subject} {message.body} {html} {message.from_email}".lower()
        for told in ("rosa", "marsh", "elm street", "hand", "stem", "injection", rosa.record_no.lower()):
            assert not re.search(rf"\b{told}\b", words), told


class TestHousehold:
    def test_date_of_birth_picks_the_person_and_no_name_is_listed(
        self, client: Client, rosa: Patient, ken: Patient
    ) -> None:
        assert sign_in_by_code(client, ADDRESS).headers["Location"] == BORN
        page = client.get(BORN).content.decode()
        for name in ("Rosa", "Ken", "Marsh"):
            assert name not in page
        assert say_birth(client, 27, 2, 1958).headers["Location"] == "/"
        assert who_is_in(client) == "Ken Marsh"

    def test_code_alone_opens_nothing(self, client: Client, rosa: Patient, ken: Patient) -> None:
        sign_in_by_code(client, ADDRESS)
        assert not is_in(client)

    def test_date_without_a_code_opens_nothing(self, client: Client, rosa: Patient, ken: Patient) -> None:
        ask_for_code(client, ADDRESS)
        assert say_birth(client, 27, 2, 1958).headers["Location"].startswith("/accounts/login/")
        assert not is_in(client)

    def test_wrong_dates_are_counted_and_then_even_the_right_one_is_refused(
        self, client: Client, rosa: Patient, ken: Patient
    ) -> None:
        sign_in_by_code(client, ADDRESS)
        for day in range(MOST_WRONG_BIRTHS):
            assert say_birth(client, day + 1, 1, 1950).status_code == 422
        say_birth(client, 27, 2, 1958)
        assert not is_in(client)

    def test_wrong_dates_are_counted_over_several_codes_too(
        self, client: Client, rosa: Patient, ken: Patient, clock: time_machine.Traveller
    ) -> None:
        for round_ in range(4):
            clock.shift(timedelta(minutes=11))
            sign_in_by_code(client, ADDRESS)
            for day in range(MOST_WRONG_BIRTHS):
                say_birth(client, day + 1, round_ + 1, 1950)
        clock.shift(timedelta(minutes=11))
        sign_in_by_code(client, ADDRESS)
        say_birth(client, 27, 2, 1958)
        assert not is_in(client)

    def test_date_must_follow_the_code_soon(
        self, client: Client, rosa: Patient, ken: Patient, clock: time_machine.Traveller
    ) -> None:
        sign_in_by_code(client, ADDRESS)
        clock.shift(timedelta(minutes=10))
        say_birth(client, 27, 2, 1958)
        assert not is_in(client)

    def test_partner_without_a_sign_in_does_not_come_in_as_the_other(self, client: Client, rosa: Patient) -> None:
        patient("Ken Marsh", email=ADDRESS, date_of_birth=date(1958, 2, 27), user=None)
        assert sign_in_by_code(client, ADDRESS).headers["Location"] == BORN
        assert say_birth(client, 27, 2, 1958).status_code == 422
        assert not is_in(client)

    def test_two_of_one_birthday_are_not_mixed_up(self, client: Client, rosa: Patient) -> None:
        patient("Ann Marsh", email=ADDRESS, date_of_birth=rosa.date_of_birth)
        sign_in_by_code(client, ADDRESS)
        assert say_birth(client, 4, 5, 1961).status_code == 422
        assert not is_in(client)

    def test_date_that_is_none_says_what_is_wrong_and_costs_no_try(
        self, client: Client, rosa: Patient, ken: Patient
    ) -> None:
        """BAD-03"""
        sign_in_by_code(client, ADDRESS)
        for _ in range(MOST_WRONG_BIRTHS + 1):
            assert say_birth(client, 31, 4, 1958).status_code == 422
        assert say_birth(client, 27, 2, 1958).status_code == 302


class TestStaff:
    def test_code_is_never_sent_to_staff(self, client: Client) -> None:
        nurse = staff("nurse")
        User.objects.filter(pk=nurse.pk).update(email="kim@example.org")
        ask_for_code(client, "kim@example.org")
        assert delivered() == []

    def test_member_of_staff_who_is_a_patient_too_comes_in_as_a_patient(self, client: Client, rosa: Patient) -> None:
        User.objects.filter(pk=staff("nurse").pk).update(email=ADDRESS)
        sign_in_by_code(client, ADDRESS)
        assert who_is_in(client) == "Rosa Marsh"


class TestSharedBrowser:
    def test_who_is_in_already_is_not_changed_by_a_code(self, client: Client, rosa: Patient) -> None:
        """SES-09"""
        other = patient("Ann Reed", email="ann@example.org")
        sign_in_by_code(client, "ann@example.org")
        assert client.post(SEND, {"address": ADDRESS}).status_code == 303
        assert len(server.outbox) == 1
        assert who_is_in(client) == other.full_name

    def test_next_person_finds_nothing_of_the_one_before(self, client: Client, rosa: Patient, ken: Patient) -> None:
        """SES-09: somebody typed a code, left before the date of birth, and another person signs in."""
        sign_in_by_code(client, ADDRESS)
        ann = patient("Ann Reed", email="ann@example.org")
        sign_in_by_code(client, "ann@example.org")
        assert who_is_in(client) == ann.full_name
        client.post("/accounts/logout/")
        assert client.get(BORN).headers["Location"].startswith("/accounts/login/")
