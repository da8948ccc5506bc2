"""Check your answers, sending once, correcting, reports, and how many statements these take."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journey.actions.on_call import set_contact
from journey.models import CheckIn, CheckInDraft, Journey, Notice, Submission
from tests.builders import NOW, check_in_of, fill, report_of, send, staff
from tests.journey.views.patient_pages import draft_of, patient_of, question, the_clock_at, url, words
from tests.statements import statements_of

# Check your answers ----------------------------------------------------------------------------------


def test_check_your_answers_shows_every_question_with_a_way_to_change_it(rosa: Client, check_in: CheckIn) -> None:
    fill(check_in, pain_worst=7)
    page = rosa.get(url("check_in_check_answers", check_in))
    text = words(page)
    assert "How bad was the worst pain in your treated hand in the last 24 hours? 7" in text
    assert "Anything else? Not provided" in text
    assert "Send to the clinic" in text
    assert f'href="{question(check_in, "note", changing=True)}"' in page.content.decode()


def test_change_of_an_answer_returns_to_check_your_answers(rosa: Client, check_in: CheckIn) -> None:
    fill(check_in)
    page = rosa.get(question(check_in, "pain_worst", changing=True)).content.decode()
    assert f'href="{url("check_in_check_answers", check_in)}"' in page
    response = rosa.post(question(check_in, "pain_worst", changing=True), {"value": "5"})
    assert response["Location"] == url("check_in_check_answers", check_in)


def test_change_that_brings_new_questions_asks_them_first(rosa: Client, check_in: CheckIn) -> None:
    fill(check_in)
    response = rosa.post(question(check_in, "signs_hand", changing=True), {"value": "swelling"})
    assert response["Location"] == question(check_in, "swelling", changing=True)
    response = rosa.post(response["Location"], {"value": "mild"})
    assert response["Location"] == question(check_in, "swelling_trend", changing=True)
    response = rosa.post(response["Location"], {"value": "same"})
    assert response["Location"] == url("check_in_check_answers", check_in)


# Sending ---------------------------------------------------------------------------------------------


def token_on(page: bytes) -> str:
    return page.decode().split('name="token" value="')[1].split('"')[0]


def test_send_twice_from_two_devices_gives_one_submission_and_the_same_result(
    rosa: Client, journey: Journey, check_in: CheckIn
) -> None:
    fill(check_in)
    token = token_on(rosa.get(url("check_in_check_answers", check_in)).content)
    tablet = patient_of(journey)
    answers = [device.post(url("check_in_send", check_in), {"token": token}) for device in (rosa, rosa, tablet)]
    assert {(each.status_code, each["Location"]) for each in answers} == {(303, url("check_in_result", check_in))}
    assert Submission.objects.filter(check_in=check_in).count() == 1


def test_send_of_a_page_that_is_old_sends_nothing_and_shows_what_there_is(rosa: Client, check_in: CheckIn) -> None:
    """REL-10: an old page sends nothing by itself and loses nothing."""
    fill(check_in, pain_worst=4)
    response = rosa.post(url("check_in_send", check_in), {"token": str(uuid4())})
    assert response.status_code == 409
    assert "Check them below before you send" in words(response)
    assert token_on(response.content) == str(CheckInDraft.objects.get(check_in=check_in).token)
    assert not Submission.objects.filter(check_in=check_in).exists()


@pytest.mark.parametrize("token", ["", "not-a-token", "\x00"])
def test_send_without_a_good_token_sends_nothing(rosa: Client, check_in: CheckIn, token: str) -> None:
    fill(check_in)
    assert rosa.post(url("check_in_send", check_in), {"token": token}).status_code == 409
    assert not Submission.objects.filter(check_in=check_in).exists()


def test_send_with_a_question_open_goes_there_with_a_sentence(rosa: Client, check_in: CheckIn) -> None:
    rosa.post(question(check_in, "red_flags"), {"value": "none"})
    draft = CheckInDraft.objects.get(check_in=check_in)
    response = rosa.post(url("check_in_send", check_in), {"token": str(draft.token)}, follow=True)
    assert response.redirect_chain == [(question(check_in, "pain_worst"), 303)]
    assert "Some questions still need an answer." in words(response)


def test_form_that_was_shut_before_it_was_sent_can_be_sent_and_says_so(rosa: Client, journey: Journey) -> None:
    missed = check_in_of(journey, "A-1")
    fill(missed)
    send(check_in_of(journey, "A-3"))
    shut = rosa.get(url("check_in", missed))
    assert shut.status_code == 409
    assert "has closed" in words(shut)
    assert "We kept what you answered. Check and send your answers" in words(shut)
    answers = rosa.get(url("check_in_check_answers", missed))
    assert "It has closed. You can still send what you answered." in words(answers)
    assert "Change" not in words(answers)
    assert f'href="{url("check_in", missed)}"' in answers.content.decode()
    token = token_on(answers.content)
    for _click in range(2):
        response = rosa.post(url("check_in_send", missed), {"token": token})
        assert (response.status_code, response["Location"]) == (303, url("check_in_result", missed))
    sent = Submission.objects.get(check_in=missed)
    assert (sent.after_closing, sent.triage.level) == (True, "expected")
    assert rosa.get(response["Location"]).status_code == 200
    assert "Sent after the check-in was closed" in words(rosa.get(reverse("patient:answer", args=[sent.pk])))


def test_form_of_yesterday_that_was_shut_is_kept_and_asks_nothing_more(journey: Journey, check_in: CheckIn) -> None:
    draft = fill(check_in)
    with the_clock_at(NOW + timedelta(days=2)):
        send(check_in_of(journey, "A-5"), at=NOW + timedelta(days=2))
        response = patient_of(journey).post(url("check_in_send", check_in), {"token": str(draft.token)})
    assert response.status_code == 409
    assert "We kept what you answered." in words(response)
    assert CheckInDraft.objects.filter(pk=draft.pk).exists()


def test_send_by_a_link_is_not_possible(rosa: Client, check_in: CheckIn) -> None:
    assert rosa.get(url("check_in_send", check_in)).status_code == 405
    assert rosa.get(url("check_in_discard", check_in)).status_code == 405


# Correcting ------------------------------------------------------------------------------------------


def test_correction_keeps_both_versions_and_shows_the_new_result(rosa: Client, check_in: CheckIn) -> None:
    send(check_in, pain_worst=2)
    page = rosa.get(url("check_in_check_answers", check_in))
    assert "You sent these answers" in words(page)
    assert 'name="token"' not in page.content.decode()
    rosa.post(question(check_in, "pain_worst", changing=True), {"value": "9"})
    changed = rosa.get(url("check_in_check_answers", check_in)).content
    assert "not sent them" in words(rosa.get(url("check_in_result", check_in)))
    rosa.post(url("check_in_send", check_in), {"token": token_on(changed)})
    versions = Submission.objects.filter(check_in=check_in).order_by("version")
    assert [each.answers["pain_worst"] for each in versions] == [2, 9]
    assert "Call us today" in words(rosa.get(url("check_in_result", check_in)))


def test_correction_thrown_away_leaves_what_was_sent(rosa: Client, check_in: CheckIn) -> None:
    send(check_in, pain_worst=2)
    rosa.post(question(check_in, "pain_worst", changing=True), {"value": "9"})
    response = rosa.post(url("check_in_discard", check_in))
    assert (response.status_code, response["Location"]) == (303, url("check_in", check_in))
    assert not CheckInDraft.objects.filter(check_in=check_in).exists()
    assert Submission.objects.get(check_in=check_in).answers["pain_worst"] == 2


def test_correction_after_the_window_is_refused(journey: Journey, check_in: CheckIn) -> None:
    send(check_in)
    with the_clock_at(NOW + timedelta(days=1)):
        assert patient_of(journey).get(url("check_in_check_answers", check_in)).status_code == 409


# Reports ---------------------------------------------------------------------------------------------


def test_report_page_starts_nothing_until_the_button(rosa: Client, journey: Journey) -> None:
    address = reverse("patient:report", args=[journey.pk])
    page = rosa.get(address)
    assert "Call 112 now if you have any of these" in words(page)
    assert not CheckIn.objects.filter(code="REPORT").exists()
    first, again = rosa.post(address), rosa.post(address)
    report = CheckIn.objects.get(code="REPORT")
    assert {first["Location"], again["Location"]} == {url("check_in", report)}


def test_report_before_the_first_needle_asks_the_readiness_questions(preparation: Journey) -> None:
    report = report_of(preparation)
    fill(report)
    assert "infection_now" in draft_of(report)
    assert "pain_worst" not in draft_of(report)


# Statements ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [0, 3])
def test_question_takes_at_most_5_statements_whatever_was_sent_before(
    rosa: Client, journey: Journey, before: int
) -> None:
    for _n in range(before):
        send(report_of(journey))
    check_in = check_in_of(journey, "A-3")
    rosa.get(question(check_in, "red_flags"))
    assert statements_of(rosa, "get", question(check_in, "red_flags"))[0] <= 5
    fill(check_in)
    assert statements_of(rosa, "get", question(check_in, "pain_worst"))[0] <= 5
    assert statements_of(rosa, "get", url("check_in_check_answers", check_in))[0] <= 5


# P3 allows 14, and 18 with an alert, which also drafts its adverse event and writes whom it tells, in the same
# transaction. Rows of one deed are written together (docs/decisions, 27).
@pytest.mark.parametrize(("pain", "most"), [(2, 9), (9, 18)], ids=["expected", "with an alert"])
def test_send_takes_a_fixed_number_of_statements(rosa: Client, check_in: CheckIn, pain: int, most: int) -> None:
    doctor = staff()
    set_contact(person=doctor, email="osei@example.org", mobile="", by=staff("manager"), at=NOW)
    draft = fill(check_in, pain_worst=pain)
    assert statements_of(rosa, "post", url("check_in_send", check_in), {"token": str(draft.token)})[0] <= most
    assert Notice.objects.filter(person=doctor).exists() == (pain == 9)
