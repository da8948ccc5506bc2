"""A question of the patient and its answer: who may, once, in which words, and what becomes of the intake's."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from accounts.models import OutgoingMail
from accounts.roles import Role
from journey.actions.questions import MOST_OPEN, answer_question, ask_question
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted
from journey.models import Journey, JourneyEvent, PatientQuestion, Stage
from journey.models.data_request import TAKEN_OUT
from journey.presenters.worklists import Now, questions_open
from tests.builders import NOW, check_in_of, helper_of, newest_cycle, patient, send, staff

SHORT = "You can drive when the splint is off."


def stage_of(journey: Journey, code: str = "post_care") -> Stage:
    return Stage.objects.select_related("cycle__journey__patient").get(cycle=newest_cycle(journey), code=code)


def ask(journey: Journey, words: str = "When may I drive?", **more: object) -> PatientQuestion:
    who = {"by": journey.patient.user, **more}
    return ask_question(stage=stage_of(journey), words=words, at=NOW, **who)


def test_question_and_its_answer_are_kept_once_and_the_patient_is_told_no_more_than_that(post_care: Journey) -> None:
    token = uuid4()
    question = ask(post_care, token=token)
    assert ask(post_care, "Something else?", token=token) == question
    nurse, doctor = staff(Role.NURSE), staff()

    answered = answer_question(question=question, answer=f" {SHORT} ", by=nurse, at=NOW)
    again = answer_question(question=question, answer="Another one.", by=nurse, at=NOW)
    with pytest.raises(AlreadyDone, match=f"{nurse} answered this question already"):
        answer_question(question=question, answer="No.", by=doctor, at=NOW)

    assert (answered.answer, answered.answered_by, again.answer) == (SHORT, nurse, SHORT)
    kinds = list(JourneyEvent.objects.filter(kind__startswith="question_").order_by("at", "id").values_list("kind"))
    assert sorted(kinds) == [("question_answered",), ("question_asked",)]


def test_mail_about_an_answer_says_neither_question_nor_answer(post_care: Journey) -> None:
    user = post_care.patient.user
    assert user is not None
    user.email = "rosa@example.org"
    user.save(update_fields=["email"])
    answer_question(question=ask(post_care), answer=SHORT, by=staff(), at=NOW)

    mail = OutgoingMail.objects.get(kind="question_answered")
    assert mail.to == "rosa@example.org"
    assert "drive" not in str(mail.words)


def test_question_of_an_ended_journey_leaves_the_queue_and_its_answer_mails_nobody(post_care: Journey) -> None:
    user = post_care.patient.user
    assert user is not None
    user.email = "rosa@example.org"
    user.save(update_fields=["email"])
    question, now = ask(post_care), Now.of(NOW, post_care.patient.site.clinic.zone, staff(), 1)
    assert list(questions_open(PatientQuestion.objects.all(), now)) == [question]

    Journey.objects.filter(pk=post_care.pk).update(status="closed_deceased")
    assert not questions_open(PatientQuestion.objects.all(), now).exists()
    with pytest.raises(MoveNotAllowed, match="This journey is closed"):
        ask(post_care, "Another?")
    answer_question(question=question, answer=SHORT, by=staff(), at=NOW)
    assert not OutgoingMail.objects.filter(kind="question_answered").exists()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("", "Write 1 to 2000 characters"),
        ("x" * 2001, "Write 1 to 2000 characters"),
        ("This will cure you.", "banned word"),
        (
            "Postprocedural rehabilitation necessitates individualised immobilisation considerations notwithstanding "
            "symptomatic improvement.",
            "Too hard to read",
        ),
    ],
)
def test_answer_in_words_that_nobody_should_read_is_refused(post_care: Journey, answer: str, told: str) -> None:
    with pytest.raises(NotAccepted, match=told):
        answer_question(question=ask(post_care), answer=answer, by=staff(), at=NOW)


def test_whoever_may_not_ask_or_answer_is_refused(post_care: Journey) -> None:
    helper, looker = helper_of(post_care.patient, "fill_in"), helper_of(post_care.patient, "see", "Ben")
    question = ask(post_care, by=helper.user)
    assert question.caregiver == helper
    for who in (looker.user, patient("Ken Ode").user, staff()):
        with pytest.raises(NotPermitted):
            ask(post_care, by=who)
    told = ask(post_care, "And swim?", by=staff(Role.NURSE), told_by="phone")
    assert (told.told_by, told.asked_by) == ("phone", staff(Role.NURSE))
    for who in (staff(Role.COORDINATOR), post_care.patient.user, helper.user):
        assert who is not None
        with pytest.raises(NotPermitted):
            answer_question(question=question, answer=SHORT, by=who, at=NOW)


def test_blank_questions_and_floods_are_refused(post_care: Journey) -> None:
    for words in ("", "   ", "x" * 501):
        with pytest.raises(NotAccepted, match="Write 1 to 500 characters"):
            ask(post_care, words)
    for number in range(MOST_OPEN):
        ask(post_care, f"Question {number}?")
    with pytest.raises(NotAccepted, match="Please call us"):
        ask(post_care)


def test_questions_of_the_intake_become_questions_once(consultation: Journey) -> None:
    check_in = check_in_of(consultation, "C-PRE")
    send(check_in, at=NOW, i_ask=["Does it hurt?", "What does it cost?"])
    send(check_in, at=NOW, i_ask=["does it hurt?", "Can I drive?"])

    asked = PatientQuestion.objects.filter(stage__cycle__journey=consultation).order_by("asked_at", "words")
    assert sorted(asked.values_list("words", flat=True)) == ["Can I drive?", "Does it hurt?", "What does it cost?"]


def test_words_of_an_answered_question_stay_or_go_whole(post_care: Journey) -> None:
    question = answer_question(question=ask(post_care), answer=SHORT, by=staff(), at=NOW)
    rows = PatientQuestion.objects.filter(pk=question.pk)
    for changed in (
        {"words": "Another?"},
        {"answer": "Another."},
        {"answered_at": None, "answered_by": None, "answer": ""},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changed)

    rows.update(words=TAKEN_OUT, answer=TAKEN_OUT)  # the end of a record (decision 19)

    assert rows.get().answer == TAKEN_OUT
