"""Where a journey stands now: the snapshot for its moves and the facts for its gates, from the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from journey.domain.day_list import DayItem, day_items, ticking_keys
from journey.domain.days import local_date
from journey.domain.gates import Gate, GateFacts, GateLine, GateReport, evaluate_gate
from journey.domain.instructions import InstructionRule
from journey.domain.medicines import HoldRule
from journey.domain.moves import MOVES, Move, Snapshot
from journey.domain.record.sections import read_record
from journey.domain.stages import (
    CellSource,
    CycleStatus,
    Hand,
    HarvestMode,
    JourneyStatus,
    StageCode,
    StageState,
    Tissue,
)
from journey.gate_rows import GateRows
from journey.models import Cycle, Journey, Stage
from journey.models.consent_rows import consent_facts
from journey.models.cycle_rows import newest_with_gate_rows, one_with_gate_rows, stages_of_cycle
from journey.models.pathway_version import visit_specs_of
from journey.models.treated import treated_joints
from journey.pathway.care import Instruction, MedicineRule

NEEDS_PATIENT = frozenset({"G1-06", "G1-07", "G2-05", "G2-06", "G5-04", "G6-01"})
FORWARD = {
    StageCode.CONSULTATION: Move.COMPLETE_CONSULTATION,
    StageCode.PREPARATION: Move.COMPLETE_PREPARATION,
    StageCode.HARVESTING: Move.COMPLETE_HARVESTING,
    StageCode.INJECTION: Move.COMPLETE_INJECTION,
    StageCode.POST_CARE: Move.COMPLETE_POST_CARE,
    StageCode.FOLLOW_UP: Move.COMPLETE_JOURNEY,
}


@dataclass
class Standing:
    """A journey with its newest cycle (loaded through `with_gate_rows`) and that cycle's stages, at a moment."""

    journey: Journey
    cycle: Cycle
    stages: Mapping[StageCode, Stage]
    at: datetime
    needle_at: datetime | None = None  # while its time is being recorded

    @property
    def current(self) -> Stage | None:
        """The stage in progress, or the stopped one that the journey waits at."""
        code = self.snapshot.current or self.snapshot.aborted
        return self.stages[code] if code else None

    @property
    def clinic_zone(self) -> ZoneInfo:
        return self.journey.patient.site.clinic.zone

    @property
    def site_id(self) -> UUID:
        return self.journey.patient.site_id

    @cached_property
    def rows(self) -> GateRows:
        return GateRows(self.journey, self.cycle, self.at)

    @cached_property
    def snapshot(self) -> Snapshot:
        cycle, tries = self.cycle, self.rows.tries_since_heard()
        return Snapshot(
            journey=JourneyStatus(self.journey.status),
            cycle=CycleStatus(cycle.status),
            cycle_no=cycle.number,
            harvest_mode=HarvestMode(cycle.harvest_mode or HarvestMode.PATIENT_HARVEST),
            stages={code: StageState(stage.state) for code, stage in self.stages.items()},
            today=local_date(self.at, self.clinic_zone),
            zone=self.clinic_zone,
            procedure_at=cycle.procedure_at,
            harvest_at=cycle.harvest_at,
            injection_at=cycle.injection_at,
            discharge_at=cycle.discharge_at,
            volume_given=cycle.injection_at is not None,
            earlier_needle=any(cycle.earlier_harvests) or self.rows.had_needle_before(),
            repeat_harvest_min_days=self.journey.patient.site.clinic.repeat_harvest_min_days,
            contact_attempts=len(tries),
            contact_routes=len({row["route"] for row in tries}),
        )

    @cached_property
    def facts(self) -> GateFacts:
        cycle, journey, clinic = self.cycle, self.journey, self.journey.patient.site.clinic
        patient, content, rows = journey.patient, journey.pathway_version.content, cycle.__dict__
        return GateFacts(
            now=self.at,
            clinic_zone=self.clinic_zone,
            patient_zone=patient.zone,
            overridden=self.rows.overridden,
            cleared=self.rows.cleared,
            missing_settings=clinic.missing(),
            rule_set_approved=journey.pathway_version.rules_approved_at is not None,
            baseline_max_age_days=clinic.baseline_max_age_days,
            observation_min_local=clinic.observation_min_local,
            observation_min_donor_or_sedation=clinic.observation_min_donor_or_sedation,
            min_days_between_sessions=clinic.min_days_between_sessions,
            max_cycles_24m=clinic.max_cycles_24m,
            tumescent_lidocaine_max_mg_kg=clinic.tumescent_lidocaine_max_mg_kg,
            allergy_max_age_days=clinic.allergy_max_age_days,
            min_age=clinic.min_age,
            min_viability_pct=clinic.min_viability_pct,
            min_viability_pct_expanded=clinic.min_viability_pct_expanded,
            same_day_expiry_h=clinic.same_day_expiry_h,
            hold_rules={each.code: _hold_rule(each) for each in content.medicines},
            instruction_rules={each.code: _instruction_rule(each) for each in content.instructions},
            fasting_hours={each.code: each.hours for each in content.lifestyle if each.sedation_only and each.hours},
            ticked=frozenset(self.ticks),
            record=read_record(rows["record"], rows["earlier_record"]),
            cycle_no=cycle.number,
            born=patient.date_of_birth,
            allergies=frozenset(row["kind"] for row in rows["allergic_to"]),
            allergy_names=frozenset(row["substance"] for row in rows["allergic_to"]),
            anticoagulant=journey.anticoagulant,
            high_infection_risk=journey.high_infection_risk,
            sedation=cycle.sedation,
            consult_at=cycle.consult_at,
            target_hand=Hand(journey.target_hand) if journey.target_hand else None,
            joints=treated_joints(cycle) if rows["is_followed"] else tuple(journey.joints),
            tasks=tuple(cycle.tasks),
            cell_source=CellSource(cycle.cell_source) if cycle.cell_source else None,
            tissue=Tissue(cycle.tissue) if cycle.tissue else None,
            tissue_other=cycle.tissue_other,
            harvest_mode=HarvestMode(cycle.harvest_mode) if cycle.harvest_mode else None,
            allergy_status=patient.allergy_status,
            allergies_confirmed_at=patient.allergies_confirmed_at,
            open_questions=len(rows["open_questions"]),
            consent=consent_facts(rows, clinic.consent_max_age_days),
            earlier_donor_cells=rows["had_donor_cells"],
            needle_at=self.needle_at,
            procedure_at=cycle.procedure_at,
            prepared_at=self.stages[StageCode.PREPARATION].closed_at,
            harvest_at=cycle.harvest_at,
            harvests_before=sum(each is not None for each in cycle.earlier_harvests),
            product_id=cycle.product_id,
            product=self.rows.product(),
            papers=frozenset(rows["papers"]),
            injection_at=cycle.injection_at,
            earlier_anaphylaxis=rows["had_anaphylaxis"],
            discharge_at=cycle.discharge_at,
            decision=cycle.decision,
            answers=self.rows.answers(),
            visits=visit_specs_of(journey.pathway_version_id),
            **self.rows.understanding(),
            **self.rows.check_ins(),
            **self.rows.calls(),
            **self.rows.alerts(),
            **self.rows.adverse_events(),
            tumour_review_open=self.rows.tumour_review_open(),
            open_ones=self.rows.open_ones(),
            injections_last_24_months=self.rows.recent_injections(),
        )

    @cached_property
    def ticks(self) -> dict[str, datetime]:
        """What the patient ticked on the list before the procedure, and when; what was taken back is left out."""
        last = {row["item"]: row for row in self.cycle.__dict__["ticks"]}
        return {item: datetime.fromisoformat(row["at"]) for item, row in last.items() if row["done"]}

    @property
    def number_of_ticks(self) -> int:
        """How many were kept so far, those that took one back too."""
        return len(self.cycle.__dict__["ticks"])

    @cached_property
    def day_items(self) -> tuple[DayItem, ...]:
        return day_items(self.facts, self._lifestyle)

    @property
    def ticking_keys(self) -> frozenset[str]:
        return ticking_keys(self.facts, self._lifestyle)

    @property
    def _lifestyle(self) -> dict[str, int]:
        """Hours before the procedure of what is left out by everybody."""
        rules = self.journey.pathway_version.content.lifestyle
        return {each.code: each.hours for each in rules if each.title and each.hours and not each.sedation_only}

    def gate(self, gate: Gate) -> GateReport:
        return evaluate_gate(gate, self.facts)

    def forward_gate(self) -> GateReport | None:
        """The gate that closes the stage in progress; None when nothing is in progress."""
        code = self.snapshot.current
        gate = MOVES[FORWARD[code]].gate if code else None
        return self.gate(gate) if gate else None

    def line_words(self, line: GateLine) -> str:
        """A gate line as staff read it: the pathway's sentence, its code and what was found."""
        words = self.journey.pathway_version.content.gate_line_by_id[line.words_id]
        return f"{words.staff} ({line.check_id}) {line.detail}"


def standing_of(journey: Journey, at: datetime, *, cycle_id: UUID | None = None) -> Standing:
    """Load the newest cycle, or the one with this id, and its stages: two statements. `journey` comes with its patient,
    site and clinic. Raises Cycle.DoesNotExist for a cycle of another journey."""
    if cycle_id is None:
        found = newest_with_gate_rows.rows(journey_id=journey.pk)
    else:
        found = one_with_gate_rows.rows(journey_id=journey.pk, cycle_id=cycle_id)
    if not found:
        raise Cycle.DoesNotExist
    cycle = found[0]
    cycle.journey = journey
    stages = {StageCode(stage.code): stage for stage in stages_of_cycle.rows(cycle_id=cycle.pk)}
    for stage in stages.values():
        stage.cycle = cycle
    return Standing(journey, cycle, stages, at)


def _hold_rule(rule: MedicineRule) -> HoldRule:
    return HoldRule(rule.action, rule.stop_days, rule.restart_days, rule.prescriber, rule.staff)


def _instruction_rule(rule: Instruction) -> InstructionRule:
    return InstructionRule(
        title=rule.title,
        days=rule.days,
        hours=rule.hours,
        shortest=rule.shortest,
        longest=rule.longest,
        pulls=rule.pulls,
        own_cells_only=rule.own_cells_only,
        sedation_only=rule.sedation_only,
        until_told=rule.until_told,
    )
