"""The phone number: the patient's own page, and the one of a helper who manages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from journey.actions.own_account import change_phone
from journey.domain.errors import NotPermitted
from journey.models import Journey, JourneyEvent
from tests.builders import NOW, helper_of, patient, staff
from tests.journey.views.door_pages import sign_in_by_code
from tests.journey.views.patient_pages import words
from tests.post import newest_to

pytestmark = pytest.mark.usefixtures("clock")
PHONE, ACCOUNT = reverse("patient:phone"), reverse("patient:account")
SignIn = Callable[[User | None], Client]


def number_of(journey: Journey) -> str:
    journey.patient.refresh_from_db()
    return journey.patient.phone


def test_own_number_is_changed_once_and_told(client: Client, journey: Journey) -> None:
    User.objects.filter(pk=journey.patient.user_id).update(email="rosa@example.org")
    sign_in_by_code(client, "rosa@example.org")
    assert reverse("patient:phone") in client.get(ACCOUNT).content.decode()
    for _ in range(2):
        answer = client.post(PHONE, {"phone": " +44 1632  960 999 "})
        assert (answer.status_code, answer["Location"]) == (303, ACCOUNT)

    assert number_of(journey) == "+44 1632 960 999"
    assert JourneyEvent.objects.filter(journey=journey, kind="phone_changed").count() == 1
    mail = newest_to("rosa@example.org")
    assert mail.subject == "Your phone number was changed"
    assert "960 999" not in mail.body


@pytest.mark.parametrize("typed", ["", "   ", "tomorrow", "1234", "5" * 31])
def test_what_is_no_number_is_refused_and_kept(rosa: Client, journey: Journey, typed: str) -> None:
    before = number_of(journey)
    answer = rosa.post(PHONE, {"phone": typed})
    assert answer.status_code == 422
    assert f'value="{typed.strip()}"' in answer.content.decode() or not typed.strip()
    assert number_of(journey) == before


def test_helper_who_manages_changes_it_and_the_patient_reads_who_did(
    rosa: Client, journey: Journey, sign_in: SignIn
) -> None:
    ana = helper_of(journey.patient, "manage")
    client, page = sign_in(ana.user), reverse("patient:person_phone", args=[journey.patient_id])
    home = reverse("patient:person", args=[journey.patient_id])
    assert page in client.get(home).content.decode()

    answer = client.post(page, {"phone": "01632 960 555"})

    assert (answer.status_code, answer["Location"]) == (303, home)
    assert number_of(journey) == "01632 960 555"
    assert "Changed your phone number today" in words(rosa.get(reverse("patient:helpers")))
    assert JourneyEvent.objects.get(kind="phone_changed").by == ana.user


@pytest.mark.parametrize("level", ["see", "fill_in"])
def test_helper_of_a_lower_level_is_told_who_can_change_that(journey: Journey, sign_in: SignIn, level: str) -> None:
    client, page = sign_in(helper_of(journey.patient, level).user), f"/people/{journey.patient_id}/phone/"
    answer = client.post(page, {"phone": "01632 960 555"})
    assert answer.status_code == 403
    assert "You cannot change the phone number." in words(answer)
    assert page not in client.get(reverse("patient:person", args=[journey.patient_id])).content.decode()


def test_nobody_else_changes_it(journey: Journey) -> None:
    """IDW-01, IDW-07"""
    for other in (staff("coordinator"), patient("Ken Ode").user):
        assert other is not None
        with pytest.raises(NotPermitted):
            change_phone(patient=journey.patient, phone="01632 960 555", by=other, at=NOW)
