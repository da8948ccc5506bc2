"""The board of the next two days: who comes, what is missing, and a fixed number of statements."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from journey.domain.stages import HarvestMode
from journey.models import Journey
from tests.builders import NOW, check_in_of, journey_at, other_site, patient, send, staff
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.statements import statements
from tests.walked import walked

BOARD = reverse("admin:journey_journey_coming")
HOUR = timedelta(hours=1)
MOST_STATEMENTS = 9


@pytest.fixture(autouse=True)
def the_time() -> Iterator[None]:
    with the_time_is(NOW):
        yield


@pytest.fixture(scope="module")
def walked_coming(file_transaction: None) -> Journey:
    """Tomorrow; another is in three days, and one of another site tomorrow."""
    coming = journey_at("preparation", procedure_at=NOW + 20 * HOUR, who=patient("Rosa Marsh"))
    journey_at("preparation", procedure_at=NOW + 80 * HOUR, who=patient("Ken Ode"))
    return coming


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.NURSE, Role.CLINICIAN])
def test_board_says_who_comes_and_what_is_missing(walked_coming: Journey, db: None, role: Role) -> None:
    text = said(client_of(role).get(BOARD))

    assert "Rosa Marsh" in text
    assert "Ken Ode" not in text
    assert "Not sent yet" in text
    assert "G2-05: P-BASE has not been sent." in text
    assert "G2-08" not in text  # the pause belongs to the day


def test_board_shows_the_day_before_check_in(walked_coming: Journey, db: None) -> None:
    send(check_in_of(walked_coming, "P-1"), new_medicine="yes")

    assert "Call today" in said(client_of(Role.NURSE).get(BOARD))


def test_board_of_a_donor_at_the_injection_names_what_the_needle_waits_for(db: None) -> None:
    walked("injection", mode=HarvestMode.DONOR_PRODUCT)

    text = said(client_of(Role.NURSE).get(BOARD))
    assert "G3-08: Missing: the label read at the bedside (COI-5)." in text
    assert "G3-02" in text
    assert "G4-01" not in text  # what comes after the needle is not missing before it


def test_other_site_is_not_shown(walked_coming: Journey, db: None) -> None:
    far = staff(Role.NURSE, "Nurse Far", site=other_site())

    assert "Nobody comes in the next two days." in said(client_of(far).get(BOARD))


def test_statements_do_not_grow_with_the_people(walked_coming: Journey, db: None) -> None:
    nurse = client_of(Role.NURSE)
    one = statements(nurse, BOARD)
    journey_at("preparation", procedure_at=NOW + 22 * HOUR, who=patient("Ann Hill"))

    assert statements(nurse, BOARD) == one <= MOST_STATEMENTS
