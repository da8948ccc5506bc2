"""One's own password and passkeys: changed by their owner alone, told by mail, and the last way in stays."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from accounts.models import Trace, User
from accounts.roles import Role
from accounts.second_factor import passkey_id
from accounts.ways_in import Way, is_last_way, ways_of
from journey.models import Patient
from tests.builders import NOW, patient, staff
from tests.factors import PASSWORD as OLD
from tests.factors import set_up_app
from tests.journey.views.account_pages import (
    ACCOUNT,
    FIRST_PASSWORD,
    NO_PASSWORD,
    PASSWORD,
    add_passkey,
    signed_in,
)
from tests.journey.views.door_pages import is_in, sign_in_by_code
from tests.post import delivered

pytestmark = pytest.mark.django_db
ADDRESS, NEW = "rosa@example.org", "three quiet words"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rosa() -> Patient:
    return patient("Rosa Marsh", email=ADDRESS, password=OLD)


def subjects() -> list[str]:
    return [each.subject for each in delivered()]


def now(person: User | None) -> User:
    assert person
    return User.objects.get(pk=person.pk)


def remove_url(key: Authenticator) -> str:
    return f"/accounts/second-factor/passkeys/{passkey_id(key)}/remove/"


class TestPassword:
    def test_new_one_is_one_field_told_by_mail_and_ends_other_devices(self, rosa: Patient) -> None:
        here, there = signed_in(rosa.user), signed_in(rosa.user)
        answer = here.post(PASSWORD, {"password1": NEW})
        assert (answer.status_code, answer.headers["Location"]) == (302, ACCOUNT)
        assert now(rosa.user).check_password(NEW)
        assert subjects() == ["Your password was changed"]
        assert (is_in(here), is_in(there)) == (True, False)
        (row,) = Trace.objects.filter(table_name="accounts_user", kind="change", page="account_change_password")
        assert row.actor_id == rosa.user_id
        assert NEW not in str(row.after)

    def test_second_press_tells_nobody_twice(self, rosa: Patient) -> None:
        client = signed_in(rosa.user)
        assert {client.post(PASSWORD, {"password1": NEW}).status_code for _ in range(2)} == {302, 303}
        assert subjects() == ["Your password was changed"]

    @pytest.mark.parametrize("typed", ["", "short", "password123", "stem cell 123", "x" * 4097])
    def test_weak_one_is_refused_with_a_reason(self, rosa: Patient, typed: str) -> None:
        """PWD-01"""
        answer = signed_in(rosa.user).post(PASSWORD, {"password1": typed})
        assert answer.status_code == 422
        assert "field-error" in answer.content.decode()
        assert now(rosa.user).check_password(OLD)

    def test_it_is_asked_again_who_it_is(self, rosa: Patient, clock: time_machine.Traveller) -> None:
        """MFA-03"""
        client = signed_in(rosa.user)
        clock.shift(timedelta(minutes=6))
        for page in (PASSWORD, NO_PASSWORD):
            assert client.post(page, {"password1": NEW}).headers["Location"].startswith("/accounts/reauthenticate/")
        assert now(rosa.user).check_password(OLD)

    def test_first_one_after_codes(self, client: Client) -> None:
        ann = patient("Ann Reed", email=ADDRESS)
        sign_in_by_code(client, ADDRESS)
        assert client.get(PASSWORD).headers["Location"] == FIRST_PASSWORD
        assert client.post(FIRST_PASSWORD, {"password1": NEW}).headers["Location"] == ACCOUNT
        assert now(ann.user).check_password(NEW)
        assert subjects()[-1] == "Your sign-in has a password now"

    def test_staff_change_theirs_the_same_way(self) -> None:
        kim = staff(Role.NURSE, password=OLD)
        client = signed_in(kim)
        assert client.get(PASSWORD).status_code == 200
        assert client.post(PASSWORD, {"password1": NEW}).headers["Location"] == "/admin/"
        assert now(kim).check_password(NEW)
        assert client.get(NO_PASSWORD).status_code == 404


class TestNoPassword:
    def test_whoever_has_codes_may_go_without(self, rosa: Patient) -> None:
        here, there = signed_in(rosa.user), signed_in(rosa.user)
        assert here.get(NO_PASSWORD).status_code == 200
        assert {here.post(NO_PASSWORD).headers["Location"] for _ in range(2)} == {ACCOUNT}
        assert not now(rosa.user).has_usable_password()
        assert subjects() == ["Your password was removed"]
        assert (is_in(here), is_in(there)) == (True, False)
        assert sign_in_by_code(Client(), ADDRESS).status_code == 302

    def test_last_way_in_stays(self) -> None:
        ann = patient("Ann Reed", password=OLD)
        client = signed_in(ann.user)
        assert client.post(NO_PASSWORD).status_code == 422
        assert now(ann.user).has_usable_password()

        add_passkey(ann.user)
        assert client.post(NO_PASSWORD).status_code == 303
        assert not now(ann.user).has_usable_password()


class TestPasskeys:
    def test_account_lists_them_with_their_names(self, rosa: Patient) -> None:
        add_passkey(rosa.user, "My phone <b>")
        page = signed_in(rosa.user).get(ACCOUNT).content.decode()
        assert "My phone &lt;b&gt;" in page
        assert "A code by e-mail works too, always." in page

    def test_removed_one_is_told_and_ends_other_devices(self, rosa: Patient) -> None:
        key = add_passkey(rosa.user)
        here, there = signed_in(rosa.user), signed_in(rosa.user)
        answers = [here.post(remove_url(key)) for _ in range(2)]
        assert [each.headers["Location"] for each in answers] == [ACCOUNT, ACCOUNT]
        assert subjects() == ["A passkey was removed from your sign-in"]
        assert (is_in(here), is_in(there)) == (True, False)
        (row,) = Trace.objects.filter(table_name="mfa_authenticator", kind="delete")
        assert row.actor_id == rosa.user_id

    def test_renamed_one_keeps_opening(self, rosa: Patient) -> None:
        key = add_passkey(rosa.user)
        client = signed_in(rosa.user)
        url = remove_url(key).replace("remove", "rename")
        assert client.post(url, {"name": "Tablet"}).headers["Location"] == ACCOUNT
        assert "Tablet" in client.get(ACCOUNT).content.decode()
        assert Trace.objects.filter(table_name="mfa_authenticator", kind="change", actor_id=rosa.user_id).exists()

    def test_last_way_in_stays(self) -> None:
        ann = patient("Ann Reed", password=OLD)
        client = signed_in(ann.user)
        key = add_passkey(ann.user)
        client.post(NO_PASSWORD)
        refused = client.post(remove_url(key))
        assert refused.status_code == 422
        assert "your only way to sign in" in refused.content.decode()

        other = add_passkey(ann.user, "Tablet")
        assert client.post(remove_url(other)).status_code == 303

    def test_app_with_codes_is_no_way_in(self) -> None:
        ann = patient("Ann Reed", password=OLD)
        assert ann.user
        set_up_app(ann.user)
        assert is_last_way(ann.user, Way.PASSWORD)

    def test_passkey_of_another_is_not_there(self, rosa: Patient) -> None:
        """IDW-01"""
        theirs = add_passkey(patient("Ken Ode").user)
        client = signed_in(rosa.user)
        assert client.post(remove_url(theirs)).status_code == 404
        assert client.get(remove_url(theirs)).status_code == 404

    def test_ways_are_counted(self, rosa: Patient) -> None:
        add_passkey(rosa.user)
        add_passkey(rosa.user, "Tablet")
        assert ways_of(now(rosa.user)) == {Way.CODE: 1, Way.PASSKEY: 2, Way.PASSWORD: 1}
        assert not is_last_way(now(rosa.user), Way.PASSKEY)
        assert ways_of(staff(Role.NURSE, password=OLD))[Way.CODE] == 0
