"""The patient has read what a moved date changes."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.access import check_own
from journey.actions.events import record
from journey.actions.heard import heard_from
from journey.actions.locking import locked_journey
from journey.domain.caregiving import OwnAct
from journey.domain.date_changes import MOVED, READ
from journey.domain.words import say as _
from journey.models import Journey, JourneyEvent


@transaction.atomic
def note_change_read(*, journey: Journey, by: User, at: datetime) -> JourneyEvent | None:
    """Kept with who and when. The patient, or a helper who answers; a repeat changes nothing."""
    check_own(journey.patient, by, OwnAct.ANSWER, at=at)
    journey = locked_journey(journey)
    journey = heard_from(journey, at, _("The patient read what changed."))
    newest = journey.events.filter(kind__in=(MOVED, READ)).order_by("-at", "-pk").first()
    if newest is None or newest.kind == READ:
        return None
    return record(journey, READ, by=by, at=at, cycle=newest.cycle)
