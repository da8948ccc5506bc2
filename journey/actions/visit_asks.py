"""The clinic's answer to what a patient asked about a visit."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.actions.events import record
from journey.actions.holding import locked_visit
from journey.actions.locking import check_version
from journey.actions.permission import check_may
from journey.actions.refusals import already_done, said
from journey.actions.visit_choice import close_ask
from journey.domain.errors import MoveNotAllowed
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Appointment
from journey.models.appointment import LONGEST_WORDS
from journey.policies import Act


@transaction.atomic
def refuse_ask(
    *, visit: Appointment, answer: str, by: User, at: datetime, expected_version: int | None = None
) -> Appointment:
    """It stays as it is, with a sentence that the patient reads. Desk staff, once: a repeat by the same person changes
    nothing, another one reads who answered. Raises MoveNotAllowed when nothing is asked."""
    check_may(by, Act.BOOK, visit.patient_id, at=at)
    visit = locked_visit(visit)
    answer = answer.strip()
    if visit.answered_by is not None and visit.answered_at is not None:
        if visit.answered_by_id == by.pk and visit.answer == answer:
            return visit
        raise already_done(gettext_noop("{who} answered this already."), by=visit.answered_by, at=visit.answered_at)
    if not visit.asks:
        raise MoveNotAllowed(_("The patient asks nothing about this visit now."))
    check_version(visit, expected_version)
    answer = said(answer, LONGEST_WORDS, "answer")
    close_ask(visit, by, at, answer)
    visit.version += 1
    visit.save(update_fields=["answered_at", "answered_by", "answer", "version"])
    data = {"appointment": str(visit.pk), "ask": visit.ask}
    record(visit.journey, "visit_ask_refused", by=by, at=at, cycle=visit.cycle, reason=answer, data=data)
    return visit
