"""The calendar printed on A4, upright and across: no column and no half hour is cut off."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
import time_machine
from pypdf import PdfReader

from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.capacity import set_hours
from tests.builders import NOW, newest_cycle, staff
from tests.flows.conftest import DESK, NewPage
from tests.flows.pages import let_in
from tests.walked import walked

pytestmark = pytest.mark.browser

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = ("Dr Osei", "Dr Oyelaran-Whitfield", "Dr Abel", "Dr Zed", "Dr Montgomery-Featherstone", "Dr Lind", "Dr Ito")
# Millimetres, and CSS pixels of the page less Chromium's own margins of 1 cm on each side.
PAGES = {"upright": (210, 297, 718), "across": (297, 210, 1047)}

# How much of a cell is hidden, and where it ends.
WIDTHS = """[...document.querySelectorAll('.grid, .grid td, .grid th')]
    .map(each => [each.scrollWidth - each.clientWidth, each.getBoundingClientRect().right])"""


@pytest.mark.parametrize("page_size", PAGES)
def test_day_and_week_print_whole(
    device: NewPage, clock: time_machine.Traveller, live_server: Any, page_size: str
) -> None:
    # Given: seven people work at the site, each sees somebody, on other days too
    rosa, desk = walked("preparation", procedure_at=NOW + 40 * DAY), staff(Role.COORDINATOR)
    people = [staff(Role.CLINICIAN, name) for name in PEOPLE]
    for number, person in enumerate(people):
        set_hours(person=person, site=rosa.patient.site, hours="Mon-Fri 08:00-17:00", by=desk, at=NOW)
        book_appointment(
            cycle=newest_cycle(rosa), clinician=person, kind="unscheduled", starts_at=NOW + (number % 6 + 1) * HOUR / 2
            + number // 6 * DAY, ends_at=NOW + (number % 6 + 2) * HOUR / 2 + number // 6 * DAY, by=desk, at=NOW,
        )  # fmt: skip
    page = device(viewport=DESK)
    let_in(page, desk, live_server.url)

    # Then: it asks for the page across, and every column, half hour and visit is on it whichever way it lies
    for span in ("day", "week"):
        page.goto(f"/admin/journey/appointment/calendar/?span={span}")
        headers = page.locator(".grid thead th").all_inner_texts()
        clocks = page.locator(".grid tbody th").all_inner_texts()
        names = page.locator(".grid__visit").count()
        wide, high, inner = PAGES[page_size]
        paper = page.pdf(width=f"{wide}mm", height=f"{high}mm", margin=dict.fromkeys(("left", "right"), "10mm"))
        text = "".join(each.extract_text() for each in PdfReader(BytesIO(paper)).pages)

        across = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages[0].mediabox
        assert across.width > across.height
        assert len(headers) == (8 if span == "day" else 6)
        squeezed = "".join(normalize("NFKC", text).split())
        assert [each for each in (*headers, *clocks) if "".join(each.split()) not in squeezed] == []
        assert squeezed.count("RosaMarsh") == names
        assert names == (6 if span == "day" else 7)

        # And: nothing is wider than the paper
        page.set_viewport_size({"width": inner, "height": 900})
        page.emulate_media(media="print")
        for hidden, right in page.evaluate(WIDTHS):
            assert hidden <= 1
            assert right <= inner
        assert page.locator(".grid").evaluate("each => each.offsetWidth") > inner * 0.9
        page.emulate_media(media="null")
        page.set_viewport_size(DESK)
