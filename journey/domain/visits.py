"""The follow-up visits after an injection and the days on which each may happen (clinical.md 2.6). When each is due
belongs to the pathway."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from journey.domain.days import local_date
from journey.domain.schedule import LONGEST_LONG_TERM_YEARS
from journey.domain.windows import Anchor, Moment, Window, moment_of

FIRST_CALL = "CALL_48_72H"
YEARLY = "yearly"
VISIT_CODES = (
    *(FIRST_CALL, "W2", "W6", "M3", "M6", "M12"),
    *(f"Y{year}" for year in range(2, LONGEST_LONG_TERM_YEARS + 1)),
)
"""Every planned contact, in order; a pathway ends the yearly ones with its long-term years."""


@dataclass(frozen=True)
class VisitSpec:
    """When a visit is due, counted from the injection."""

    earliest: Moment
    target: Moment
    latest: Moment


@dataclass(frozen=True)
class VisitWindow:
    """Local dates; `latest` is the last day in the window."""

    earliest: date
    target: date
    latest: date


def visit_window(spec: VisitSpec, injection_at: datetime, zone: tzinfo) -> VisitWindow:
    """The days in the patient's `zone`. For the hours of the first call see `visit_moments`."""
    span = visit_moments(spec, injection_at, zone)
    return VisitWindow(*(local_date(at, zone) for at in (span.opens_at, span.due_at, span.closes_at)))


def visit_moments(spec: VisitSpec, injection_at: datetime, zone: tzinfo) -> Window:
    """Earliest, target and latest moment: those of the first call are elapsed hours."""
    anchors = {Anchor.INJECTION: injection_at}
    return Window(*(moment_of(each, anchors, zone) for each in (spec.earliest, spec.target, spec.latest)))


def is_first_call(
    called_at: datetime, specs: Mapping[str, VisitSpec], injection_at: datetime | None, zone: tzinfo
) -> bool:
    """Whether a call with that purpose was made from the hour on from which the pathway plans it: one of the first
    evening asks another question."""
    spec = specs.get(FIRST_CALL)
    if spec is None or injection_at is None:
        return False
    return called_at >= visit_moments(spec, injection_at, zone).opens_at


def kind_of(code: str) -> str:
    """The kind of visit that is booked for it: the yearly ones are all of one kind."""
    return YEARLY if code.startswith("Y") else code.lower()


def window_around(
    kind: str, on: date, specs: Mapping[str, VisitSpec], injection_at: datetime | None, zone: tzinfo
) -> VisitWindow | None:
    """The window of a booked kind of visit; of the yearly ones that which lies around its day. None where there is
    none: before the injection, for other kinds, and for a yearly visit between the windows."""
    if injection_at is None:
        return None
    if kind != YEARLY:
        code = next((code for code in specs if code.lower() == kind), None)
        return visit_window(specs[code], injection_at, zone) if code else None
    years = (visit_window(spec, injection_at, zone) for code, spec in specs.items() if code.startswith("Y"))
    return next((each for each in years if each.earliest <= on <= each.latest), None)


def is_outside(
    kind: str, on: date, specs: Mapping[str, VisitSpec], injection_at: datetime | None, zone: tzinfo
) -> bool:
    """Whether a booked visit of this kind lies on no day that the pathway has for it; False for kinds without any."""
    if injection_at is None or kind not in {kind_of(code) for code in specs}:
        return False
    window = window_around(kind, on, specs, injection_at, zone)
    return window is None or not window.earliest <= on <= window.latest
