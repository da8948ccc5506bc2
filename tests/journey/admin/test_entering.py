"""A check-in that the patient tells and staff enter: every question, once sent, judged and marked."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from journey.models import Alert, CheckIn, CheckInDraft, Journey, Submission
from journey.models.form_context import form_context
from journey.pathway.flow import form_pages, posted_of
from tests.builders import NOW, answer_to, check_in_of, fill, send, staff
from tests.journey.admin.staff_pages import client_of
from tests.journey.admin.workspace_pages import at_now, get, words
from tests.journey.views.patient_pages import signed_in, url

MOST_QUESTIONS = 60


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with at_now():
        yield


@pytest.fixture
def nurse() -> Client:
    return client_of(Role.NURSE)


def start_url(journey: Journey) -> str:
    return reverse("admin:journey_journey_enter", args=[journey.pk])


def question_url(check_in: CheckIn, told: str = "phone") -> str:
    return reverse("admin:journey_journey_enter_question", args=[check_in.journey_id, check_in.pk, told])


def answer_all(client: Client, check_in: CheckIn, **chosen: object) -> None:
    """Answer whatever question the page asks, until none is left."""
    for _ in range(MOST_QUESTIONS):
        draft = CheckInDraft.objects.filter(check_in=check_in).first()
        answers = draft.answers if draft else {}
        context = form_context(check_in, NOW)
        form = client.get(question_url(check_in)).context["form"]
        if form is None:
            return
        page = next(p for p in form_pages(check_in.pathway_version.content, context, answers) if p.key == form.page.key)
        said = posted_of(page, answer_to(page, dict(chosen)))
        if page.kind in {"list", "texts"}:
            said = {f"value_{at}": [text] for at, text in enumerate(said.pop("value", []))} | said
        elif page.kind == "date":
            said = {f"value_{part}": text for part, text in said.items()}
        assert client.post(f"{question_url(check_in)}?page={page.key}", said).status_code == 303
    raise AssertionError("the questions do not end")


def test_nurse_enters_every_question_and_the_answers_say_who_told_and_who_wrote(
    nurse: Client, post_care: Journey
) -> None:
    check_in = check_in_of(post_care, "A-3")
    chosen = nurse.post(start_url(post_care), {"told_by": "phone", "check_in": str(check_in.pk)})
    assert (chosen.status_code, chosen["Location"]) == (303, question_url(check_in))

    answer_all(nurse, check_in, pain_worst=9)
    shown = nurse.get(question_url(check_in))
    token = shown.context["entering"].token
    sent = [nurse.post(question_url(check_in), {"send": "1", "token": token}) for _ in range(2)]

    assert sent[0].status_code == 303
    submission = Submission.objects.get(check_in=check_in)
    assert (submission.told_by, submission.sent_by, submission.caregiver) == ("phone", staff("nurse"), None)
    assert submission.triage.level != "expected"
    assert Alert.objects.filter(journey=post_care).exists()
    marked = "Told by the patient on the phone, entered by Nurse Kim"
    assert marked in words(get(post_care, who=staff("nurse")))
    assert marked in words(nurse.get(reverse("admin:journey_checkin_change", args=[check_in.pk])))
    assert "Told on the phone, written down by Nurse Kim" in words(
        signed_in(post_care.patient.user).get(url("check_in_result", check_in))
    )


def test_danger_sign_says_at_once_whom_to_call_and_opens_the_alert(nurse: Client, post_care: Journey) -> None:
    check_in = check_in_of(post_care, "A-3")
    fill(check_in)
    sign = check_in.pathway_version.content.red_flags.items[0].key
    nurse.post(f"{question_url(check_in)}?page=red_flags", {"value": [sign]})
    assert "Tell the patient to call 112 now" in words(nurse.get(question_url(check_in)))
    assert Alert.objects.filter(journey=post_care).exists()


def test_symptom_of_now_is_entered_as_a_report(nurse: Client, post_care: Journey) -> None:
    answer = nurse.post(start_url(post_care), {"told_by": "in_person", "check_in": "report"})
    report = CheckIn.objects.get(journey=post_care, code="REPORT")
    assert answer["Location"] == question_url(report, "in_person")


@pytest.mark.parametrize("posted", [{"told_by": "letter", "check_in": "report"}, {"told_by": "phone", "check_in": "x"}])
def test_what_was_not_offered_is_refused(nurse: Client, post_care: Journey, posted: dict[str, str]) -> None:
    assert nurse.post(start_url(post_care), posted).status_code == 422


def test_wrong_answer_is_said_and_nothing_is_kept(nurse: Client, post_care: Journey) -> None:
    check_in = check_in_of(post_care, "A-3")
    assert nurse.post(question_url(check_in), {}).status_code == 422
    assert not CheckInDraft.objects.filter(check_in=check_in).exists()


def test_form_that_changed_meanwhile_is_not_sent(nurse: Client, post_care: Journey) -> None:
    check_in = check_in_of(post_care, "A-3")
    fill(check_in)
    for token in (str(uuid4()), "odd"):
        assert nurse.post(question_url(check_in), {"send": "1", "token": token}).status_code == 409
    assert not Submission.objects.filter(check_in=check_in).exists()


def test_check_of_understanding_of_another_patient_or_way_is_not_found(nurse: Client, post_care: Journey) -> None:
    """Consent is the patient's alone, and a check-in is found in its own journey only."""
    check_in = check_in_of(post_care, "A-3")
    assert nurse.get(question_url(check_in, "letter")).status_code == 404
    strange = reverse("admin:journey_journey_enter_question", args=[post_care.pk, uuid4(), "phone"])
    assert nurse.get(strange).status_code == 404
    assert "C-POST" not in words(nurse.get(start_url(post_care)))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER])
def test_only_clinicians_and_nurses_enter(post_care: Journey, role: Role) -> None:
    send(check_in_of(post_care, "A-3"))
    client = client_of(role)
    assert client.get(start_url(post_care)).status_code == 403
    assert "Enter answers for the patient" in words(
        client.get(reverse("admin:journey_journey_change", args=[post_care.pk]))
    )
    assert client.post(question_url(check_in_of(post_care, "A-3")), {}).status_code == 403
