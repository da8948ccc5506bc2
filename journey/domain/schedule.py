"""Which check-ins a cycle has, with the default window of each (clinical.md 3.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from types import MappingProxyType

from journey.domain.days import local_date
from journey.domain.stages import HarvestMode
from journey.domain.windows import END_OF_DAY, Anchor, LateRule, Moment, Window, WindowSpec, window

MORNING = time(6)
EVENING = time(18)
LATE_CLOSE = time(12)
BASELINE_MAX_AGE_DAYS = 30
LONG_TERM_YEARS = 5
LONGEST_LONG_TERM_YEARS = 15


def _days(anchor: Anchor, opens: int, due: int, closes: int, years: int = 0) -> WindowSpec:
    """From the morning of one day to the end of another, due in the evening."""
    return WindowSpec(
        Moment(anchor, years=years, days=opens, at=MORNING),
        Moment(anchor, years=years, days=due, at=EVENING),
        Moment(anchor, years=years, days=closes, at=END_OF_DAY),
    )


def _until_anchor(anchor: Anchor, opens: int, due: int) -> WindowSpec:
    """From the morning of a day before to the anchor itself."""
    return WindowSpec(Moment(anchor, days=opens, at=MORNING), Moment(anchor, days=due, at=EVENING), Moment(anchor))


_C, _P, _H, _D = Anchor.CONSULT, Anchor.PROCEDURE, Anchor.HARVEST, Anchor.INJECTION

SCHEDULE: Mapping[str, WindowSpec] = MappingProxyType(
    {
        "C-PRE": _until_anchor(_C, -14, -7),
        "C-POST": _days(_C, 1, 2, 7),
        "P-BASE": _until_anchor(_P, -14, -7),
        "P-14": _days(_P, -16, -14, -10),
        "P-7": _days(_P, -8, -7, -5),
        "P-1": WindowSpec(Moment(_P, hours=-36), Moment(_P, days=-1, at=EVENING), Moment(_P, hours=-10)),
        "P-0": WindowSpec(Moment(_P, hours=-8), Moment(_P, hours=-3), Moment(_P, minutes=-30)),
        "H-0": WindowSpec(Moment(_H, hours=3), Moment(_H, hours=6), Moment(_H, at=END_OF_DAY)),
        "H-1": _days(_H, 1, 1, 1),
        "H-3": _days(_H, 3, 3, 3),
        "H-7": _days(_H, 7, 7, 9),
        "I-0": WindowSpec(Moment(_D, minutes=15), Moment(Anchor.DISCHARGE), Moment(Anchor.DISCHARGE)),
        "A-0": WindowSpec(
            Moment(_D, hours=3),
            Moment(_D, hours=6),
            Moment(_D, at=END_OF_DAY),
            LateRule(EVENING, Moment(_D, days=1, at=LATE_CLOSE)),
        ),
        **{f"A-{day}": _days(_D, day, day, day) for day in (1, 2, 3)},
        **{f"A-{day}": _days(_D, day, day, day + 1) for day in (5, 7, 10)},
        "A-14": _days(_D, 14, 14, 17),
        **{f"F-{day}": _days(_D, day - 1, day, day + 5) for day in (21, 28)},
        "F-6W": _days(_D, 42 - 3, 42, 42 + 7),
        "F-3M": _days(_D, 90 - 7, 90, 90 + 14),
        "F-6M": _days(_D, 182 - 14, 182, 182 + 21),
        "F-12M": _days(_D, 365 - 21, 365, 365 + 30),
        **{f"F-Y{year}": _days(_D, -45, 0, 45, year) for year in range(2, LONGEST_LONG_TERM_YEARS + 1)},
    }
)
EXTRA = _days(Anchor.RESULT, 1, 1, 1)


@dataclass(frozen=True)
class SeriesFacts:
    """What decides which check-ins exist. `baseline_on` is the local date of the newest P-BASE sent, if any."""

    anchors: Mapping[Anchor, datetime]
    zone: tzinfo
    harvest_mode: HarvestMode
    cycle_no: int = 1
    injection_same_day_planned: bool = False
    baseline_on: date | None = None
    long_term_years: int = LONG_TERM_YEARS


@dataclass(frozen=True)
class PlannedCheckIn:
    code: str
    window: Window


def series_for(
    anchor: Anchor, facts: SeriesFacts, at: datetime, schedule: Mapping[str, WindowSpec] = SCHEDULE
) -> tuple[PlannedCheckIn, ...]:
    """The check-ins to create at `at`, now that `anchor` is known (nothing while it is not).

    `schedule` is the pathway's own, when it differs. A check-in that is closed by now, or could never open, is
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


def extra_window(sent_at: datetime, zone: tzinfo, others: Iterable[Window]) -> Window | None:
    """The window of an EXTRA check-in the day after a `watch` answer; none when another check-in is due that day."""
    extra = window(EXTRA, {Anchor.RESULT: sent_at}, zone)
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
    return (procedure_on - facts.baseline_on).days <= BASELINE_MAX_AGE_DAYS


def _injection_on_harvest_day(facts: SeriesFacts) -> bool:
    if Anchor.INJECTION not in facts.anchors:
        return facts.injection_same_day_planned
    harvest_on, injection_on = (
        local_date(facts.anchors[anchor], facts.zone) for anchor in (Anchor.HARVEST, Anchor.INJECTION)
    )
    return harvest_on == injection_on
