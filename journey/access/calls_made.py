"""Calls that were due and were made: whoever was reached since then, about whatever, was told. One rule for the queue,
the lists of closed times and a time that opens again."""

from django.db.models import Exists, OuterRef, QuerySet

from journey.domain.reminders import Way
from journey.models import ContactAttempt, ContactResult, Reminder


def reached_since() -> QuerySet[ContactAttempt]:
    """Tries that reached the patient of the outer row since it was noted."""
    return ContactAttempt.objects.filter(
        journey__patient=OuterRef("patient"), result=ContactResult.REACHED, at__gte=OuterRef("at")
    )


def calls_made(rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    return rows.filter(Exists(reached_since()), channel=Way.CALL)
