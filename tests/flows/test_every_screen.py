"""The same pages for every eye and every paper: small and enlarged, dark, forced colours, still, printed, and light."""

import gzip
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page, Response, expect

from journey.models import Journey
from tests.builders import check_in_of, newest_cycle, send, staff
from tests.flows.check_in_pages import day_three
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import check, check_width, heading, let_in

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 640}
ENLARGED = {"width": 320, "height": 256}
MOST_BYTES = 35 * 1024
MOST_REQUESTS = 4


def question_of(journey: Journey, page: str = "red_flags") -> str:
    return reverse("patient:check_in_question", args=[check_in_of(journey, "A-3").pk, page])


def stage_of(journey: Journey) -> str:
    return reverse("patient:stage", args=[newest_cycle(journey).stages.get(code="post_care").pk])


def open_for_rosa(page: Page, address: str) -> Journey:
    journey = day_three()
    let_in(page, journey.patient.user, address)
    return journey


@pytest.mark.parametrize("size", [SMALL, ENLARGED], ids=["small", "enlarged"])
def test_patient_pages_on_320_px_need_no_way_sideways(device: NewPage, live_server: Any, size: dict[str, int]) -> None:
    page = device(viewport=size)
    journey = open_for_rosa(page, live_server.url)
    for address in ("/", stage_of(journey), question_of(journey), "/answers/"):
        page.goto(address)
        expect(heading(page)).to_be_visible()
        check_width(page)


LOOKS: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "moving": {"reduced_motion": "no-preference"},
}


def test_patient_pages_in_every_look_are_readable(device: NewPage, live_server: Any) -> None:
    page = device()
    journey = open_for_rosa(page, live_server.url)
    for address, title in (("/", "Your journey"), (stage_of(journey), "First two weeks"), (question_of(journey), "Do")):
        page.goto(address)
        check_in_every_look(page, title)
    send(check_in_of(journey, "A-3"), pain_worst=7)
    page.goto(reverse("patient:check_in_result", args=[check_in_of(journey, "A-3").pk]))
    check_in_every_look(page, "Keep an eye on this")


def check_in_every_look(page: Page, title: str) -> None:
    for name, look in LOOKS.items():
        page.emulate_media(**look)
        # The browser reports the colours of the page, not those that it forces on it.
        check(page, title, leave_out=("color-contrast",) if name == "forced" else ())
        page.emulate_media(**dict.fromkeys(look, "null"))


def test_patient_pages_on_paper_are_dark_on_white_without_navigation(device: NewPage, live_server: Any) -> None:
    page = device(color_scheme="dark")
    journey = open_for_rosa(page, live_server.url)
    for address, title in (("/", "Your journey"), (stage_of(journey), "First two weeks")):
        page.goto(address)
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
        check(page, title)
        page.emulate_media(media="screen")


def test_staff_screens_in_the_dark_are_readable(
    device: NewPage, clock: time_machine.Traveller, live_server: Any
) -> None:
    page = device(viewport=DESK, color_scheme="dark")
    journey = day_three()
    send(check_in_of(journey, "A-3"), pain_worst=9)
    let_in(page, staff(), live_server.url)
    for address, title in (
        ("/admin/", "24 November"),
        (f"/admin/journey/journey/{journey.pk}/change/", "Rosa Marsh"),
        ("/admin/journey/alert/", "Alerts"),
    ):
        page.goto(address)
        check(page, title)


def test_first_visit_of_home_and_a_question_is_light(device: NewPage, live_server: Any) -> None:
    """What production sends: WhiteNoise hands out the compressed copy of each file, as the pages are already."""
    journey = day_three()
    for address in ("/", question_of(journey)):
        page = device()
        let_in(page, journey.patient.user, live_server.url)
        answers: list[Response] = []
        page.on("response", lambda answer, known=answers: known.append(answer))
        page.goto(address, wait_until="networkidle")
        sizes = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
        assert len(answers) <= MOST_REQUESTS, sizes
        assert sum(sizes.values()) <= MOST_BYTES, sizes
