"""The second factor: set up once, given at every sign-in, each code used once, and never lost by staff."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.core import context
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts import encryption, kept_forms, second_factor
from accounts.models import RecoveryCode, User
from tests.builders import NOW, patient, staff
from tests.factors import AGAIN, GIVE, PASSWORD, code_of, give_password, set_up_app, wrong_code_of
from tests.post import delivered

pytestmark = pytest.mark.django_db
SET_UP, APP, CODES = "/accounts/second-factor/", "/accounts/second-factor/app/", "/accounts/second-factor/codes/"
LATER = timedelta(minutes=6)


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[time_machine.Traveller]:
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    logging.disable(logging.NOTSET)


@pytest.fixture
def nurse() -> User:
    user = staff("nurse", password=PASSWORD)
    user.email = "nurse@example.org"
    user.save()
    return user


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


class TestSigningIn:
    def test_password_then_code_lets_staff_in(self, client: Client, nurse: User) -> None:
        secret = set_up_app(nurse)

        first = give_password(client, nurse)
        assert first.headers["Location"] == GIVE
        assert not is_in(client)

        second = client.post(GIVE, {"code": code_of(secret, NOW)})
        assert second.headers["Location"] == "/admin/"
        assert is_in(client)

    def test_page_that_was_asked_for_opens_after_both_steps(self, client: Client, nurse: User) -> None:
        secret = set_up_app(nurse)
        give_password(client, nurse, next="/admin/journey/alert/")
        assert client.post(GIVE, {"code": code_of(secret, NOW)}).headers["Location"] == "/admin/journey/alert/"

    @pytest.mark.parametrize("step", [-1, 1])
    def test_phone_that_is_half_a_minute_wrong_works(self, client: Client, nurse: User, step: int) -> None:
        secret = set_up_app(nurse)
        give_password(client, nurse)
        client.post(GIVE, {"code": code_of(secret, NOW, step=step)})
        assert is_in(client)

    @pytest.mark.parametrize("step", [-2, 2])
    def test_code_of_another_minute_does_not(self, client: Client, nurse: User, step: int) -> None:
        secret = set_up_app(nurse)
        give_password(client, nurse)
        assert client.post(GIVE, {"code": code_of(secret, NOW, step=step)}).status_code == 422
        assert not is_in(client)

    @pytest.mark.parametrize("typed", ["{0}{1} {2}", "{0}-{1}{2}", " {0}{1}{2} "])
    def test_code_may_be_typed_with_blanks(self, client: Client, nurse: User, typed: str) -> None:
        code = code_of(set_up_app(nurse), NOW)
        give_password(client, nurse)
        client.post(GIVE, {"code": typed.format(code[:2], code[2:4], code[4:])})
        assert is_in(client)

    @pytest.mark.parametrize("typed", ["", "0", "٠١٢٣٤٥", "１２３４５６", "a" * 41, "\0", "🙂" * 6, "-1", "1e5"])
    def test_what_is_no_code_is_refused_with_a_sentence(self, client: Client, nurse: User, typed: str) -> None:
        set_up_app(nurse)
        give_password(client, nurse)
        response = client.post(GIVE, {"code": typed})
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()

    def test_patient_without_a_factor_needs_none(self, client: Client) -> None:
        rosa = patient(password=PASSWORD).user
        assert rosa is not None
        assert give_password(client, rosa).headers["Location"] == "/"
        assert client.get("/account/").status_code == 200


class TestSettingUp:
    @pytest.fixture
    def new(self, client: Client, nurse: User) -> Client:
        give_password(client, nurse)
        return client

    def test_app_is_set_up_with_its_first_code_and_brings_recovery_codes(self, new: Client, nurse: User) -> None:
        page = new.get(APP)
        secret = page.context["form"].secret
        shown = page.content.decode()
        assert secret[:4] in shown
        assert 'src="data:image/svg+xml;base64,' in shown

        done = new.post(APP, {"code": code_of(secret, NOW)})
        assert done.headers["Location"] == CODES
        codes = new.get(CODES).context["codes"]
        assert len(codes) == second_factor.CODES == second_factor.unused_codes(nurse)

        kept = new.post(f"{CODES}kept/")
        assert kept.headers["Location"] == "/admin/"
        assert is_in(new)
        assert new.get(CODES).context["codes"] == []
        assert new.get(f"{CODES}download/").status_code == 404

    def test_key_stays_the_same_while_it_is_set_up(self, new: Client) -> None:
        first = new.get(APP).context["form"].secret
        refused = new.post(APP, {"code": wrong_code_of(first, NOW)})
        assert refused.status_code == 422
        assert refused.context["form"].secret == new.get(APP).context["form"].secret == first

    def test_first_code_does_not_open_the_door_again(self, new: Client, nurse: User) -> None:
        secret = new.get(APP).context["form"].secret
        new.post(APP, {"code": code_of(secret, NOW)})
        other = Client()
        give_password(other, nurse)
        assert other.post(GIVE, {"code": code_of(secret, NOW)}).status_code == 422

    def test_codes_can_be_downloaded_until_they_are_kept(self, new: Client) -> None:
        new.post(APP, {"code": code_of(new.get(APP).context["form"].secret, NOW)})
        codes = new.get(CODES).context["codes"]
        file = new.get(f"{CODES}download/")
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in file.headers["Cache-Control"]
        assert all(code in file.content.decode() for code in codes)

    def test_codes_are_gone_after_ten_minutes(self, new: Client, clock: time_machine.Traveller) -> None:
        secret = new.get(APP).context["form"].secret
        new.post(APP, {"code": code_of(secret, NOW)})
        clock.shift(timedelta(minutes=10, seconds=1))
        new.post(AGAIN, {"code": code_of(secret, NOW + timedelta(minutes=10, seconds=1))})
        assert new.get(CODES).context["codes"] == []

    def test_set_up_is_told_by_mail_without_a_secret(
        self, new: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        page = new.get(APP)
        secret = page.context["form"].secret
        with context.request_context(page.wsgi_request), django_capture_on_commit_callbacks(execute=True):
            new.post(APP, {"code": code_of(secret, NOW)})
        (message,) = delivered()
        assert message.to == ["nurse@example.org"]
        assert secret not in message.body


class TestRecoveryCodes:
    @pytest.fixture
    def codes(self, nurse: User) -> list[str]:
        set_up_app(nurse)
        return second_factor.new_recovery_codes(nurse)

    def test_code_opens_the_door_once_and_its_owner_is_told(
        self, client: Client, nurse: User, codes: list[str]
    ) -> None:
        give_password(client, nurse)
        client.post(GIVE, {"code": codes[3]})
        assert is_in(client)
        assert "recovery code" in delivered()[-1].subject.lower()

        other = Client()
        give_password(other, nurse)
        assert other.post(GIVE, {"code": codes[3]}).status_code == 422

    def test_code_reads_the_same_in_capitals_and_without_its_dash(
        self, client: Client, nurse: User, codes: list[str]
    ) -> None:
        give_password(client, nurse)
        client.post(GIVE, {"code": codes[0].replace("-", " ").upper()})
        assert is_in(client)

    def test_new_set_ends_the_old_one(self, nurse: User, codes: list[str]) -> None:
        fresh = second_factor.new_recovery_codes(nurse)
        assert second_factor.use_code(nurse, codes[0], at=NOW) is None
        assert second_factor.use_code(nurse, fresh[0], at=NOW) == "recovery_codes"

    def test_codes_are_kept_as_hashes(self, nurse: User, codes: list[str]) -> None:
        kept = " ".join(RecoveryCode.objects.values_list("hashed", flat=True))
        assert kept.count("argon2id") == second_factor.CODES
        assert not any(code in kept or code.replace("-", "") in kept for code in codes)

    def test_code_of_somebody_else_opens_nothing(self, codes: list[str]) -> None:
        other = staff("manager", password=PASSWORD)
        set_up_app(other)
        assert second_factor.use_code(other, codes[0], at=NOW) is None


class TestRemoving:
    def sign_in(self, client: Client, nurse: User) -> str:
        secret = set_up_app(nurse)
        give_password(client, nurse)
        client.post(GIVE, {"code": code_of(secret, NOW)})
        return secret

    def test_staff_keep_their_last_factor(self, client: Client, nurse: User) -> None:
        self.sign_in(client, nurse)
        page = client.post(reverse("mfa_deactivate_totp"))
        assert "Staff need a second factor" in page.content.decode()
        assert second_factor.has_one(nurse)

    def test_one_of_two_may_go(self, client: Client, nurse: User) -> None:
        self.sign_in(client, nurse)
        key = Authenticator.objects.create(
            user=nurse, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {"id": "abc"}}
        )
        address = reverse("mfa_remove_passkey", args=[second_factor.passkey_id(key)])
        assert client.post(address).status_code == 303
        assert not second_factor.passkeys(nurse)

        assert client.get(address).status_code == 404

    def test_patient_may_go_back_to_a_password_and_the_codes_go_too(self, client: Client) -> None:
        rosa = patient(password=PASSWORD).user
        assert rosa is not None
        self.sign_in(client, rosa)
        second_factor.new_recovery_codes(rosa)
        assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
        assert not second_factor.has_one(rosa)
        assert second_factor.unused_codes(rosa) == 0

    def test_passkey_of_somebody_else_is_not_found(self, client: Client, nurse: User) -> None:
        self.sign_in(client, nurse)
        theirs = Authenticator.objects.create(
            user=staff("manager"), type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {"id": "abc"}}
        )
        for name in ("mfa_remove_passkey", "mfa_rename_passkey"):
            assert client.post(reverse(name, args=[second_factor.passkey_id(theirs)])).status_code == 404
        assert Authenticator.objects.filter(pk=theirs.pk).exists()


class TestKeptEncrypted:
    """CFG-03: a dump shows no secret, a key can be changed, and a lost one is said."""

    def test_database_holds_no_secret_in_clear(self, nurse: User) -> None:
        secret = set_up_app(nurse)
        with connection.cursor() as cursor:
            cursor.execute("select data::text from mfa_authenticator")
            assert secret not in str(cursor.fetchall())

    def test_secret_is_not_in_the_session_while_it_is_set_up(self, client: Client, nurse: User) -> None:
        give_password(client, nurse)
        secret = client.get(APP).context["form"].secret
        assert secret not in str(dict(client.session.items()))

    def test_new_key_opens_what_the_older_closed_and_renewing_lets_the_older_go(
        self, nurse: User, settings: Any
    ) -> None:
        secret = set_up_app(nurse)
        older, newer = settings.ENCRYPTION_KEYS[0], Fernet.generate_key().decode()

        settings.ENCRYPTION_KEYS = [newer, older]
        assert second_factor.use_code(nurse, code_of(secret, NOW), at=NOW) == "totp"
        call_command("renew_encryption", stdout=StringIO())

        settings.ENCRYPTION_KEYS = [newer]
        assert second_factor.use_code(nurse, code_of(secret, NOW + LATER), at=NOW + LATER) == "totp"

    def test_renewing_keeps_what_was_typed_and_a_form_under_a_lost_key_breaks_no_page(
        self, nurse: User, settings: Any
    ) -> None:
        page = "/admin/journey/patient/add/"
        typed = QueryDict("full_name=Rosa+Marsh")
        assert kept_forms.keep(nurse, page=page, action=page, posted=typed, had_files=False, at=NOW)
        older, newer = settings.ENCRYPTION_KEYS[0], Fernet.generate_key().decode()

        settings.ENCRYPTION_KEYS = [newer, older]
        call_command("renew_encryption", stdout=StringIO())
        settings.ENCRYPTION_KEYS = [newer]
        (form,) = kept_forms.show(nurse, page, NOW)
        assert form.fields == {"full_name": ["Rosa Marsh"]}

        settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
        assert kept_forms.show(nurse, page, NOW) == []

    def test_lost_key_is_an_error_and_no_empty_value(self, nurse: User, settings: Any) -> None:
        set_up_app(nurse)
        settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
        with pytest.raises(encryption.Unreadable, match="ENCRYPTION_KEYS"):
            second_factor.use_code(nurse, "123456", at=NOW)

    @pytest.mark.parametrize("text", ["", "short", "x" * 44, "a" * 43])
    def test_what_is_no_key_is_known(self, text: str) -> None:
        assert not encryption.is_key(text)
        assert encryption.is_key(Fernet.generate_key().decode())
