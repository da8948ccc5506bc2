"""A patient ticks what is done on the list before the procedure, and that they have read it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.access import check_own
from journey.actions.events import record
from journey.actions.heard import heard_from
from journey.actions.locking import locked_journey
from journey.domain.caregiving import OwnAct
from journey.domain.day_list import DayKind
from journey.domain.errors import MoveNotAllowed
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.words import say as _
from journey.models import Cycle, Journey
from journey.models.cycle_rows import TICKED
from journey.standing import standing_of


@transaction.atomic
def tick_day_list(*, journey: Journey, item: str, done: bool, by: User, at: datetime) -> Cycle:
    """Keep that a line of the newest session's list is done, or not done after all. The patient, and a helper who may
    fill in. A repeat changes nothing. Every tick stays in the history.

    Raises NotPermitted, and MoveNotAllowed for a line that the list does not have now.
    """
    journey = locked_journey(journey)
    check_own(journey.patient, by, OwnAct.ANSWER, at=at)
    journey = heard_from(journey, at, _("The patient ticked their list."))
    standing = standing_of(journey, at)
    if standing.snapshot.journey in CLOSED_STATUSES:
        raise MoveNotAllowed(_("This journey is closed."))
    if item not in standing.ticking_keys:
        raise MoveNotAllowed(_("Your list has changed. Please look at it again."))
    if (item in standing.facts.ticked) == done:
        return standing.cycle
    line = next((each for each in standing.day_items if each.key == item), None)
    data = {
        "number": standing.number_of_ticks + 1,  # the order under the lock; two presses may have one moment
        "item": item,
        "done": done,
        "kind": line.kind if line else DayKind.READ,
        "name": line.name if line else "",
    }
    record(journey, TICKED, by=by, at=at, cycle=standing.cycle, data=data)
    return standing.cycle
