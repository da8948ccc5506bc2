"""The check-in of day 3 as a patient meets it: its questions in order, and a way through them."""

import re

from playwright.sync_api import Page, expect

from journey.models import Journey
from tests.builders import knows
from tests.flows.pages import PASSWORD, go_on, heading, tap
from tests.walked import walked

RED_FLAGS = "Do you have any of these right now?"
PAIN = "How bad was the worst pain in your treated hand in the last 24 hours?"
TREND = "Is the pain better, the same or worse than yesterday?"
HAND = "Have you noticed any of these in your treated hand today?"
BODY = "And how about the rest of you today? Do any of these fit?"
TEMPERATURE = "What is your temperature?"
HARVEST = "Have you noticed any of these since cells were taken?"
WORRY = "Are you worried enough that you want us to call you?"
NOTE = "Anything else?"

ANSWERS = {
    RED_FLAGS: "None of these",
    PAIN: "4",
    TREND: "The same",
    HAND: "None of these",
    BODY: "None of these",
    TEMPERATURE: "I have no thermometer",
    HARVEST: "None of these",
    WORRY: "No",
    NOTE: "",
}


def day_three() -> Journey:
    """Rosa had her injection three days ago; the check-in of the day is open and she knows her password."""
    journey = walked("post_care", day=3)
    knows(journey.patient.user, PASSWORD)
    return journey


def expect_question(page: Page, question: str) -> None:
    """The page of this question; an optional one says so behind it."""
    expect(heading(page)).to_have_text(re.compile(rf"^\s*{re.escape(question)}"))


def answer_from(page: Page, question: str) -> None:
    """From this question to the last, as a person who is well."""
    for asked in list(ANSWERS)[list(ANSWERS).index(question) :]:
        expect_question(page, asked)
        tap(page, *filter(None, [ANSWERS[asked]]))
    expect(heading(page)).to_have_text("Check your answers")


def send(page: Page) -> None:
    go_on(page, "Send to the clinic")
