"""Every section of the clinical record, in the order in which it is written."""

from collections.abc import Mapping, Sequence
from typing import Any

from journey.domain.gate_facts import GateFacts
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
from journey.domain.stages import StageCode

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
    )
}


def sections_of(stage: StageCode, cycle_no: int = 1) -> tuple[Section, ...]:
    """The sections that a stage needs; the consultation of a later session is a short form (clinical.md G6-02)."""
    return tuple(each for each in SECTIONS.values() if each.stage is stage and (cycle_no == 1 or each.every_session))


def missing_in(stage: StageCode, facts: GateFacts, but: frozenset[str] = frozenset()) -> list[str]:
    """What the record of a stage still needs, in words, without the sections named in `but`."""
    return missing_of((each for each in sections_of(stage, facts.cycle_no) if each.code not in but), facts)


def read_record(stored: Mapping[str, Sequence[Mapping[str, Any]] | None]) -> Record:
    """The record of a session from JSON: the rows of each section by its code."""
    return Record(
        {code: {row["number"]: read(section, row) for row in stored[code] or ()} for code, section in SECTIONS.items()}
    )
