"""Coming in as a helper: who may, how often, and what a scanner, a forwarder, a guesser or a wrong address gets."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from journey.actions.caregivers import Invitation, end_help, invite_caregiver
from journey.actions.helper_links import GOOD_FOR, find_helper_link, send_again
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.models import Caregiver, Patient
from journey.models.caregiver import MOST_WRONG_BIRTHS
from tests.builders import helper_of, patient, staff
from tests.journey.views.door_pages import sign_in_by_code
from tests.journey.views.patient_pages import words
from tests.post import delivered, newest_to, path_in

pytestmark = pytest.mark.django_db
ADDRESS = "ana@example.org"


@pytest.fixture
def rosa() -> Patient:
    return patient(email="rosa@example.org")


def invite(who: Patient, *, level: str = "fill_in", address: str = ADDRESS, at=None) -> Caregiver:
    asked = Invitation("Ana", address, level, 91, "daughter")
    return invite_caregiver(patient=who, asked=asked, by=who.user, at=at or timezone.now())


def link_to(who: Patient, **more: str) -> str:
    return path_in(newest_to(invite(who, **more).email))


def token_of(link: str) -> str:
    return link.split("/")[2]


def join(client: Client, link: str, who: Patient, **changed: str):
    born = who.date_of_birth
    posted = {
        "date_of_birth_day": str(born.day),
        "date_of_birth_month": str(born.month),
        "date_of_birth_year": str(born.year),
        "name": "Ana Marsh",
        "way": "code",
        "password": "",
    }
    return client.post(f"{link}join/", posted | changed)


def theirs(who: Patient) -> str:
    return reverse("patient:person", args=[who.pk])


class TestTheLink:
    def test_new_helper_gets_a_sign_in_and_comes_straight_to_the_person(self, client: Client, rosa: Patient) -> None:
        link = link_to(rosa)
        assert "Yes, I help" in client.get(link).content.decode()
        assert client.get(f"{link}join/").status_code == 200

        answer = join(client, link, rosa)

        assert (answer.status_code, answer["Location"]) == (302, theirs(rosa))
        assert "Rosa Marsh" in client.get(theirs(rosa)).content.decode()
        helper = Caregiver.objects.get()
        assert helper.user is not None
        assert (helper.user.email, helper.user.is_staff, str(helper.user)) == (ADDRESS, False, "Ana Marsh")
        assert not helper.user.has_usable_password()

    def test_chosen_password_works_and_a_passkey_is_asked_for_next(self, rosa: Patient) -> None:
        join(Client(), link_to(rosa), rosa, way="password", password="three quiet words")
        assert User.objects.get(email=ADDRESS).check_password("three quiet words")
        answer = join(Client(), link_to(rosa, address="bo@example.org"), rosa, way="passkey")
        assert answer["Location"] == reverse("mfa_add_webauthn")

    def test_helper_comes_back_with_a_code(self, rosa: Patient) -> None:
        join(Client(), link_to(rosa), rosa)
        again = Client()
        assert sign_in_by_code(again, ADDRESS).status_code == 302
        assert again.get("/", follow=True).redirect_chain[-1][0] == theirs(rosa)

    def test_scanner_that_opens_everything_uses_nothing_up_inv_01(self, client: Client, rosa: Patient) -> None:
        link = link_to(rosa)
        for _ in range(3):
            client.get(link)
            client.head(link)
            client.get(f"{link}join/")
        assert Caregiver.objects.get().accepted_at is None
        assert join(client, link, rosa).status_code == 302

    def test_pages_of_the_link_name_nobody(self, client: Client, rosa: Patient) -> None:
        link = link_to(rosa)
        told = newest_to(ADDRESS)
        shown = [words(client.get(link)), words(client.get(f"{link}join/"))]
        for said in (*shown, told.subject, told.body):
            assert all(name not in said for name in ("Rosa", "Marsh", "Ana", "hand", "cell"))

    def test_used_altered_or_old_link_is_over(self, client: Client, rosa: Patient) -> None:
        """IVT: reuse by whoever finds the mail later."""
        link = link_to(rosa)
        assert client.get(f"{link[:-2]}{'A' if link[-2] != 'A' else 'B'}/").status_code == 404
        then = timezone.now()
        assert find_helper_link(token_of(link), at=then + GOOD_FOR - timedelta(minutes=1)) is not None
        assert find_helper_link(token_of(link), at=then + GOOD_FOR) is None

        join(client, link, rosa)

        other = Client()
        assert other.get(link).status_code == 404
        assert join(other, link, rosa).status_code == 404
        assert User.objects.filter(email=ADDRESS).count() == 1

    def test_whoever_it_was_forwarded_to_cannot_guess(self, client: Client, rosa: Patient) -> None:
        link = link_to(rosa)
        for _ in range(MOST_WRONG_BIRTHS - 1):
            refused = join(client, link, rosa, date_of_birth_year="1901")
            assert refused.status_code == 422
            assert "Rosa" not in refused.content.decode()
        assert join(client, link, rosa, date_of_birth_year="1901").status_code == 404
        assert join(client, link, rosa).status_code == 404
        assert not User.objects.filter(email=ADDRESS).exists()

    def test_secret_is_kept_as_a_hash_and_goes_when_it_was_used(self, client: Client, rosa: Patient) -> None:
        link = link_to(rosa)
        assert Caregiver.objects.get().secret not in ("", token_of(link))
        join(client, link, rosa)
        assert Caregiver.objects.get().secret == ""

    @pytest.mark.parametrize("changed", [{"name": ""}, {"way": ""}, {"way": "password", "password": "short"}])
    def test_what_does_not_fit_is_said_and_uses_nothing_up(
        self, client: Client, rosa: Patient, changed: dict[str, str]
    ) -> None:
        link = link_to(rosa)
        assert join(client, link, rosa, **changed).status_code == 422
        assert join(client, link, rosa).status_code == 302


class TestWhoIsIn:
    def test_patient_joins_with_their_own_sign_in_after_a_question(self, client: Client, rosa: Patient) -> None:
        ken = patient("Ken Ode", email="ken@example.org")
        client.force_login(ken.user)
        link = link_to(rosa, address="ken@example.org")
        asked = client.get(link).content.decode()
        assert "Yes, help as Ken" in asked
        assert Caregiver.objects.get().user is None

        answer = join(client, link, rosa)

        assert (answer.status_code, answer["Location"]) == (303, theirs(rosa))
        assert Caregiver.objects.get().user == ken.user
        assert User.objects.filter(email="ken@example.org").count() == 1

    def test_address_of_somebody_gets_no_second_sign_in(self, client: Client, rosa: Patient) -> None:
        """A code that goes to one address must not open two people's doors."""
        patient("Ken Ode", email="ken@example.org")
        link = link_to(rosa, address="ken@example.org")
        answer = join(client, link, rosa)
        assert answer.status_code == 422
        assert "Is it you? Then sign in first" in answer.content.decode()
        assert Caregiver.objects.get().accepted_at is None

    def test_staff_and_the_patient_themself_do_not_join(self, rosa: Patient) -> None:
        link = link_to(rosa)
        nurse, herself = Client(), Client()
        nurse.force_login(staff("nurse"))
        herself.force_login(rosa.user)
        assert "sign-in for staff" in nurse.get(link).content.decode()
        assert join(nurse, link, rosa).status_code == 303
        assert "cannot be your own helper" in join(herself, link, rosa).content.decode()
        assert Caregiver.objects.get().accepted_at is None

    def test_own_address_is_no_helpers(self, rosa: Patient) -> None:
        with pytest.raises(NotAccepted, match="your own address"):
            invite(rosa, address="ROSA@example.org")


class TestCodes:
    """Who a code lets in, where a helper and a patient have the same address by now."""

    def test_code_never_takes_one_for_the_other(self, rosa: Patient) -> None:
        join(Client(), link_to(rosa), rosa)
        patient("Ken Ode", email=ADDRESS)
        client = Client()
        assert sign_in_by_code(client, ADDRESS)["Location"] == reverse("door:date_of_birth")
        assert "_auth_user_id" not in client.session


class TestThePatient:
    def test_taken_back_it_is_over_and_its_mail_stays(self, client: Client, rosa: Patient) -> None:
        invited = invite(rosa)
        end_help(caregiver=invited, by=rosa.user, at=timezone.now())
        assert not delivered()

        link = link_to(rosa)
        end_help(caregiver=Caregiver.objects.get(ended_at=None), by=rosa.user, at=timezone.now())
        assert join(client, link, rosa).status_code == 404

    def test_sent_again_the_link_before_is_over(self, rosa: Patient) -> None:
        now = timezone.now()
        invited = invite(rosa, at=now - timedelta(hours=1))
        first = path_in(newest_to(ADDRESS))
        client = Client()
        client.force_login(rosa.user)
        client.post(reverse("patient:invite_helper_again", args=[invited.pk]))
        second = path_in(newest_to(ADDRESS))
        assert find_helper_link(token_of(first), at=now) is None
        assert find_helper_link(token_of(second), at=now) is not None

    def test_pressed_twice_it_is_one_mail(self, rosa: Patient) -> None:
        invited, now = invite(rosa), timezone.now()
        for _ in range(2):
            send_again(caregiver=invited, by=rosa.user, at=now)
        assert len(delivered()) == 1

    def test_answered_invitation_is_not_sent_again_and_nobody_else_sends(self, rosa: Patient) -> None:
        now = timezone.now()
        with pytest.raises(MoveNotAllowed):
            send_again(caregiver=helper_of(rosa, at=now), by=rosa.user, at=now)
        waiting = invite(rosa)
        with pytest.raises(NotPermitted):
            send_again(caregiver=waiting, by=helper_of(rosa, "manage", "Max", at=now).user, at=now)
