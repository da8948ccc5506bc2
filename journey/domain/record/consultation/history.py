"""History and risk: illnesses, medicines by class, laboratory values (clinical.md 2.1; classes of 2.2)."""

from collections.abc import Iterator

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, warning
from journey.domain.record.entries import Entry, Values
from journey.domain.record.fields import (
    NONE,
    Group,
    Kept,
    Options,
    Section,
    When,
    any_of,
    day,
    line,
    measured,
    number,
    one_of,
    yes_no,
)
from journey.domain.stages import StageCode
from journey.domain.units import LIMITS, Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

UNKNOWN = "unknown"
ILLNESSES: Options = (
    (NONE, gettext_noop("None of these")),
    ("cancer", gettext_noop("Cancer, now or ever")),
    ("blood_clot", gettext_noop("Blood clot")),
    ("bleeding_problem", gettext_noop("Bleeding problem")),
    ("diabetes", gettext_noop("Diabetes")),
    ("immune_problem", gettext_noop("Immune problem")),
    ("inflammatory_arthritis", gettext_noop("Inflammatory arthritis")),
    ("infection_now", gettext_noop("Infection now")),
    ("heart_or_lung", gettext_noop("Heart or lung disease")),
    ("anaemia", gettext_noop("Anaemia")),
    ("neutropenia", gettext_noop("Neutropenia")),
    ("dialysis", gettext_noop("Dialysis")),
    ("transplant", gettext_noop("Transplant")),
    ("implant_in_joint", gettext_noop("Implant in the treated joint")),
    ("earlier_cell_treatment", gettext_noop("Earlier cell treatment")),
    ("could_be_pregnant", gettext_noop("Could be pregnant")),
    ("other", gettext_noop("Other")),
)
PREGNANCY: Options = (
    ("not_applicable", gettext_noop("Does not apply")),
    ("not_pregnant", gettext_noop("Not pregnant")),
    ("possible", gettext_noop("Possible")),
    ("pregnant", gettext_noop("Pregnant")),
    ("breastfeeding", gettext_noop("Breastfeeding")),
    (UNKNOWN, gettext_noop("Not known")),
)
MEDICINE_CLASSES: Options = (
    ("nsaid_oral", gettext_noop("NSAID tablets")),
    ("nsaid_topical", gettext_noop("NSAID on the skin")),
    ("aspirin_cardiac", gettext_noop("Aspirin for the heart")),
    ("antiplatelet", gettext_noop("Antiplatelet")),
    ("anticoag_warfarin", gettext_noop("Warfarin")),
    ("anticoag_doac", gettext_noop("Direct oral anticoagulant")),
    ("heparin", gettext_noop("Heparin")),
    ("corticosteroid_oral", gettext_noop("Corticosteroid tablets")),
    ("corticosteroid_injection", gettext_noop("Corticosteroid injection")),
    ("immunosuppressant", gettext_noop("Immunosuppressant")),
    ("dmard", gettext_noop("DMARD")),
    ("biologic", gettext_noop("Biologic")),
    ("supplement_bleeding", gettext_noop("Supplement that thins the blood")),
    ("paracetamol", gettext_noop("Paracetamol")),
    ("opioid", gettext_noop("Opioid")),
    ("sedative", gettext_noop("Sedative")),
    ("glp1_agonist", gettext_noop("GLP-1 agonist")),
    ("antibiotic", gettext_noop("Antibiotic")),
    ("other", gettext_noop("Other")),
)
THINNERS = frozenset({"antiplatelet", "anticoag_warfarin", "anticoag_doac", "heparin"})
LOWERS_DEFENCE = frozenset({"corticosteroid_oral", "immunosuppressant", "biologic"})
RAISES_INFECTION_RISK = frozenset({"neutropenia", "dialysis", "transplant", "implant_in_joint"})
HOLDS: Options = (
    ("yes", gettext_noop("Yes")),
    ("no", gettext_noop("No")),
    ("ask_prescriber", gettext_noop("Ask the prescriber")),
)
VIRUS_SCREENS: Options = (
    ("negative", gettext_noop("Negative")),
    ("positive", gettext_noop("Positive")),
    ("pending", gettext_noop("Pending")),
    ("not_done", gettext_noop("Not done")),
    (UNKNOWN, gettext_noop("Not known")),
)
TAKES_SOME = When("takes_medicines", ("yes",), gettext_noop("people who take medicines"))


def classes_of(entry: Entry) -> frozenset[str]:
    return frozenset(each["drug_class"] for each in entry.of("medicines") if each["drug_class"])


def newest_lab(entry: Entry, name: str) -> Values | None:
    """The newest blood sample with this value."""
    dated = [each for each in entry.of("labs") if each[name] is not None and each["taken_on"] is not None]
    return max(dated, key=lambda each: each["taken_on"], default=None)


def infection_risk_reasons(entry: Entry) -> list[str]:
    """Why the risk of infection is high (clinical.md 2.1, `high_infection_risk`), as words."""
    classes, ill = classes_of(entry), frozenset(entry.get("history") or ())
    sugar = newest_lab(entry, "hba1c")
    limit = LIMITS[Quantity.HBA1C].warn_above or 0
    reasons = [_(words) for code, words in MEDICINE_CLASSES if code in LOWERS_DEFENCE & classes]
    if "diabetes" in ill and sugar is not None and sugar["hba1c"] > limit:
        reasons.append(_("diabetes with HbA1c {value} mmol/mol", value=sugar["hba1c"]))
    if "inflammatory_arthritis" in ill and "dmard" in classes:
        reasons.append(_("inflammatory arthritis on a DMARD"))
    return reasons + [_(words) for code, words in ILLNESSES if code in RAISES_INFECTION_RISK & ill]


def risks_stand_in_the_plan(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Triage reads these two from the plan, so the plan has to know what the history says."""
    reasons = infection_risk_reasons(entry)
    if reasons and facts.high_infection_risk is not True:
        words = gettext_noop("Suggests a high infection risk ({reasons}); the plan does not say so yet.")
        told = sorted(classes_of(entry)), entry.get("history")
        yield warning("history", _(words, reasons=", ".join(reasons)), told)
    thinners = [_(words) for code, words in MEDICINE_CLASSES if code in THINNERS & classes_of(entry)]
    if thinners and facts.anticoagulant is not True:
        words = gettext_noop("A blood thinner is listed ({names}); the plan does not say so yet.")
        listed = sorted(THINNERS & classes_of(entry))
        yield warning("takes_medicines", _(words, names=", ".join(thinners)), listed)


def medicines_are_listed(entry: Entry, facts: GateFacts) -> Iterator[str]:
    if entry.get("takes_medicines") and not entry.of("medicines"):
        yield _("list of medicines")


def risks_are_known(entry: Entry, facts: GateFacts) -> Iterator[str]:
    if facts.anticoagulant is None:
        yield _("blood thinner, in the plan")
    if facts.high_infection_risk is None:
        yield _("infection risk, in the plan")


def sedated_has_asa(entry: Entry, facts: GateFacts) -> Iterator[str]:
    if facts.sedation_used and entry.get("asa_class") is None:
        yield _("ASA class, for sedation")


MEDICINES = Group(
    "medicines",
    gettext_noop("Medicines"),
    gettext_noop("Medicine"),
    (
        line("name", gettext_noop("Name"), needed=True),
        one_of("drug_class", gettext_noop("Class"), MEDICINE_CLASSES, needed=True),
        line("dose", gettext_noop("Dose"), longest=60),
        line("schedule", gettext_noop("Schedule"), longest=60),
        line("indication", gettext_noop("For what")),
        line("prescriber", gettext_noop("Prescriber")),
        one_of("can_hold", gettext_noop("Can it be held?"), HOLDS),
    ),
    most=40,
    intake="i_meds",
    carries=True,
)
LABS = Group(
    "labs",
    gettext_noop("Laboratory"),
    gettext_noop("Blood sample"),
    (
        day("taken_on", gettext_noop("Taken on"), needed=True),
        measured("haemoglobin", gettext_noop("Haemoglobin"), Quantity.HAEMOGLOBIN),
        measured("platelets", gettext_noop("Platelets"), Quantity.PLATELETS),
        number("inr", gettext_noop("INR"), 0, 20, gettext_noop("INR"), places=1, warn_above=3),
        measured("hba1c", gettext_noop("HbA1c"), Quantity.HBA1C),
        number("crp", gettext_noop("CRP"), 0, 600, gettext_noop("mg/L"), places=1, warn_above=10),
        number("egfr", gettext_noop("eGFR"), 0, 200, gettext_noop("mL/min/1.73 m²"), warn_below=30),
        one_of("virus_screen", gettext_noop("Blood-borne virus screen"), VIRUS_SCREENS),
    ),
)

HISTORY = Section(
    "history",
    StageCode.CONSULTATION,
    gettext_noop("History and risk"),
    (
        any_of("history", gettext_noop("Has or had"), ILLNESSES, needed=True, alone=(NONE,), carries=True),
        one_of("pregnancy_status", gettext_noop("Pregnancy"), PREGNANCY, needed=True, unfinished=(UNKNOWN,)),
        number(
            "asa_class",
            gettext_noop("ASA class"),
            1,
            5,
            gettext_noop("of 5"),
            help=gettext_noop("Needed with any sedation."),
        ),
        yes_no("prior_allogeneic_exposure", gettext_noop("Had donor cells before")),
        day(
            "prior_allogeneic_on",
            gettext_noop("Donor cells on"),
            shown=When("prior_allogeneic_exposure", ("yes",), gettext_noop("people who had donor cells")),
        ),
        yes_no("takes_medicines", gettext_noop("Takes medicines, creams or supplements"), needed=True, carries=True),
    ),
    groups=(MEDICINES, LABS),
    elsewhere=(
        Kept("allergy_status", gettext_noop("Allergy status"), "Patient.allergy_status", needed=True),
        Kept("allergies", gettext_noop("Allergies"), "Allergy"),
        Kept("high_infection_risk", gettext_noop("High infection risk"), "Journey.high_infection_risk", needed=True),
        Kept("anticoagulant", gettext_noop("Takes a blood thinner"), "Journey.anticoagulant", needed=True),
    ),
    rules=(risks_stand_in_the_plan,),
    asks=(medicines_are_listed, risks_are_known, sedated_has_asa),
    by_nurses=True,
    every_session=False,
    lasts=True,
)
