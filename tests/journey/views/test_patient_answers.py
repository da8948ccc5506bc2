"""My answers: doors, the list and its pages, one check-in in the words of its day, versions, and who read it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journey.actions.sending import mark_seen
from journey.models import Journey, PathwayVersion, Submission
from journey.presenters import answers as presenter
from tests.builders import NOW, check_in_of, patient, report_of, send, staff
from tests.journey.views.patient_pages import signed_in, words
from tests.statements import statements

LIST = reverse("patient:answers")


def address(submission: Submission) -> str:
    return reverse("patient:answer", args=[submission.pk])


def test_answers_signed_out_asks_to_sign_in(journey: Journey) -> None:
    sent = Submission.objects.filter(journey=journey)[0]
    for page in (LIST, address(sent)):
        assert reverse("account_login") in Client().get(page)["Location"]


def test_answers_of_somebody_else_are_not_found(journey: Journey) -> None:
    sent = Submission.objects.filter(journey=journey)[0]
    assert signed_in(patient("Tom Reed").user).get(address(sent)).status_code == 404
    for page in (LIST, address(sent)):
        assert signed_in(staff("nurse")).get(page).status_code == 404


def test_answers_of_a_patient_who_sent_nothing_say_so(journey: Journey) -> None:
    text = words(signed_in(patient("Tom Reed").user).get(LIST))
    assert "You have not sent any answers yet." in text


def test_answers_list_the_newest_first_with_level_and_reader(rosa: Client, journey: Journey) -> None:
    late = send(check_in_of(journey, "A-1"), at=NOW - timedelta(hours=1))
    newest = send(check_in_of(journey, "A-3"), pain_worst=9)
    mark_seen(submission=late.submission, by=staff("nurse"), at=NOW)
    text = words(rosa.get(LIST))
    assert text.index("Day 3 Call us today") < text.index("Day 1") < text.index("Before your first visit")
    assert "Today, 9am · day 3 · Sent late Seen by Nurse Kim, today, 10am" in text
    assert "Today, 10am · day 3 Not read yet" in text
    assert address(newest.submission) in rosa.get(LIST).content.decode()


def test_answers_are_paged_by_50_with_a_fixed_number_of_statements(
    rosa: Client, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = statements(rosa, LIST)
    for _n in range(4):
        send(report_of(journey))
    assert statements(rosa, LIST) == few
    assert few <= 6
    assert presenter.PAGE_SIZE == 50
    monkeypatch.setattr(presenter, "PAGE_SIZE", 3)
    first = rosa.get(LIST).content.decode()
    assert first.count('class="task"') == 3
    assert 'href="/answers/?page=2"' in first
    assert "Your pain since the injection" in first
    second = rosa.get(LIST, {"page": "2"}).content.decode()
    assert 'href="/answers/?page=1"' in second
    assert "Your pain since the injection" not in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "١", "9" * 40])
def test_answers_page_that_is_not_there_is_not_found(rosa: Client, page: str) -> None:
    assert rosa.get(LIST, {"page": page}).status_code == 404


def test_answer_shows_the_words_of_that_day_the_advice_and_who_sent_it(rosa: Client, journey: Journey) -> None:
    sent = send(check_in_of(journey, "A-3"), pain_worst=9, note="It woke me {clinic_phone} {twice}")
    text = words(rosa.get(address(sent.submission)))
    assert "Today, 10am · day 3 · Sent by you" in text
    assert "Call us today, or within 24 hours: 01632 960 142" in text
    assert "How bad was the worst pain in your treated hand in the last 24 hours? 9" in text
    assert "{twice}" in text
    assert "Not read yet" in text


def test_answer_of_a_choice_with_a_phone_number_shows_the_number(rosa: Client, journey: Journey) -> None:
    check_in = check_in_of(journey, "I-0")
    type(check_in).objects.filter(pk=check_in.pk).update(closes_at=NOW + timedelta(hours=1))
    sent = send(check_in)
    assert "The clinic: 01632 960 142" in words(rosa.get(address(sent.submission)))


def test_answer_corrected_shows_both_versions_and_what_changed(rosa: Client, journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    first = send(check_in, pain_worst=2).submission
    second = send(check_in, at=NOW + timedelta(minutes=2), pain_worst=6).submission
    newest, oldest = words(rosa.get(address(second))), words(rosa.get(address(first)))
    assert "in the last 24 hours? 6 Changed in this version" in newest
    assert newest.count("Changed in this version") == 1
    assert "Version 1, today, 10am, by Rosa" in newest
    assert "in the last 24 hours? 2" in oldest
    assert "Correct an answer" in newest
    assert "Correct an answer" not in oldest
    assert "Corrected" in words(rosa.get(LIST))


def test_answer_without_approved_rules_shows_no_advice(rosa: Client, journey: Journey) -> None:
    PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)
    sent = send(check_in_of(journey, "A-3"), pain_worst=9)
    text = words(rosa.get(address(sent.submission)))
    assert "What we told you" not in text
    assert "What you told us" in text


def test_answer_takes_a_fixed_number_of_statements(rosa: Client, journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    sent = send(check_in).submission
    few = statements(rosa, address(sent))
    for minute in range(1, 4):
        sent = send(check_in, at=NOW + timedelta(minutes=minute), pain_worst=minute).submission
    assert statements(rosa, address(sent)) == few
    assert few <= 5
