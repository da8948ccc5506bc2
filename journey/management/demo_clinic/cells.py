"""What the made-up clinicians record of the cells, and how they release them: taken, from a donor, or stored before."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from journey.actions.documents import add_document
from journey.actions.products import Reading, check_identity, register_product
from journey.actions.records import save_record
from journey.actions.releases import sign_release
from journey.domain.documents import DocumentKind
from journey.domain.product_facts import BEFORE_RELEASE, Checkpoint, Identifiers
from journey.domain.record.cells.processing import ABSENT, PRESENT
from journey.domain.record.sections import SECTIONS
from journey.management.demo_clinic.cast import Person
from journey.management.demo_clinic.papers import made_up_paper
from journey.models import Cycle

Values = dict[str, Any]
MINUTE = timedelta(minutes=1)
IN_DATE = timedelta(days=300)
PAPERS = (
    (DocumentKind.DONOR_ELIGIBILITY, "Eligibility NCB-E-220"),
    (DocumentKind.CERTIFICATE, "Certificate of analysis NCB-A-220"),
)


def ready_cells(cycle: Cycle, person: Person, *, began: datetime, doctor: User, nurse: User, at: datetime) -> None:
    """Recorded, matched at four checkpoints and released by two people; taken, or there, at `began`."""
    if cycle.harvest_mode != "patient_harvest":
        register_product(cycle=cycle, by=nurse, at=at)
    if cycle.harvest_mode == "donor_product":
        for kind, title in PAPERS:
            add_document(cycle=cycle, kind=kind, title=title, file=made_up_paper(), by=nurse, at=at)
    for code, values, lines in _sections(cycle, person, began, doctor, kept=person.wait_days > 0):
        save_record(cycle=cycle, section=SECTIONS[code], values=values, lines=lines, by=doctor, at=at)
    read_label(cycle, BEFORE_RELEASE, doctor=doctor, nurse=nurse, at=at)
    for signer in (nurse, doctor):
        sign_release(cycle=cycle, container_intact=True, by=signer, at=at)


def read_label(cycle: Cycle, points: Iterable[Checkpoint], *, doctor: User, nurse: User, at: datetime) -> None:
    """Nurse and doctor read the label at each of these checkpoints, and it matches."""
    label = Cycle.objects.values_list("product_id", flat=True).get(pk=cycle.pk)
    for point in points:
        reading = Reading(point, Identifiers.NAME_AND_BIRTH_DATE, label, matches=True)
        check_identity(cycle=cycle, reading=reading, second=doctor, by=nurse, at=at)


def _sections(
    cycle: Cycle, person: Person, began: datetime, doctor: User, *, kept: bool
) -> list[tuple[str, Values, dict[str, list[Values]]]]:
    if cycle.harvest_mode == "donor_product":
        return [("donor_unit", _donor_unit(began), {})]
    if cycle.harvest_mode == "banked_cells":
        return [("banked_cells", _stored(began), {})]
    return [("harvest", *_harvest(person, doctor)), ("processing", _processing(person, began, kept=kept), {})]


def _harvest(person: Person, doctor: User) -> tuple[Values, dict[str, list[Values]]]:
    values: Values = {
        "operator": str(doctor.pk),
        "room": "2",
        "site": "posterior_iliac_crest",
        "site_side": "right",
        "guidance": "ultrasound",
        "volume_ml": Decimal(60),
        "anticoagulant_type": "acd_a",
        "plain_agent": "lidocaine",
        "plain_mg": Decimal(100),
        "tolerance": 3,
        "immediate_complication": ("none",),
    }
    draws = [{"draw_ml": Decimal(10)} for _draw in range(6)]
    if person.cells["tissue"] == "adipose":
        fat = {"site": "abdomen", "site_side": "midline", "guidance": "landmark", "anticoagulant_type": "none"}
        values |= {**fat, "tumescent_ml": 200, "lidocaine_total_mg": 400, "plain_mg": Decimal(20)}
        draws = []
    return values, {"draws": draws}


def _counts() -> Values:
    return {
        "final_volume_ml": Decimal(4),
        "tnc_measured": True,
        "tnc_million": Decimal(400),
        "viability_measured": True,
        "viability_pct": Decimal(92),
        "viability_method": "7aad",
        "gram_stain": "negative",
    }


def _processing(person: Person, began: datetime, *, kept: bool) -> Values:
    fat = person.cells["tissue"] == "adipose"
    values = {
        **_counts(),
        "process_method": "mechanical_fat" if fat else "bmac_centrifuge",
        "device": "Closed system",
        "kit_lot": f"KT-{began:%y%m}-4",
        "kit_expiry": _later(began),
        "started_at": began + 10 * MINUTE,
        "ended_at": began + 25 * MINUTE,
        "aseptic_record": True,
        "sterility_culture": "pending",
        "recall_plan": "We ring at once and treat by the result.",
        "expires_at": began + timedelta(hours=4),
    }
    if kept:
        markers = dict.fromkeys(PRESENT, Decimal(98)) | dict.fromkeys(ABSENT, Decimal(1))
        values |= {**markers, "plastic_adherent": True, "three_way": True, "endotoxin_eu_ml": Decimal("0.25")}
        values |= {"process_method": "culture_expanded", "sterility_culture": "negative", "recall_plan": ""}
        values["expires_at"] = began + timedelta(days=person.wait_days + 7)
    return values


def _donor_unit(began: datetime) -> Values:
    return {
        **_counts(),
        "donation_id": f"W0000 {began:%y} 004711",
        "supplier": "Northern Cord Bank",
        "supplier_registration": "NCB-12",
        "lot": f"NCB-{began:%y%m}",
        "unit_no": "3",
        "expiry": _later(began),
        "donor_eligibility_doc": "NCB-E-220",
        "donor_eligible": True,
        "cert_of_analysis": "NCB-A-220",
        "received_at": began - 20 * MINUTE,
        "cold_chain_ok": True,
        "recall_checked_at": began - 10 * MINUTE,
        "culture_grown": False,
        "sterility_culture": "negative",
    }


def _stored(began: datetime) -> Values:
    return {
        **_counts(),
        "bank_lot": f"BK-{began:%y}-77",
        "stored_on": began.date() - timedelta(days=120),
        "stored_until": _later(began),
        "storage_celsius": -150,
        "thaw_at": began - 15 * MINUTE,
        "culture_grown": False,
        "sterility_culture": "negative",
        "expires_at": began + timedelta(hours=6),
    }


def _later(began: datetime) -> date:
    return (began + IN_DATE).date()
