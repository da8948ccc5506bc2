"""What nobody can have meant, each at its page: refused with a sentence, and what was typed stays.

The label of another session stands in `test_product.py`, a consent that was withdrawn a minute ago in
`test_consent.py`.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from journey.actions.people import AllergyLine, confirm_allergies
from journey.models import RECORDS, Journey, ReleaseSignature
from tests.builders import NOW, newest_cycle, staff
from tests.journey.actions.test_products import processed
from tests.journey.admin.workspace_pages import at_now, get, post, words
from tests.walked import walked

NO_DRAWS = {"draws-TOTAL_FORMS": "0", "draws-INITIAL_FORMS": "0"}
TAKEN = {"site": "posterior_iliac_crest", "tolerance_note": "Bore it well.", "punctures": "3", **NO_DRAWS}
ARRIVED = {"infection_screen": "clear", "infection_note": "", "escort_name": "Ana"}
TYPED: list[tuple[str, dict[str, str], dict[str, str], str]] = [
    ("harvest", TAKEN, {"volume_ml": "300"}, "Between 5 and 240 mL for these cells."),
    ("harvest", TAKEN, {"volume_ml": "-5"}, "Volume taken must be at least 5 and at most 300 mL."),
    ("harvest", TAKEN, {"anticoagulant_type": "heparin"}, "The patient is allergic to this. Choose another."),
    ("arrival", ARRIVED, {"temperature": "98"}, "Did you mean °F?"),
    ("arrival", ARRIVED, {"temperature": "36.6", "temperature_unit": "F"}, "must be at least 30 and at most 43 °C"),
    ("arrival", ARRIVED, {"checked_at_day": "2026-11-25", "checked_at_clock": "09:00"}, "cannot be in the future"),
    ("arrival", ARRIVED, {"checked_at_day": "2026-03-29", "checked_at_clock": "01:30"}, "The clocks go forward"),
    ("arrival", ARRIVED, {"checked_at_day": "2026-10-25", "checked_at_clock": "01:30"}, "The clocks go back"),
]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with at_now():
        yield


def stays(answer: HttpResponse, typed: dict[str, str]) -> None:
    page = answer.content.decode()
    for name, value in typed.items():
        assert not value or f'value="{value}"' in page, (name, value)


def test_value_that_cannot_be_meant_is_refused_with_a_sentence_and_stays(harvesting: Journey) -> None:
    heparin = AllergyLine("Heparin", "heparin", "Rash", "moderate")
    confirm_allergies(patient=harvesting.patient, lines=[heparin], none_known=False, by=staff(), at=NOW)
    cycle = newest_cycle(harvesting)
    for section, around, wrong, sentence in TYPED:
        typed = {**around, **wrong}
        known = RECORDS[section].objects.filter(cycle=cycle).values_list("version", flat=True)
        version = str(next(iter(known), 0))
        answer = post(harvesting, f"record/{cycle.pk}/{section}/", {"version": version, **typed})

        assert answer.status_code == 422, wrong
        assert sentence in words(answer), wrong
        stays(answer, typed)


def test_injection_before_the_harvest_is_refused_and_stays(db: None) -> None:
    injection = walked("injection")
    cycle = newest_cycle(injection)
    before = cycle.harvest_at - timedelta(minutes=10)
    RECORDS["time_out"].objects.filter(cycle=cycle).update(done_at=before)
    typed = {"moment_day": f"{before:%Y-%m-%d}", "moment_clock": f"{before:%H:%M}"}

    answer = post(injection, "dates/injection/", {"version": str(injection.version), "was": "", **typed})

    assert (answer.status_code, newest_cycle(injection).injection_at) == (422, None)
    assert "before the harvest" in words(answer)
    stays(answer, typed)


def test_same_person_signs_a_release_once(harvesting: Journey) -> None:
    processed(harvesting)
    address = f"product/{newest_cycle(harvesting).pk}/release/"
    sent: dict[str, Any] = {"container_intact": "on"}
    assert post(harvesting, address, sent).status_code == 303
    again = post(harvesting, address, sent)

    assert (again.status_code, ReleaseSignature.objects.count()) == (403, 1)
    assert "Another person must sign." in words(again)
    assert "Another person must sign." in words(get(harvesting, f"product/{newest_cycle(harvesting).pk}/"))
