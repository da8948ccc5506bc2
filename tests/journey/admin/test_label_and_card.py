"""What a product says of itself: its printed label, and the five words of DOSES for staff and for the patient."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import reverse

from journey.domain.errors import NotAccepted
from journey.domain.product_codes import read_code
from journey.domain.stages import HarvestMode, Tissue
from journey.models import Cycle, Journey
from tests.builders import NOW, newest_cycle, ready_cells
from tests.journey.actions.test_products import TAKEN, taken
from tests.journey.admin.workspace_pages import at_now, get
from tests.journey.views.patient_pages import patient_of
from tests.qr import read_path, read_qr
from tests.walked import walked

OWN, BANKED, DONOR = HarvestMode.PATIENT_HARVEST, HarvestMode.BANKED_CELLS, HarvestMode.DONOR_PRODUCT


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with at_now():
        yield


def released(mode: HarvestMode, tissue: Tissue) -> Journey:
    journey = walked("harvesting") if mode is OWN else walked("injection", mode=mode)
    if mode is OWN:
        taken(journey)
        Cycle.objects.filter(journey=journey).update(tissue=tissue)
    ready_cells(journey, at=NOW, harvested=TAKEN)
    return journey


def test_label_is_read_by_a_scanner_and_by_a_person_and_guards_its_digits(harvesting: Journey) -> None:
    code = taken(harvesting).code
    page = get(harvesting, f"product/{newest_cycle(harvesting).pk}/label/").content.decode()

    drawn = re.search(r'<path d="([^"]+)" fill="#000"', page)
    assert drawn is not None
    assert read_qr(read_path(drawn[1])) == code
    printed = re.search(r'class="product-label__number">([^<]+)<', page)
    assert printed is not None
    assert printed[1] == code
    assert read_code(printed[1]) == code
    for place in range(2, len(code) - 1):
        other = str((int(code[place]) + 1) % 10)
        with pytest.raises(NotAccepted, match="mistyped"):
            read_code(code[:place] + other + code[place + 1 :])


# The middle words of each: origin and separation, as staff read them and as the patient does; the end on the label.
MEASURED = "4.00 mL, 360.000 million viable cells, 90.0 % viable"
TOLD = "4 mL. 400 million cells. 90 of 100 were alive. A number does not tell if it will help."
CARDS = [
    (
        (OWN, Tissue.BONE_MARROW),
        ("The patient", "bone marrow", "Marrow concentrate (centrifuge)"),
        ("Your own", "Bone marrow", "Spun in a machine, so that the cells come together"),
        "use before Tuesday 24 November, 1:40pm",
    ),
    (
        (OWN, Tissue.ADIPOSE),
        ("The patient", "fat", "Fat, mechanically processed"),
        ("Your own", "Fat from under the skin", "Washed and made fine, with nothing added to split it"),
        "use before Tuesday 24 November, 1:40pm",
    ),
    (
        (DONOR, Tissue.UMBILICAL_CORD),
        ("Donor, donation G1234 26 123456", "umbilical cord", "By the supplier"),
        ("From a donor", "The cord of a newborn", "By the place that sent them"),
        "use by 12 June 2027",
    ),
    (
        (BANKED, Tissue.BONE_MARROW),
        ("The patient", "bone marrow", "Stored, then thawed"),
        ("Your own", "Bone marrow", "Kept frozen, then thawed"),
        "use before",
    ),
]
DOSES = ("Donor", "Origin of tissue", "Separation from tissue", "Exhibited characteristics", "Site of delivery")
FOR_THE_PATIENT = ("Whose cells", "Taken from", "Made ready", "What we know of them", "Where they go")


def facts_of(response: HttpResponse) -> dict[str, str]:
    """Each term of a page with what stands beside it."""
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", response.content.decode(), re.DOTALL)
    bare = [[" ".join(unescape(re.sub(r"<[^>]+>", " ", each)).split()) for each in pair] for pair in pairs]
    return dict(bare)


@pytest.mark.parametrize(("cells", "staffs", "patients", "last"), CARDS, ids=["marrow", "fat", "donor", "banked"])
def test_doses_card_says_its_five_words_to_staff_and_to_the_patient_and_the_label_when_they_expire(
    db: None, cells: tuple[HarvestMode, Tissue], staffs: tuple[str, ...], patients: tuple[str, ...], last: str
) -> None:
    journey = released(*cells)
    cycle = newest_cycle(journey)
    stage = cycle.stages.get(code="harvesting" if cells[0] is OWN else "injection")

    told = facts_of(get(journey, f"product/{cycle.pk}/"))
    read = facts_of(patient_of(journey).get(reverse("patient:stage", args=[stage.pk])))

    assert [told[word] for word in DOSES] == [*staffs, MEASURED, "base of thumb (CMC1)"]
    assert [read[word] for word in FOR_THE_PATIENT] == [*patients, TOLD, "Right hand, base of thumb"]

    label = get(journey, f"product/{cycle.pk}/label/").content.decode().replace("\xa0", " ")
    assert f"<span>{last}" in label
    assert "____" not in label
