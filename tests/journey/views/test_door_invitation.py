"""Coming in by invitation: who may, how often, and what a scanner, a forwarder or a guesser gets."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail, User
from journey.actions.inviting import (
    GOOD_FOR,
    Arrival,
    accept_invitation,
    find_invitation,
    invite_patient,
    take_invitation_back,
)
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted
from journey.models import Invitation, Patient
from journey.models.caregiver import MOST_WRONG_BIRTHS
from tests.builders import patient, staff
from tests.post import delivered, newest_to, path_in

pytestmark = pytest.mark.django_db
ADDRESS = "rosa@example.org"


@pytest.fixture
def rosa() -> Patient:
    return patient(user=None, email=ADDRESS)


def link_of(who: Patient) -> str:
    invite_patient(patient=who, by=staff("coordinator"), at=timezone.now())
    return newest_link()


def newest_link() -> str:
    return path_in(newest_to(ADDRESS))


def come_in(client: Client, link: str, who: Patient, **changed: str):
    born = who.date_of_birth
    posted = {
        "date_of_birth_day": str(born.day),
        "date_of_birth_month": str(born.month),
        "date_of_birth_year": str(born.year),
        "language": "en",
        "time_zone": "Europe/Madrid",
        "way": "code",
        "password": "",
    }
    return client.post(f"{link}come-in/", posted | changed)


class TestTheLink:
    def test_patient_comes_in_and_is_signed_in(self, client: Client, rosa: Patient) -> None:
        link = link_of(rosa)
        assert client.get(link).status_code == 200
        assert client.get(f"{link}come-in/").status_code == 200

        assert come_in(client, link, rosa).status_code == 302

        rosa.refresh_from_db()
        assert rosa.user is not None
        assert (rosa.user.email, rosa.user.is_staff, rosa.time_zone) == (ADDRESS, False, "Europe/Madrid")
        assert not rosa.user.has_usable_password()
        assert client.session["_auth_user_id"] == str(rosa.user.pk)

    def test_language_is_chosen_where_there_are_two(self, client: Client, rosa: Patient, settings: Any) -> None:
        link = link_of(rosa)
        assert 'type="hidden" name="language"' in client.get(f"{link}come-in/").content.decode()
        settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
        assert "Your language" in client.get(f"{link}come-in/").content.decode()
        assert come_in(client, link, rosa, language="xx").status_code == 422
        come_in(client, link, rosa, language="de")
        rosa.refresh_from_db()
        assert rosa.language == "de"

    def test_a_chosen_password_works(self, client: Client, rosa: Patient) -> None:
        come_in(client, link_of(rosa), rosa, way="password", password="three quiet words")
        rosa.refresh_from_db()
        assert rosa.user is not None
        assert rosa.user.check_password("three quiet words")

    def test_a_passkey_is_asked_for_next(self, client: Client, rosa: Patient) -> None:
        answer = come_in(client, link_of(rosa), rosa, way="passkey")
        assert answer["Location"] == reverse("mfa_add_webauthn")
        assert client.get(answer["Location"]).status_code == 200

    @pytest.mark.parametrize("password", ["", "short"])
    def test_a_weak_password_is_refused_and_uses_nothing_up(self, client: Client, rosa: Patient, password: str) -> None:
        link = link_of(rosa)
        assert come_in(client, link, rosa, way="password", password=password).status_code == 422
        assert come_in(client, link, rosa).status_code == 302

    def test_a_scanner_that_opens_everything_uses_nothing_up_inv_01(self, client: Client, rosa: Patient) -> None:
        link = link_of(rosa)
        for _ in range(3):
            client.get(link)
            client.head(link)
            client.get(f"{link}come-in/")
        assert Invitation.objects.get().used_at is None
        assert come_in(client, link, rosa).status_code == 302

    def test_a_used_link_is_over(self, client: Client, rosa: Patient) -> None:
        link = link_of(rosa)
        come_in(client, link, rosa)
        other = Client()
        assert other.get(link).status_code == 404
        assert come_in(other, link, rosa).status_code == 404
        assert User.objects.filter(email=ADDRESS).count() == 1

    def test_an_altered_link_is_over(self, client: Client, rosa: Patient) -> None:
        link = link_of(rosa)
        assert client.get(f"{link[:-2]}{'A' if link[-2] != 'A' else 'B'}/").status_code == 404

    def test_a_link_of_last_week_is_over(self, rosa: Patient) -> None:
        then = timezone.now()
        invite_patient(patient=rosa, by=staff("coordinator"), at=then)
        token = newest_link().split("/")[2]
        assert find_invitation(token, at=then + GOOD_FOR - timedelta(seconds=1)) is not None
        assert find_invitation(token, at=then + GOOD_FOR) is None

    def test_whoever_it_was_forwarded_to_cannot_guess(self, client: Client, rosa: Patient) -> None:
        link = link_of(rosa)
        for _ in range(MOST_WRONG_BIRTHS - 1):
            assert come_in(client, link, rosa, date_of_birth_year="1901").status_code == 422
        assert come_in(client, link, rosa, date_of_birth_year="1901").status_code == 404
        assert come_in(client, link, rosa).status_code == 404
        rosa.refresh_from_db()
        assert rosa.user is None

    def test_another_person_who_is_signed_in_is_asked_to_sign_out(self, client: Client, rosa: Patient) -> None:
        link = link_of(rosa)
        somebody = patient()
        client.force_login(somebody.user)
        assert "Sign out" in client.get(link).content.decode()
        assert come_in(client, link, rosa).status_code == 303
        rosa.refresh_from_db()
        assert rosa.user is None

    def test_the_mail_names_nobody_and_nothing(self, rosa: Patient) -> None:
        link_of(rosa)
        told = f"{newest_to(ADDRESS).subject} {newest_to(ADDRESS).body}"
        assert all(word not in told for word in (rosa.full_name, rosa.called, "hand", "cell"))

    def test_the_secret_is_kept_as_a_hash(self, rosa: Patient) -> None:
        token = link_of(rosa).split("/")[2]
        kept = Invitation.objects.get()
        assert token not in (kept.secret, str(kept.pk))


class TestTheDesk:
    def test_a_new_invitation_ends_the_one_before(self, rosa: Patient) -> None:
        now = timezone.now()
        invite_patient(patient=rosa, by=staff("coordinator"), at=now - timedelta(hours=1))
        first = newest_link().split("/")[2]
        invite_patient(patient=rosa, by=staff("coordinator"), at=now)
        second = newest_link().split("/")[2]
        assert find_invitation(first, at=now) is None
        assert find_invitation(second, at=now) is not None

    def test_a_double_click_sends_one_mail(self, rosa: Patient) -> None:
        cora, now = staff("coordinator"), timezone.now()
        for _ in range(2):
            invite_patient(patient=rosa, by=cora, at=now)
        assert OutgoingMail.objects.filter(kind="invitation").count() == 1

    def test_taken_back_it_is_over_and_its_mail_stays(self, rosa: Patient) -> None:
        cora, now = staff("coordinator"), timezone.now()
        invite_patient(patient=rosa, by=cora, at=now)
        take_invitation_back(patient=rosa, by=cora, at=now)
        assert not delivered()
        assert Invitation.objects.get().ended_by == cora

    def test_whoever_has_a_sign_in_is_not_invited(self) -> None:
        with pytest.raises(AlreadyDone):
            invite_patient(patient=patient(), by=staff("coordinator"), at=timezone.now())

    def test_an_address_is_needed(self) -> None:
        with pytest.raises(NotAccepted):
            invite_patient(patient=patient(user=None, email=""), by=staff("coordinator"), at=timezone.now())

    @pytest.mark.parametrize("role", ["manager", "auditor"])
    def test_only_the_desk_invites(self, rosa: Patient, role: str) -> None:
        with pytest.raises(NotPermitted):
            invite_patient(patient=rosa, by=staff(role), at=timezone.now())

    def test_nobody_at_the_clinic_sets_a_password_for_a_patient(self, client: Client) -> None:
        """PWD-03: the pages of people are those of staff, and no form of a patient takes a password."""
        rosa = patient(password="three quiet words")
        client.force_login(staff("manager"))
        before = User.objects.get(pk=rosa.user_id).password
        typed = {"password": "another quiet word", "new_password1": "another quiet word", "address": "x"}
        for name in ("change", "roles", "sign-in", "second-factor", "sites", "password"):
            where = f"/admin/accounts/user/{rosa.user_id}/{name}/"
            answers = client.get(where, follow=True), client.post(where, typed, follow=True)
            assert [each.status_code for each in answers] == [404, 404], name
        client.post(reverse("admin:journey_patient_renew_sign_in", args=[rosa.pk]), typed)
        assert User.objects.get(pk=rosa.user_id).password == before

    def test_two_of_one_address_each_have_a_sign_in(self, client: Client, rosa: Patient) -> None:
        jon = patient("Jon Delgado", user=None, email=ADDRESS)
        come_in(client, link_of(rosa), rosa)
        come_in(Client(), link_of(jon), jon)
        assert User.objects.filter(email=ADDRESS).count() == 2

    def test_a_birth_date_corrected_meanwhile_counts(self, rosa: Patient) -> None:
        now = timezone.now()
        asked = invite_patient(patient=rosa, by=staff("coordinator"), at=now)
        wrong = rosa.date_of_birth + timedelta(days=1)
        with pytest.raises(MoveNotAllowed):
            accept_invitation(invitation=asked, date_of_birth=wrong, arrival=Arrival("en", "Europe/London"), at=now)

    def test_pages_of_the_desk(self, client: Client, rosa: Patient) -> None:
        client.force_login(staff("coordinator"))
        page = reverse("admin:journey_patient_change", args=[rosa.pk])
        assert "Invite by e-mail" in client.get(page).content.decode()
        assert client.post(reverse("admin:journey_patient_invite", args=[rosa.pk])).status_code in (302, 303)
        assert "Take the invitation back" in client.get(page).content.decode()
        client.post(reverse("admin:journey_patient_take_invitation_back", args=[rosa.pk]))
        assert "does not work any more" in client.get(page).content.decode()
