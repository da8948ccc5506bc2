"""Rows of several tables written in one statement: all of them or none, each with its trace."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from accounts.models import Trace
from journey.actions.together import write_together
from journey.models import Alert, AlertReason, Journey, JourneyEvent, TriageResult
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def alert_of(journey: Journey, **other: Any) -> Alert:
    given = {"level": "call_24h", "route": "clinic_24h", "opened_at": NOW, "clock_from": NOW, "due_at": NOW}
    return Alert(patient_id=journey.patient_id, journey=journey, day=NOW.date(), **{**given, **other})


def rows_of(journey: Journey) -> list[models.Model]:
    """An alert, its reason, whose key the database makes, and a line of the history."""
    alert = alert_of(journey)
    reason = AlertReason(alert=alert, triage=TriageResult.objects.filter(journey=journey)[0], at=NOW)
    return [alert, reason, JourneyEvent(journey=journey, kind="alert_raised", at=NOW, data={"alert": str(alert.pk)})]


def test_rows_of_several_tables_take_one_statement(post_care: Journey, django_assert_num_queries: Any) -> None:
    rows = rows_of(post_care)
    with django_assert_num_queries(1):
        write_together(*rows)
    alert = Alert.objects.get(pk=rows[0].pk)
    assert alert.reasons.get().triage.journey == post_care
    event = post_care.events.get(kind="alert_raised")
    assert (event.pk, event.data) == (rows[2].pk, {"alert": str(alert.pk)})
    rows[0].save()  # a row that is known to be there is changed, not made again
    assert Alert.objects.count() == 1


def test_each_row_is_traced_as_the_patients(post_care: Journey) -> None:
    """Whose a reason is, the trace reads from the alert of the same statement."""
    rows = rows_of(post_care)
    before = list(Trace.objects.values_list("number", flat=True))
    write_together(*rows)
    traces = Trace.objects.exclude(number__in=before).order_by("number")
    tables = ["journey_alert", "journey_alertreason", "journey_journeyevent"]
    assert [(each.kind, each.table_name) for each in traces] == [("create", table) for table in tables]
    assert {each.patient_id for each in traces} == {post_care.patient_id}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_row_that_is_refused_takes_all_with_it(post_care: Journey, place: int) -> None:
    refused = alert_of(post_care, level="no level")
    rows = rows_of(post_care)
    kept = JourneyEvent.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        write_together(*rows[:place], refused, *rows[place:])
    assert (Alert.objects.count(), AlertReason.objects.count(), JourneyEvent.objects.count()) == (0, 0, kept)


def to_the_end(rows: list[models.Model]) -> None:
    with transaction.atomic():
        write_together(*rows)
        connection.check_constraints()


def test_row_that_names_none_is_refused_when_the_transaction_ends(post_care: Journey) -> None:
    rows = rows_of(post_care)
    kept = JourneyEvent.objects.count()
    with pytest.raises(IntegrityError, match="journey_alertreason"):
        to_the_end(rows[1:])
    assert (AlertReason.objects.count(), JourneyEvent.objects.count()) == (0, kept)
