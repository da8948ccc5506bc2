"""The check-in of day 3 as a patient meets it: its questions in order, and a way through them."""

import re
from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from journey.models import CheckIn, CheckInDraft, Journey
from journey.models.form_context import form_context
from journey.pathway.flow import form_pages, posted_of
from tests.builders import answer_to, knows
from tests.flows.pages import PASSWORD, go_on, heading, tap
from tests.walked import walked

MOST_PAGES = 80
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


def answer_all(page: Page, check_in: CheckIn, **chosen: Any) -> None:
    """Each question on its page and the button at the end: `chosen` by page, else as a person who is well."""
    page.goto(reverse("patient:check_in", args=[check_in.pk]))
    for _ in range(MOST_PAGES):
        if heading(page).inner_text().strip() == "Check your answers":
            send(page)
            return
        _answer(page, check_in, chosen)
    raise AssertionError(f"the questions of {check_in.code} do not end: {page.url}")


def _answer(page: Page, check_in: CheckIn, chosen: dict[str, Any]) -> None:
    draft = CheckInDraft.objects.filter(check_in=check_in).first()
    pages = form_pages(
        check_in.pathway_version.content, form_context(check_in, timezone.now()), draft.answers if draft else {}
    )
    asked = next(each for each in pages if each.key == page.url.rstrip("/").rpartition("/")[2])
    said = posted_of(asked, answer_to(asked, chosen))
    if asked.kind in {"list", "texts"}:
        said = {f"value_{at}": [text] for at, text in enumerate(said.pop("value", []))} | said
    elif asked.kind == "date":
        said = {f"value_{part}": text for part, text in said.items()}
    for name, values in said.items():
        for value in filter(None, values):
            _give(page, name, value)
    go_on(page, "Continue")


def _give(page: Page, name: str, value: str) -> None:
    control = page.locator(f'main [name="{name}"]')
    kind = control.first.evaluate("each => each.type")
    if kind in {"radio", "checkbox"}:
        (control if control.count() == 1 else page.locator(f'main [name="{name}"][value="{value}"]')).check()
    elif kind == "select-one":
        control.select_option(value)
    else:
        control.fill(value)
