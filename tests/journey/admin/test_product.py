"""The page of a session's product: what can be done with it, in the order of its chain of identity."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from accounts.roles import Role
from journey.actions.records import save_record
from journey.domain.record.sections import SECTIONS
from journey.domain.stages import HarvestMode
from journey.models import Alert, IdentityCheck, Journey
from tests.builders import NOW, check_in_of, newest_cycle, ready_cells, send, staff
from tests.journey.admin.workspace_pages import at_now, get, post, words
from tests.journey.views.patient_pages import patient_of, signed_in
from tests.walked import walked

CHECKING = "We are checking your donor cells."
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
    journey = walked("injection", mode=HarvestMode.DONOR_PRODUCT)
    code, others = ready_cells(journey, at=NOW).product_id, newest_cycle(post_care).product_id
    assert OFFER in words(get(journey, of_product(journey)))

    for wrong, why in (("", "Enter"), (others, "Stop."), (code[:-1] + "I", "mistyped"), ("P-1", "Stop.")):
        answer = read_label(journey, wrong)
        assert answer.status_code == 422
        assert why in words(answer)
        assert IdentityCheck.objects.filter(cycle__journey=journey, point=BEDSIDE).count() == 0

    assert read_label(journey, f" {code.lower()} ").status_code == 303
    assert OFFER not in words(get(journey, of_product(journey)))


def test_unit_that_expires_before_the_day_warns_staff_and_the_patient(db: None) -> None:
    journey = walked("preparation", mode=HarvestMode.DONOR_PRODUCT)
    cycle, unit = newest_cycle(journey), SECTIONS["donor_unit"]
    send(check_in_of(journey, "P-BASE"), at=NOW)
    day = cycle.procedure_at.date()

    def expires(on: date) -> str:
        save_record(cycle=cycle, section=unit, values={"expiry": on}, lines={}, by=staff(), at=NOW)
        return words(patient_of(journey).get(reverse("patient:home")))

    assert CHECKING not in expires(day)
    assert "Warning" not in words(get(journey))
    home = expires(day - timedelta(days=1))
    assert CHECKING in home
    page = words(get(journey))
    assert "Warning" in page
    assert "They may be used until 3 December 2026; the procedure is on 4 December 2026." in page


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
