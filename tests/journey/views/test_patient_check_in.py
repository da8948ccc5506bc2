"""Filling in a check-in in the browser: doors, where one goes on, refused answers and drafts."""

import pytest
from django.test import Client
from django.urls import reverse

from journey.models import CheckIn, CheckInDraft, Clinic, Journey
from tests.builders import NOW, check_in_of, fill, patient, send, staff
from tests.journey.views.patient_pages import draft_of, patient_of, question, signed_in, the_clock_at, url, words

HOME = "/"


# Doors -----------------------------------------------------------------------------------------------

GET_NAMES = ["check_in", "check_in_help_now", "check_in_check_answers", "check_in_result"]
POST_NAMES = ["check_in_send", "check_in_discard"]


def every_address(check_in: CheckIn) -> list[tuple[str, str]]:
    gets = [("get", url(name, check_in)) for name in GET_NAMES]
    posts = [("post", url(name, check_in)) for name in POST_NAMES]
    asked = question(check_in, "red_flags")
    report = reverse("patient:report", args=[check_in.journey_id])
    return [*gets, *posts, ("get", asked), ("post", asked), ("get", report), ("post", report)]


def test_check_in_signed_out_asks_to_sign_in(check_in: CheckIn) -> None:
    for method, address in every_address(check_in):
        response = getattr(Client(), method)(address)
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]


@pytest.mark.parametrize("who", ["another patient", "a nurse"])
def test_check_in_of_somebody_else_is_not_found(check_in: CheckIn, who: str) -> None:
    other = signed_in(patient("Tom Reed").user if who == "another patient" else staff("nurse"))
    for method, address in every_address(check_in):
        assert getattr(other, method)(address).status_code == 404, address
    assert not CheckInDraft.objects.filter(check_in=check_in).exists()


def test_check_in_page_that_never_was_is_not_found(rosa: Client, check_in: CheckIn) -> None:
    assert rosa.get(question(check_in, "star_sign")).status_code == 404


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("A-5", "It opens on Thursday 26 November, 6am."), ("P-0", "You do not have to do anything.")],
    ids=["not open yet", "cancelled"],
)
def test_check_in_that_takes_no_answers_says_why(rosa: Client, journey: Journey, code: str, sentence: str) -> None:
    shut = check_in_of(journey, code)
    for address in (url("check_in", shut), question(shut, "red_flags"), url("check_in_check_answers", shut)):
        response = rosa.get(address)
        assert response.status_code == 409
        assert sentence in words(response)
    assert not CheckInDraft.objects.filter(check_in=shut).exists()
    kept = rosa.post(question(shut, "red_flags"), {"value": "none"}, follow=True)
    assert (kept.status_code, kept.redirect_chain) == (409, [(url("check_in", shut), 303)])
    assert "We kept what you answered." in words(kept)
    for offered in ("Tell us about a symptom", "01632 960 142", "Call 112"):
        assert offered in words(kept)
    assert draft_of(shut)["red_flags"]["ticked"] == []


def test_check_in_missed_opens_until_a_later_one_was_sent(rosa: Client, journey: Journey) -> None:
    missed = check_in_of(journey, "A-1")
    assert rosa.get(question(missed, "red_flags")).status_code == 200
    send(check_in_of(journey, "A-3"), at=NOW)
    response = rosa.get(url("check_in", missed))
    assert response.status_code == 409
    assert "has closed" in words(response)


def test_check_in_of_a_clinic_not_set_up_points_to_the_phone(rosa: Client, check_in: CheckIn) -> None:
    Clinic.objects.update(emergency_number="")
    response = rosa.get(url("check_in", check_in))
    assert response.status_code == 409
    assert "Please call the clinic instead" in words(response)


# Where one goes on -----------------------------------------------------------------------------------


def test_start_goes_to_the_first_page_then_the_first_open_one_then_check_your_answers_then_the_result(
    rosa: Client, check_in: CheckIn
) -> None:
    start = url("check_in", check_in)
    assert rosa.get(start)["Location"] == question(check_in, "red_flags")
    rosa.post(question(check_in, "red_flags"), {"value": "none"})
    assert rosa.get(start)["Location"] == question(check_in, "pain_worst")
    fill(check_in)
    assert rosa.get(start)["Location"] == url("check_in_check_answers", check_in)
    send(check_in)
    assert rosa.get(start)["Location"] == url("check_in_result", check_in)


def test_question_behind_an_unanswered_one_leads_to_that_one(rosa: Client, check_in: CheckIn) -> None:
    assert rosa.get(question(check_in, "note"))["Location"] == question(check_in, "red_flags")
    assert rosa.get(url("check_in_check_answers", check_in))["Location"] == question(check_in, "red_flags")


def test_question_taken_out_of_the_form_leads_on(rosa: Client, check_in: CheckIn) -> None:
    fill(check_in)
    assert rosa.get(question(check_in, "swelling"))["Location"] == url("check_in_check_answers", check_in)


def test_question_shows_its_place_its_heading_and_the_way_back(rosa: Client, check_in: CheckIn) -> None:
    rosa.post(question(check_in, "red_flags"), {"value": "none"})
    page = rosa.get(question(check_in, "pain_worst")).content.decode()
    assert "Question 2 of 9 · Right hand" in page
    assert "<legend><h1>How bad was the worst pain" in page
    assert f'href="{question(check_in, "red_flags")}"' in page
    assert "Saved at 10am" in page
    assert page.count("<h1") == 1


def test_question_answered_leads_to_the_next_page(rosa: Client, check_in: CheckIn) -> None:
    first = rosa.post(question(check_in, "red_flags"), {"value": "none"})
    assert (first.status_code, first["Location"]) == (303, question(check_in, "pain_worst"))
    second = rosa.post(question(check_in, "pain_worst"), {"value": "7"})
    assert second["Location"] == question(check_in, "pain_trend")
    assert draft_of(check_in)["pain_worst"] == 7


def test_tick_list_line_brings_its_own_question_next(rosa: Client, check_in: CheckIn) -> None:
    fill(check_in)
    response = rosa.post(question(check_in, "signs_hand"), {"value": ["swelling", "hot"]})
    assert response["Location"] == question(check_in, "swelling")


# Refused answers -------------------------------------------------------------------------------------


def test_unusual_temperature_is_asked_about_once_and_then_kept(rosa: Client, check_in: CheckIn) -> None:
    rosa.post(question(check_in, "red_flags"), {"value": "none"})
    first = rosa.post(question(check_in, "temp_c"), {"value": "34,4", "unit": "C", "sure": ""})
    assert (first.status_code, "Is this right?" in words(first)) == (422, True)
    assert 'name="sure" value="34,4 C"' in first.content.decode()

    other = rosa.post(question(check_in, "temp_c"), {"value": "34.9", "unit": "C", "sure": "34,4 C"})
    assert other.status_code == 422, "another one is asked about too"
    assert rosa.post(question(check_in, "temp_c"), {"value": "34.9", "unit": "C", "sure": "34.9 C"}).status_code == 303
    assert draft_of(check_in)["temp_c"] == {"unit": "C", "number": "34.9"}


def test_question_refused_says_so_in_the_title_above_and_at_the_field_and_keeps_what_was_typed(
    rosa: Client, check_in: CheckIn
) -> None:
    fill(check_in)
    response = rosa.post(question(check_in, "temp_c"), {"value": "98.2", "unit": "C"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: Question" in page
    assert '<a href="#value">Did you mean F?' in page
    assert page.count("Did you mean F?") == 2
    assert 'value="98.2"' in page
    assert page.index("error-summary") < page.index("<h1")
    assert draft_of(check_in)["temp_c"] == {"unit": "C", "number": "36.8"}


@pytest.mark.parametrize("data", [{}, {"value": ["none", "breathing"]}, {"value": "\x00"}, {"value": "9" * 5000}])
def test_red_flags_refused_save_nothing(rosa: Client, check_in: CheckIn, data: dict[str, object]) -> None:
    assert rosa.post(question(check_in, "red_flags"), data).status_code == 422
    assert not CheckInDraft.objects.filter(check_in=check_in).exists()


def test_list_with_another_line_is_shown_again_and_saves_nothing(rosa: Client, consultation: Journey) -> None:
    intake = check_in_of(consultation, "C-PRE")
    fill(intake)
    client = patient_of(consultation)
    response = client.post(question(intake, "i_meds"), {"value_0": "fish oil", "value_1": "iron", "more": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="fish oil"' in page
    assert page.count('name="value_') == 4
    assert "error-summary" not in page
    assert draft_of(intake)["i_meds"] == []


def test_optional_numbers_can_be_cleared(preparation: Journey) -> None:
    with the_clock_at(NOW):
        base = check_in_of(preparation, "P-BASE")
        fill(base, my_tasks={"my_tasks_1": 3, "my_tasks_2": None, "my_tasks_3": None})
        client = patient_of(preparation)
        assert " checked" in client.get(question(base, "my_tasks")).content.decode()
        cleared = client.post(question(base, "my_tasks"), {"my_tasks_1": "3", "clear": "1"})
    assert cleared.status_code == 200
    assert " checked" not in cleared.content.decode()


# Drafts ----------------------------------------------------------------------------------------------


def test_draft_is_there_after_signing_out_and_on_another_device(
    rosa: Client, journey: Journey, check_in: CheckIn
) -> None:
    rosa.post(question(check_in, "red_flags"), {"value": "none"})
    rosa.post(question(check_in, "pain_worst"), {"value": "7"})
    rosa.post(reverse("account_logout"))
    phone, tablet = patient_of(journey), patient_of(journey)
    for device in (phone, tablet):
        assert device.get(url("check_in", check_in))["Location"] == question(check_in, "pain_trend")
        assert 'value="7" id="value_7" checked' in device.get(question(check_in, "pain_worst")).content.decode()
    tablet.post(question(check_in, "pain_trend"), {"value": "worse"})
    assert 'value="worse" id="value_2" checked' in phone.get(question(check_in, "pain_trend")).content.decode()


def test_save_and_leave_keeps_the_answer_of_the_page_and_goes_home(rosa: Client, check_in: CheckIn) -> None:
    fill(check_in, pain_worst=2)
    response = rosa.post(question(check_in, "pain_worst"), {"value": "8", "leave": "1"})
    assert (response.status_code, response["Location"]) == (303, HOME)
    assert draft_of(check_in)["pain_worst"] == 8


def test_save_and_leave_with_nothing_chosen_goes_home_and_with_a_wrong_answer_says_so(
    rosa: Client, check_in: CheckIn
) -> None:
    fill(check_in)
    assert rosa.post(question(check_in, "temp_c"), {"value": "", "leave": "1"})["Location"] == HOME
    assert rosa.post(question(check_in, "temp_c"), {"value": "99", "unit": "C", "leave": "1"}).status_code == 422
