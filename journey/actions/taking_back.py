"""What a moved date did to the check-ins, kept with its event, so that taking it back brings them back as they were."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from journey.domain.windows import CheckInState
from journey.models import Appointment, CheckIn, Cycle, JourneyEvent, Submission

KEPT = ("state", "opens_at", "due_at", "closes_at", "submitted_at", "cancelled_at")
Rows = Mapping[str, list[str | None]]


def check_ins_of(cycle: Cycle) -> Rows:
    rows = CheckIn.objects.filter(cycle=cycle).order_by("pk")
    return {str(row.pk): [_plain(getattr(row, name)) for name in KEPT] for row in rows}


def changed(before: Rows, after: Rows) -> Mapping[str, list[str | None] | None]:
    """How those were that the move changed; None for one that it made."""
    return {key: before.get(key) for key, values in after.items() if before.get(key) != values}


def moment_in(moved: JourneyEvent, name: str) -> datetime | None:
    """`from` or `to` of a moved date; None where there was no date."""
    value = moved.data[name]
    return None if value is None else datetime.fromisoformat(value)


def bring_back(cycle: Cycle, moved: JourneyEvent, at: datetime) -> None:
    """Each is as it was before the move, also what was sent then and asked again. What the patient sent since stays as
    the rules of the new date have it."""
    known = moved.data.get("check_ins", {})
    rows = CheckIn.objects.select_for_update(of=("self",), no_key=True).filter(cycle=cycle, pk__in=known)
    newer = set(Submission.objects.filter(cycle=cycle, sent_at__gte=moved.at).values_list("check_in", flat=True))
    back = []
    for row in rows.order_by("pk"):
        if row.pk in newer or row.state == CheckInState.SUBMITTED:
            continue
        was = known[str(row.pk)]
        if was is None:
            row.state, row.cancelled_at = CheckInState.CANCELLED, at
        else:
            for name, value in zip(KEPT, was, strict=True):
                setattr(row, name, _read(name, value))
        back.append(row)
    CheckIn.objects.bulk_update(back, KEPT)


def came_with(visit: Appointment, moved: JourneyEvent) -> bool:
    """Whether this visit stands where it does because of that move, however often it was changed since."""
    before: Appointment | None = visit
    while before is not None:
        before = Appointment.objects.filter(moved_to=before).first()
        if before is not None and before.state_at == moved.at:
            return True
    return False


def _plain(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: str | None) -> Any:
    return value if name == "state" or value is None else datetime.fromisoformat(value)
