"""Moving a date with all that follows from it: previewed first, then done whole or not at all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journey.actions.appointments import move_appointment
from journey.actions.events import record
from journey.actions.holding import hold_for_several
from journey.actions.locking import locked_journey, once_more
from journey.actions.permission import check_may
from journey.actions.plans import FIELD, HAPPENED, record_date
from journey.actions.reminders import note_new_dates
from journey.actions.stock import share_lots
from journey.actions.taking_back import bring_back, came_with, changed, check_ins_of
from journey.domain.date_changes import EXPIRY, MOVED, UNDO_WITHIN, DateMove, PlanLine, Stays, compare
from journey.domain.days import local_date, plain_clock, plain_date
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.windows import Anchor
from journey.domain.words import say as _
from journey.models import Appointment, Cycle, Journey, JourneyEvent
from journey.models.appointment import NEEDLE_DAYS, TO_COME
from journey.policies import Act

Look = Callable[[Journey, datetime], tuple[PlanLine, ...]]


@dataclass(frozen=True)
class Moved:
    """`is_done` is False for a preview, and when something changed since the one that was seen: nothing is saved."""

    move: DateMove
    is_done: bool


@dataclass(frozen=True)
class _Made:
    """`check_ins`: how those were that it changed."""

    move: DateMove
    was: datetime
    check_ins: Mapping[str, Any]


@once_more
def preview_date_move(
    *, journey: Journey, anchor: Anchor, moment: datetime, look: Look, by: User, at: datetime, reason: str = ""
) -> Moved:
    """What the move would do: it is made, looked at and taken back. Who may: as `record_date`; raises as that does."""
    check_may(by, Act.SET_ANCHORS if anchor in HAPPENED else Act.BOOK, journey.patient_id, at=at)
    with transaction.atomic():
        move = _make(journey, anchor, moment, look, by, at, reason, None).move
        transaction.set_rollback(True)
    return Moved(move, is_done=False)


@once_more
def move_date(
    *,
    journey: Journey,
    anchor: Anchor,
    moment: datetime,
    look: Look,
    seen: str,
    by: User,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> Moved:
    """All that was previewed, or nothing: `seen` is the fingerprint of the preview, compared under the lock. `look`
    tells everything that follows from the dates. What is done stays done; visits on the day itself move along where
    they can. Back to where it was within a day, what it did to check-ins is taken back too. Who may, and what is
    raised: as `record_date`."""
    check_may(by, Act.SET_ANCHORS if anchor in HAPPENED else Act.BOOK, journey.patient_id, at=at)
    with transaction.atomic():
        made = _make(journey, anchor, moment, look, by, at, reason, expected_version)
        move, before = made.move, made.was
        if move.fingerprint != seen:
            transaction.set_rollback(True)
            return Moved(move, is_done=False)
        data = {
            "anchor": anchor,
            "from": before.isoformat(),
            "to": moment.isoformat(),
            "told": move.for_patient(),
            "changes": len(move.changes),
            "check_ins": made.check_ins,
        }
        cycle = _cycle(journey)
        record(journey, MOVED, by=by, at=at, cycle=cycle, reason=reason, data=data)
        if before != moment and (anchor is Anchor.PROCEDURE or move.for_patient()):
            note_new_dates(cycle=cycle, before=None if anchor in HAPPENED else min(before, moment), at=at)
    return Moved(move, is_done=True)


def last_move(journey: Journey, anchor: Anchor, at: datetime) -> JourneyEvent | None:
    """The newest move of this date, while it can be taken back: made within a day, and the date is still the one that
    it set."""
    event = journey.events.filter(kind=MOVED, data__anchor=anchor).order_by("-at", "-pk").first()
    if event is None or at - event.at > UNDO_WITHIN:
        return None
    now = getattr(_cycle(journey), FIELD[anchor])
    return event if now is not None and now == datetime.fromisoformat(event.data["to"]) else None


def _make(
    journey: Journey,
    anchor: Anchor,
    moment: datetime,
    look: Look,
    by: User,
    at: datetime,
    reason: str,
    expected_version: int | None,
) -> _Made:
    if anchor is Anchor.HARVEST:
        share_lots()
    journey = locked_journey(journey)
    cycle = _cycle(journey)
    was: datetime | None = getattr(cycle, FIELD[anchor])
    if was is None:
        raise MoveNotAllowed(_("There is no date yet that could move. Record it first."))
    undone = last_move(journey, anchor, at)
    if undone is not None and datetime.fromisoformat(undone.data["from"]) != moment:
        undone = None
    before, check_ins = look(journey, at), check_ins_of(cycle)
    cycle = record_date(
        journey=journey, anchor=anchor, moment=moment, reason=reason, by=by, at=at, expected_version=expected_version
    )
    if undone is not None:
        bring_back(cycle, undone, at)
    kept = list(_move_visits(cycle, was, moment, by, at, undone)) if anchor is Anchor.PROCEDURE else []
    after = look(journey, at)
    done = [Stays(each.title, _("It is done already.")) for each in after if each.is_done and each.anchor == anchor]
    changes = compare(before, after)
    moved = {each.key for each in changes}
    # How long a consent is good does not move with the day; whether that is long enough is said in any case.
    held = [Stays(each.title, each.words) for each in after if each.group == EXPIRY and each.key not in moved]
    move = DateMove(changes, (*kept, *_late(cycle, moment, anchor), *done, *held))
    return _Made(move, was, changed(check_ins, check_ins_of(cycle)))


def _cycle(journey: Journey) -> Cycle:
    return journey.cycles.order_by("-number")[0]


def _move_visits(
    cycle: Cycle, was: datetime, moment: datetime, by: User, at: datetime, undone: JourneyEvent | None
) -> Iterator[Stays]:
    """The visits of the day itself keep their distance from it. One that cannot move stays, and is named; so is one
    that did not come with the move that is taken back."""
    zone = cycle.journey.patient.site.clinic.zone
    rows = Appointment.objects.filter(cycle=cycle, kind__in=NEEDLE_DAYS, state__in=TO_COME, starts_at__gt=at)
    on_the_day = [each for each in rows.order_by("starts_at", "pk") if _same_day(each, was, zone)]
    people = [each.clinician_id for each in on_the_day]
    hold_for_several(patients=[cycle.journey.patient_id], sites=[each.site_id for each in on_the_day], people=people)
    for visit in on_the_day if moment != was else ():
        title = _("Visit: {day}, {time}", day=_day(visit, zone), time=plain_clock(visit.starts_at.astimezone(zone)))
        if undone is not None and not came_with(visit, undone):
            yield Stays(title, _("It was on that day before the date moved there."))
            continue
        starts_at = visit.starts_at + (moment - was)
        ends_at = starts_at + (visit.ends_at - visit.starts_at)
        try:
            move_appointment(appointment=visit, starts_at=starts_at, ends_at=ends_at, by=by, at=at, with_its_date=True)
        except NotAccepted as refusal:
            yield Stays(title, refusal.sentence)


def _late(cycle: Cycle, moment: datetime, anchor: Anchor) -> Iterator[Stays]:
    """Visits of getting ready that are booked for after the new day stay and are named: staff move them by hand."""
    if anchor is not Anchor.PROCEDURE:
        return
    zone = cycle.journey.patient.site.clinic.zone
    rows = Appointment.objects.filter(cycle=cycle, kind="preparation", state__in=TO_COME, starts_at__gte=moment)
    for visit in rows.order_by("starts_at", "pk"):
        title = _("Getting ready: {day}", day=_day(visit, zone))
        yield Stays(title, _("It is after the new day now. Move it by hand."))


def _same_day(visit: Appointment, moment: datetime, zone: object) -> bool:
    return local_date(visit.starts_at, zone) == local_date(moment, zone)  # type: ignore[arg-type]


def _day(visit: Appointment, zone: object) -> str:
    return plain_date(local_date(visit.starts_at, zone))  # type: ignore[arg-type]
