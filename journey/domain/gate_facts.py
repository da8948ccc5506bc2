"""What the gates look at, as plain values, and the names of the gates (clinical.md 8.1, 8.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, tzinfo
from enum import StrEnum

from journey.domain.consent import ConsentFacts
from journey.domain.days import local_date
from journey.domain.fasting import ASA_HOURS
from journey.domain.instructions import InstructionRule
from journey.domain.medicines import HoldRule
from journey.domain.outcomes import Answered
from journey.domain.product_facts import ProductFacts
from journey.domain.record.entries import Record
from journey.domain.stages import CellSource, Hand, HarvestMode, Tissue
from journey.domain.visits import VisitSpec

# What keeps a needle away: a readiness form that holds, and the triage levels with the same staff clocks (clinical.md
# 3.5), which is what a patient tells after the needle of an earlier session.
HOLDING_LEVELS = frozenset({"hold", "emergency", "call_24h", "urgent_now"})


NO_SEDATION = frozenset({"", "local_only"})


class Gate(StrEnum):
    """The stage that a gate closes gives its number. G6 ends the journey; `G6_NEW_CYCLE` opens another session."""

    G1 = "G1"
    G2 = "G2"
    G3 = "G3"
    NEEDLE = "G3-needle"  # inside the injection stage, before its time is recorded
    G4 = "G4"
    G4_STOPPED = "G4-stopped"  # an injection that was stopped is asked only for what was given (clinical.md 8.3)
    G5 = "G5"
    G6 = "G6"
    G6_NEW_CYCLE = "G6-new-cycle"


class CheckKind(StrEnum):
    HARD = "H"
    OVERRIDE = "O"
    SOFT = "S"


@dataclass(frozen=True)
class GateFacts:
    """Everything known about the newest cycle. A blank means not recorded, and never counts as good.

    Moments are aware. `clinic_zone` is for dates that staff read, `patient_zone` for day numbers. Readiness levels are
    `ready`, `call_today`, `hold`, `emergency`; the latest one may also be a triage level that worries. `overridden`
    holds what two clinicians overrode of each O check (`GateCheck.about`; None is all of it, of before that was kept),
    `cleared` the ids of checks that a nurse cleared with a note.
    """

    now: datetime
    clinic_zone: tzinfo
    patient_zone: tzinfo
    overridden: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    # Settings; the numbers are the defaults of clinical.md 10, in days or minutes as their names say.
    missing_settings: tuple[str, ...] = ()
    rule_set_approved: bool = False
    baseline_max_age_days: int = 30
    observation_min_local: int = 30
    observation_min_donor_or_sedation: int = 60
    min_days_between_sessions: int = 90
    max_cycles_24m: int = 3
    tumescent_lidocaine_max_mg_kg: int = 35
    allergy_max_age_days: int = 30
    min_age: int = 18
    min_viability_pct: int = 70  # trial practice (clinical.md S36); grown cells below
    min_viability_pct_expanded: int = 80
    same_day_expiry_h: int = 4
    # What the pathway says before a procedure, by class of medicine and by kind of food; and for home, by instruction
    hold_rules: Mapping[str, HoldRule] = field(default_factory=dict)
    instruction_rules: Mapping[str, InstructionRule] = field(default_factory=dict)
    fasting_hours: Mapping[str, int] = field(default_factory=lambda: ASA_HOURS)
    # The record that clinicians write, and who it is about
    record: Record = field(default_factory=Record)
    cycle_no: int = 1
    born: date | None = None
    allergies: frozenset[str] = frozenset()  # classes of the list
    allergy_names: frozenset[str] = frozenset()  # substances of the list, as typed
    anticoagulant: bool | None = None
    high_infection_risk: bool | None = None
    # Consultation
    consult_at: datetime | None = None
    target_hand: Hand | None = None
    joints: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    cell_source: CellSource | None = None
    tissue: Tissue | None = None
    tissue_other: str = ""
    harvest_mode: HarvestMode | None = None
    sedation: str = ""
    allergy_status: str = "not_yet_asked"
    understanding_sent: bool = False
    understanding_wrong: int = 0
    talked_again: bool = False
    wants_to_go_on: str = ""
    wish_told_by: str = ""  # how they told staff; blank while their own answer is the newest
    open_questions: int = 0  # of the patient to the clinic, without an answer
    # Preparation
    ticked: frozenset[str] = frozenset()  # what the patient ticked as done or read
    consent: ConsentFacts = field(default_factory=ConsentFacts)
    earlier_donor_cells: bool = False
    needle_at: datetime | None = None  # while its time is being recorded
    allergies_confirmed_at: datetime | None = None
    baseline_at: datetime | None = None
    answers: tuple[Answered, ...] = ()  # what the patient said of the outcome in this session, in the order of sending
    visits: Mapping[str, VisitSpec] = field(default_factory=dict)  # when each follow-up visit is due, by its code
    procedure_at: datetime | None = None
    prepared_at: datetime | None = None  # when the preparation was finished, which asked G2
    day_before_level: str = ""
    latest_readiness_level: str = ""
    latest_readiness_at: datetime | None = None
    # Harvest, product and injection
    harvests_before: int = 0  # in this session, set aside for another one
    harvest_at: datetime | None = None
    product_id: str = ""
    product: ProductFacts | None = None
    papers: frozenset[str] = frozenset()  # kinds of documents that are kept with the session
    injection_at: datetime | None = None
    earlier_anaphylaxis: bool = False
    # Post-care and follow-up
    discharge_at: datetime | None = None
    first_call_done: bool = False
    first_call_attempts: int = 0
    two_week_check_sent: bool = False
    two_week_call_done: bool = False
    open_urgent_now: int = 0
    uncontacted_call_24h: int = 0
    open_alerts: int = 0
    open_adverse_events: int = 0
    open_serious_events: int = 0
    tumour_review_open: bool = False
    open_ones: frozenset[str] = frozenset()  # each of these events and alerts, and the review, by its id
    year_check_sent: bool = False
    year_check_missing_reason: str = ""
    decision: str = ""
    injections_last_24_months: int = 0

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, datetime) and value.tzinfo is None:
                raise ValueError(f"{each.name} has no time zone")

    @property
    def today(self) -> date:
        return local_date(self.now, self.clinic_zone)

    def on(self, at: datetime) -> date:
        """The clinic's date of a moment."""
        return local_date(at, self.clinic_zone)

    def is_past(self, at: datetime | None) -> bool:
        """Recorded, and not in the future: no clinical event may be."""
        return at is not None and at <= self.now

    @property
    def before_the_injection(self) -> bool:
        """No needle of the injection is in the record; one whose time is being recorded is still to be judged."""
        return self.injection_at is None or self.needle_at is not None

    @property
    def sedation_used(self) -> bool:
        return self.sedation not in NO_SEDATION
