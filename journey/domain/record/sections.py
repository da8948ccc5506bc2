"""Every section of the clinical record, in the order in which it is written."""

from collections.abc import Mapping, Sequence
from typing import Any

from journey.domain.gate_facts import GateFacts
from journey.domain.record.cells.elsewhere import BANKED, DONOR_UNIT
from journey.domain.record.cells.harvest import HARVEST
from journey.domain.record.cells.processing import PROCESSING
from journey.domain.record.checking import missing_of
from journey.domain.record.consultation.contraindications import CONTRAINDICATION_SECTION
from journey.domain.record.consultation.decision import DECISION
from journey.domain.record.consultation.encounter import ENCOUNTER
from journey.domain.record.consultation.examination import EXAMINATION
from journey.domain.record.consultation.history import HISTORY
from journey.domain.record.consultation.imaging import IMAGING
from journey.domain.record.consultation.problem import PROBLEM
from journey.domain.record.entries import Record, read
from journey.domain.record.fields import Section
from journey.domain.record.follow_up.measures import MEASURES
from journey.domain.record.follow_up.visit import VISIT
from journey.domain.record.injection.given import INJECTION
from journey.domain.record.injection.pauses import SIGN_OUT, TIME_OUT
from journey.domain.record.post_care.discharge import DISCHARGE
from journey.domain.record.post_care.instructions import INSTRUCTIONS_GIVEN
from journey.domain.record.post_care.observation import OBSERVATION
from journey.domain.record.preparation.arrival import ARRIVAL
from journey.domain.record.preparation.baseline import BASELINE
from journey.domain.record.preparation.day_plan import DAY_PLAN
from journey.domain.record.preparation.medicine_plan import MEDICINE_PLAN
from journey.domain.record.preparation.sign_in import SIGN_IN
from journey.domain.stages import HarvestMode, StageCode, StageState

SECTIONS: Mapping[str, Section] = {
    section.code: section
    for section in (
        ENCOUNTER,
        PROBLEM,
        IMAGING,
        EXAMINATION,
        HISTORY,
        CONTRAINDICATION_SECTION,
        DECISION,
        MEDICINE_PLAN,
        DAY_PLAN,
        BASELINE,
        ARRIVAL,
        SIGN_IN,
        HARVEST,
        PROCESSING,
        DONOR_UNIT,
        BANKED,
        TIME_OUT,
        INJECTION,
        SIGN_OUT,
        OBSERVATION,
        INSTRUCTIONS_GIVEN,
        DISCHARGE,
        MEASURES,
        VISIT,
    )
}


LASTING = tuple(code for code, section in SECTIONS.items() if section.lasts)


def sections_of(stage: StageCode, cycle_no: int = 1, mode: HarvestMode | None = None) -> tuple[Section, ...]:
    """The sections that a stage needs; the consultation of a later session is a short form (clinical.md G6-02), and
    what is recorded of the cells depends on where they come from. Own cells while nothing else is planned."""
    way = mode or HarvestMode.PATIENT_HARVEST
    return tuple(
        each
        for each in SECTIONS.values()
        if each.stage is stage and (cycle_no == 1 or each.every_session) and (not each.modes or way in each.modes)
    )


def stages_of(section: Section) -> tuple[StageCode, ...]:
    """In which it is written. Cells from elsewhere are recorded from the preparation on, while the harvest is skipped;
    the observation begins before the injection is finished."""
    if section.is_of_own_stage:
        return (*section.also_in, section.stage)
    return (StageCode.PREPARATION, StageCode.INJECTION)


def has_begun(section: Section, stages: Mapping[StageCode, StageState]) -> bool:
    return any(stages[stage] is not StageState.NOT_STARTED for stage in stages_of(section))


def is_open(section: Section, stages: Mapping[StageCode, StageState]) -> bool:
    """Written without saying why: one of its stages is in progress."""
    return any(stages[stage] is StageState.IN_PROGRESS for stage in stages_of(section))


def missing_in(stage: StageCode, facts: GateFacts, but: frozenset[str] = frozenset()) -> list[str]:
    """What the record of a stage still needs, in words, without the sections named in `but`."""
    sections = sections_of(stage, facts.cycle_no, facts.harvest_mode)
    return missing_of((each for each in sections if each.code not in but), facts)


def read_record(
    stored: Mapping[str, Sequence[Mapping[str, Any]] | None],
    earlier: Mapping[str, Mapping[str, Any] | None] | None = None,
) -> Record:
    """The record of a session from JSON: the rows of each section by its code; `earlier` the row of a section that
    lasts, from the newest session before that has one."""
    return Record(
        {code: {row["number"]: read(section, row) for row in stored[code] or ()} for code, section in SECTIONS.items()},
        {code: read(SECTIONS[code], row) for code, row in (earlier or {}).items() if row},
    )
