"""Around the second factor: straight to a page, guessing, a stolen password, the way back in (MFA, BRU-06)."""

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from allauth.core import context
from django.conf import settings as project
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import second_factor
from accounts.door_limits import WRONG_FACTORS
from accounts.models import Kind, Outcome, Trace, User
from accounts.roles import Role
from journey.models import CalendarFeed, Caregiver
from tests.builders import NOW, patient, staff
from tests.factors import AGAIN, GIVE, PASSWORD, code_of, give_password, set_up_app, wrong_code_of
from tests.journey.views.door_pages import sign_in_by_code
from tests.meta.access_table import BY_EXPRESSION, TABLE
from tests.meta.world import World, quiet, standing
from tests.post import code_in, delivered, newest_to

pytestmark = pytest.mark.django_db
LIMIT, WINDOW = 5, timedelta(minutes=5)
SET_UP_PAGES = {"accounts/second-factor/", "accounts/second-factor/app/", "accounts/second-factor/passkeys/add/"}
ASKING_PAGES = {"accounts/second-factor/again/", "accounts/second-factor/again/passkey/"}
# Out, and how long the session still lasts: they show nothing of anybody.
ALWAYS = {"accounts/logout/", "accounts/session/", "accounts/session/stay/"}
OPEN_TO_ALL = {route for route, row in TABLE.items() if row[0][0] == "o"}
METHODS = ("GET", "POST")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with quiet(), standing(django_db_blocker) as world:
        yield world


@pytest.fixture
def osei() -> User:
    return staff(Role.CLINICIAN, password=PASSWORD)


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def addresses(world: World) -> dict[str, str]:
    """An address of every route that needs a sign-in."""
    found = {route: world.address(route) for route in TABLE if route not in OPEN_TO_ALL}
    return found | {route: f"/{example}" for route, (example, _row) in BY_EXPRESSION.items()}


def where(world: World, who: str, method: str, address: str) -> str:
    response = world.ask(who, method, address)
    return response.headers.get("Location", str(response.status_code)).partition("?")[0]


def sweep(world: World, people: Sequence[str], left_out: set[str]) -> dict[tuple[str, str, str], str]:
    """Where every address leads, by GET and POST. The people take turns: the guard asks no role."""
    asked = [
        (route, method, address)
        for route, address in addresses(world).items()
        for method in METHODS
        if route not in left_out
    ]
    turns = zip(asked, cycle(people), strict=False)
    return {(route, method, who): where(world, who, method, address) for (route, method, address), who in turns}


class TestEveryAddress:
    """MFA-01. The sweep is the access table itself: a new address is in it, or its own test fails."""

    def test_staff_without_a_factor_reach_its_set_up_and_the_way_out_only(self, world: World) -> None:
        got = sweep(world, (*Role, "staff without a role"), {*SET_UP_PAGES, *ALWAYS, "accounts/reauthenticate/"})
        assert {at: found for at, found in got.items() if found != "/accounts/second-factor/"} == {}
        assert len(got) > 150

    def test_staff_who_have_not_given_it_in_this_session_are_asked_everywhere(self, world: World) -> None:
        undo = transaction.savepoint()
        for role in Role:
            set_up_app(staff(role))
        got = sweep(world, tuple(Role), ASKING_PAGES | ALWAYS)
        transaction.savepoint_rollback(undo)
        assert {at: found for at, found in got.items() if found != AGAIN} == {}
        assert len(got) > 150

    def test_patients_are_not_asked(self, world: World) -> None:
        assert world.ask("patient", "GET", "/").status_code == 200


class TestSteps:
    def test_password_alone_is_no_sign_in(self, client: Client, osei: User) -> None:
        set_up_app(osei)
        give_password(client, osei)
        assert "_auth_user_id" not in client.session
        assert not is_in(client)

    def test_second_step_without_the_first_is_not_there(self, client: Client, osei: User) -> None:
        secret = set_up_app(osei)
        assert client.post(GIVE, {"code": code_of(secret, NOW)}).headers["Location"] == "/accounts/login/"
        assert not is_in(client)

    def test_code_of_one_does_not_complete_the_password_of_another(self, client: Client, osei: User) -> None:
        set_up_app(osei)
        own = set_up_app(staff(Role.NURSE, password=PASSWORD))
        give_password(client, osei)
        assert client.post(GIVE, {"code": code_of(own, NOW)}).status_code == 422
        assert not is_in(client)

    def test_factor_that_was_given_by_another_in_this_browser_does_not_count(self, client: Client, osei: User) -> None:
        nurse = staff(Role.NURSE, password=PASSWORD)
        secret = set_up_app(nurse)
        give_password(client, nurse)
        client.post(GIVE, {"code": code_of(secret, NOW)})
        set_up_app(osei)
        client.force_login(osei, backend="accounts.backends.NameOrAddress")
        assert not is_in(client)

    def test_half_a_sign_in_ends_after_a_quarter_of_an_hour(
        self, client: Client, osei: User, clock: time_machine.Traveller
    ) -> None:
        secret = set_up_app(osei)
        give_password(client, osei)
        clock.shift(timedelta(minutes=15, seconds=1))
        client.post(GIVE, {"code": code_of(secret, NOW + timedelta(minutes=15))})
        assert not is_in(client)

    def test_sign_in_before_the_factor_was_made_asks_for_it(self, client: Client, osei: User, settings: Any) -> None:
        settings.SECOND_FACTOR_REQUIRED = False
        give_password(client, osei)
        assert is_in(client)
        settings.SECOND_FACTOR_REQUIRED = True
        set_up_app(osei)
        assert client.get("/admin/journey/alert/?q=x").headers["Location"].startswith(f"{AGAIN}?next=%2Fadmin%2F")


class TestGuessing:
    """BRU-06: at most 5 tries in 5 minutes, whatever way they come."""

    @pytest.fixture
    def secret(self, osei: User) -> str:
        return set_up_app(osei)

    def guess(self, user: User, code: str) -> Client:
        client = Client()
        give_password(client, user)
        client.post(GIVE, {"code": code})
        return client

    def test_right_code_after_five_wrong_ones_is_refused_until_the_window_ends(
        self, osei: User, secret: str, clock: time_machine.Traveller
    ) -> None:
        for _ in range(LIMIT):
            self.guess(osei, wrong_code_of(secret, NOW))
        assert not is_in(self.guess(osei, code_of(secret, NOW)))

        clock.shift(WINDOW + timedelta(seconds=1))
        assert is_in(self.guess(osei, code_of(secret, NOW + WINDOW)))

    def test_codes_of_both_kinds_share_the_limit(self, osei: User, secret: str) -> None:
        codes = second_factor.new_recovery_codes(osei)
        for number in range(LIMIT):
            self.guess(osei, wrong_code_of(secret, NOW) if number % 2 else f"aaaaa-bbbb{number}")
        assert not is_in(self.guess(osei, codes[0]))
        assert second_factor.unused_codes(osei) == second_factor.CODES

    def test_confirming_again_and_signing_in_share_the_limit(self, osei: User, secret: str) -> None:
        known = Client()
        known.force_login(osei, backend="accounts.backends.NameOrAddress")
        for _ in range(LIMIT):
            known.post(AGAIN, {"code": wrong_code_of(secret, NOW)})
        assert not is_in(self.guess(osei, code_of(secret, NOW)))

    def test_other_addresses_share_the_limit(self, osei: User, secret: str) -> None:
        for number in range(LIMIT):
            client = Client(REMOTE_ADDR=f"192.0.2.{number}")
            give_password(client, osei)
            client.post(GIVE, {"code": wrong_code_of(secret, NOW)})
        assert not is_in(self.guess(osei, code_of(secret, NOW)))

    def test_own_success_does_not_clear_what_an_address_used_up(self, osei: User, secret: str) -> None:
        mallory = staff(Role.NURSE, password=PASSWORD)
        own = set_up_app(mallory)
        for number in range(10):
            if number == 5:
                assert is_in(self.guess(mallory, code_of(own, NOW)))
            Client().post("/accounts/login/", {"login": f"somebody{number}", "password": "wrong"})
        sprayed = Client()
        give_password(sprayed, staff(Role.MANAGER, password=PASSWORD))
        assert not is_in(sprayed)

    def test_codes_guessed_for_a_whole_day_end_and_the_owner_is_told_and_begins_anew_with_another_password(
        self, osei: User, secret: str, clock: time_machine.Traveller
    ) -> None:
        """Whoever has the password alone tries 30 codes a day, not 1,440; each stop leaves its row (AUD-01)."""
        osei.email = "osei@example.org"
        osei.save()
        known = Client()
        known.force_login(osei, backend="accounts.backends.NameOrAddress")
        for number in range(WRONG_FACTORS.most):
            if number and number % LIMIT == 0:
                clock.shift(WINDOW + timedelta(seconds=1))
            known.post(AGAIN, {"code": wrong_code_of(secret, timezone.now())})
        clock.shift(WINDOW + timedelta(seconds=1))
        assert not is_in(self.guess(osei, code_of(secret, timezone.now())))

        row = Trace.objects.filter(kind=Kind.SIGN_IN).latest("number")
        assert (row.outcome, row.reason, row.actor_id) == (Outcome.DENIED, "limit", osei.pk)
        told = [message for message in delivered() if message.to == [osei.email]]
        assert [message.subject for message in told] == ["Somebody tried to sign in"]
        assert "knows your password" in told[0].body

        osei.set_password("five-other-words-are-here")
        osei.save()
        client = Client()
        give_password(client, osei, "five-other-words-are-here")
        client.post(GIVE, {"code": code_of(secret, timezone.now())})
        assert is_in(client)

    def test_limit_stands_in_the_cache_that_workers_share(self) -> None:
        """BRU-07: what one worker counts, all know."""
        assert project.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


class TestStepUp:
    """MFA-03: ten minutes after signing in, nothing that matters changes without showing it again."""

    CHANGES = (
        "/accounts/password/change/",
        "/accounts/second-factor/app/remove/",
        "/accounts/second-factor/passkeys/add/",
        "/accounts/second-factor/codes/",
    )

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("address", CHANGES)
    def test_staff_are_asked_for_the_factor_and_not_for_the_password(
        self, client: Client, osei: User, clock: time_machine.Traveller, address: str, method: str
    ) -> None:
        secret = set_up_app(osei)
        give_password(client, osei)
        client.post(GIVE, {"code": code_of(secret, NOW)})
        clock.shift(timedelta(minutes=10))
        assert getattr(client, method)(address).headers["Location"].startswith(f"{AGAIN}?next=")
        assert second_factor.has_one(osei)

        assert client.get("/accounts/reauthenticate/").headers["Location"].startswith(AGAIN)
        client.post(AGAIN, {"code": code_of(secret, NOW + timedelta(minutes=10))})
        assert client.get(address).status_code == 200

    @pytest.mark.parametrize("address", ["/accounts/password/change/", "/accounts/second-factor/passkeys/add/"])
    def test_patient_is_asked_for_the_password(
        self, client: Client, clock: time_machine.Traveller, address: str
    ) -> None:
        rosa = patient(password=PASSWORD).user
        assert rosa is not None
        give_password(client, rosa)
        clock.shift(timedelta(minutes=10))
        assert client.get(address).headers["Location"].startswith("/accounts/reauthenticate/?next=")

    def test_patient_who_has_codes_alone_is_asked_for_one(self, client: Client, clock: time_machine.Traveller) -> None:
        """The way in that is offered first leaves nothing open: there is no password and no passkey to ask for."""
        patient("Rosa Marsh", email="marsh@example.org")
        assert sign_in_by_code(client, "marsh@example.org").status_code == 302
        clock.shift(timedelta(minutes=10))
        again, pages = "/accounts/reauthenticate/code/", ("password/set/", "second-factor/passkeys/add/")
        for address in (
            *(f"/accounts/{page}" for page in pages),
            *("/account/e-mail/", "/account/phone/", "/helpers/invite/", "/account/your-data/close/confirm/"),
        ):
            for method in (client.get, client.post):
                assert method(address).headers["Location"] == f"{again}?next={quote(address, safe='')}"
        for part in ("", "page/", "whole/"):
            assert client.get(f"/account/your-data/download/{part}").status_code == 302

        client.post(f"{again}send/")
        client.post(again, {"code": code_in(newest_to("marsh@example.org"))})
        assert client.get("/account/phone/").status_code == 200

    @pytest.mark.parametrize(
        ("address", "typed"),
        [
            ("/account/phone/", {"phone": "01632 960 777"}),
            ("/helpers/invite/", {"name": "Ana Silva", "email": "ana@example.org", "level": "see", "days": "91"}),
            ("/account/calendar/", {"press": "make"}),
        ],
    )
    def test_patient_is_asked_before_others_reach_them_otherwise_and_nothing_typed_is_lost(
        self, client: Client, clock: time_machine.Traveller, address: str, typed: dict[str, str]
    ) -> None:
        rosa = patient(password=PASSWORD)
        assert rosa.user is not None
        give_password(client, rosa.user)
        clock.shift(timedelta(minutes=10))
        others = Caregiver.objects.count(), CalendarFeed.objects.count()

        answer = client.post(address, typed, headers={"origin": "http://testserver"})

        assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
        rosa.refresh_from_db()
        assert rosa.phone != "01632 960 777"
        assert (Caregiver.objects.count(), CalendarFeed.objects.count()) == others
        back = client.post(answer.headers["Location"], {"password": PASSWORD})
        assert back.headers["Location"] == address
        page = client.get(address).content.decode()
        assert [
            value for name, value in typed.items() if name in {"phone", "name", "email"} and value not in page
        ] == []


class TestOnce:
    """MFA-06, V6.5.1."""

    def test_code_of_the_app_works_once(self, osei: User) -> None:
        secret = set_up_app(osei)
        code = code_of(secret, NOW, step=1)
        assert second_factor.use_code(osei, code, at=NOW) == "totp"
        for seconds in (0, 30, 59):
            assert second_factor.use_code(osei, code, at=NOW + timedelta(seconds=seconds)) is None

    def test_older_code_after_a_newer_one_does_not_work(self, osei: User) -> None:
        secret = set_up_app(osei)
        assert second_factor.use_code(osei, code_of(secret, NOW), at=NOW) == "totp"
        assert second_factor.use_code(osei, code_of(secret, NOW, step=-1), at=NOW) is None


class TestResetByAManager:
    PAGE = "/admin/accounts/user/{}/second-factor/"

    @pytest.fixture
    def manager(self) -> Client:
        manager = staff(Role.MANAGER, password=PASSWORD)
        secret, client = set_up_app(manager), Client()
        give_password(client, manager)
        client.post(GIVE, {"code": code_of(secret, NOW)})
        return client

    def test_colleague_is_out_at_once_told_by_mail_and_sets_up_anew(
        self, manager: Client, osei: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        osei.email = "osei@example.org"
        osei.save()
        secret, theirs = set_up_app(osei), Client()
        give_password(theirs, osei)
        theirs.post(GIVE, {"code": code_of(secret, NOW)})
        assert is_in(theirs)

        page = manager.get(self.PAGE.format(osei.pk))
        assert "Reset the second factor" in page.content.decode()
        with context.request_context(page.wsgi_request), django_capture_on_commit_callbacks(execute=True):
            assert manager.post(self.PAGE.format(osei.pk)).status_code == 303

        assert not is_in(theirs)
        # The world of this file has mails of its own on their way.
        told = [message.subject for message in delivered() if message.to == ["osei@example.org"]]
        assert told == ["Your second factor was reset"]
        again = Client()
        give_password(again, osei)
        assert again.get("/admin/").headers["Location"] == "/accounts/second-factor/"

    def test_own_page_refuses(self, manager: Client) -> None:
        own = staff(Role.MANAGER)
        assert manager.post(self.PAGE.format(own.pk)).status_code == 422
        assert second_factor.has_one(own)
