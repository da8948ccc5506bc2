"""What an ambulance crew needs is one tap from the patient's first page, and one sheet of paper."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from journey.actions.people import AllergyLine, confirm_allergies
from journey.actions.records import save_record
from journey.domain.record.sections import SECTIONS
from journey.models import Journey
from tests.builders import NOW, fresh, newest_cycle, staff
from tests.flows.conftest import NewPage
from tests.flows.pages import check, follow, let_in
from tests.journey.presenters.scenes import second_session
from tests.walked import walked

pytestmark = pytest.mark.browser
SIDES = ("top", "right", "bottom", "left")
TARGET = 44  # px
MEDICINES = [f"Hydroxychloroquine sulphate {number}" for number in range(1, 11)]
ALLERGIES = ("Bee venom", "Hazelnut", "Kiwi fruit", "Cashew nut")
PAGE_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def journey(db: None, clock: Any) -> Journey:
    """Two sessions, four allergies and ten medicines with their doses."""
    journey, by = second_session(walked("follow_up")), staff()
    lines = [{"name": name, "drug_class": "dmard", "dose": "200 mg, two times a day"} for name in MEDICINES]
    save_record(
        cycle=newest_cycle(journey),
        section=SECTIONS["history"],
        values={"takes_medicines": True},
        lines={"medicines": lines},
        by=by,
        at=NOW,
    )
    confirm_allergies(
        patient=journey.patient,
        none_known=False,
        lines=[AllergyLine(each, "other", "swelling of the face", "anaphylaxis") for each in ALLERGIES],
        by=by,
        at=NOW,
    )
    return fresh(journey)


def test_emergency_sheet_is_one_tap_away_and_one_page_on_paper(
    device: NewPage, live_server: Any, journey: Journey
) -> None:
    page = device()
    let_in(page, journey.patient.user, live_server.url)
    page.goto("/")
    link = page.get_by_role("link", name="Emergency sheet")
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= TARGET
    assert box["width"] >= TARGET
    below = page.get_by_role("heading", name="Your journey").bounding_box()
    assert below is not None
    assert box["y"] < below["y"]

    follow(page, "Emergency sheet")
    check(page, "Emergency sheet")
    for words in (*MEDICINES, *ALLERGIES, "Rosa Marsh", "Right hand, base of thumb", "Cell injection"):
        expect(page.get_by_role("main")).to_contain_text(words)

    paper = page.pdf(format="A4", margin=dict.fromkeys(SIDES, "10mm"))
    assert len(PAGE_OF_A_PDF.findall(paper)) == 1
