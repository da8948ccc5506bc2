"""What an attacker learns or gains at the sign-in page: nothing. Each test carries the id of its attack."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import limits
from accounts.backends import NameOrAddress
from accounts.door_limits import ASKED_BY_PLACE, ASKED_FOR_ADDRESS, MISSED_BY_PLACE, TRIED_BY_PLACE
from accounts.models import Kind, Trace
from accounts.tickets import MOST_WRONG
from journey.actions.inviting import invite_patient
from journey.models import Patient
from tests.builders import NOW, patient, staff
from tests.factors import LOGIN, PASSWORD
from tests.journey.views.door_pages import ask_for_code, is_in, sign_in_by_code, type_code
from tests.post import code_in, delivered, newest_to, path_in

pytestmark = pytest.mark.django_db
ADDRESS, UNKNOWN = "marsh@example.org", "nobody@example.org"
LIMIT, WINDOW = 5, timedelta(minutes=5)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rosa() -> Patient:
    return patient("Rosa Marsh", email=ADDRESS, password=PASSWORD)


def give(client: Client, login: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": login, "password": password}, **more)


def told(response: HttpResponse, typed: str) -> tuple[int, str, dict[str, str]]:
    """All that an answer tells: without its token, and without what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode()).replace(typed, "")
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    return response.status_code, text, headers


def used_up(limit: limits.Limit, *, left: int, place: str = "127.0.0.1") -> None:
    """As if all tries but so many had been made from there: the real requests would only take longer."""
    for _ in range(limit.most - left):
        limits.count(limit, place, at=NOW)


class TestNameOrAddress:
    @pytest.mark.parametrize("typed", [ADDRESS, ADDRESS.upper(), f"  {ADDRESS} "])
    def test_address_with_its_password_signs_in(self, client: Client, rosa: Patient, typed: str) -> None:
        give(client, typed)
        assert is_in(client)

    def test_name_with_its_password_signs_in_whatever_its_capitals(self, client: Client, rosa: Patient) -> None:
        assert rosa.user
        give(client, rosa.user.username.capitalize())
        assert is_in(client)

    def test_password_picks_the_person_of_a_shared_address(self, client: Client, rosa: Patient) -> None:
        patient("Ken Marsh", email=ADDRESS, password="another-long-one")
        give(client, ADDRESS, "another-long-one")
        assert client.get("/account/").context["page"].name == "Ken Marsh"

    def test_same_password_at_a_shared_address_opens_neither(self, client: Client, rosa: Patient) -> None:
        """H1: never the wrong person's record."""
        patient("Ken Marsh", email=ADDRESS, password=PASSWORD)
        give(client, ADDRESS)
        assert not is_in(client)


class TestEnumeration:
    @pytest.mark.parametrize(("known", "unknown"), [(ADDRESS, UNKNOWN), ("{name}", "nobody99")])
    def test_wrong_password_reads_the_same(self, rosa: Patient, known: str, unknown: str) -> None:
        """ENU-01"""
        assert rosa.user
        known = known.format(name=rosa.user.username)
        first, second = give(Client(), known, "wrong"), give(Client(), unknown, "wrong")
        assert told(first, known) == told(second, unknown)
        assert first.cookies.keys() == second.cookies.keys()

    @pytest.mark.parametrize(
        ("typed", "checks"), [(ADDRESS, 2), (UNKNOWN, 2), ("shared@example.org", 2), ("{name}", 1), ("nobody99", 1)]
    )
    def test_as_many_passwords_are_worked_through_for_every_name(
        self, rosa: Patient, typed: str, checks: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """ENU-01: time at this door is the hashing of passwords."""
        for name in ("Ann Reed", "Bob Reed"):
            patient(name, email="shared@example.org", password=PASSWORD)
        worked: list[str] = []
        hasher = settings.PASSWORD_HASHERS[0]
        assert hasher == "accounts.hashers.Argon2id"
        from accounts.hashers import Argon2id

        encode, verify = Argon2id.encode, Argon2id.verify
        monkeypatch.setattr(Argon2id, "encode", lambda *a, **k: worked.append("encode") or encode(*a, **k))
        monkeypatch.setattr(Argon2id, "verify", lambda *a, **k: worked.append("verify") or verify(*a, **k))
        assert rosa.user
        NameOrAddress().authenticate(None, typed.format(name=rosa.user.username), "wrong")
        assert len(worked) == checks

    def test_asking_for_a_code_reads_the_same(self, rosa: Patient) -> None:
        """ENU-03"""
        known, unknown = Client(), Client()
        assert told(ask_for_code(known, ADDRESS), ADDRESS) == told(ask_for_code(unknown, UNKNOWN), UNKNOWN)
        assert told(known.get("/sign-in/code/"), ADDRESS) == told(unknown.get("/sign-in/code/"), UNKNOWN)

    def test_wrong_codes_read_the_same_to_the_last(self, rosa: Patient) -> None:
        """ENU-01"""
        known, unknown = Client(), Client()
        ask_for_code(known, ADDRESS)
        ask_for_code(unknown, UNKNOWN)
        delivered()
        for _ in range(7):
            answers = told(type_code(known, "00000001"), ADDRESS), told(type_code(unknown, "00000001"), UNKNOWN)
            assert answers[0] == answers[1]

    def test_limit_bites_the_same(self, rosa: Patient) -> None:
        """ENU-01"""
        for _ in range(ASKED_FOR_ADDRESS.most):
            assert ask_for_code(Client(), ADDRESS).status_code == ask_for_code(Client(), UNKNOWN).status_code == 303
        first, second = ask_for_code(Client(), ADDRESS), ask_for_code(Client(), UNKNOWN)
        assert first.status_code == 422
        assert told(first, ADDRESS) == told(second, UNKNOWN)


class TestBruteForce:
    @pytest.fixture(autouse=True)
    def quiet(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.WARNING)

    def test_right_password_is_refused_until_the_window_ends_and_its_owner_is_told(
        self, rosa: Patient, clock: time_machine.Traveller
    ) -> None:
        """BRU-01"""
        for number in range(30):
            give(Client(), ADDRESS, f"wrong {number}", REMOTE_ADDR=f"10.0.{number}.1")
        locked = Client()
        give(locked, ADDRESS)
        assert not is_in(locked)

        (message,) = delivered()
        assert message.to == [ADDRESS]
        assert message.subject == "Somebody tried to sign in"
        assert "Rosa" not in message.body

        clock.shift(WINDOW + timedelta(seconds=1))
        later = Client()
        give(later, ADDRESS)
        assert is_in(later)

    def test_name_that_nobody_has_is_limited_the_same_and_nobody_is_told(self, rosa: Patient) -> None:
        """BRU-01, ENU-01"""
        for number in range(LIMIT):
            give(Client(), UNKNOWN, "wrong", REMOTE_ADDR=f"10.0.{number}.1")
        answer = give(Client(), UNKNOWN)
        assert "Too many" in answer.content.decode()
        assert delivered() == []

    @pytest.mark.parametrize(
        "others", [[ADDRESS.upper(), f" {ADDRESS}", "MARSH@example.ORG", "ｍarsh@example.org"] * 2]
    )
    def test_other_ways_to_write_a_name_are_no_new_tries(self, rosa: Patient, others: list[str]) -> None:
        """BRU-01"""
        for number, typed in enumerate(others):
            give(Client(), typed, "wrong", REMOTE_ADDR=f"10.0.{number}.1")
        locked = Client()
        give(locked, ADDRESS)
        assert not is_in(locked)

    def test_tries_for_many_other_names_wash_no_limit_away(self, rosa: Patient) -> None:
        """BRU-01: the counters lie in a cache that throws away a third of itself when it is full."""
        for number in range(LIMIT):
            give(Client(), ADDRESS, "wrong", REMOTE_ADDR=f"10.0.{number}.1")
        cache.set_many({f":{number}": 1 for number in range(1_000)}, timeout=300)
        locked = Client()
        give(locked, ADDRESS)
        assert not is_in(locked)

    def test_counters_that_ran_out_are_taken_away(self, clock: time_machine.Traveller) -> None:
        give(Client(), UNKNOWN, "wrong")
        clock.shift(timedelta(days=2))
        assert limits.forget_past(at=timezone.now()) > 0
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from shared_cache")
            assert cursor.fetchone() == (0,)

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "localhost:9000"])
    def test_another_host_name_is_no_new_try(self, rosa: Patient, host: str) -> None:
        """BRU-01"""
        for number in range(LIMIT):
            give(Client(), ADDRESS, "wrong", REMOTE_ADDR=f"10.0.{number}.1")
        locked = Client()
        give(locked, ADDRESS, HTTP_HOST=host)
        assert not is_in(locked)

    def test_own_success_does_not_help_with_another(self, rosa: Patient) -> None:
        """BRU-03"""
        patient("Mal Ory", email="mal@example.org", password=PASSWORD)
        for number in range(9):
            give(Client(), ADDRESS, f"guess {number}", REMOTE_ADDR=f"10.0.{number}.1")
            give(Client(), "mal@example.org", REMOTE_ADDR=f"10.0.{number}.1")
        locked = Client()
        give(locked, ADDRESS)
        assert not is_in(locked)

    def test_many_names_from_one_place_are_slowed_down_and_logged(
        self, rosa: Patient, caplog: pytest.LogCaptureFixture
    ) -> None:
        """BRU-04"""
        for number in range(200):
            give(Client(), f"somebody{number}@example.org", "wrong", REMOTE_ADDR="10.9.9.9")
        locked = Client()
        give(locked, ADDRESS, REMOTE_ADDR="10.9.9.9")
        assert not is_in(locked)
        assert "sign-in limit reached from 10.9.9.9" in caplog.text
        assert "somebody" not in caplog.text

    def test_codes_asked_for_at_many_addresses_from_one_place_are_slowed_down(self, rosa: Patient) -> None:
        """BRU-04"""
        used_up(ASKED_BY_PLACE, left=2)
        for number in range(2):
            assert ask_for_code(Client(), f"somebody{number}@example.org").status_code == 303
        assert ask_for_code(Client(), ADDRESS).status_code == 422

    def test_codes_guessed_from_one_place_are_slowed_down(self, rosa: Patient) -> None:
        """BRU-06: the right code is refused from there, and good from anywhere else."""
        used_up(TRIED_BY_PLACE, left=2 * MOST_WRONG)
        for number in range(2):
            guesser = Client()
            ask_for_code(guesser, f"somebody{number}@example.org")
            for _ in range(MOST_WRONG):
                type_code(guesser, "00000001")
        assert sign_in_by_code(Client(), ADDRESS).status_code == 422
        assert sign_in_by_code(Client(REMOTE_ADDR="10.3.3.3"), ADDRESS).status_code == 302

    def test_stranger_shuts_no_code_for_a_browser_where_its_owner_signed_in_before(self, rosa: Patient) -> None:
        """BRU-06: the strangers' asks and tries are counted apart from those of her own browser."""
        own = Client()
        assert sign_in_by_code(own, ADDRESS).status_code == 302
        own.post("/accounts/logout/")
        for number in range(ASKED_FOR_ADDRESS.most):
            ask_for_code(Client(REMOTE_ADDR=f"10.4.{number}.1"), ADDRESS)
        assert ask_for_code(Client(), ADDRESS).status_code == 422

        assert ask_for_code(own, ADDRESS.upper()).status_code == 303
        type_code(own, code_in(newest_to(ADDRESS)))
        assert is_in(own)

    def test_browser_that_is_known_has_limits_of_its_own_and_for_its_own_address_only(self, rosa: Patient) -> None:
        patient("Ken Ode", email="ken@example.org")
        kens = Client()
        sign_in_by_code(kens, "ken@example.org")
        kens.post("/accounts/logout/")
        for number in range(ASKED_FOR_ADDRESS.most):
            assert ask_for_code(kens, "ken@example.org").status_code == 303
            ask_for_code(Client(REMOTE_ADDR=f"10.4.{number}.1"), ADDRESS)

        assert ask_for_code(kens, "ken@example.org").status_code == 422
        assert ask_for_code(kens, ADDRESS).status_code == 422

    @pytest.mark.parametrize("made_up", ["", "x", "eyJicm93c2VyIjoiIn0:1w:abc"])
    def test_cookie_that_we_did_not_sign_makes_no_known_browser(self, rosa: Patient, made_up: str) -> None:
        stranger = Client()
        stranger.cookies[settings.KNOWN_BROWSER_COOKIE_NAME] = made_up
        for _ in range(ASKED_FOR_ADDRESS.most):
            ask_for_code(stranger, ADDRESS)
        assert ask_for_code(stranger, ADDRESS).status_code == 422

    def test_address_of_the_browser_is_believed_from_our_own_proxy_only(self, rosa: Patient) -> None:
        """RED-03: X-Forwarded-For from anybody makes no new tries."""
        for number in range(12):
            give(Client(), f"somebody{number}", "wrong", HTTP_X_FORWARDED_FOR=f"10.0.{number}.1")
        locked = Client()
        give(locked, ADDRESS, HTTP_X_FORWARDED_FOR="10.7.7.7")
        assert not is_in(locked)


class TestGuessedLinks:
    @pytest.fixture(autouse=True)
    def quiet(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.ERROR)

    @pytest.fixture
    def invited(self) -> str:
        somebody = patient("Ann Reed", user=None, email="ann@example.org")
        invite_patient(patient=somebody, by=staff("coordinator"), at=NOW)
        return path_in(newest_to("ann@example.org"))

    @pytest.mark.parametrize("page", ["/invitation/{}/", "/invitation/{}/come-in/", "/sign-in/new-password/{}/"])
    def test_many_wrong_links_from_one_place_open_nothing_from_there_for_a_while(
        self, invited: str, clock: time_machine.Traveller, page: str
    ) -> None:
        """BRU-06: not even one that works, so that nobody learns which one does."""
        used_up(MISSED_BY_PLACE, left=2)
        for number in range(2):
            assert Client().get(invited).status_code == 200
            assert Client().get(page.format(f"guess-{number}")).status_code == 404
        assert Client().get(invited).status_code == 404
        assert Client(REMOTE_ADDR="10.3.3.3").get(invited).status_code == 200

        clock.shift(MISSED_BY_PLACE.within + timedelta(seconds=1))
        assert Client().get(invited).status_code == 200

    def test_link_that_works_may_be_opened_again_and_again(self, invited: str) -> None:
        used_up(MISSED_BY_PLACE, left=1)
        for _ in range(3):
            assert Client().get(invited).status_code == 200


class TestRows:
    """AUD-01: what was refused and what a limit stopped stand in the trace, without what was typed."""

    def newest(self) -> tuple[str, str, str]:
        row = Trace.objects.filter(kind=Kind.SIGN_IN).latest("number")
        return row.outcome, row.reason, row.page

    def test_wrong_code(self, rosa: Patient) -> None:
        client = Client()
        ask_for_code(client, ADDRESS)
        type_code(client, "00000001")
        assert self.newest() == ("failed", "code", "door:code")

    def test_refused_passkey(self) -> None:
        response = Client().post("/accounts/login/passkey/", {"credential": "{}"})
        assert response.status_code == 302
        assert self.newest() == ("failed", "passkey", "mfa_login_webauthn")

    def test_password_after_too_many(self, rosa: Patient) -> None:
        for _ in range(LIMIT + 1):
            give(Client(), ADDRESS, "wrong")
        assert self.newest() == ("denied", "limit", "account_login")

    def test_code_asked_for_too_often(self, rosa: Patient) -> None:
        for _ in range(ASKED_FOR_ADDRESS.most + 1):
            ask_for_code(Client(), ADDRESS)
        assert self.newest() == ("denied", "limit", "door:send_code")

    def test_links_guessed_too_often(self) -> None:
        used_up(MISSED_BY_PLACE, left=1)
        for number in range(2):
            Client().get(f"/invitation/guess-{number}/")
        assert self.newest() == ("denied", "limit", "door:invitation")
        assert "guess" not in str(list(Trace.objects.values()))
