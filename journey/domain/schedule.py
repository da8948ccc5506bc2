"""Which check-ins a cycle has (clinical.md 3.2). Their windows belong to the pathway."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from journey.domain.days import local_date
from journey.domain.stages import HarvestMode
from journey.domain.windows import Anchor, Window, WindowSpec, window

LONG_TERM_YEARS = 5
LONGEST_LONG_TERM_YEARS = 15


CODES = (
    *("C-PRE", "C-POST"),
    *("P-BASE", "P-14", "P-7", "P-1", "P-0"),
    *("H-0", "H-1", "H-3", "H-7"),
    *("I-0", "A-0", "A-1", "A-2", "A-3", "A-5", "A-7", "A-10", "A-14"),
    *("F-21", "F-28", "F-6W", "F-3M", "F-6M", "F-12M"),
    *(f"F-Y{year}" for year in range(2, LONGEST_LONG_TERM_YEARS + 1)),
)
"""Every scheduled check-in; the window of each is the pathway's."""

PREPARING = ("C-", "P-")
"""How the codes of what prepares a treatment begin; all others look after a patient who had a needle."""


@dataclass(frozen=True)
class SeriesFacts:
    """What decides which check-ins exist. `baseline_on` is the local date of the newest P-BASE sent, if any, and
    `baseline_max_age_days` how long the clinic takes it for good."""

    anchors: Mapping[Anchor, datetime]
    zone: tzinfo
    harvest_mode: HarvestMode
    baseline_max_age_days: int
    cycle_no: int = 1
    injection_same_day_planned: bool = False
    baseline_on: date | None = None
    long_term_years: int = LONG_TERM_YEARS


@dataclass(frozen=True)
class PlannedCheckIn:
    code: str
    window: Window


def series_for(
    anchor: Anchor, facts: SeriesFacts, at: datetime, schedule: Mapping[str, WindowSpec]
) -> tuple[PlannedCheckIn, ...]:
    """The check-ins to create at `at`, now that `anchor` is known (nothing while it is not).

    `schedule` holds the pathway's windows by code. A check-in that is closed by now, or could never open, is
    left out.
    """
    if anchor not in facts.anchors:
        return ()
    planned = [
        PlannedCheckIn(code, window(spec, facts.anchors, facts.zone))
        for code, spec in schedule.items()
        if spec.anchor is anchor and _belongs(code, facts)
    ]
    return tuple(each for each in planned if at < each.window.closes_at and not each.window.never_opens)


def taken_over(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of an earlier cycle's unsent check-ins that a newer injection takes over: the yearly ones."""
    return tuple(code for code in codes if code.startswith("F-Y"))


def extra_window(spec: WindowSpec, sent_at: datetime, zone: tzinfo, others: Iterable[Window]) -> Window | None:
    """The window of an EXTRA check-in the day after a `watch` answer; none when another check-in is due that day."""
    extra = window(spec, {Anchor.RESULT: sent_at}, zone)
    day = local_date(extra.due_at, zone)
    return None if any(local_date(other.due_at, zone) == day for other in others) else extra


def _belongs(code: str, facts: SeriesFacts) -> bool:
    if code == "C-PRE":
        # Later cycles have the short consultation of G6-02, without the intake.
        return facts.cycle_no == 1
    if code == "P-BASE":
        return not _baseline_still_good(facts)
    if code.startswith("H-"):
        return facts.harvest_mode is HarvestMode.PATIENT_HARVEST and not _injection_on_harvest_day(facts)
    if code.startswith("F-Y"):
        return int(code.removeprefix("F-Y")) <= facts.long_term_years
    return True


def _baseline_still_good(facts: SeriesFacts) -> bool:
    if facts.baseline_on is None:
        return False
    procedure_on = local_date(facts.anchors[Anchor.PROCEDURE], facts.zone)
    return (procedure_on - facts.baseline_on).days <= facts.baseline_max_age_days


def _injection_on_harvest_day(facts: SeriesFacts) -> bool:
    if Anchor.INJECTION not in facts.anchors:
        return facts.injection_same_day_planned
    harvest_on, injection_on = (
        local_date(facts.anchors[anchor], facts.zone) for anchor in (Anchor.HARVEST, Anchor.INJECTION)
    )
    return harvest_on == injection_on
