"""A patient asks for a correction or for closing the account, and reads what became of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from accounts.roles import Role
from journey.actions.data_requests import ask_correction, decide_request
from journey.models import Clinic, DataRequest, Patient
from tests.builders import NOW, patient, staff
from tests.factors import PASSWORD, give_password
from tests.journey.views.patient_pages import signed_in, words
from tests.walked import walked

pytestmark = pytest.mark.django_db
HOME = "/account/your-data/"
CORRECTION, CLOSING, CONFIRM = f"{HOME}correction/", f"{HOME}close/", f"{HOME}close/confirm/"
TYPED = {"wrong": "My phone ends in 001.", "right": "It ends in 002."}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def the_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def rosa() -> Patient:
    return patient(password=PASSWORD)


@pytest.fixture
def app(rosa: Patient) -> Client:
    client = Client()
    assert rosa.user is not None
    give_password(client, rosa.user)
    return client


class TestCorrection:
    def test_sent_correction_stands_on_the_page_with_its_day(self, app: Client) -> None:
        answer = app.post(CORRECTION, TYPED)
        assert (answer.status_code, answer.headers["Location"]) == (303, HOME)
        text = words(app.get(HOME))
        assert "We have your request. You hear from us by 24 December 2026." in text
        assert "You asked for a correction We are looking at it Today You hear from us by Thursday" in text
        assert "It ends in 002." in text

    @pytest.mark.parametrize("field", ["wrong", "right"])
    def test_blank_is_refused_on_its_field_and_what_was_typed_stays(self, app: Client, field: str) -> None:
        answer = app.post(CORRECTION, {**TYPED, field: " "})
        assert answer.status_code == 422
        assert f"Write what is {field}." in words(answer)
        assert TYPED["right" if field == "wrong" else "wrong"] in words(answer)
        assert not DataRequest.objects.exists()

    def test_flood_reads_a_sentence(self, app: Client, rosa: Patient) -> None:
        for _ in range(10):
            ask_correction(patient=rosa, wrong="a", right="b", by=rosa.user, at=NOW)  # type: ignore[arg-type]
        answer = app.post(CORRECTION, TYPED)
        assert answer.status_code == 422
        assert "You have 10 requests that wait for an answer." in words(answer)

    def test_token_of_anothers_request_writes_nothing(self, app: Client) -> None:
        ken = patient("Ken Ode")
        theirs = ask_correction(patient=ken, wrong="a", right="b", by=ken.user, at=NOW)  # type: ignore[arg-type]
        answer = app.post(CORRECTION, {**TYPED, "token": str(theirs.pk)})
        assert answer.status_code == 422
        assert DataRequest.objects.get() == theirs

    def test_no_field_names_the_patient_the_day_or_the_outcome(self, app: Client, rosa: Patient) -> None:
        ken = patient("Ken Ode")
        more = {"patient": str(ken.pk), "due_on": "2030-01-01", "outcome": "done", "kind": "closing", "answer": "x"}
        app.post(CORRECTION, {**TYPED, **more})
        row = DataRequest.objects.get()
        assert (row.patient, row.kind, row.outcome, row.answer, row.due_on.year) == (rosa, "correction", "", "", 2026)

    def test_hostile_words_are_words(self, app: Client, rosa: Patient) -> None:
        app.post(CORRECTION, {"wrong": HOSTILE, "right": HOSTILE})
        row = DataRequest.objects.get()
        decide_request(request=row, outcome="done", answer=HOSTILE, by=staff(Role.MANAGER), at=NOW)
        html = app.get(HOME).content.decode()
        assert HOSTILE not in html
        assert html.count(escape(HOSTILE)) == 3


class TestState:
    def decided(self, rosa: Patient, outcome: str) -> None:
        row = ask_correction(patient=rosa, by=rosa.user, at=NOW, **TYPED)  # type: ignore[arg-type]
        decide_request(request=row, outcome=outcome, answer="It is right already.", by=staff(Role.MANAGER), at=NOW)

    @pytest.mark.parametrize(("outcome", "said"), [("done", "Done"), ("refused", "We said no")])
    def test_answer_and_its_reason_are_read(self, app: Client, rosa: Patient, outcome: str, said: str) -> None:
        self.decided(rosa, outcome)
        text = words(app.get(HOME))
        assert f"{said} Today" in text
        assert "Our answer: It is right already." in text

    def test_late_one_says_so_and_to_call(self, rosa: Patient) -> None:
        ask_correction(patient=rosa, by=rosa.user, at=NOW, **TYPED)  # type: ignore[arg-type]
        with time_machine.travel(NOW + timedelta(days=31), tick=False):
            text = words(signed_in(rosa.user).get(HOME))
        assert "Late" in text
        assert "Please call us." in text

    def test_requests_of_another_patient_are_not_there(self, app: Client) -> None:
        ken = patient("Ken Ode")
        ask_correction(patient=ken, wrong="Ken's secret", right="b", by=ken.user, at=NOW)  # type: ignore[arg-type]
        assert "secret" not in words(app.get(HOME))

    def test_many_requests_cost_the_same(self, app: Client, rosa: Patient, django_assert_num_queries: Any) -> None:
        self.decided(rosa, "done")
        app.get(HOME)
        with django_assert_num_queries(4):
            app.get(HOME)
        for _ in range(8):
            self.decided(rosa, "done")
        with django_assert_num_queries(4):
            app.get(HOME)


class TestClosing:
    def test_page_says_what_stops_what_is_kept_and_what_is_something_else(self, app: Client) -> None:
        text = words(app.get(CLOSING))
        for said in ("What stops", "What we keep", "Your treatment is something else", "01632 960 142"):
            assert said in text

    def test_patient_in_treatment_reads_that_it_does_not_end(self) -> None:
        journey = walked("post_care", day=3)
        assert "You are being treated now." in words(signed_in(journey.patient.user).get(CLOSING))

    def test_last_question_asks_first_who_it_is(self, rosa: Patient) -> None:
        for method in ("get", "post"):
            answer = getattr(signed_in(rosa.user), method)(CONFIRM, {"sure": "on"})
            assert answer.status_code == 302
            assert "/reauthenticate/" in answer.headers["Location"]
        assert not DataRequest.objects.exists()

    def test_page_says_how_long_the_record_is_kept_once_the_clinic_has_said_it(self, app: Client) -> None:
        assert "We keep yours for that time." in words(app.get(CLOSING))
        Clinic.objects.update(retention_years=12)
        text = words(app.get(CLOSING))
        assert "We keep yours for 12 years after we last saw or heard you." in text
        assert "the clinic can take your name out of it" in text

    def test_without_the_tick_nothing_is_asked(self, app: Client) -> None:
        answer = app.post(CONFIRM)
        assert answer.status_code == 422
        assert not DataRequest.objects.exists()

    def test_asked_closing_waits_and_the_app_stays_open(self, app: Client, rosa: Patient) -> None:
        answer = app.post(CONFIRM, {"sure": "on"})
        assert (answer.status_code, answer.headers["Location"]) == (303, HOME)
        app.post(CONFIRM, {"sure": "on"})
        assert DataRequest.objects.count() == 1
        assert "You asked to close your account We are looking at it" in words(app.get(HOME))
        assert User.objects.get(pk=rosa.user_id).is_active
