"""Questions on a patient's pages: kept when refused, one for two clicks, and a helper's own name beside them."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Outcome, Trace
from journey.models import Journey, PatientQuestion
from tests.builders import helper_of, newest_cycle, patient
from tests.journey.views.patient_pages import signed_in, words

pytestmark = pytest.mark.usefixtures("clock")


def address(journey: Journey) -> str:
    return reverse("patient:questions", args=[newest_cycle(journey).stages.get(code="post_care").pk])


def test_refused_question_keeps_what_was_typed_and_two_clicks_are_one(rosa: Client, journey: Journey) -> None:
    refused = rosa.post(address(journey), {"words": "x" * 501, "token": uuid4()})
    assert (refused.status_code, "x" * 501 in refused.content.decode()) == (422, True)
    assert "There is a problem" in words(refused)

    sent = {"words": "When may I drive?", "token": uuid4()}
    assert [rosa.post(address(journey), sent).status_code for _click in range(2)] == [303, 303]
    assert PatientQuestion.objects.get().words == "When may I drive?"
    page = words(rosa.get(address(journey)))
    assert "You asked: today" in page
    assert "Not for symptoms." in page
    assert "Tell us about a symptom" in page


def test_helper_asks_in_their_own_name_and_one_who_may_only_look_finds_no_form(journey: Journey) -> None:
    helper, looker = helper_of(journey.patient, "fill_in", "Ana"), helper_of(journey.patient, "see", "Ben")
    signed_in(helper.user).post(address(journey), {"words": "Can she swim?", "token": uuid4()})
    page = signed_in(looker.user).get(address(journey))
    assert "Ana asked: today" in words(page) or "Ana (" in words(page)
    assert b"<textarea" not in page.content
    assert signed_in(looker.user).post(address(journey), {"words": "And run?"}).status_code == 403
    assert PatientQuestion.objects.count() == 1


def test_thread_of_another_patient_is_not_there_and_stays_as_it_was(rosa: Client, journey: Journey) -> None:
    """IDR-09: reading it, writing into it, by the address or by the id of the question that stands in it."""
    rosa.post(address(journey), {"words": "May I swim?", "token": uuid4()})
    asked = PatientQuestion.objects.values().get()
    ken = signed_in(patient("Ken Ode").user)

    assert ken.get(address(journey)).status_code == 404
    assert ken.post(address(journey), {"words": "And run?", "token": asked["id"]}).status_code == 404
    assert PatientQuestion.objects.values().get() == asked
    denied = Trace.objects.filter(outcome=Outcome.DENIED).values_list("table_name", "patient_id")
    assert set(denied) == {(table, journey.patient_id) for table in ("journey_stage", "journey_patientquestion")}
