"""When a check-in opens, is due and closes, counted from what happened to the patient (clinical.md 3.1, 3.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from journey.domain.days import anniversary, at_local, local_date

END_OF_DAY = time(23, 59)


class Anchor(StrEnum):
    """What a window is counted from. `RESULT` is the moment a worrying answer was sent."""

    CONSULT = "consult"
    PROCEDURE = "procedure"
    HARVEST = "harvest"
    INJECTION = "injection"
    DISCHARGE = "discharge"
    RESULT = "result"


class CheckInState(StrEnum):
    SCHEDULED = "scheduled"
    OPEN = "open"
    SUBMITTED = "submitted"
    MISSED = "missed"
    CANCELLED = "cancelled"


# Not sent and not called off: it may still be sent, also late.
WAITING = (CheckInState.SCHEDULED, CheckInState.OPEN, CheckInState.MISSED)


@dataclass(frozen=True)
class Moment:
    """A point counted from an anchor. With `at`, that local time on the anchor's date plus `years` and `days`.

    Without `at`: whole days keep the anchor's local clock time, hours and minutes are elapsed time.
    """

    anchor: Anchor
    years: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    at: time | None = None


@dataclass(frozen=True)
class LateRule:
    """Another close for a check-in whose anchor is later in the day than `after` (local)."""

    after: time
    closes: Moment


@dataclass(frozen=True)
class WindowSpec:
    opens: Moment
    due: Moment
    closes: Moment
    late: LateRule | None = None

    @property
    def anchor(self) -> Anchor:
        """The anchor that makes this check-in exist."""
        return self.opens.anchor


@dataclass(frozen=True)
class Window:
    """Aware UTC moments with `opens_at <= due_at <= closes_at`. Open at both ends."""

    opens_at: datetime
    due_at: datetime
    closes_at: datetime

    @property
    def never_opens(self) -> bool:
        return self.opens_at >= self.closes_at


Anchors = Mapping[Anchor, datetime]


def window(spec: WindowSpec, anchors: Anchors, zone: tzinfo) -> Window:
    """The window in the patient's `zone`. `anchors` holds aware moments and must hold the spec's own anchor.

    While the discharge is not known, a moment counted from it is the end of the next day. Due is never after close.
    """
    opens_at = moment_of(spec.opens, anchors, zone)
    closes_at = moment_of(_closing(spec, anchors, zone), anchors, zone, last=True)
    due_at = min(max(moment_of(spec.due, anchors, zone), opens_at), closes_at)
    return Window(min(opens_at, closes_at), due_at, closes_at)


def effective_state(stored: CheckInState, span: Window, at: datetime) -> CheckInState:
    """What the check-in is at `at`: time decides until it is sent or cancelled, so a moved window opens again."""
    if stored in (CheckInState.SUBMITTED, CheckInState.CANCELLED):
        return stored
    if at < span.opens_at:
        return CheckInState.SCHEDULED
    return CheckInState.OPEN if at <= span.closes_at else CheckInState.MISSED


def can_be_sent(stored: CheckInState, span: Window, at: datetime, *, later_one_sent: bool) -> bool:
    """Open, or missed while no later check-in of its series was sent (it is then marked late)."""
    state = effective_state(stored, span, at)
    return state is CheckInState.OPEN or (state is CheckInState.MISSED and not later_one_sent)


def can_be_corrected(stored: CheckInState, span: Window, at: datetime) -> bool:
    """A sent check-in can be corrected until its window closes."""
    return stored is CheckInState.SUBMITTED and at <= span.closes_at


def _closing(spec: WindowSpec, anchors: Anchors, zone: tzinfo) -> Moment:
    if spec.late and anchors[spec.anchor].astimezone(zone).time() > spec.late.after:
        return spec.late.closes
    return spec.closes


def moment_of(moment: Moment, anchors: Anchors, zone: tzinfo, *, last: bool = False) -> datetime:
    """The moment (UTC) that `moment` names. `last` takes the second of a local time that the clocks show twice."""
    if moment.anchor is Anchor.DISCHARGE and Anchor.DISCHARGE not in anchors:
        moment = Moment(Anchor.INJECTION, days=1, at=END_OF_DAY)
    anchor_at = anchors[moment.anchor]
    elapsed = timedelta(hours=moment.hours, minutes=moment.minutes)
    if moment.at is None and not (moment.years or moment.days):
        return anchor_at.astimezone(UTC) + elapsed
    day = anniversary(local_date(anchor_at, zone), moment.years) + timedelta(days=moment.days)
    clock = anchor_at.astimezone(zone).time() if moment.at is None else moment.at
    return at_local(day, clock, zone, last=last) + elapsed
