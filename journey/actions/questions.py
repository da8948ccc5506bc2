"""A question of the patient to the clinic, and its answer. None is triaged: symptoms have a page of their own."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation

from accounts import mail
from accounts.mail import Letter
from accounts.models import User
from journey.actions.events import record
from journey.actions.heard import heard_from
from journey.actions.locking import locked, locked_journey
from journey.actions.permission import check_may
from journey.actions.refusals import already_done, said, sent_before
from journey.actions.who_answers import check_answers_for, told_of
from journey.domain.caregiving import OwnAct
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.stages import StageState
from journey.domain.words import folded, gettext_noop
from journey.domain.words import say as _
from journey.models import Patient, PatientQuestion, Stage, Submission
from journey.models.pathway_version import content_of
from journey.models.question import LONGEST_ANSWER, LONGEST_QUESTION
from journey.pathway.checks.wording import banned_word, too_hard
from journey.policies import Act

# More than a person writes before the next visit; whoever has more to ask rings.
MOST_OPEN = 20


@transaction.atomic
def ask_question(
    *, stage: Stage, words: str, by: User, at: datetime, told_by: str = "", token: UUID | None = None
) -> PatientQuestion:
    """Keep a question. The patient, a helper who may fill in, or with `told_by` clinicians and nurses who were told it.

    `token` is the id of the question: the same form sent twice is one. Raises NotAccepted for blanks and floods,
    MoveNotAllowed for a journey that nobody answers any more.
    """
    journey = locked_journey(stage.cycle.journey)
    caregiver = check_answers_for(journey.patient, by, OwnAct.ANSWER, told_by=told_by, at=at)
    known = sent_before(PatientQuestion.objects.all(), token, by=by, author="asked_by")
    if known is not None:
        return known
    words = said(words, LONGEST_QUESTION, "words")
    if not journey.is_looked_after:
        raise MoveNotAllowed(_("This journey is closed."))
    mine = PatientQuestion.objects.filter(stage__cycle__journey=journey, answered_at=None)
    if mine.count() >= MOST_OPEN:
        raise NotAccepted(_("{most} of your questions wait for an answer. Please call us.", most=MOST_OPEN))
    question = PatientQuestion.objects.create(
        id=token or uuid4(),
        stage=stage,
        words=words,
        asked_at=at,
        asked_by=by,
        caregiver=caregiver,
        told_by=told_by,
    )
    journey = heard_from(journey, at, _("The patient asked a question."))
    record(journey, "question_asked", by=by, at=at, cycle=stage.cycle, stage=stage, data=told_of(caregiver, told_by))
    return question


def keep_asked(submission: Submission) -> None:
    """What the intake asks (`i_ask`) becomes questions like any other, each once however often the form is corrected.
    Called by the sending of it, which holds the journey."""
    cycle = submission.cycle
    known = {
        folded(words) for words in PatientQuestion.objects.filter(stage__cycle=cycle).values_list("words", flat=True)
    }
    begun = cycle.stages.filter(opened_at__isnull=False).order_by("opened_at")
    stage = begun.filter(state=StageState.IN_PROGRESS).first() or begun.latest("opened_at")
    for each in submission.answers.get("i_ask") or ():
        words = str(each).strip()
        if not words or folded(words) in known:
            continue
        known.add(folded(words))
        PatientQuestion.objects.create(
            stage=stage,
            words=words,
            asked_at=submission.sent_at,
            asked_by=submission.sent_by,
            caregiver=submission.caregiver,
            told_by=submission.told_by,
        )


@transaction.atomic
def answer_question(*, question: PatientQuestion, answer: str, by: User, at: datetime) -> PatientQuestion:
    """Once, in words that the patient reads. Clinicians and nurses. A repeat by the same person changes nothing;
    another reads who was first. Raises NotAccepted for a banned word or a text that is too hard to read."""
    journey = locked_journey(question.stage.cycle.journey)
    check_may(by, Act.SHARE_NOTE, journey.patient_id, at=at)
    question = locked(question)
    if question.answered_by is not None and question.answered_at is not None:
        if question.answered_by_id == by.pk:
            return question
        template = gettext_noop("{who} answered this question already.")
        raise already_done(template, by=question.answered_by, at=question.answered_at)
    answer = said(answer, LONGEST_ANSWER, "answer")
    words = content_of(journey.pathway_version_id).words
    if word := banned_word(answer, words):
        raise NotAccepted(_("“{word}” is a banned word. Say what is known instead.", word=word.lower()), field="answer")
    if hard := too_hard(answer, words):
        raise NotAccepted(hard, field="answer")
    question.answer, question.answered_at, question.answered_by = answer, at, by
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    record(journey, "question_answered", by=by, at=at, cycle=question.stage.cycle, stage=question.stage)
    if journey.is_looked_after:
        _tell(journey.patient, at)
    return question


def _tell(patient: Patient, at: datetime) -> None:
    """A mail that says no more than that there is an answer. Whoever has no address reads it at the next look."""
    user = patient.user
    if user is None or not user.is_active or not user.email or patient.off_app_since is not None:
        return
    with translation.override(patient.language):
        letter = Letter(
            subject=_("Your clinic has answered you"),
            lines=[_("You asked us something in the app. There is an answer now."), _("Sign in to read it.")],
            after=[_("Did you not ask for anything? Then ring your clinic by the number that you know.")],
        )
        mail.write(kind="question_answered", to=user.email, letter=letter, at=at)
