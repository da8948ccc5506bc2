"""Where a journey stands now: the snapshot for its moves and the facts for its gates, from the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from journey.domain.day_list import DayItem, day_items, ticking_keys
from journey.domain.days import local_date
from journey.domain.gate_facts import HOLDING_LEVELS
from journey.domain.gates import Gate, GateFacts, GateLine, GateReport, evaluate_gate
from journey.domain.instructions import InstructionRule
from journey.domain.medicines import HoldRule
from journey.domain.moves import MOVES, Move, Snapshot
from journey.domain.outcomes import Answered
from journey.domain.product_facts import Checkpoint, ProductFacts
from journey.domain.readiness import ReadinessLevel
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
from journey.models import ContactPurpose, ContactResult, Cycle, Journey, Stage
from journey.models.consent_rows import consent_facts
from journey.models.cycle_rows import newest_with_gate_rows, one_with_gate_rows, stages_of_cycle
from journey.models.pathway_version import visit_specs_of
from journey.pathway.care import Instruction, MedicineRule
from journey.pathway.flow import understanding_result

MONTHS_24_DAYS = 730
NEEDS_PATIENT = frozenset({"G1-06", "G1-07", "G2-05", "G2-06", "G5-04", "G6-01"})
READINESS_CHECKS = frozenset({"G2-06", "G3-07"})
READINESS_LEAD = timedelta(hours=36)  # from then on the day-before check is open (clinical.md 3.2, P-1)
READINESS_CODES = ("P-14", "P-7", "P-1", "P-0", "REPORT")
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
    def snapshot(self) -> Snapshot:
        cycle, rows = self.cycle, self._rows
        tries = [row for row in rows["contacts"] if self._since_heard(row)]
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
            earlier_needle=any(cycle.earlier_harvests) or any(row["number"] < cycle.number for row in rows["needles"]),
            contact_attempts=len(tries),
            contact_routes=len({row["route"] for row in tries}),
        )

    @cached_property
    def facts(self) -> GateFacts:
        cycle, journey, clinic = self.cycle, self.journey, self.journey.patient.site.clinic
        patient, content = journey.patient, journey.pathway_version.content
        return GateFacts(
            now=self.at,
            clinic_zone=self.clinic_zone,
            patient_zone=patient.zone,
            overridden=self._decided("overridden"),
            cleared=self._decided("cleared"),
            missing_settings=clinic.missing(),
            rule_set_approved=journey.pathway_version.rules_approved_at is not None,
            baseline_max_age_days=clinic.baseline_max_age_days,
            observation_min_local=clinic.observation_min_local,
            observation_min_donor_or_sedation=clinic.observation_min_donor_or_sedation,
            min_days_between_sessions=clinic.min_days_between_sessions,
            max_cycles_24m=clinic.max_cycles_24m,
            tumescent_lidocaine_max_mg_kg=clinic.tumescent_lidocaine_max_mg_kg,
            hold_rules={each.code: _hold_rule(each) for each in content.medicines},
            instruction_rules={each.code: _instruction_rule(each) for each in content.instructions},
            fasting_hours={each.code: each.hours for each in content.lifestyle if each.sedation_only and each.hours},
            ticked=frozenset(self.ticks),
            record=read_record(self._rows["record"]),
            cycle_no=cycle.number,
            born=patient.date_of_birth,
            allergies=frozenset(self._rows["allergic_to"]),
            anticoagulant=journey.anticoagulant,
            high_infection_risk=journey.high_infection_risk,
            sedation=cycle.sedation,
            consult_at=cycle.consult_at,
            target_hand=Hand(journey.target_hand) if journey.target_hand else None,
            joints=tuple(journey.joints),
            tasks=tuple(cycle.tasks),
            cell_source=CellSource(cycle.cell_source) if cycle.cell_source else None,
            tissue=Tissue(cycle.tissue) if cycle.tissue else None,
            harvest_mode=HarvestMode(cycle.harvest_mode) if cycle.harvest_mode else None,
            allergy_status=patient.allergy_status,
            allergies_confirmed_at=patient.allergies_confirmed_at,
            consent=consent_facts(self._rows, clinic.consent_max_age_days),
            earlier_donor_cells=self._rows["had_donor_cells"],
            needle_at=self.needle_at,
            procedure_at=cycle.procedure_at,
            harvest_at=cycle.harvest_at,
            product_id=cycle.product_id,
            product=self._product(),
            injection_at=cycle.injection_at,
            earlier_anaphylaxis=self._rows["had_anaphylaxis"],
            discharge_at=cycle.discharge_at,
            decision=cycle.decision,
            answers=self._answers(),
            visits=visit_specs_of(journey.pathway_version_id),
            **self._understanding(),
            **self._check_ins(),
            **self._calls(),
            **self._alerts(),
            injections_last_24_months=self._recent_injections(),
        )

    @cached_property
    def ticks(self) -> dict[str, datetime]:
        """What the patient ticked on the list before the procedure, and when; what was taken back is left out."""
        last = {row["item"]: row for row in self._rows["ticks"]}
        return {item: datetime.fromisoformat(row["at"]) for item, row in last.items() if row["done"]}

    @property
    def number_of_ticks(self) -> int:
        """How many were kept so far, those that took one back too."""
        return len(self._rows["ticks"])

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

    @property
    def _rows(self) -> dict[str, Any]:
        return self.cycle.__dict__

    def _decided(self, kind: str) -> frozenset[str]:
        """Cleared by one person, while that still stands; overridden only once a second person agreed."""
        return frozenset(
            row["check_id"]
            for row in self._rows["decided"]
            if row["kind"] == kind and (self._stands(row) if kind == "cleared" else row["second"])
        )

    def _stands(self, row: Mapping[str, Any]) -> bool:
        """A cleared readiness check speaks of the answers and the date it was cleared for, never of later ones."""
        if row["check_id"] not in READINESS_CHECKS:
            return True
        given, procedure_at = datetime.fromisoformat(row["at"]), self.cycle.procedure_at
        if procedure_at is not None and given < procedure_at - READINESS_LEAD:
            return False
        spoken = [entry for entry in self._rows["results"] if self._is_readiness(entry) or _worries(entry)]
        return all(given >= datetime.fromisoformat(entry["at"]) for entry in spoken)

    def _product(self) -> ProductFacts | None:
        """What is known of the product whose code the session holds."""
        row = self._rows["product_row"]
        if row is None:
            return None
        chain: list[Mapping[str, Any]] = self._rows["chain"]
        checks: dict[str, list[bool]] = {}
        for each in chain:
            checks.setdefault(each["point"], []).append(each["matches"])
        kept = self.cycle.harvest_mode == HarvestMode.BANKED_CELLS
        return ProductFacts(
            code=row["code"],
            origin=HarvestMode(row["origin"]),
            is_of_patient=row["patient"] == str(self.journey.patient_id),
            is_of_session=kept or row["cycle"] == str(self.cycle.pk),
            quarantine=row["quarantine"],
            disposition=row["disposition"],
            checks=checks,
            at_bedside=_moment(next((row for row in reversed(chain) if row["point"] == Checkpoint.BEDSIDE), None)),
            signers=tuple(str(each["by"]) for each in self._rows["signatures"]),
            reasons=tuple(each["reason"] for each in self._rows["signatures"]),
        )

    def _understanding(self) -> dict[str, Any]:
        answers = self._rows["understanding"]
        if answers is None:
            return {"talked_again": "G1-06" in self._decided("cleared")}
        result = understanding_result(self.journey.pathway_version.content, answers)
        return {
            "understanding_sent": True,
            "understanding_wrong": len(result.again),
            "talked_again": "G1-06" in self._decided("cleared"),
            "wants_to_go_on": result.wants_to_go_on or "",
        }

    def _check_ins(self) -> dict[str, Any]:
        sent = self._rows["sent"]
        by_code = {row["code"]: row for row in sent}
        latest = self._latest_readiness()
        notes = {row["check_id"]: row["reason"] for row in self._rows["decided"] if row["kind"] == "cleared"}
        return {
            "baseline_at": _moment(by_code.get("P-BASE")),
            "day_before_level": by_code.get("P-1", {}).get("level") or "",
            "latest_readiness_level": latest["level"] if latest else "",
            "latest_readiness_at": _moment(latest),
            "two_week_check_sent": "A-14" in by_code,
            "two_week_call_done": "G5-04" in notes,
            "year_check_sent": "F-12M" in by_code,
            "year_check_missing_reason": notes.get("G6-01", ""),
        }

    def _answers(self) -> tuple[Answered, ...]:
        """What the patient said of the outcome; a form that asks none of it is left out."""
        zone = self.journey.patient.zone
        return tuple(
            Answered(
                row["code"], local_date(datetime.fromisoformat(row["at"]), zone), row["worst"], _whole(row["pgic"])
            )
            for row in self._rows["sent"]
            if row["worst"] is not None or row["pgic"] is not None
        )

    def _latest_readiness(self) -> Mapping[str, Any] | None:
        """The newest word on whether the patient is fit for the needle (clinical.md G2-07, G3-07).

        A readiness form of this session asks everything, so it replaces what was told before it. What any other form
        of the journey said after it counts while it worries: until a calmer one, or the next readiness form. An
        answer that held the patient back goes on holding when the form is asked again for a moved date; a good one
        does not count for another date.
        """
        form: Mapping[str, Any] | None = None
        since: Mapping[str, Any] | None = None
        for row in self._rows["results"]:
            if self._is_readiness(row):
                form, since = (row if row["stands"] or _worries(row) else None), None
            elif _worries(row) or (row["whole"] and since is not None):
                since = row
        return since if since is not None and _worries(since) else form

    def _is_readiness(self, row: Mapping[str, Any]) -> bool:
        """A finished form of this session that the readiness table judged."""
        of_this = row["cycle"] == str(self.cycle.pk) and row["code"] in READINESS_CODES
        return bool(of_this and row["whole"] and row["level"] in set(ReadinessLevel))

    def _calls(self) -> dict[str, Any]:
        calls = [row for row in self._rows["contacts"] if row["purpose"] == ContactPurpose.CALL_48_72H]
        return {
            "first_call_done": any(row["result"] == ContactResult.REACHED for row in calls),
            "first_call_attempts": len(calls),
        }

    def _alerts(self) -> dict[str, Any]:
        alerts = self._rows["open_alerts"]
        return {
            "open_urgent_now": sum(row["level"] == "urgent_now" for row in alerts),
            "uncontacted_call_24h": sum(row["level"] == "call_24h" and not row["contacted_at"] for row in alerts),
            "open_alerts": len(alerts),
        }

    def _recent_injections(self) -> int:
        moments = [datetime.fromisoformat(row["injection"]) for row in self._rows["needles"] if row["injection"]]
        return sum((self.at - moment).days <= MONTHS_24_DAYS for moment in moments)

    def _since_heard(self, row: Mapping[str, Any]) -> bool:
        """An attempt after the last thing the patient sent or said."""
        heard = [entry["at"] for entry in (*self._rows["sent"], *self._rows["results"])]
        heard += [entry["at"] for entry in self._rows["contacts"] if entry["result"] == ContactResult.REACHED]
        moment = datetime.fromisoformat(row["at"])
        return all(moment > datetime.fromisoformat(last) for last in heard)


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


def _worries(row: Mapping[str, Any]) -> bool:
    return row["level"] in HOLDING_LEVELS


def _whole(answer: Any) -> int | None:
    """A rating is kept as the text of its choice."""
    return int(answer) if str(answer or "").isdecimal() else None


def _moment(row: Mapping[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(row["at"]) if row else None
