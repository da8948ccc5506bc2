"""The decision, the plan for the cells, and what was talked about (clinical.md 2.1, decision and discussion)."""

from collections.abc import Iterator

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error
from journey.domain.record.consultation.contraindications import LABELS as CONTRAINDICATION_LABELS
from journey.domain.record.consultation.diagnoses import UNEXPLAINED
from journey.domain.record.consultation.problem import primary
from journey.domain.record.entries import Entry
from journey.domain.record.fields import (
    OTHER,
    Kept,
    Options,
    Section,
    When,
    any_of,
    one_of,
    yes_no,
)
from journey.domain.stages import StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CANDIDATE, NOT_CANDIDATE = "candidate", "not_candidate"
CANDIDACIES: Options = (
    (CANDIDATE, gettext_noop("Candidate")),
    (NOT_CANDIDATE, gettext_noop("Not a candidate")),
    ("deferred", gettext_noop("Deferred")),
    ("needs_information", gettext_noop("Needs information")),
)
FOR: Options = (
    ("diagnosis_fits", gettext_noop("Diagnosis fits")),
    ("failed_usual_care", gettext_noop("Usual care did not help")),
    ("patient_choice_informed", gettext_noop("Informed choice of the patient")),
)
AGAINST: Options = (
    *CONTRAINDICATION_LABELS,
    ("too_mild", gettext_noop("Too mild")),
    ("too_advanced", gettext_noop("Too advanced")),
    ("wrong_diagnosis", gettext_noop("Wrong diagnosis")),
    ("expectations_not_realistic", gettext_noop("Expectations are not realistic")),
    ("better_option_exists", gettext_noop("A better option exists")),
)
REASONS: Options = (*FOR, *AGAINST, (OTHER, gettext_noop("Other")))
ALTERNATIVES: Options = (
    ("splint", gettext_noop("Splint")),
    ("hand_therapy", gettext_noop("Hand therapy")),
    ("pain_medicine", gettext_noop("Pain medicine")),
    ("steroid_injection", gettext_noop("Steroid injection")),
    ("surgery", gettext_noop("Surgery")),
    ("no_treatment", gettext_noop("No treatment")),
    ("clinical_trial", gettext_noop("Clinical trial")),
    (OTHER, gettext_noop("Other")),
)
# The nine effects of clinical.md 5.1 that the source documents name.
RISKS: Options = (
    ("localised_pain", gettext_noop("Pain at the site")),
    ("swelling", gettext_noop("Swelling")),
    ("discomfort", gettext_noop("Discomfort")),
    ("temporary_inflammation", gettext_noop("Inflammation for a short time")),
    ("persistent_or_severe_inflammation", gettext_noop("Inflammation that lasts or is severe")),
    ("infection", gettext_noop("Infection")),
    ("immune_response", gettext_noop("Immune response")),
    ("allergic_reaction", gettext_noop("Allergic reaction")),
    ("tumour_formation", gettext_noop("Tumour formation")),
)
MANIPULATIONS: Options = (
    ("same_day_concentrate", gettext_noop("Concentrate of the same day")),
    ("mechanical_fat", gettext_noop("Fat, mechanical")),
    ("enzymatic_svf", gettext_noop("Stromal vascular fraction, enzymatic")),
    ("culture_expanded", gettext_noop("Culture expanded")),
    (OTHER, gettext_noop("Other")),
)
LEAST_ALTERNATIVES = 2


def reasons_fit_the_decision(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    reasons, against = set(entry.get("candidacy_reasons") or ()), {code for code, _words in AGAINST}
    if entry.get("candidacy") == CANDIDATE and reasons & against:
        yield error("candidacy_reasons", _("These reasons speak against treatment, and the decision is “candidate”."))
    if entry.get("candidacy") == NOT_CANDIDATE and reasons and not reasons & {*against, OTHER}:
        yield error("candidacy_reasons", _("Choose what speaks against treatment."))


def candidate_has_a_diagnosis(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    main = primary(facts.record.of("problem"))
    if entry.get("candidacy") == CANDIDATE and main is not None and main["condition"] == UNEXPLAINED:
        yield error("candidacy", _("Pain without a cause is the primary diagnosis: nobody can be a candidate for it."))


def too_little_discussed(facts: GateFacts) -> list[str]:
    """What G1-05 misses, as words."""
    entry = facts.record.of("decision")
    found = []
    alternatives = len(entry.get("alternatives_discussed") or ())
    if alternatives < LEAST_ALTERNATIVES:
        words = gettext_noop("alternatives discussed: {count} of {least}")
        found.append(_(words, count=alternatives, least=LEAST_ALTERNATIVES))
    open_risks = [_(words) for code, words in RISKS if code not in (entry.get("risks_discussed") or ())]
    if open_risks:
        found.append(_("risks not discussed: {names}", names=", ".join(open_risks)))
    if entry.get("effect_uncertain_discussed") is not True:
        found.append(_("uncertain effect not discussed"))
    return found


DECISION = Section(
    "decision",
    StageCode.CONSULTATION,
    gettext_noop("Decision and discussion"),
    (
        one_of("candidacy", gettext_noop("Decision"), CANDIDACIES, needed=True),
        any_of("candidacy_reasons", gettext_noop("Reasons"), REASONS, needed=True),
        any_of(
            "alternatives_discussed",
            gettext_noop("Alternatives discussed"),
            ALTERNATIVES,
            needed=True,
            help=gettext_noop("At least 2."),
        ),
        one_of(
            "plan_manipulation",
            gettext_noop("How the cells are prepared"),
            MANIPULATIONS,
            needed=True,
            shown=When("candidacy", (CANDIDATE,), gettext_noop("a candidate")),
        ),
        any_of(
            "risks_discussed",
            gettext_noop("Effects discussed"),
            RISKS,
            needed=True,
            help=gettext_noop("Tick each one that you talked about. All nine are needed."),
        ),
        yes_no("effect_uncertain_discussed", gettext_noop("Said that the effect is uncertain"), needed=True),
    ),
    elsewhere=(
        Kept("plan_source", gettext_noop("Cell source"), "Cycle.cell_source", needed=True),
        Kept("plan_tissue", gettext_noop("Tissue"), "Cycle.tissue", needed=True),
        Kept("evidence_text_version", gettext_noop("Evidence text that was shown"), "ConsentReading.text"),
        Kept("status_statement_version", gettext_noop("Approval statement that was shown"), "ConsentReading.text"),
        Kept("patient_questions", gettext_noop("The patient's questions"), "PatientQuestion"),
    ),
    rules=(reasons_fit_the_decision, candidate_has_a_diagnosis),
)
