"""Who saw the patient, how, and under which rules of the country (clinical.md 2.1, encounter)."""

from collections.abc import Iterator

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error
from journey.domain.record.entries import Entry
from journey.domain.record.fields import (
    Kept,
    Options,
    Section,
    When,
    line,
    number,
    one_of,
    person,
)
from journey.domain.stages import StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

MODES: Options = (
    ("in_person", gettext_noop("In person")),
    ("video", gettext_noop("Video")),
    ("phone", gettext_noop("Phone")),
)
ROLES: Options = (
    ("orthopaedic_surgeon", gettext_noop("Orthopaedic surgeon")),
    ("hand_surgeon", gettext_noop("Hand surgeon")),
    ("regenerative_medicine_physician", gettext_noop("Regenerative medicine physician")),
    ("sports_medicine", gettext_noop("Sports medicine physician")),
    ("rheumatologist", gettext_noop("Rheumatologist")),
    ("rehabilitation_physician", gettext_noop("Rehabilitation physician")),
    ("pain_physician", gettext_noop("Pain physician")),
    ("other", gettext_noop("Other")),
)
PATHWAYS: Options = (
    ("approved_product", gettext_noop("Approved product")),
    ("clinical_trial", gettext_noop("Clinical trial")),
    ("hospital_exemption", gettext_noop("Hospital exemption")),
    ("same_procedure_minimal_manipulation", gettext_noop("Same procedure, minimal manipulation")),
    ("local_law_unapproved_use", gettext_noop("Unapproved use that local law allows")),
    ("other_unapproved", gettext_noop("Other unapproved use")),
)
IN_A_TRIAL = When("regulatory_pathway", ("clinical_trial",), gettext_noop("a clinical trial"))
# ClinicalTrials.gov, ISRCTN, EU clinical trials register: the form of the number only.
TRIAL_NUMBER = r"NCT\d{8}|ISRCTN\d{8}|\d{4}-\d{6}-\d{2}-\d{2}"
MOST_PROCEDURES = 9999


def year_within_total(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    total, year = entry.get("cell_procedures_total"), entry.get("cell_procedures_last_12m")
    if total is not None and year is not None and year > total:
        yield error("cell_procedures_last_12m", _("This cannot be more than all procedures together."))


ENCOUNTER = Section(
    "encounter",
    StageCode.CONSULTATION,
    gettext_noop("Encounter"),
    (
        one_of("mode", gettext_noop("How"), MODES, needed=True),
        person("clinician", gettext_noop("Clinician"), needed=True),
        one_of("clinician_role", gettext_noop("Clinician's role"), ROLES, needed=True, carries=True),
        line("registration_no", gettext_noop("Professional licence number"), longest=40, needed=True, carries=True),
        number(
            "cell_procedures_total",
            gettext_noop("Cell procedures done, in all"),
            0,
            MOST_PROCEDURES,
            gettext_noop("procedures"),
            help=gettext_noop(
                "The patient reads this with the consent: the risk depends on the operator's experience."
            ),
        ),
        number(
            "cell_procedures_last_12m",
            gettext_noop("Cell procedures done in the last 12 months"),
            0,
            MOST_PROCEDURES,
            gettext_noop("procedures"),
        ),
        one_of("regulatory_pathway", gettext_noop("Regulatory pathway"), PATHWAYS, needed=True, carries=True),
        line(
            "other_pathway",
            gettext_noop("Which other use"),
            must=True,
            shown=When("regulatory_pathway", ("other_unapproved",), gettext_noop("another unapproved use")),
            carries=True,
        ),
        line(
            "trial_id",
            gettext_noop("Trial number"),
            longest=20,
            needed=True,
            shown=IN_A_TRIAL,
            carries=True,
            pattern=TRIAL_NUMBER,
            pattern_words=gettext_noop(
                "Write it as the registry does: NCT and 8 digits, ISRCTN and 8 digits, or 2026-123456-12-00."
            ),
            help=gettext_noop("Being listed in a registry does not mean that a trial or a treatment was approved."),
        ),
        line("ethics_ref", gettext_noop("Ethics reference"), needed=True, shown=IN_A_TRIAL, carries=True),
    ),
    elsewhere=(Kept("consult_at", gettext_noop("Time of the consultation"), "Cycle.consult_at", needed=True),),
    rules=(year_within_total,),
    every_session=False,
)
