"""Changes that no message and no letter could say: the patient is called, until somebody reached them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from journey.access.letters import cancelled, changed, dates_changed
from journey.access.standing_visits import still_holds
from journey.domain.reminders import Way
from journey.models import ContactAttempt, ContactResult, Reminder


def to_call(rows: QuerySet[Reminder], at: datetime) -> QuerySet[Reminder]:
    """Those that are so now; what was moved again, called off or is over is left out by itself, as for letters."""
    reached = ContactAttempt.objects.filter(
        journey__patient=OuterRef("patient"), result=ContactResult.REACHED, at__gte=OuterRef("at")
    )
    still = (changed(at) & still_holds("visit__")) | cancelled(at) | dates_changed(at)
    return rows.filter(still, channel=Way.CALL, at__lte=at).exclude(Exists(reached))


def calls_about(journey: str) -> Q:
    """Of the journey that the outer row leads to."""
    return Q(visit__journey=OuterRef(journey)) | Q(cycle__journey=OuterRef(journey))
