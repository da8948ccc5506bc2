"""What patients ask about their data, on the managers' screens: the queue, the list, one request and its answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from journey.actions.data_requests import ask_closing, ask_correction, decide_request
from journey.models import DataRequest, Patient
from tests.builders import NOW, other_site, patient, staff
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.walked import walked

pytestmark = pytest.mark.django_db
LIST = "/admin/journey/datarequest/"


@pytest.fixture(autouse=True)
def the_time() -> Iterator[None]:
    with the_time_is(NOW):
        yield


@pytest.fixture
def manager() -> Client:
    return client_of(Role.MANAGER)


def asked(who: Patient | None = None, *, days_ago: int = 0, **words: str) -> DataRequest:
    who = who or patient()
    texts = {"wrong": "My phone.", "right": "Another.", **words}
    return ask_correction(patient=who, by=who.user, at=NOW - timedelta(days=days_ago), **texts)  # type: ignore[arg-type]


def closing(who: Patient) -> DataRequest:
    assert who.user is not None
    return ask_closing(patient=who, by=who.user, at=NOW)


def page(row: DataRequest, name: str = "") -> str:
    return f"{LIST}{row.pk}/{name}/" if name else reverse("admin:journey_datarequest_change", args=[row.pk])


class TestList:
    def test_open_ones_come_first_the_oldest_day_on_top_and_the_late_is_marked(self, manager: Client) -> None:
        late, soon = asked(patient("Ann Late"), days_ago=33), asked(patient("Bea Soon"), days_ago=10)
        done = asked(patient("Cyd Done"), days_ago=40)
        decide_request(request=done, outcome="done", answer="Done.", by=staff(Role.MANAGER), at=NOW)

        opened, everything = said(manager.get(LIST)), said(manager.get(f"{LIST}?show=all"))

        assert "Cyd Done" not in opened
        assert opened.index("Ann Late") < opened.index("Bea Soon")
        assert "3 days over" in opened
        assert "in 20 days" in opened
        assert everything.index("Bea Soon") < everything.index("Cyd Done")
        assert (late.due_on, soon.due_on) == ((NOW - timedelta(days=3)).date(), (NOW + timedelta(days=20)).date())

    @pytest.mark.parametrize(("show", "name"), [("requests-late", "Ann Late"), ("requests", "Bea Soon")])
    def test_list_of_a_queue_holds_its_rows(self, manager: Client, show: str, name: str) -> None:
        asked(patient("Ann Late"), days_ago=33)
        asked(patient("Bea Soon"))
        text = said(manager.get(f"{LIST}?show={show}"))
        assert name in text
        assert "1 request" in text

    def test_cost_does_not_grow(self, manager: Client, django_assert_max_num_queries: Any) -> None:
        asked()
        manager.get(LIST)
        for number in range(12):
            asked(patient(f"Pat {number}"))
        with django_assert_max_num_queries(7):
            manager.get(LIST)

    def test_manager_of_another_site_sees_none(self) -> None:
        row, _own = asked(), staff(Role.MANAGER)
        far = Client()
        far.force_login(staff(Role.MANAGER, "Mo Far", site=other_site()))
        assert "Rosa Marsh" not in said(far.get(LIST))
        assert far.get(page(row)).status_code == 404
        assert far.post(page(row, "done"), {"answer": "x"}).status_code == 404


class TestQueue:
    def test_manager_reads_what_is_late_and_what_waits(self, manager: Client) -> None:
        asked(patient("Ann Late"), days_ago=33)
        asked(patient("Bea Soon"), days_ago=10)
        text = said(manager.get("/admin/"))
        assert "1 Requests of patients, past their day" in text
        assert "Ann Late , correction 3 days over" in text
        assert "1 Requests of patients about their data" in text
        assert "Bea Soon , correction 20 days left" in text

    def test_late_request_of_a_site_without_a_manager_stands_on_the_work_queue_of_every_manager(self) -> None:
        row = asked(patient("Ann Late"), days_ago=33)
        far = client_of(staff(Role.MANAGER, "Mo Far", site=other_site()))
        text = said(far.get("/admin/"))
        assert "No manager works at Elm Street ." in text
        assert "1 Requests of patients, past their day" in text
        assert "Ann Late" in said(far.get(LIST))
        assert "Mark as done" in said(far.get(page(row)))
        record = f"/admin/journey/patient/{row.patient_id}/change/"
        assert record not in far.get(page(row)).content.decode(), "the request is theirs to answer, the record is not"
        assert far.get(record).status_code == 404
        assert far.post(page(row, "done"), {"answer": "We changed it."}).status_code == 303

    def test_warning_goes_once_every_site_has_a_manager_and_is_for_managers_only(self, manager: Client) -> None:
        asked()
        assert "No manager works" not in said(manager.get("/admin/"))
        other_site()
        assert "No manager works at Oak Road ." in said(manager.get("/admin/"))
        for role in (Role.CLINICIAN, Role.NURSE, Role.COORDINATOR):
            assert "No manager works" not in said(client_of(role).get("/admin/"))
        staff(Role.MANAGER, "Mo Far", site=other_site())
        assert "No manager works" not in said(manager.get("/admin/"))

    def test_others_do_not(self) -> None:
        asked(days_ago=33)
        for role in (Role.CLINICIAN, Role.NURSE, Role.COORDINATOR):
            assert "Requests of patients" not in said(client_of(role).get("/admin/"))


class TestPage:
    def test_request_is_read_with_its_words(self, manager: Client) -> None:
        text = said(manager.get(page(asked())))
        for part in ("Correction: Rosa Marsh", "My phone.", "Another.", "24 December, in 30 days", "Mark as done"):
            assert part in text, part

    @pytest.mark.parametrize(("name", "outcome"), [("done", "done"), ("refuse", "refused")])
    def test_answer_is_stored_and_the_buttons_go(self, manager: Client, name: str, outcome: str) -> None:
        row = asked()
        answer = manager.post(page(row, name), {"answer": "We looked at it."})
        assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
        row.refresh_from_db()
        assert (row.outcome, row.answer) == (outcome, "We looked at it.")
        text = said(manager.get(page(row)))
        assert "Mark as done" not in text
        assert "We looked at it." in text

    def test_blank_answer_is_refused_on_its_field(self, manager: Client) -> None:
        row = asked()
        answer = manager.post(page(row, "done"), {"answer": " "})
        assert answer.status_code == 422
        assert "Write the answer that the patient reads." in said(answer)

    def test_second_manager_reads_who_was_first(self, manager: Client) -> None:
        row = asked()
        decide_request(request=row, outcome="done", answer="x", by=staff(Role.MANAGER, "Mia Dunn"), at=NOW)
        answer = manager.post(page(row, "refuse"), {"answer": "No."})
        assert answer.status_code == 409
        assert "Mia Dunn answered this request already" in said(answer)

    def test_hostile_words_are_words(self, manager: Client) -> None:
        html = manager.get(page(asked(wrong="<script>alert(1)</script>"))).content.decode()
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;alert(1)" in html


class TestClosing:
    def test_open_journey_must_be_agreed_on(self, manager: Client) -> None:
        row = closing(walked("post_care", day=3).patient)
        text = said(manager.get(page(row, "done")))
        assert "A journey is open, and this does not end it." in text
        refused = manager.post(page(row, "done"), {"answer": "Closed."})
        assert refused.status_code == 422
        assert manager.post(page(row, "done"), {"answer": "Closed.", "agreed": "on"}).status_code == 303
        assert not User.objects.get(pk=row.patient.user_id).is_active

    def test_closed_account_is_opened_again_from_its_request(self, manager: Client) -> None:
        row = closing(patient())
        manager.post(page(row, "done"), {"answer": "Closed."})
        assert "Open the account again" in said(manager.get(page(row)))
        assert manager.post(page(row, "open-again")).status_code == 303
        assert User.objects.get(pk=row.patient.user_id).is_active
        assert "Open the account again" not in said(manager.get(page(row)))

    def test_without_a_journey_nobody_has_to_agree(self, manager: Client) -> None:
        row = closing(patient())
        assert "A journey is open" not in said(manager.get(page(row, "done")))
        assert manager.post(page(row, "done"), {"answer": "Closed."}).status_code == 303
        assert not User.objects.get(pk=row.patient.user_id).is_active
