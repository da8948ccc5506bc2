"""A patient at the pages of consent: reading, ticking, signing."""

from playwright.sync_api import Page

from journey.models import Journey
from tests.builders import newest_cycle
from tests.flows.pages import follow, go_on


def tick_every_page(phone: Page) -> None:
    """With a finger, page by page; the extra questions are answered with no."""
    while "/lines/" in phone.url:
        for box in phone.get_by_role("checkbox").all():
            box.check(force=True)
        for no in phone.get_by_label("No", exact=True).all():
            no.check(force=True)
        go_on(phone)


def read_and_sign(phone: Page, journey: Journey) -> None:
    phone.goto(f"/consents/{newest_cycle(journey).pk}/")
    follow(phone, "Read what is known")
    go_on(phone, "I have read this")
    follow(phone, "Go through the lines")
    tick_every_page(phone)
    phone.get_by_label("Your first and last name").fill("Rosa Marsh")
    go_on(phone, "Sign")
