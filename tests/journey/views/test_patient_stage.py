"""A stage's page: only its patient sees it, in any state, with the same number of statements."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from journey.actions.notes import write_note
from journey.domain.stages import StageCode
from journey.models import CheckIn, Journey
from tests.builders import NOW, newest_cycle, patient, staff
from tests.journey.presenters.scenes import patient_of, second_session, stage_row
from tests.statements import statements

MOST_STATEMENTS = 6


pytestmark = pytest.mark.usefixtures("clock")


def address(journey: Journey, code: StageCode | str, session: int = 1) -> str:
    return reverse("patient:stage", args=[stage_row(journey, code, session).pk])


def test_signed_out_person_is_asked_to_sign_in(client: Client, post_care: Journey) -> None:
    response = client.get(address(post_care, "post_care"))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_stage_of_another_patient_is_not_found(post_care: Journey, sign_in: Callable[[User], Client]) -> None:
    other = patient("Ann Other").user
    assert other is not None

    assert sign_in(other).get(address(post_care, "post_care")).status_code == 404


def test_staff_find_no_stage_page(post_care: Journey, sign_in: Callable[[User], Client]) -> None:
    assert sign_in(staff("clinician")).get(address(post_care, "post_care")).status_code == 404


def test_stage_that_never_was_is_not_found(post_care: Journey, sign_in: Callable[[User], Client]) -> None:
    assert sign_in(patient_of(post_care)).get(reverse("patient:stage", args=[uuid4()])).status_code == 404


def test_stage_page_is_read_only(post_care: Journey, sign_in: Callable[[User], Client]) -> None:
    assert sign_in(patient_of(post_care)).post(address(post_care, "post_care")).status_code == 405


@pytest.mark.parametrize("code", StageCode)
def test_every_stage_shows_its_page_in_six_statements(
    post_care: Journey, sign_in: Callable[[User], Client], code: StageCode
) -> None:
    assert statements(sign_in(patient_of(post_care)), address(post_care, code)) == MOST_STATEMENTS


def test_page_holds_its_parts(post_care: Journey, sign_in: Callable[[User], Client]) -> None:
    html = sign_in(patient_of(post_care)).get(address(post_care, "post_care")).content.decode()

    for words in (
        "First two weeks", "What you do now", "What changes, day by day", "What happens", "What is common",
        "What was said and done", "Check-ins of this stage", "When to call", "Your plan: ",
    ):  # fmt: skip
        assert words in html
    assert html.count('class="care ') == 3


def test_page_takes_the_same_for_many_notes_check_ins_and_sessions(
    follow_up: Journey, sign_in: Callable[[User], Client]
) -> None:
    journey = second_session(follow_up)
    stage = stage_row(journey, "follow_up")
    for number in range(20):
        write_note(stage=stage, text=f"Note {number}.", share=True, by=staff("nurse"), at=NOW)
    CheckIn.objects.bulk_create(
        CheckIn(
            journey=journey, cycle=stage.cycle, pathway_version_id=journey.pathway_version_id, code="EXTRA",
            number=100 + number, stage_code="follow_up", opens_at=NOW, due_at=NOW, closes_at=NOW + timedelta(days=1),
        )
        for number in range(200)
    )  # fmt: skip

    assert newest_cycle(journey).number == 2
    assert statements(sign_in(patient_of(journey)), address(journey, "follow_up")) == MOST_STATEMENTS


def test_drawing_has_no_commas_in_a_comma_language(post_care: Journey, sign_in: Callable[[User], Client]) -> None:
    client = sign_in(patient_of(post_care))

    html = client.get(address(post_care, "post_care"), headers={"accept-language": "de"}).content.decode()

    drawing = html[html.index('<div class="days">') : html.index("</svg></div>")]
    assert 'r="3.5"' in drawing
    assert "," not in drawing
