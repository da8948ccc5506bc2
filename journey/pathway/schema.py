"""The pathway: one typed document of all that the clinic says and asks."""

from functools import cached_property
from typing import Annotated

import msgspec

from journey.domain.stages import HarvestMode, StageCode
from journey.pathway.care import Defaults, Instruction, LifestyleRule, MedicineRule, Words
from journey.pathway.nodes import Label, Node
from journey.pathway.questions import Block, Gate, Measure, Question, RedFlagScreen
from journey.pathway.schedule import CheckIn, FollowUpVisit
from journey.pathway.tables import ReadinessRules, TriageRules
from journey.pathway.texts import (
    ConsentItem,
    CorridorWords,
    EducationText,
    FirstStep,
    GateLine,
    Harm,
    LevelMessage,
    Notes,
    ReadinessMessage,
    Reason,
    StageText,
    StateText,
    TeachBackItem,
    UnderstandingItem,
)


class Pathway(Node, frozen=True, kw_only=True, dict=True):
    """Built by `load` or `load_default` only: every reference in it resolves and every text passed its checks."""

    name: Label
    language: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
    notes: Notes
    stages: tuple[StageText, ...]
    education: tuple[EducationText, ...]
    harms: tuple[Harm, ...]
    level_messages: tuple[LevelMessage, ...]
    readiness_messages: tuple[ReadinessMessage, ...]
    first_steps: tuple[FirstStep, ...]
    corridor: tuple[CorridorWords, ...] = ()
    harvest_corridor: tuple[CorridorWords, ...] = ()
    state_texts: tuple[StateText, ...]
    abort_reasons: tuple[Reason, ...]
    postpone_reasons: tuple[Reason, ...]
    candidacy_reasons: tuple[Reason, ...]
    gate_lines: tuple[GateLine, ...]
    consent_items: tuple[ConsentItem, ...]
    understanding: tuple[UnderstandingItem, ...]
    teach_back: tuple[TeachBackItem, ...]
    red_flags: RedFlagScreen
    questions: tuple[Question, ...]
    gates: tuple[Gate, ...]
    blocks: tuple[Block, ...]
    measures: tuple[Measure, ...]
    check_ins: tuple[CheckIn, ...]
    visits: tuple[FollowUpVisit, ...]
    instructions: tuple[Instruction, ...]
    medicines: tuple[MedicineRule, ...]
    lifestyle: tuple[LifestyleRule, ...]
    triage: TriageRules
    readiness: ReadinessRules
    defaults: Defaults
    words: Words

    @cached_property
    def question_by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def gate_by_key(self) -> dict[str, Gate]:
        return {gate.key: gate for gate in self.gates}

    @cached_property
    def block_by_key(self) -> dict[str, Block]:
        return {block.key: block for block in self.blocks}

    @cached_property
    def check_in_by_code(self) -> dict[str, CheckIn]:
        return {check_in.code: check_in for check_in in self.check_ins}

    @cached_property
    def gate_line_by_id(self) -> dict[str, GateLine]:
        return {line.id: line for line in self.gate_lines}

    @cached_property
    def instruction_by_code(self) -> dict[str, Instruction]:
        return {instruction.code: instruction for instruction in self.instructions}

    def stage_text(self, code: StageCode, mode: HarvestMode | None = None) -> StageText:
        """The text for this stage and harvest mode, or the one for every mode. Raises `LookupError` when neither is."""
        texts = [text for text in self.stages if text.code is code]
        for text in texts:
            if mode is not None and mode in text.modes:
                return text
        for text in texts:
            if not text.modes or HarvestMode.PATIENT_HARVEST in text.modes:
                return text
        raise LookupError(code)
