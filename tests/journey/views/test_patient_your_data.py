"""A patient takes a copy of everything: complete, theirs alone, after showing who they are (PHI-12, IDR-04)."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts import mail
from accounts.models import Kind, Outcome, Trace, User
from accounts.roles import Role
from journey.actions.alerts import take_alert
from journey.actions.contacts import log_contact
from journey.actions.inviting import invite_patient
from journey.actions.notes import write_note
from journey.models import Alert, CheckIn, Journey, Patient, Submission
from journey.presenters import log_words
from tests.builders import NOW, check_in_of, fill, fresh, knows, newest_cycle, patient, report_of, send, staff
from tests.factors import PASSWORD, give_password
from tests.journey.views.patient_pages import signed_in, words
from tests.statements import statements
from tests.walked import walked

pytestmark = pytest.mark.django_db
HOME = "/account/your-data/"
DOWNLOAD = f"{HOME}download/"
PAGE, WHOLE = f"{DOWNLOAD}page/", f"{DOWNLOAD}whole/"
HOSTILE = "<b>\"'&{{7*7}}</b>"


class Copy(NamedTuple):
    answer: HttpResponse
    text: str
    left: list[Trace]
    looks: str


@pytest.fixture(autouse=True)
def the_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def rosa_of_this_file(file_transaction: None) -> Journey:
    with time_machine.travel(NOW, tick=False):
        return somebody_with_everything()


@pytest.fixture
def rosa(rosa_of_this_file: Journey, db: None) -> Journey:
    """Three days after the injection, with something in nearly every table."""
    return fresh(rosa_of_this_file)


@pytest.fixture(scope="module")
def copies(rosa_of_this_file: Journey) -> dict[str, Copy]:
    """Both files as they are taken of the record as it stands; most tests only read them."""
    return {address: copy_of(rosa_of_this_file, address) for address in (PAGE, WHOLE)}


def copy_of(journey: Journey, address: str) -> Copy:
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        answer = browser_of(journey).get(address)
        left = list(Trace.objects.filter(kind=Kind.EXPORT))
        looks = words(signed_in(journey.patient.user).get("/account/looks/"))
        transaction.set_rollback(True)
    assert answer.status_code == 200
    return Copy(answer, answer.content.decode(), left, looks)


def somebody_with_everything() -> Journey:
    journey = walked("post_care", day=3)
    knows(journey.patient.user, PASSWORD)
    send(check_in_of(journey, "A-3"), pain_worst=4)
    fill(check_in_of(journey, "A-3"), pain_worst=5)
    send(report_of(journey), pain_worst=9)
    take_alert(alert=Alert.objects.get(), by=staff(Role.NURSE), at=NOW)
    stage = newest_cycle(journey).stages.get(code="post_care")
    write_note(stage=stage, text="You are doing well.", share=True, by=staff(), at=NOW)
    write_note(stage=stage, text="Between us: anxious.", by=staff(), at=NOW)
    log_contact(
        cycle=newest_cycle(journey), purpose="other", route="phone", result="reached", note="Sounded tired.",
        by=staff(), at=NOW,
    )  # fmt: skip
    return journey


def browser_of(journey: Journey) -> Client:
    """Signed in with a password just now: nobody asks again."""
    client, user = Client(), journey.patient.user
    assert user is not None
    give_password(client, user)
    return client


def whole_of(journey: Journey) -> dict[str, Any]:
    answer = browser_of(journey).get(WHOLE)
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def page_of(journey: Journey) -> str:
    answer = browser_of(journey).get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def spoken(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<body") :]))


class TestContents:
    def test_file_for_a_program_holds_every_row(self, rosa: Journey, copies: dict[str, Copy]) -> None:
        whole = json.loads(copies[WHOLE].text)

        assert whole["patient"][0]["full_name"] == "Rosa Marsh"
        assert len(whole["check_ins"]) == CheckIn.objects.filter(journey=rosa).count()
        assert len(whole["answers"]) == Submission.objects.filter(journey=rosa).count() > 2
        assert Submission.objects.get(check_in__code="A-3").wording in [row["wording"] for row in whole["answers"]]
        assert whole["answers_not_sent"][0]["answers"]["pain_worst"] == 5
        assert len(whole["results"]) == rosa.triage_results.count() > 0
        assert whole["alerts"][0]["acknowledged_by"] == "Nurse Kim"
        assert whole["notes"][0]["text"] == "You are doing well."
        assert whole["sign_in"][0]["username"] == rosa.patient.user.username  # type: ignore[union-attr]
        assert whole["stages"]
        assert whole["history"]
        assert whole["instructions"]

    def test_correction_keeps_both_versions_with_the_words_of_each(self, rosa: Journey) -> None:
        send(check_in_of(rosa, "A-3"), pain_worst=6)
        versions = [row for row in whole_of(rosa)["answers"] if row["check_in_id"] == str(check_in_of(rosa, "A-3").pk)]
        assert [(row["version"], row["answers"]["pain_worst"]) for row in versions] == [(1, 4), (2, 6)]
        page = spoken(page_of(rosa))
        assert "version 1" in page
        assert "version 2" in page

    def test_page_says_it_in_words(self, copies: dict[str, Copy]) -> None:
        text = spoken(copies[PAGE].text)
        for said in ("Rosa Marsh", "You are doing well.", "Nurse Kim", "4 May 1961", "What we told you", "24 November"):
            assert said.replace(" ", "\u00a0") in text or said in text, said

    def test_invitation_and_its_mail_are_in_it(self, rosa: Journey) -> None:
        who = patient("Ken Ode", user=None, email="ken@example.org")
        invitation = invite_patient(patient=who, by=staff(Role.COORDINATOR), at=NOW)
        user = User.objects.create_user("ken", password=PASSWORD, display_name="Ken")
        Patient.objects.filter(pk=who.pk).update(user=user)
        client = Client()
        give_password(client, user)

        whole = json.loads(client.get(WHOLE).content)

        assert whole["messages"][0]["subject"] == "Your clinic invites you"
        assert whole["invitations"][0]["address"] == "ken@example.org"
        assert invitation.secret not in json.dumps(whole)

    def test_mail_to_an_own_address_is_in_it_and_one_to_a_shared_address_is_not(self, rosa: Journey) -> None:
        user = rosa.patient.user
        assert user is not None
        User.objects.filter(pk=user.pk).update(email="rosa@example.org")
        letter = mail.Letter(subject="Your clinic has answered your request", lines=["Sign in to read it."])
        mail.write(kind="request_answered", to="Rosa@example.org", letter=letter, at=NOW + timedelta(days=1))
        assert [row["kind"] for row in whole_of(rosa)["messages"]] == ["request_answered"]

        patient("Ken Ode", email="rosa@example.org")
        assert whole_of(rosa)["messages"] == []

    def test_who_looked_is_in_it(self, rosa: Journey) -> None:
        nurse = Client()
        nurse.force_login(staff(Role.NURSE))
        nurse.get(f"/admin/journey/patient/{rosa.patient_id}/change/")
        assert [row["actor_name"] for row in whole_of(rosa)["who_looked"]] == ["Nurse Kim"]
        assert "Nurse Kim (nurse)" in spoken(page_of(rosa))

    def test_words_of_staff_for_staff_and_secrets_stay_out(self, copies: dict[str, Copy]) -> None:
        for text in (each.text for each in copies.values()):
            assert "Between us" not in text
            assert "Sounded tired" not in text
            assert "argon2" not in text
        assert "1 note that staff wrote for each other" in spoken(copies[PAGE].text)
        assert json.loads(copies[WHOLE].text)["notes_for_staff"][0]["written_by"] == "Dr Osei"

    def test_nothing_of_another_patient_is_in_it(self, rosa: Journey) -> None:
        """The two share an e-mail address, a clinic and its staff."""
        ken = walked("post_care", day=3, name="Ken Ode")
        send(check_in_of(ken, "A-3"), pain_worst=2)
        Patient.objects.update(email="both@example.org")
        User.objects.filter(is_staff=False).update(email="both@example.org")
        invite_patient(
            patient=patient("Kim Ode", user=None, email="both@example.org"), by=staff(Role.COORDINATOR), at=NOW
        )

        for text in (json.dumps(whole_of(rosa)), page_of(rosa)):
            assert "Ode" not in text
            assert str(ken.pk) not in text
            assert "invites you" not in text

    def test_hostile_text_is_text(self, rosa: Journey) -> None:
        Patient.objects.update(full_name=HOSTILE, medicines=HOSTILE)
        User.objects.update(display_name=HOSTILE)
        send(check_in_of(rosa, "A-3"), note=HOSTILE)
        stage = newest_cycle(rosa).stages.get(code="post_care")
        write_note(stage=stage, text=HOSTILE, share=True, by=staff(), at=NOW)
        page = page_of(rosa)
        assert "<b>" not in page
        assert page.count("{{7*7}}&lt;/b&gt;") >= 10
        assert HOSTILE in whole_of(rosa)["patient"][0]["full_name"]

    def test_patient_of_whom_nothing_is_known_gets_a_file_too(self) -> None:
        user = patient("Ann Bell", password=PASSWORD).user
        assert user is not None
        client = Client()
        give_password(client, user)
        assert "Nothing." in spoken(client.get(PAGE).content.decode())
        assert json.loads(client.get(WHOLE).content)["answers"] == []


class TestCost:
    def test_long_history_costs_the_same_statements(self, rosa: Journey, django_assert_num_queries: Any) -> None:
        client = browser_of(rosa)
        client.get(PAGE)
        few = {address: statements(client, address) for address in (PAGE, WHOLE)}
        first = Submission.objects.filter(journey=rosa, latest=True).first()
        assert first is not None
        for number in range(8):
            first.version, first.latest = number + 10, False
            first._state.adding = True
            first.pk, first.token = uuid4(), uuid4()
            first.save(force_insert=True)
        for number in range(4):
            write_note(
                stage=newest_cycle(rosa).stages.get(code="post_care"), text=f"Note {number}", share=True, by=staff(),
                at=NOW,
            )  # fmt: skip

        for address, number in few.items():
            with django_assert_num_queries(number):
                answer = client.get(address)
            assert answer.content.decode().count("Note ") >= 4, address


class TestDoor:
    @pytest.mark.parametrize("address", [DOWNLOAD, PAGE, WHOLE])
    def test_old_sign_in_is_asked_again_and_gets_nothing_before(self, rosa: Journey, address: str) -> None:
        answer = signed_in(rosa.patient.user).get(address)
        assert answer.status_code == 302
        wanted = DOWNLOAD if address != DOWNLOAD else f"/accounts/reauthenticate/?next={DOWNLOAD.replace('/', '%2F')}"
        assert answer.headers["Location"] == wanted
        assert not Trace.objects.filter(kind=Kind.EXPORT).exists()

    def test_answer_of_five_minutes_ago_is_asked_again(self, rosa: Journey) -> None:
        client = browser_of(rosa)
        assert client.get(DOWNLOAD).status_code == 200
        with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
            assert client.get(PAGE).status_code == 302

    @pytest.mark.parametrize("address", [PAGE, WHOLE])
    def test_file_is_never_stored_and_its_name_says_nothing(self, copies: dict[str, Copy], address: str) -> None:
        """INJ-03: nothing of a person stands in the name of a file."""
        answer = copies[address].answer
        assert "no-store" in answer.headers["Cache-Control"]
        assert re.fullmatch(
            r'attachment; filename="my-data-2026-11-24\.(html|json)"', answer.headers["Content-Disposition"]
        )

    @pytest.mark.parametrize("address", [PAGE, WHOLE])
    def test_each_download_leaves_a_row_of_the_patient(
        self, rosa: Journey, copies: dict[str, Copy], address: str
    ) -> None:
        (row,) = copies[address].left
        assert (row.outcome, row.patient_id, row.actor_roles) == (Outcome.DONE, rosa.patient_id, ["patient"])
        assert log_words.what(row) == "Took a copy: patient"

    def test_own_copy_is_no_look_of_the_clinic(self, copies: dict[str, Copy]) -> None:
        assert all("Nobody has opened your record yet." in each.looks for each in copies.values())

    @pytest.mark.parametrize("address", [HOME, DOWNLOAD, PAGE, WHOLE])
    def test_staff_and_sign_ins_without_a_record_find_nothing(self, rosa: Journey, address: str) -> None:
        for user in (staff(Role.MANAGER), User.objects.create_user("none", display_name="None")):
            client = Client()
            client.force_login(user)
            assert client.get(address).status_code == 404

    @pytest.mark.parametrize("address", [PAGE, WHOLE])
    def test_ids_in_the_address_change_nothing(self, rosa: Journey, address: str) -> None:
        ken = patient("Ken Ode", password=PASSWORD)
        client = browser_of(rosa)
        text = client.get(f"{address}?patient={ken.pk}&patient_id={ken.pk}&user={ken.user_id}").content.decode()
        assert "Ken Ode" not in text
        assert "Rosa Marsh" in text


def test_account_page_leads_to_it(rosa: Journey) -> None:
    assert f'href="{HOME}"' in signed_in(rosa.patient.user).get("/account/").content.decode()
