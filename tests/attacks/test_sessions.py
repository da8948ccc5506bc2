"""Around sessions: fixation, limits, replays, shared computers, tampered cookies (SES, PHI-04, FUN-04)."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as project
from django.contrib.auth.models import Group
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import sessions
from accounts.jobs import forget_old_sessions
from accounts.models import Kind, Session, Trace, User
from accounts.roles import Role
from journey.actions.staff import set_staff_active
from tests.builders import NOW, patient, staff
from tests.factors import PASSWORD, give_password

pytestmark = pytest.mark.django_db
COOKIE = project.SESSION_COOKIE_NAME
SECOND = timedelta(seconds=1)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
DEVICES = "/accounts/devices/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    logging.disable(logging.NOTSET)


@pytest.fixture
def rosa() -> User:
    user = patient(password=PASSWORD).user
    assert user is not None
    return user


@pytest.fixture
def nurse() -> User:
    return staff(Role.NURSE, password=PASSWORD)


def signed_in(user: User, **more: Any) -> Client:
    client = Client(**more)
    give_password(client, user)
    return client


def is_in(client: Client, address: str = "/accounts/devices/") -> bool:
    return client.get(address).status_code == 200


class TestFixation:
    """SES-01."""

    @pytest.mark.parametrize("fixed", ["fixedvalue", "a" * 32, "x" * 4000, "../../etc/passwd", "'; drop table--"])
    def test_key_chosen_by_somebody_else_is_never_used(self, client: Client, rosa: User, fixed: str) -> None:
        client.cookies[COOKIE] = fixed
        give_password(client, rosa)
        assert client.cookies[COOKIE].value != fixed
        assert is_in(client)
        assert not Session.objects.filter(session_key=fixed).exists()

    def test_key_of_before_the_sign_in_is_worth_nothing_after_it(self, client: Client, rosa: User) -> None:
        visit = client.session
        visit["seen"] = "before"
        visit.save()
        client.cookies[COOKIE] = visit.session_key
        give_password(client, rosa)

        thief = Client()
        thief.cookies[COOKIE] = visit.session_key
        assert is_in(client)
        assert not is_in(thief)
        assert not Session.objects.filter(session_key=visit.session_key).exists()


class TestLimits:
    """SES-03. The moments are exact: one second before the limit the session lives."""

    LIMITS = [("nurse", sessions.IDLE_STAFF), ("rosa", sessions.IDLE_PATIENT)]

    def test_limits_are_those_that_were_agreed(self) -> None:
        assert (timedelta(minutes=15), timedelta(minutes=30)) == (sessions.IDLE_STAFF, sessions.IDLE_PATIENT)
        assert timedelta(hours=12) == sessions.LONGEST

    @pytest.mark.parametrize(("who", "idle"), LIMITS)
    def test_idle_session_ends_at_its_limit_and_not_before(
        self, who: str, idle: timedelta, clock: time_machine.Traveller, request: pytest.FixtureRequest
    ) -> None:
        client = signed_in(request.getfixturevalue(who))
        clock.shift(idle - SECOND)
        assert is_in(client)
        clock.shift(idle - SECOND)
        assert is_in(client), "the last page counted"
        clock.shift(idle)
        assert client.get(DEVICES).headers["Location"].startswith("/accounts/login/")
        clock.shift(-idle)
        assert not is_in(client), "a clock set back revives nothing"

    @pytest.mark.parametrize(("who", "idle"), LIMITS)
    def test_busy_session_ends_after_its_longest_time(
        self, who: str, idle: timedelta, clock: time_machine.Traveller, request: pytest.FixtureRequest
    ) -> None:
        client = signed_in(request.getfixturevalue(who))
        step = idle - SECOND
        for _ in range((sessions.LONGEST - SECOND) // step):
            clock.shift(step)
            assert is_in(client)
        clock.move_to(NOW + sessions.LONGEST - SECOND)
        assert is_in(client)
        clock.shift(SECOND)
        assert not is_in(client)

    def test_last_use_is_never_written_down_later_than_it_was(self, nurse: User, clock: time_machine.Traveller) -> None:
        """Many clicks, few writes: a session may end some seconds early, never late."""
        client = signed_in(nurse)
        for _ in range(10):
            clock.shift(timedelta(seconds=7))
            is_in(client)
            seen = Session.objects.get(user=nurse).seen_at
            assert seen is not None
            assert timedelta() <= NOW + timedelta(seconds=70) - seen
        last = NOW + timedelta(seconds=70)
        assert last - sessions.SEEN_EVERY < Session.objects.get(user=nurse).seen_at <= last  # type: ignore[operator]

    def test_questions_of_a_script_keep_nothing_alive(self, nurse: User, clock: time_machine.Traveller) -> None:
        client = signed_in(nurse)
        for minutes in range(1, 15):
            clock.shift(timedelta(minutes=1))
            answered = client.get("/accounts/session/").json()
            assert answered == {"left": (15 - minutes) * 60, "can_stay": True}
        client.get("/admin/", headers={"Sec-Purpose": "prefetch"})
        clock.shift(timedelta(minutes=1))
        assert not is_in(client)

    def test_one_tap_stays(self, nurse: User, clock: time_machine.Traveller) -> None:
        client = signed_in(nurse)
        clock.shift(timedelta(minutes=14))
        answered = client.post("/accounts/session/stay/", headers={"Accept": "application/json"}).json()
        assert answered == {"left": 15 * 60, "can_stay": True}
        clock.shift(timedelta(minutes=14))
        assert is_in(client)

    def test_nobody_stays_longer_than_the_longest_time(self, rosa: User, clock: time_machine.Traveller) -> None:
        client = signed_in(rosa)
        for _ in range(24):
            clock.shift(timedelta(minutes=29))
            client.post("/accounts/session/stay/")
        assert client.get("/accounts/session/").json() == {"left": 24 * 60, "can_stay": False}

    def test_end_of_the_session_is_said_at_the_door_and_leads_back(
        self, nurse: User, clock: time_machine.Traveller
    ) -> None:
        client = signed_in(nurse)
        clock.shift(timedelta(minutes=20))
        door = client.get("/admin/journey/alert/", follow=True)
        assert "You were signed out to keep things private" in door.content.decode()
        assert give_password(client, nurse, next="/admin/journey/alert/").headers["Location"] == "/admin/journey/alert/"

    def test_limits_cost_no_statement(
        self, nurse: User, clock: time_machine.Traveller, django_assert_num_queries: Any
    ) -> None:
        """The session and the person, which every page asks for; now and then the last use."""
        client = signed_in(nurse)
        with django_assert_num_queries(2):
            client.get("/accounts/session/")
        clock.shift(sessions.SEEN_EVERY)
        with django_assert_num_queries(3):
            client.get("/accounts/session/stay/")  # a wrong method: nothing but the middleware runs


class TestSigningOut:
    """SES-04."""

    def test_cookie_is_dead_the_second_tab_too_and_the_browser_is_told_to_forget(self, rosa: User) -> None:
        client, tab = signed_in(rosa), Client()
        kept = client.cookies[COOKIE].value
        tab.cookies[COOKIE] = kept
        out = client.post("/accounts/logout/")
        assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert not is_in(client)
        assert not is_in(tab)
        assert not Session.objects.filter(session_key=kept).exists()

    def test_looking_at_the_way_out_ends_nothing(self, rosa: User) -> None:
        client = signed_in(rosa)
        assert "Clear-Site-Data" not in client.get("/accounts/logout/").headers
        assert is_in(client)


class TestDevices:
    def ids(self, client: Client) -> list[str]:
        return [str(device.id) for device in client.get(DEVICES).context["devices"]]

    def test_list_names_each_device_and_this_one_first(self, rosa: User, clock: time_machine.Traveller) -> None:
        signed_in(rosa, HTTP_USER_AGENT=FIREFOX)
        clock.shift(timedelta(minutes=5))
        here = signed_in(rosa)
        first, second = here.get(DEVICES).context["devices"]
        assert (first.is_current, second.is_current) == (True, False)
        assert second.name == "Firefox on Windows"
        assert second.words == "Signed in 5 minutes ago, last used 5 minutes ago."

    def test_one_is_ended_and_the_others_stay(self, rosa: User) -> None:
        here, phone, tablet = (signed_in(rosa) for _ in range(3))
        ended = str(phone.session[sessions.SIGN_IN]["id"])
        assert here.post(reverse("account_end_device", args=[ended])).status_code == 303
        assert (is_in(here), is_in(phone), is_in(tablet)) == (True, False, True)
        row = Trace.objects.get(kind=Kind.SIGN_OUT)  # AUD-01
        assert (row.actor_id, row.reason, row.page) == (rosa.pk, "another device", "account_end_device")

    def test_all_others_are_ended(self, rosa: User) -> None:
        here, phone, tablet = (signed_in(rosa) for _ in range(3))
        here.post("/accounts/devices/end-others/")
        assert (is_in(here), is_in(phone), is_in(tablet)) == (True, False, False)

    def test_device_of_another_is_not_found_and_not_shown(self, rosa: User, nurse: User) -> None:
        here, other = signed_in(rosa), signed_in(nurse)
        theirs = other.session[sessions.SIGN_IN]["id"]
        assert here.post(reverse("account_end_device", args=[theirs])).status_code == 404
        assert is_in(other)
        assert theirs not in self.ids(here)

    def test_page_holds_no_key_and_no_address(self, rosa: User) -> None:
        here, phone = signed_in(rosa), signed_in(rosa, REMOTE_ADDR="192.0.2.77")
        shown = here.get(DEVICES).content.decode()
        for secret in (phone.session.session_key, here.session.session_key, "192.0.2.77"):
            assert secret not in shown

    def test_session_that_is_over_is_not_listed(self, rosa: User, clock: time_machine.Traveller) -> None:
        signed_in(rosa)
        clock.shift(timedelta(minutes=31))
        assert len(self.ids(signed_in(rosa))) == 1


class TestAtOnce:
    """FUN-04, V8.3.2: what changes about a person holds at the next click, without a new sign-in."""

    def test_role_that_is_taken_away_is_gone_at_the_next_click(self, nurse: User) -> None:
        client = signed_in(nurse)
        assert is_in(client, "/admin/journey/alert/")
        nurse.groups.set(Group.objects.get_or_create(name=Role.AUDITOR)[:1])
        assert client.get("/admin/journey/alert/").status_code == 403

    def test_role_that_is_given_counts_at_the_next_click(self, nurse: User) -> None:
        client = signed_in(nurse)
        assert client.get("/admin/accounts/user/").status_code == 403
        nurse.groups.add(Group.objects.get_or_create(name=Role.MANAGER)[0])
        assert is_in(client, "/admin/accounts/user/")

    def test_closed_sign_in_ends_every_session(self, nurse: User) -> None:
        clients = [signed_in(nurse), signed_in(nurse)]
        set_staff_active(person=nurse, active=False, by=staff(Role.MANAGER), at=NOW)
        assert not any(is_in(client) for client in clients)
        assert not Session.objects.filter(user=nurse).exists()

    def test_new_password_ends_the_other_devices(self, rosa: User) -> None:
        here, elsewhere = signed_in(rosa), signed_in(rosa)
        new = {"oldpassword": PASSWORD, "password1": "another-long-one", "password2": "another-long-one"}
        here.post("/accounts/password/change/", new)
        assert is_in(here)
        assert not is_in(elsewhere)
        assert Session.objects.filter(user=rosa).count() == 1


class TestTampering:
    """SES-10."""

    def test_each_flipped_letter_of_the_cookie_is_a_stranger(self, rosa: User) -> None:
        key = signed_in(rosa).cookies[COOKIE].value
        for at in range(len(key)):
            other = Client()
            other.cookies[COOKIE] = key[:at] + ("b" if key[at] == "a" else "a") + key[at + 1 :]
            assert other.get(DEVICES).status_code == 302

    def test_changed_session_data_is_nobody(self, rosa: User) -> None:
        client = signed_in(rosa)
        row = Session.objects.get(user=rosa)
        row.session_data = row.session_data[:-4] + "AAAA"
        row.save()
        assert not is_in(client)

    def test_data_signed_for_another_purpose_is_nobody(self, rosa: User) -> None:
        client = signed_in(rosa)
        row = Session.objects.get(user=rosa)
        row.session_data = signing.dumps({"_auth_user_id": str(rosa.pk)}, salt="another")
        row.save()
        assert not is_in(client)

    def test_older_salt_of_signed_cookies_is_not_accepted(self) -> None:
        assert project.SIGNED_COOKIE_LEGACY_SALT_FALLBACK is False


class TestCleaning:
    """REL-15: rows of sessions do not pile up."""

    def test_clock_forgets_sessions_that_are_over(self, rosa: User, nurse: User, clock: time_machine.Traveller) -> None:
        signed_in(nurse)
        clock.shift(timedelta(hours=2))
        live = signed_in(rosa)
        assert forget_old_sessions(0) >= 1
        assert list(Session.objects.filter(user__isnull=False).values_list("user_id", flat=True)) == [rosa.pk]
        assert is_in(live)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/138.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0", "Edge on Windows"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>alert(1)</script>", ""),
    ],
)  # fmt: skip
def test_device_is_named_as_a_person_would(said: str, name: str) -> None:
    assert sessions.device_of(said) == name
