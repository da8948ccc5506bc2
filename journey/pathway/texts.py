"""What the clinic says: stages, education, harms, levels, states, reasons, gate lines and consent."""

from typing import Annotated, Literal

import msgspec

from journey.domain.stages import HarvestMode, StageCode
from journey.pathway.nodes import Code, Label, Node, OptionalPatientText, PatientText, StaffText

Lines = Annotated[tuple[PatientText, ...], msgspec.Meta(min_length=1)]


class StageText(Node, frozen=True, kw_only=True):
    """A stage as one kind of cycle shows it (clinical.md 4 and 9.2). Without `modes` it serves every harvest mode.
    `state_word` replaces the usual word for a stage that needs nothing from the patient."""

    code: StageCode
    modes: tuple[HarvestMode, ...] = ()
    title: Label
    about: PatientText
    not_started: PatientText
    in_progress: PatientText
    complete: PatientText
    skipped: OptionalPatientText = ""
    aborted: OptionalPatientText = ""
    state_word: Label | None = None
    happens: Lines
    you_do: Lines
    normal: Lines
    call_when: Lines
    sources: tuple[str, ...]


class EducationText(Node, frozen=True, kw_only=True):
    """A text of clinical.md 9.2 that belongs to no single stage. `sources` are fact ids of clinical.md 11."""

    code: Code
    title: PatientText
    body: PatientText
    sources: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class Harm(Node, frozen=True, kw_only=True):
    """A line of the table of known harms: how common in words, when, what to do."""

    code: Code
    name: PatientText
    how_common: PatientText
    when: PatientText
    what_to_do: PatientText
    sources: tuple[str, ...]


class LevelMessage(Node, frozen=True, kw_only=True):
    """What a patient reads for one level and route (clinical.md 5.2). `closed_body` replaces `body` while the clinic
    is closed, so that the number that answers stands first."""

    level: Literal["expected", "watch", "call_24h", "urgent_now"]
    route: Literal["none", "self_care", "clinic_24h", "clinic_now", "emergency_number"]
    heading: PatientText
    body: PatientText
    closed_body: OptionalPatientText = ""


class ReadinessMessage(Node, frozen=True, kw_only=True):
    """What a patient reads for one outcome of the readiness table (clinical.md 3.5)."""

    level: Literal["ready", "call_today", "hold", "emergency"]
    heading: PatientText
    body: PatientText


class CorridorWords(Node, frozen=True, kw_only=True):
    """What a patient reads of an answer that alone is an expected response (journey.domain.corridor). `value` is the
    answer, blank for a number. The rules give the numbers: {day} is today, counted from the injection or, before it,
    from the harvest, {by} the first day on which the answer is no more expected, {most} and {less} the highest expected
    number now and then. `lasting` stands while the rules name no such day."""

    question: Code
    value: str = ""
    text: PatientText
    lasting: PatientText


class FirstStep(Node, frozen=True, kw_only=True):
    """What to do while help is coming, for one family of emergency rules."""

    family: Code
    text: PatientText


class StateText(Node, frozen=True, kw_only=True):
    """What replaces the headline while a journey or a stage is not simply going on (clinical.md 8.3)."""

    event: Code
    text: PatientText


class Reason(Node, frozen=True, kw_only=True):
    """A reason code in the patient's words, fit to stand after "because"."""

    code: Code
    text: PatientText

    @property
    def sentence(self) -> str:
        """The reason on its own, as the timeline shows it."""
        return f"{self.text[0].upper()}{self.text[1:]}."


class GateLine(Node, frozen=True, kw_only=True):
    """A check of clinical.md 8.2: H cannot be overridden, O by a second clinician, S only warns. A check that the
    patient never waits for has no patient line. `G1-03.not_candidate` is what G1-03 says when the answer is no."""

    id: Annotated[str, msgspec.Meta(pattern=r"^G[1-6]-[0-9]{2}(\.[a-z_]+)?$")]
    gate: Annotated[str, msgspec.Meta(pattern=r"^G[1-6]$")]
    type: Literal["H", "O", "S"]
    staff: StaffText
    patient: OptionalPatientText = ""


class ConsentItem(Node, frozen=True, kw_only=True):
    """One line to tick. `repeat_donor_only` and `repeat_harvest_only` lines are asked where they are true; an
    `optional` line is answered yes or no and never blocks."""

    number: Annotated[int, msgspec.Meta(ge=1, le=99)]
    code: Code
    text: PatientText
    optional: bool = False
    repeat_donor_only: bool = False
    repeat_harvest_only: bool = False
    sources: tuple[str, ...]


class UnderstandingItem(Node, frozen=True, kw_only=True):
    """A sentence of the understanding check and whether it is true; `again` is what we go through once more."""

    question: Code
    right: Literal["true", "false"]
    again: PatientText


class TeachBackItem(Node, frozen=True, kw_only=True):
    """A question asked before going home. `right` lists the good answers; `right_from` names the instruction whose
    days are the good answer."""

    question: Code
    right: tuple[str, ...] = ()
    right_from: str = ""
    again: PatientText


class Notes(Node, frozen=True, kw_only=True):
    """Fixed sentences that stand beside other things."""

    not_watched: PatientText
    note_reader: PatientText
    chart: PatientText
    registry_listing: PatientText
    harms_context: PatientText
    unfinished: PatientText
    symptom_free: PatientText
