"""A forgotten password: the link of the mail, used once, by the right person, with the second factor kept."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from journey.models import Patient
from tests.builders import NOW, patient, staff
from tests.factors import GIVE, LOGIN, PASSWORD, code_of, give_password, set_up_app
from tests.journey.views.door_pages import FORGOTTEN, is_in, link_for, say_birth
from tests.post import delivered, newest_to, path_in

pytestmark = pytest.mark.django_db
ADDRESS, NEW = "marsh@example.org", "quite another one"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
    logging.disable(logging.NOTSET)


@pytest.fixture
def rosa() -> Patient:
    return patient("Rosa Marsh", email=ADDRESS, password=PASSWORD, date_of_birth=date(1961, 5, 4))


@pytest.fixture
def osei() -> User:
    user = staff("clinician", password=PASSWORD)
    User.objects.filter(pk=user.pk).update(email="osei@example.org")
    return User.objects.get(pk=user.pk)


def choose(client: Client, link: str, password: str = NEW) -> HttpResponse:
    return client.post(link, {"password": password})


def opens(user: User | None, password: str) -> bool:
    assert user is not None
    return User.objects.get(pk=user.pk).check_password(password)


class TestLink:
    def test_link_gives_a_new_password_and_tells_of_it(self, client: Client, rosa: Patient) -> None:
        assert choose(client, link_for(client, ADDRESS)).headers["Location"] == LOGIN
        assert opens(rosa.user, NEW)
        assert newest_to(ADDRESS).subject == "Your password was changed"
        assert NEW not in newest_to(ADDRESS).body

    def test_it_does_not_sign_in(self, client: Client, rosa: Patient) -> None:
        choose(client, link_for(client, ADDRESS))
        assert not is_in(client)

    def test_every_open_session_ends(self, client: Client, rosa: Patient) -> None:
        """SES: whoever else is in with this sign-in is out at the next click."""
        elsewhere = Client()
        assert rosa.user
        give_password(elsewhere, rosa.user)
        assert is_in(elsewhere)
        choose(client, link_for(client, ADDRESS))
        assert not is_in(elsewhere)

    def test_opening_it_uses_nothing_up(self, client: Client, rosa: Patient) -> None:
        link = link_for(client, ADDRESS)
        for _ in range(3):
            assert client.get(link).status_code == 200
            assert client.head(link).status_code == 200
        assert choose(client, link).status_code == 303

    @pytest.mark.parametrize("asked", [ADDRESS, "nobody@example.org"])
    def test_page_says_the_same_for_every_address(self, client: Client, rosa: Patient, asked: str) -> None:
        """ENU-03"""
        response = client.post(FORGOTTEN, {"address": asked}, follow=True)
        assert response.redirect_chain == [("/sign-in/forgotten/sent/", 303)]
        assert asked not in response.content.decode()

    def test_link_begins_with_the_public_address_whatever_the_host_header_says(
        self, client: Client, rosa: Patient
    ) -> None:
        """RED: host-header poisoning."""
        settings_hosts = {"HTTP_HOST": "localhost:666", "HTTP_X_FORWARDED_HOST": "evil.example"}
        client.post(FORGOTTEN, {"address": ADDRESS}, **settings_hosts)
        body = newest_to(ADDRESS).body
        assert f"{settings.PUBLIC_URL}/sign-in/new-password/" in body
        assert "666" not in body
        assert "evil" not in body
        assert client.post(FORGOTTEN, {"address": ADDRESS}, HTTP_HOST="evil.example").status_code == 400


class TestReuse:
    """PWD-04: only the first use by the right person works."""

    def test_second_use_is_refused(self, client: Client, rosa: Patient) -> None:
        link = link_for(client, ADDRESS)
        choose(client, link)
        assert choose(client, link, "a third one here").status_code == 404
        assert opens(rosa.user, NEW)

    def test_it_is_refused_after_an_hour(self, client: Client, rosa: Patient, clock: time_machine.Traveller) -> None:
        link = link_for(client, ADDRESS)
        clock.shift(timedelta(hours=1))
        assert choose(client, link).status_code == 404

    def test_it_is_refused_after_the_person_has_signed_in(self, client: Client, rosa: Patient) -> None:
        link = link_for(client, ADDRESS)
        assert rosa.user
        give_password(Client(), rosa.user)
        assert choose(client, link).status_code == 404

    def test_it_is_refused_after_the_address_has_changed(self, client: Client, rosa: Patient) -> None:
        link = link_for(client, ADDRESS)
        User.objects.filter(pk=rosa.user_id).update(email="new@example.org")
        assert choose(client, link).status_code == 404

    def test_it_is_refused_after_the_password_has_changed(self, client: Client, rosa: Patient) -> None:
        first, second = link_for(client, ADDRESS), link_for(client, ADDRESS)
        choose(client, second)
        assert choose(client, first, "a third one here").status_code == 404

    def test_it_is_refused_for_a_closed_sign_in(self, client: Client, rosa: Patient) -> None:
        link = link_for(client, ADDRESS)
        User.objects.filter(pk=rosa.user_id).update(is_active=False)
        assert choose(client, link).status_code == 404

    def test_it_is_good_for_its_person_only(self, client: Client, rosa: Patient) -> None:
        ken = patient("Ken Ode", email="ken@example.org", password=PASSWORD)
        assert ken.user
        client.post(link_for(client, ADDRESS), {"password": NEW, "user": str(ken.user.pk), "uid": str(ken.user.pk)})
        assert opens(ken.user, PASSWORD)
        assert opens(rosa.user, NEW)

    def test_dead_altered_and_made_up_links_look_the_same(self, client: Client, rosa: Patient) -> None:
        link = link_for(client, ADDRESS)
        choose(client, link)
        dead, altered = Client().get(link), Client().get(link[:-2] + "x/")
        made_up = Client().get("/sign-in/new-password/AAAA/")
        assert {response.status_code for response in (dead, altered, made_up)} == {404}
        assert dead.content == altered.content == made_up.content


class TestHousehold:
    @pytest.fixture
    def ken(self, rosa: Patient) -> Patient:
        return patient("Ken Marsh", email=ADDRESS, password=PASSWORD, date_of_birth=date(1958, 2, 27))

    def test_date_of_birth_says_whose_password_it_is(self, client: Client, rosa: Patient, ken: Patient) -> None:
        link = link_for(client, ADDRESS)
        assert "Rosa" not in client.get(link).content.decode()
        say_birth(client, 27, 2, 1958, link, password=NEW)
        assert opens(ken.user, NEW)
        assert opens(rosa.user, PASSWORD)

    def test_wrong_dates_end_the_link(self, client: Client, rosa: Patient, ken: Patient) -> None:
        link = link_for(client, ADDRESS)
        for day in range(1, 4):
            assert say_birth(client, day, 1, 1950, link, password=NEW).status_code == 422
        assert say_birth(client, 27, 2, 1958, link, password=NEW).status_code == 404
        assert opens(ken.user, PASSWORD)

    def test_partner_without_a_sign_in_cannot_choose_the_others_password(self, client: Client, rosa: Patient) -> None:
        patient("Ken Marsh", email=ADDRESS, date_of_birth=date(1958, 2, 27), user=None)
        link = link_for(client, ADDRESS)
        choose(client, link)
        assert say_birth(client, 27, 2, 1958, link, password=NEW).status_code == 422
        assert opens(rosa.user, PASSWORD)


class TestStaff:
    def test_second_factor_stays_and_is_asked_for(self, client: Client, osei: User) -> None:
        """MFA-01"""
        secret = set_up_app(osei)
        choose(client, link_for(client, "osei@example.org"))
        assert give_password(client, osei, NEW).headers["Location"] == GIVE
        assert client.get("/admin/").status_code == 302
        client.post(GIVE, {"code": code_of(secret, NOW)})
        assert client.get("/admin/").status_code == 200

    def test_staff_and_patient_of_one_address_get_a_link_each(self, client: Client, osei: User, rosa: Patient) -> None:
        User.objects.filter(pk=osei.pk).update(email=ADDRESS)
        client.post(FORGOTTEN, {"address": ADDRESS})
        links = [path_in(message) for message in delivered()]
        assert len(links) == 2
        choose(client, links[0])
        assert [opens(osei, NEW), opens(rosa.user, NEW)] == [True, False]


class TestPassword:
    """PWD-01"""

    @pytest.mark.parametrize("password", ["short7x", "password123", "12345678", "hand-journey-2026", "", "x" * 4097])
    def test_weak_password_is_refused_and_the_link_stays_good(
        self, client: Client, rosa: Patient, password: str
    ) -> None:
        link = link_for(client, ADDRESS)
        assert choose(client, link, password).status_code == 422
        assert choose(client, link).status_code == 303

    @pytest.mark.parametrize(
        "password",
        [" leading blank", "🙂🙂🙂🙂🙂🙂🙂🙂", "слова без правил", "x y " * 16, "z" * 4096],
    )
    def test_any_other_is_kept_exactly_as_typed(self, client: Client, rosa: Patient, password: str) -> None:
        choose(client, link_for(client, ADDRESS), password)
        assert opens(rosa.user, password)
        assert not opens(rosa.user, password.strip() + "  ")

    def test_a_very_long_one_is_refused(self, client: Client, rosa: Patient) -> None:
        assert choose(client, link_for(client, ADDRESS), "x" * 5_000).status_code == 422
        assert give_password(client, rosa.user, "x" * 5_000).status_code == 422  # type: ignore[arg-type]
