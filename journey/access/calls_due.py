"""Changes that no message and no letter could say: the patient is called, until somebody reached them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from journey.access.calls_made import reached_since
from journey.access.letters import cancelled, changed, dates_changed
from journey.access.standing_visits import still_holds
from journey.domain.reminders import Way
from journey.models import Reminder


def to_call(rows: QuerySet[Reminder], at: datetime) -> QuerySet[Reminder]:
    """Those that are so now; what was moved again, called off or is over is left out by itself, as for letters."""
    still = (changed(at) & still_holds("visit__")) | cancelled(at) | dates_changed(at)
    return rows.filter(still, channel=Way.CALL, at__lte=at).exclude(Exists(reached_since()))


def calls_about(journey: str) -> Q:
    """Of the journey that the outer row leads to."""
    return Q(visit__journey=OuterRef(journey)) | Q(cycle__journey=OuterRef(journey))
