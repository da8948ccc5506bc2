"""Whether a patient can sign now, and what is missing before (clinical.md 3.4, 9.2, 9.3)."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from journey.domain import gate_checks_consultation as talk
from journey.domain.gate_facts import GateFacts
from journey.domain.words import gettext_noop


class Missing(StrEnum):
    """What stands before a signature, in the order in which it is said to the patient."""

    TEXT = "text"  # the clinic has approved none, or its settings say something else by now
    OVER = "over"  # the needle of this session was used
    PLAN = "plan"
    TALK = "talk"
    UNDERSTANDING = "understanding"
    GOING_ON = "going_on"
    QUESTIONS = "questions"
    READING = "reading"


NOT_YET: Mapping[Missing, str] = {
    Missing.TEXT: gettext_noop("We are bringing this text up to date. You can sign when it is ready."),
    Missing.OVER: gettext_noop("This treatment has been given. There is nothing to sign any more."),
    Missing.PLAN: gettext_noop("Your doctor still has to write down the plan."),
    Missing.TALK: gettext_noop("We still need to talk about risks and choices."),
    Missing.UNDERSTANDING: gettext_noop("Please do the short “Did we explain it well?” check first."),
    Missing.GOING_ON: gettext_noop("You have not told us yet that you want to go on. Take your time."),
    Missing.QUESTIONS: gettext_noop("You asked us something that we have not answered yet. We answer it first."),
    Missing.READING: gettext_noop("Please read first what is known about the treatment."),
}


def missing_before_signing(facts: GateFacts, *, text_stands: bool, has_read: bool) -> Iterator[Missing]:
    """`has_read`: the evidence and the statement of the very text that is to be signed. A question of the patient that
    nobody has answered blocks the signature (clinical.md 2.1)."""
    if facts.injection_at is not None:
        yield Missing.OVER
    if not text_stands:
        yield Missing.TEXT
    if not (facts.cell_source and facts.harvest_mode and facts.target_hand and facts.joints):
        yield Missing.PLAN
    if not talk.discussed(facts):
        yield Missing.TALK
    if not talk.understood(facts):
        yield Missing.UNDERSTANDING
    elif not talk.patient_said_yes(facts):
        yield Missing.GOING_ON
    if facts.open_questions:
        yield Missing.QUESTIONS
    if not has_read:
        yield Missing.READING
