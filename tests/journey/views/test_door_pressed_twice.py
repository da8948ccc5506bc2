"""A form at the door pressed twice without JavaScript: the same person comes to the same place, nobody else does."""

from collections.abc import Callable
from copy import copy
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from journey.actions.inviting import invite_patient
from journey.models import Caregiver, Patient
from tests.builders import helper_of, patient, staff
from tests.journey.actions.racing import at_once
from tests.journey.views.door_pages import link_for, who_is_in
from tests.journey.views.test_door_helper import join, link_to, theirs
from tests.journey.views.test_door_invitation import come_in
from tests.post import newest_to, path_in

pytestmark = pytest.mark.django_db
ADDRESS = "rosa@example.org"


@pytest.fixture
def rosa() -> Patient:
    return patient(email=ADDRESS)


def with_form(link: str) -> Client:
    """A browser that has the page of the form open: it has the cookie that the form came with."""
    client = Client()
    client.get(f"{link}join/")
    assert client.cookies[settings.CSRF_COOKIE_NAME].value
    return client


def twin(client: Client) -> Client:
    """The same browser at the same moment: what it sends before the answer to the first press is there."""
    other = Client()
    other.cookies = copy(client.cookies)
    other.cookies.clear()
    for name, morsel in client.cookies.items():
        other.cookies[name] = morsel.value
    return other


class TestHelper:
    def test_second_press_leads_to_the_same_person_signed_in(self, rosa: Patient) -> None:
        link = link_to(rosa)
        first = with_form(link)
        second = twin(first)

        answers = [join(client, link, rosa) for client in (first, second)]

        assert {answer["Location"] for answer in answers} == {theirs(rosa)}
        assert User.objects.filter(email="ana@example.org").count() == 1
        assert second.get(theirs(rosa)).status_code == 200

    def test_second_press_with_the_answer_already_there_leads_there_too(self, rosa: Patient) -> None:
        link = link_to(rosa)
        client = with_form(link)
        join(client, link, rosa)
        again = join(client, link, rosa)
        assert (again.status_code, again["Location"]) == (303, theirs(rosa))
        assert client.get(link)["Location"] == theirs(rosa)

    def test_helper_with_a_sign_in_presses_twice(self, rosa: Patient) -> None:
        helper = helper_of(patient("Ken Ode"), "see", "Bo").user
        link = link_to(rosa)
        client = Client()
        client.force_login(helper)
        answers = [join(client, link, rosa) for _ in range(2)]
        assert [(each.status_code, each["Location"]) for each in answers] == [(303, theirs(rosa))] * 2
        assert Caregiver.objects.filter(patient=rosa, user=helper).count() == 1

    @pytest.mark.parametrize("who", ["another browser", "the next person here", "somebody else signed in", "no cookie"])
    def test_used_link_leads_nobody_else_anywhere(self, rosa: Patient, who: str) -> None:
        link = link_to(rosa)
        first = with_form(link)
        join(first, link, rosa)
        first.post(reverse("account_logout"))
        others: dict[str, Callable[[], Client]] = {
            "another browser": lambda: with_form("/sign-in/forgotten/"),
            "the next person here": lambda: first,
            "somebody else signed in": lambda: _signed_in(patient("Ken Ode")),
            "no cookie": Client,
        }
        if who == "another browser":
            client = Client()
            client.get(reverse("account_login"))
        else:
            client = others[who]()
        answer = join(client, link, rosa)
        assert answer.status_code == 404
        assert client.get(theirs(rosa)).status_code in {302, 404}

    def test_looking_at_the_used_link_signs_nobody_in(self, rosa: Patient) -> None:
        link = link_to(rosa)
        first = with_form(link)
        second = twin(first)
        join(first, link, rosa)
        assert second.get(link).status_code == 404
        assert second.get(f"{link}join/").status_code == 404

    def test_closed_sign_in_does_not_come_back_by_a_second_press(self, rosa: Patient) -> None:
        link = link_to(rosa)
        first = with_form(link)
        second = twin(first)
        join(first, link, rosa)
        User.objects.filter(email="ana@example.org").update(is_active=False)
        assert join(second, link, rosa).status_code == 404


def _signed_in(who: Patient) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


class TestPatient:
    def test_invitation_pressed_twice_lets_the_same_person_in(self) -> None:
        rosa = patient(user=None, email=ADDRESS)
        invite_patient(patient=rosa, by=staff("coordinator"), at=timezone.now())
        link = path_in(newest_to(ADDRESS))
        first = Client()
        first.get(f"{link}come-in/")
        second = twin(first)

        answers = [come_in(client, link, rosa) for client in (first, second)]

        assert {each.status_code for each in answers} == {302}
        assert len({each["Location"] for each in answers}) == 1
        assert who_is_in(second) == "Rosa Marsh"
        assert User.objects.filter(email=ADDRESS).count() == 1

    def test_new_password_pressed_twice_leads_to_the_sign_in_page_and_signs_nobody_in(self, rosa: Patient) -> None:
        first = Client()
        link = link_for(first, ADDRESS)
        first.get(link)
        second = twin(first)
        answers: list[HttpResponse] = [each.post(link, {"password": "three quiet words"}) for each in (first, second)]
        assert {(each.status_code, each["Location"]) for each in answers} == {(303, reverse("account_login"))}
        assert who_is_in(second) == ""


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_helper(transactional_db: Any) -> None:
    rosa = patient(email=ADDRESS)
    link = link_to(rosa)
    first = with_form(link)
    second = twin(first)

    answers = at_once(lambda: join(first, link, rosa), lambda: join(second, link, rosa))

    assert [getattr(each, "status_code", each) for each in answers] == [302, 302]
    assert {each["Location"] for each in answers} == {theirs(rosa)}
    assert User.objects.filter(email="ana@example.org").count() == 1
