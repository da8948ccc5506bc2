"""What a move needs to know: where a journey stands, and what the person who moves it chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from journey.domain.days import local_date
from journey.domain.stages import STAGE_ORDER, CycleStatus, HarvestMode, JourneyStatus, StageCode, StageState

NEW_CYCLE_STAGES: Mapping[StageCode, StageState] = {
    code: StageState.IN_PROGRESS if code is StageCode.CONSULTATION else StageState.NOT_STARTED for code in STAGE_ORDER
}
"""The stages of a cycle on the day it is created (clinical.md G6-02)."""


@dataclass(frozen=True)
class Snapshot:
    """The newest cycle of a journey, as plain values. Times are aware; `today` and `zone` are the clinic's.

    `harvest_at`, `injection_at` and `discharge_at` are of the present attempt: repeating a harvest blanks `harvest_at`.
    `earlier_needle` is true when a needle was used before that, in this cycle or an earlier one.
    `repeat_harvest_min_days` is the clinic's (clinical.md 10).
    `contact_attempts` and `contact_routes` count the documented tries since the patient was last heard from.
    """

    journey: JourneyStatus
    cycle: CycleStatus
    cycle_no: int
    harvest_mode: HarvestMode
    stages: Mapping[StageCode, StageState]
    today: date
    zone: tzinfo
    procedure_at: datetime | None = None
    harvest_at: datetime | None = None
    injection_at: datetime | None = None
    discharge_at: datetime | None = None
    volume_given: bool = False
    earlier_needle: bool = False
    repeat_harvest_min_days: int = 14
    contact_attempts: int = 0
    contact_routes: int = 0

    @property
    def current(self) -> StageCode | None:
        """The stage in progress; none after an abort and when the cycle has ended."""
        return next((code for code in STAGE_ORDER if self.stages[code] is StageState.IN_PROGRESS), None)

    @property
    def aborted(self) -> StageCode | None:
        """The aborted stage that the journey waits at; none while a stage is in progress."""
        if self.current is not None:
            return None
        return next((code for code in STAGE_ORDER if self.stages[code] is StageState.ABORTED), None)

    @property
    def any_needle(self) -> bool:
        return self.earlier_needle or self.harvest_at is not None or self.injection_at is not None

    @property
    def needle_used_in_current(self) -> bool:
        """The needle of the stage in progress has been used."""
        at = {StageCode.HARVESTING: self.harvest_at, StageCode.INJECTION: self.injection_at}
        return self.current is not None and at.get(self.current) is not None

    @property
    def between_needle_and_discharge(self) -> bool:
        if self.current in (StageCode.HARVESTING, StageCode.INJECTION):
            return self.harvest_at is not None or self.injection_at is not None
        return self.current is StageCode.POST_CARE and self.discharge_at is None

    @property
    def injection_on_harvest_day(self) -> bool:
        if self.harvest_at is None or self.injection_at is None:
            return False
        return local_date(self.harvest_at, self.zone) == local_date(self.injection_at, self.zone)


@dataclass(frozen=True)
class Choices:
    """What the person chose on the confirmation page; each move reads only what it asks for.

    `procedure_at` is the new date of the first needle still to come (aware). `harm` opens an adverse-event draft.
    `disposition` is what becomes of the product when a harvest or an injection is stopped.
    """

    reason_code: str = ""
    note: str = ""
    review_on: date | None = None
    procedure_at: datetime | None = None
    keep_safety_checks: bool = True
    injection_same_day: bool = False
    harm: bool = False
    disposition: str = ""
