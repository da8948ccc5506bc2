"""Every check-in that the clinic plans is found on the first page and sent from there, page by page."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journey.actions.plans import record_date
from journey.domain.windows import Anchor
from journey.models import CheckIn, Journey
from tests.builders import NOW, check_in_of, fresh, send, staff
from tests.journey.views.form_filling import answers_on
from tests.journey.views.patient_pages import patient_of, the_clock_at, url
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_PAGES = 60


def talking() -> Journey:
    return walked("consultation")


def getting_ready() -> Journey:
    """In sixteen days, so that the first of the series is still to come."""
    return walked("preparation", procedure_at=NOW + 16 * DAY, sedation="moderate")


def cells_taken() -> Journey:
    """The injection is on another day."""
    return walked("injection")


def injected() -> Journey:
    """Half an hour ago, with cells of the same day; not sent home yet."""
    journey = walked("injection")
    record_date(
        journey=fresh(journey), anchor=Anchor.INJECTION, moment=NOW - HOUR / 2, by=staff("clinician"),
        at=NOW - HOUR / 2,
    )  # fmt: skip
    return fresh(journey)


SERIES = [
    pytest.param(talking, "C-PRE C-POST", id="C"),
    pytest.param(getting_ready, "P-14 P-BASE P-7 P-1 P-0", id="P"),
    pytest.param(cells_taken, "H-0 H-1 H-3 H-7", id="H"),
    pytest.param(injected, "I-0 A-0 A-1 A-2 A-3 A-5 A-7 A-10 A-14", id="A"),
    pytest.param(injected, "F-21 F-28 F-6W F-3M F-6M F-12M F-Y2 F-Y3 F-Y4 F-Y5", id="F"),
]


@pytest.mark.parametrize(("begun", "codes"), SERIES)
def test_planned_check_in_is_found_on_the_first_page_and_sent_from_there(
    db: None, begun: Callable[[], Journey], codes: str
) -> None:
    journey = begun()
    for code in codes.split():
        check_in = check_in_of(journey, code)
        with the_clock_at(max(check_in.opens_at + timedelta(minutes=1), NOW)):
            find_and_send(journey, check_in)


def test_check_in_of_the_day_after_a_watch_result_is_found_and_sent(post_care: Journey) -> None:
    send(check_in_of(post_care, "A-5"), at=NOW + 2 * DAY, pain_worst=6)
    extra = CheckIn.objects.get(journey=post_care, code="EXTRA")

    with the_clock_at(extra.opens_at + timedelta(minutes=1)):
        find_and_send(post_care, extra)


def test_report_of_a_symptom_is_begun_on_the_first_page_and_sent(post_care: Journey) -> None:
    with the_clock_at(NOW):
        client, address = patient_of(post_care), reverse("patient:report", args=[post_care.pk])
        assert address in client.get(reverse("patient:home")).content.decode()

        client.post(address)

        walk(client, CheckIn.objects.get(journey=post_care, code="REPORT"))


def find_and_send(journey: Journey, check_in: CheckIn) -> None:
    client = patient_of(journey)
    home = client.get(reverse("patient:journey", args=[journey.pk])).content.decode()
    assert url("check_in", check_in) in home, check_in.code
    walk(client, check_in)
    assert CheckIn.objects.get(pk=check_in.pk).submitted_at, check_in.code


def walk(client: Client, check_in: CheckIn) -> None:
    """From its first page to its result, following where each page leads."""
    page = client.get(url("check_in", check_in), follow=True)
    for _ in range(MOST_PAGES):
        here = page.request["PATH_INFO"]
        html = page.content.decode()
        if here == url("check_in_check_answers", check_in):
            token = re.search(r'name="token" value="([^"]+)"', html)
            assert token is not None
            page = client.post(url("check_in_send", check_in), {"token": token[1]}, follow=True)
            assert page.request["PATH_INFO"] == url("check_in_result", check_in)
            return
        page = client.post(here, answers_on(main_of(html)), follow=True)
        assert page.status_code == 200, f"{here}: {main_of(page.content.decode())}"
    raise AssertionError(f"{check_in.code} does not come to its end.")


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]
