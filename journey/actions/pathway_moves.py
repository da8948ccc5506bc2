"""Moving a journey to the newest published pathway, on purpose: previewed first, then done whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.access.check_ins import still_asks
from journey.actions.events import record
from journey.actions.locking import locked_journey
from journey.actions.permission import check_may
from journey.actions.series import follow_pathway
from journey.domain.date_changes import DateMove, PlanLine, Stays, compare
from journey.domain.errors import MoveNotAllowed
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.words import say as _
from journey.models import CheckIn, Journey, PathwayVersion
from journey.policies import Act

KIND = "pathway_moved"
Look = Callable[[Journey, datetime], tuple[PlanLine, ...]]


@dataclass(frozen=True)
class Moved:
    """`is_done` is False for a preview, and when something changed since the one that was seen: nothing is saved."""

    journey: Journey
    before: PathwayVersion
    after: PathwayVersion
    move: DateMove
    is_done: bool

    @property
    def seen(self) -> str:
        """Stands for exactly this move."""
        return f"{self.after.pk}:{self.move.fingerprint}"


def preview_pathway_move(*, journey: Journey, look: Look, by: User, at: datetime) -> Moved:
    """What the move would do: it is made, looked at and taken back. Clinicians. Raises MoveNotAllowed."""
    with transaction.atomic():
        moved = _make(journey, look, by, at)
        transaction.set_rollback(True)
    return moved


def move_to_newest_pathway(*, journey: Journey, look: Look, seen: str, by: User, at: datetime) -> Moved:
    """All that was previewed, or nothing: `seen` is what the preview said. What was sent or begun stays in the words
    that it had. Clinicians. Raises MoveNotAllowed for a closed journey that asks nothing any more, and for one that is
    on the newest already."""
    with transaction.atomic():
        moved = _make(journey, look, by, at)
        if moved.seen != seen:
            transaction.set_rollback(True)
            return moved
        data = {"from": moved.before.number, "to": moved.after.number, "changes": len(moved.move.changes)}
        record(moved.journey, KIND, by=by, at=at, data=data, journey_version=moved.journey.version - 1)
    return Moved(moved.journey, moved.before, moved.after, moved.move, is_done=True)


def move_many(
    *, journeys: Sequence[Journey], look: Look, seen: Mapping[str, str], by: User, at: datetime
) -> tuple[int, int]:
    """Each on its own, so that one that changed meanwhile does not hold back the others. `seen` by the journey's id.
    Returns how many moved and how many were left. Clinicians."""
    moved = 0
    for journey in journeys:
        try:
            result = move_to_newest_pathway(
                journey=journey, look=look, seen=seen.get(str(journey.pk), ""), by=by, at=at
            )
        except MoveNotAllowed:
            continue
        moved += result.is_done
    return moved, len(journeys) - moved


def _make(journey: Journey, look: Look, by: User, at: datetime) -> Moved:
    journey = locked_journey(journey)
    check_may(by, Act.MOVE_PATHWAY, journey.patient_id, at=at)
    before, after = journey.pathway_version, PathwayVersion.objects.newest_published().first()
    if journey.status in CLOSED_STATUSES and not Journey.objects.filter(still_asks(), pk=journey.pk).exists():
        raise MoveNotAllowed(_("This journey is closed, and nothing is asked any more."))
    if after is None or after == before:
        raise MoveNotAllowed(_("This journey is on the newest pathway."))
    old = look(journey, at)
    journey.pathway_version = after
    journey.version += 1
    journey.save(update_fields=["pathway_version", "version"])
    cycle = journey.cycles.order_by("-number")[0]
    cycle.journey = journey
    follow_pathway(cycle, at=at)
    return Moved(journey, before, after, DateMove(compare(old, look(journey, at)), _begun(journey)), is_done=False)


def _begun(journey: Journey) -> tuple[Stays, ...]:
    rows = CheckIn.objects.filter(journey=journey, submitted_at=None, draft__isnull=False).select_related(
        "pathway_version"
    )
    found = []
    for each in rows.order_by("due_at", "pk"):
        known = each.pathway_version.content.check_in_by_code.get(each.code)
        found.append(Stays(known.title if known else each.code, _("It is begun, so it keeps the words that it has.")))
    return tuple(found)
