"""When the clinic asks and meets: check-ins with their windows, and follow-up visits."""

from datetime import time
from typing import Annotated, Literal

import msgspec

from journey.domain import windows
from journey.domain.stages import StageCode
from journey.domain.visits import VisitSpec
from journey.domain.windows import Anchor
from journey.pathway.nodes import CheckInCode, Code, Label, Node, PatientText, StaffText
from journey.pathway.questions import Visit

Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Moment(Node, frozen=True, kw_only=True):
    """A point in time as `journey.domain.windows.Moment` has it; negative numbers lie before the anchor."""

    anchor: Anchor
    years: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    at: Clock | None = None

    def for_domain(self) -> windows.Moment:
        clock = None if self.at is None else time.fromisoformat(self.at)
        return windows.Moment(self.anchor, self.years, self.days, self.hours, self.minutes, clock)


class Late(Node, frozen=True, kw_only=True):
    """Another close when the anchor is later in the day than `after`."""

    after: Clock
    closes: Moment


class Window(Node, frozen=True, kw_only=True):
    opens: Moment
    due: Moment
    closes: Moment
    late: Late | None = None

    def for_domain(self) -> windows.WindowSpec:
        late = self.late and windows.LateRule(time.fromisoformat(self.late.after), self.late.closes.for_domain())
        return windows.WindowSpec(
            self.opens.for_domain(), self.due.for_domain(), self.closes.for_domain(), late or None
        )


class CheckIn(Node, frozen=True, kw_only=True):
    """One due questionnaire (clinical.md 3.2). The red-flag screen comes first without being named; `blocks` follow in
    order, where "outcomes" stands for the patient's measures of the visit `outcomes`. `blocks_before` replaces them
    while no needle was used. `window` is missing only for `REPORT`, which is always open. `EXTRA` repeats the symptom
    blocks of the check-in before it and uses its own only when that one is unknown."""

    code: CheckInCode
    stage: StageCode | None = None
    title: Label
    intro: PatientText
    minutes: Annotated[int, msgspec.Meta(ge=1, le=30)]
    window: Window | None = None
    blocks: tuple[Code, ...]
    blocks_before: tuple[Code, ...] = ()
    outcomes: Visit | None = None
    if_missed: StaffText = "-"


class FollowUpVisit(Node, frozen=True, kw_only=True):
    """A planned contact after the injection (clinical.md 2.6): target, and how much earlier or later is fine."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9_]+$")]
    title: Label
    earliest: Moment
    target: Moment
    latest: Moment
    mode: Literal["phone", "phone_or_visit", "in_person", "visit_or_video", "app_and_call"]
    by: StaffText
    outcomes: Visit | None = None

    def for_domain(self) -> VisitSpec:
        return VisitSpec(self.earliest.for_domain(), self.target.for_domain(), self.latest.for_domain())
