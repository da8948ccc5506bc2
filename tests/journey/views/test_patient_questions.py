"""Questions on a patient's pages: kept when refused, one for two clicks, and a helper's own name beside them."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journey.models import Journey, PatientQuestion
from tests.builders import helper_of, newest_cycle
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
