"""A time for a call on a patient's pages: read, confirmed, or another one asked for in words."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journey.actions.alert_calls import propose_call
from journey.actions.alerts import close_alert
from journey.models import Alert, AlertCall, Journey, Patient
from tests.builders import NOW, check_in_of, helper_of, patient, send, staff
from tests.journey.actions.test_alerts import reach
from tests.journey.views.patient_pages import signed_in, words

pytestmark = pytest.mark.usefixtures("clock")
HOME = reverse("patient:home")
HOUR = timedelta(hours=1)


@pytest.fixture
def call(journey: Journey) -> AlertCall:
    send(check_in_of(journey, "A-3"), at=NOW, pain_worst=9)
    return propose_call(alert=Alert.objects.get(), calls_at=NOW + 3 * HOUR, by=staff("nurse"), at=NOW)


def url(call: AlertCall) -> str:
    return reverse("patient:call", args=[call.alert_id, call.pk])


def read(client: Client, address: str) -> str:
    return words(client.get(address, follow=True)).replace("\u00a0", " ")


def test_time_stands_on_the_first_page_and_on_the_result_in_the_patients_own_time(
    rosa: Client, journey: Journey, call: AlertCall
) -> None:
    Patient.objects.update(time_zone="Asia/Tokyo")
    result = reverse("patient:check_in_result", args=[check_in_of(journey, "A-3").pk])
    for address in (HOME, result, url(call)):
        page = read(rosa, address)
        assert "We would like to call you" in page
        assert "10pm" in page


def test_yes_is_pressed_once_or_twice_and_said_back(rosa: Client, call: AlertCall) -> None:
    for _click in range(2):
        page = words(rosa.post(url(call), {"answer": "suits"}, follow=True))
        assert "Thank you. We will call you then." in page
    assert "You said that this time suits you." in page
    assert "Yes, call me then" not in page
    call.refresh_from_db()
    assert (call.answer, call.answered_at) == ("suits", NOW)


def test_another_time_is_asked_for_in_words(rosa: Client, call: AlertCall) -> None:
    refused = rosa.post(url(call), {"answer": "another", "words": " "})
    assert refused.status_code == 422
    assert "Tell us when we can call, in a few words." in words(refused)

    page = words(rosa.post(url(call), {"answer": "another", "words": "After 5pm"}, follow=True))
    assert "You asked for another time: “After 5pm”." in page


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"answer": "maybe"},
        {"answer": "another", "words": "x" * 301},
        {"answer": "suits", "words": "Not before 5."},
    ],
)
def test_bad_answers_are_refused_with_a_sentence(rosa: Client, call: AlertCall, typed: dict[str, Any]) -> None:
    assert rosa.post(url(call), typed).status_code == 422
    call.refresh_from_db()
    assert call.answer == ""


def test_call_that_is_over_says_so_and_leaves_the_first_page(rosa: Client, call: AlertCall) -> None:
    reach(call.alert)
    close_alert(alert=call.alert, outcome="advice_given", note="Ok.", decided="Rest.", by=staff("nurse"), at=NOW)
    assert "This time is over." in words(rosa.post(url(call), {"answer": "suits"}, follow=True))
    assert "This time is over." in read(rosa, url(call))
    assert "We would like to call you" not in read(rosa, HOME)


def test_replaced_time_is_refused_and_the_new_one_is_shown(rosa: Client, call: AlertCall) -> None:
    propose_call(alert=call.alert, calls_at=NOW + 5 * HOUR, by=staff("nurse"), at=NOW)
    assert "This time is over." in words(rosa.post(url(call), {"answer": "suits"}, follow=True))
    assert "today, 3pm" in read(rosa, HOME)


def test_another_patient_finds_nothing_and_a_helper_who_looks_presses_nothing(
    rosa: Client, journey: Journey, call: AlertCall
) -> None:
    ken = signed_in(patient("Ken Ode").user)
    assert ken.get(url(call)).status_code == ken.post(url(call), {"answer": "suits"}).status_code == 404
    sue = signed_in(helper_of(journey.patient, "see", "Sue").user)
    page = read(sue, reverse("patient:person", args=[journey.patient_id]))
    assert "We would like to call you" in page
    assert "Yes, call me then" not in page
    assert sue.post(url(call), {"answer": "suits"}).status_code == 403
