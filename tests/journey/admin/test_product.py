"""The page of a session's product: what can be done with it, in the order of its chain of identity."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from accounts.roles import Role
from journey.actions.records import save_record
from journey.domain.record.sections import SECTIONS
from journey.domain.stages import HarvestMode
from journey.models import Alert, IdentityCheck, Journey
from tests.builders import NOW, journey_at, newest_cycle, patient, ready_cells, staff
from tests.journey.admin.workspace_pages import at_now, get, post, words
from tests.journey.views.patient_pages import signed_in

BEDSIDE, OFFER = "COI-5", "Check COI-5"


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with at_now():
        yield


def of_product(journey: Journey) -> str:
    return f"product/{newest_cycle(journey).pk}/"


def read_label(journey: Journey, scanned: str, **typed: Any) -> HttpResponse:
    data = {"identifiers": "name_birth_date", "scanned": scanned, "matches": "yes", **typed}
    return post(journey, f"{of_product(journey)}identity/coi-5/", {"second": str(staff(Role.NURSE).pk), **data})


def test_bedside_check_is_offered_for_a_released_product_until_it_is_given(
    harvesting: Journey, post_care: Journey
) -> None:
    assert OFFER not in words(get(harvesting, of_product(harvesting)))
    assert OFFER not in words(get(post_care, of_product(post_care)))


def test_label_is_read_at_the_bedside_before_the_needle(db: None, post_care: Journey) -> None:
    journey = journey_at("injection", mode=HarvestMode.DONOR_PRODUCT, who=patient("Ana Lee"))
    code, others = ready_cells(journey, at=NOW).product_id, newest_cycle(post_care).product_id
    assert OFFER in words(get(journey, of_product(journey)))

    for wrong, why in (("", "Enter"), (others, "Stop."), (code[:-1] + "I", "mistyped"), ("P-1", "Stop.")):
        answer = read_label(journey, wrong)
        assert answer.status_code == 422
        assert why in words(answer)
        assert IdentityCheck.objects.filter(cycle__journey=journey, point=BEDSIDE).count() == 0

    assert read_label(journey, f" {code.lower()} ").status_code == 303
    assert OFFER not in words(get(journey, of_product(journey)))


def test_positive_test_of_given_cells_stands_first_on_the_workspace_and_on_the_alert(post_care: Journey) -> None:
    code, section = newest_cycle(post_care).product_id, SECTIONS["processing"]
    values = {"gram_stain": "positive"}
    save_record(
        cycle=newest_cycle(post_care), section=section, values=values, lines={}, by=staff(), at=NOW, reason="Laboratory"
    )

    found = f"A test of product {code}, which was given, came back positive: Gram stain."
    assert found in words(get(post_care))
    page = signed_in(staff()).get(f"/admin/journey/alert/{Alert.objects.get().pk}/change/")
    assert found in words(page)
