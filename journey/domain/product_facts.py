"""What is known of the product of a session, as plain values, and the checkpoints of its identity (clinical.md 2.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from journey.domain.stages import HarvestMode
from journey.domain.words import gettext_noop


class Checkpoint(StrEnum):
    COLLECTION = "COI-1"
    PROCESSING = "COI-2"
    LABELLED = "COI-3"
    RELEASE = "COI-4"
    BEDSIDE = "COI-5"


CHECKPOINT_WORDS: Mapping[Checkpoint, str] = {
    Checkpoint.COLLECTION: gettext_noop("Label at collection, or at receipt of a donor's unit"),
    Checkpoint.PROCESSING: gettext_noop("Arrival at processing"),
    Checkpoint.LABELLED: gettext_noop("After the final label"),
    Checkpoint.RELEASE: gettext_noop("Release"),
    Checkpoint.BEDSIDE: gettext_noop("Bedside, before the injection"),
}
BEFORE_RELEASE = (Checkpoint.COLLECTION, Checkpoint.PROCESSING, Checkpoint.LABELLED, Checkpoint.RELEASE)


class Identifiers(StrEnum):
    """The two that are read aloud."""

    NAME_AND_BIRTH_DATE = "name_birth_date"
    NAME_AND_RECORD_NUMBER = "name_record_number"


class QuarantineReason(StrEnum):
    IDENTITY_MISMATCH = "identity_mismatch"
    CONTAMINATION = "contamination"
    RECALL = "recall"
    DAMAGED = "damaged"
    OTHER = "other"


class Disposition(StrEnum):
    DISCARDED = "discarded"
    RESEARCH_WITH_CONSENT = "research_with_consent"
    STORED = "stored"


@dataclass(frozen=True)
class ProductFacts:
    """`checks` are the matches of each checkpoint in their order, `signers` the people who released it for this
    session, `reasons` what they wrote. `disposition` is blank while it is in hand; `at_bedside` is the last COI-5.
    `held` are its numbers that are recalled, or that infections share while nobody has settled why."""

    code: str
    origin: HarvestMode
    is_of_patient: bool = True
    is_of_session: bool = True
    quarantine: str = ""
    disposition: str = ""
    checks: Mapping[str, Sequence[bool]] = field(default_factory=dict)
    at_bedside: datetime | None = None
    signers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    def matches(self, point: Checkpoint) -> bool:
        """Checked, and never with another result."""
        found = self.checks.get(point, ())
        return bool(found) and all(found)

    @property
    def unchecked(self) -> tuple[Checkpoint, ...]:
        return tuple(point for point in BEFORE_RELEASE if not self.matches(point))

    @property
    def is_usable(self) -> bool:
        """Neither quarantined nor given away; what is stored may come back from the bank."""
        return not self.quarantine and self.disposition in {"", Disposition.STORED}

    @property
    def is_released(self) -> bool:
        return len(set(self.signers)) > 1
