"""Questions of a patient with the clinic's answers: as the patient reads them, and as staff do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey import policies
from journey.models import Caregiver, Patient, PatientQuestion, Stage
from journey.policies import Act
from journey.presenters import staff_words, when
from journey.presenters.senders import ENTERED, TOLD_US
from journey.presenters.staff_timeline import Clock


@dataclass(frozen=True)
class QuestionCard:
    """`answer` is blank while nobody has answered."""

    words: str
    asked: str
    answer: str
    answered: str


@dataclass(frozen=True)
class QuestionRow(QuestionCard):
    """For staff; `url` leads to the page that answers it, blank for who may not or once it is answered."""

    url: str


def question_cards(
    rows: Iterable[PatientQuestion], reader: User, patient: Patient, at: datetime
) -> tuple[QuestionCard, ...]:
    """As given. Moments are the patient's own for what they did, the clinic's for what it did."""
    return tuple(_card(row, reader, patient, at) for row in rows)


def stage_questions(stage: Stage, reader: User, patient: Patient, at: datetime) -> tuple[QuestionCard, ...]:
    """Of one stage that `access.told_stages` gave."""
    return question_cards(map(_of_row, stage.__dict__["asked"]), reader, patient, at)


def _of_row(row: Mapping[str, Any]) -> PatientQuestion:
    answered_at = row["answered_at"]
    return PatientQuestion(
        words=row["words"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        asked_by=User(pk=UUID(row["asked_by"]), display_name=row["asker"]),
        caregiver=Caregiver(name=row["helper"], relation=row["helper_is"]) if row["helper"] else None,
        told_by=row["told_by"],
        answer=row["answer"],
        answered_at=datetime.fromisoformat(answered_at) if answered_at else None,
        answered_by=User(display_name=row["answerer"]) if answered_at else None,
    )


def _card(row: PatientQuestion, reader: User, patient: Patient, at: datetime) -> QuestionCard:
    answered = ""
    if row.answered_at is not None:
        moment = when.relative_with_zone(row.answered_at, at, patient.site.clinic.zone, patient.zone)
        answered = _("{who} answered: {when}").format(who=row.answered_by, when=moment)
    asked = _("{who}: {when}").format(who=_asker(row, reader), when=when.relative(row.asked_at, at, patient.zone))
    return QuestionCard(row.words, asked, row.answer, answered)


def _asker(row: PatientQuestion, reader: User) -> str:
    if row.told_by:
        return str(TOLD_US[row.told_by]).format(who=row.asked_by)
    if row.asked_by_id == reader.pk:
        return _("You asked")
    return _("{who} asked").format(who=row.caregiver or row.asked_by)


def question_rows(
    rows: Iterable[PatientQuestion], journey_id: object, reader: User, clock: Clock
) -> tuple[QuestionRow, ...]:
    """As given."""
    may_answer = policies.may(reader, Act.SHARE_NOTE)
    return tuple(
        QuestionRow(
            words=row.words,
            asked=asked_words(row, clock),
            answer=row.answer,
            answered=_("{who}, {when}").format(who=row.answered_by, when=clock.short(row.answered_at))
            if row.answered_at
            else "",
            url=answer_url(row, journey_id) if may_answer and row.answered_at is None else "",
        )
        for row in rows
    )


def asked_words(row: PatientQuestion, clock: Clock) -> str:
    """Who asked it, when, and during which stage, for staff."""
    who = str(row.caregiver or row.asked_by)
    if row.told_by:
        who = str(ENTERED[row.told_by]).format(who=row.asked_by)
    return _("{who}, {when}, {stage}").format(
        who=who, when=clock.short(row.asked_at), stage=staff_words.STAGES[row.stage.code]
    )


def answer_url(row: PatientQuestion, journey_id: object) -> str:
    return reverse("admin:journey_journey_answer_question", args=[journey_id, row.pk])
