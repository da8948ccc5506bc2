"""What an ambulance crew or an emergency doctor needs to know, on one sheet (clinical.md 5.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from journey.domain.stages import CellSource, Tissue
from journey.domain.triage import evaluate_emergency
from journey.domain.triage_fields import RED_FLAGS
from journey.models import (
    LINES,
    RECORDS,
    Allergy,
    AllergySeverity,
    AllergyStatus,
    CheckIn,
    Cycle,
    Journey,
    Patient,
    TriageResult,
)
from journey.pathway.compiled import rule_set
from journey.pathway.schema import Pathway
from journey.presenters import places, when
from journey.presenters.clinic import ClinicCard

GENERAL = "general"
FIXED_RULE = "RED-FLAG"  # the safety text that works without approved rules
TISSUES = {
    Tissue.BONE_MARROW: lazy("from the hip bone"),
    Tissue.ADIPOSE: lazy("from tummy fat"),
    Tissue.UMBILICAL_CORD: lazy("from umbilical cord"),
    Tissue.PLACENTA_AMNION: lazy("from placenta or amnion"),
}


@dataclass(frozen=True)
class Fact:
    term: str
    value: str
    alarm: bool = False


def emergency_sheet(check_in: CheckIn, card: ClinicCard) -> tuple[Fact, ...]:
    """One statement for the allergies, one for the medicines, one more when this session had no needle yet but an
    earlier one had."""
    return sheet_of(check_in.journey, _treated_cycle(check_in), check_in.cycle, card)


def sheet_of(journey: Journey, cycle: Cycle, newest: Cycle, card: ClinicCard) -> tuple[Fact, ...]:
    """About the session `cycle`, with the medicines as they were written last. One statement for the allergies; one for
    the medicines unless the newest session was loaded with its gate rows."""
    patient = journey.patient
    medicines, treatment, cells, product = given_facts(patient, cycle, newest)
    return (
        Fact(_("Name, born"), f"{patient.full_name}, {when.day_month_year(patient.date_of_birth)}"),
        Fact(_("Allergies"), _allergies(patient), alarm=patient.allergy_status != AllergyStatus.NONE_KNOWN),
        medicines,
        treatment,
        Fact(_("Where"), places.treated_in(cycle) or _("Not decided yet")),
        cells,
        product,
        Fact(_("Clinic"), card.clinic_phone),
        Fact(_("Clinic, when closed"), card.out_of_hours_phone),
    )


def given_facts(patient: Patient, cycle: Cycle, newest: Cycle) -> tuple[Fact, Fact, Fact, Fact]:
    """What the patient takes, as the `newest` session knows it, and was given in `cycle`: medicines, treatment, cells,
    product."""
    zone = ZoneInfo(patient.site.clinic.time_zone or "UTC")
    return (
        Fact(_("Medicines"), _medicines(patient, newest)),
        Fact(_("Treatment"), _treatment(cycle, zone)),
        Fact(_("Cells"), _cells(cycle)),
        Fact(_("Product"), cycle.product_id or _("None recorded")),
    )


def first_step(pathway: Pathway, triage: TriageResult) -> str:
    """What to do while help comes, for the most serious sign; the general text while nobody stands for the rules."""
    texts = {step.family: step.text for step in pathway.first_steps}
    return next((texts[family] for family in _families(pathway, triage) if family in texts), texts[GENERAL])


def _families(pathway: Pathway, triage: TriageResult) -> list[str]:
    """Of the rules that decided; before the first needle the readiness table decides, so its signs are looked up."""
    if FIXED_RULE in triage.deciding:
        return []
    rules = rule_set(pathway)
    deciding = [rule.family for rule in rules.rules if rule.id in triage.deciding]
    if deciding:
        return deciding
    signs = {name: value for name, value in triage.inputs.items() if RED_FLAGS.get(name) == value}
    result = evaluate_emergency(rules, signs)
    return [rule.family for rule in result.deciding] if result else []


def _treated_cycle(check_in: CheckIn) -> Cycle:
    """The session of the latest needle; this one while there was none."""
    cycle = check_in.cycle
    if cycle.injection_at or cycle.harvest_at or cycle.number == 1:
        return cycle
    earlier = Cycle.objects.filter(journey=check_in.journey_id, injection_at__isnull=False).order_by("-number").first()
    return earlier or cycle


def _medicines(patient: Patient, newest: Cycle) -> str:
    """The list of the record with its doses, then what the person's page says."""
    told = [" ".join(part for part in (each["name"], each["dose"]) if part) for each in _listed(newest) if each["name"]]
    return ", ".join([*told, *([patient.medicines] if patient.medicines else [])]) or _("None written down here")


def _listed(newest: Cycle) -> Sequence[Mapping[str, Any]]:
    """Of the newest session that wrote a history: a later session need not write one."""
    loaded = newest.__dict__
    if "earlier_record" in loaded:
        rows = loaded["record"]["history"] or [loaded["earlier_record"]["history"]]
        return [line for row in rows if row for line in row["lines"]["medicines"]]
    histories: Any = RECORDS["history"]
    table: Any = LINES["history", "medicines"]
    written = histories.objects.filter(cycle__journey=newest.journey_id).order_by("-cycle__number")
    stored = table.objects.filter(record=Subquery(written.values("pk")[:1])).order_by("place")
    return list(stored.values("name", "dose"))


def _allergies(patient: Patient) -> str:
    if patient.allergy_status == AllergyStatus.NONE_KNOWN:
        return _("None known")
    if patient.allergy_status == AllergyStatus.NOT_YET_ASKED:
        return _("Not asked yet")
    return ", ".join(_allergy(each) for each in patient.allergies.order_by("substance"))


def _allergy(allergy: Allergy) -> str:
    severe = allergy.severity == AllergySeverity.ANAPHYLAXIS
    parts = [allergy.reaction, _("anaphylaxis") if severe else ""]
    words = ", ".join(part for part in parts if part)
    return f"{allergy.substance} ({words})" if words else allergy.substance


def _treatment(cycle: Cycle, zone: ZoneInfo) -> str:
    if cycle.injection_at is not None:
        return _("Cell injection, {when}").format(when=_when(cycle.injection_at, zone))
    if cycle.harvest_at is not None:
        return _("Cells taken, {when}. No injection yet").format(when=_when(cycle.harvest_at, zone))
    return _("No needle yet")


def _when(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{when.day_month_year(local.date())}, {when.clock(local)}"


def _cells(cycle: Cycle) -> str:
    if not cycle.cell_source:
        return _("Not decided yet")
    source = _("From a donor") if cycle.cell_source == CellSource.ALLOGENEIC else _("The patient's own")
    tissue = cycle.tissue_other or (TISSUES.get(Tissue(cycle.tissue)) if cycle.tissue else None)
    return f"{source}, {tissue}" if tissue else source
