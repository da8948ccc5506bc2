"""Rows of one deed are written by one statement, each with its own trace, and all of them or none."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Trace
from journey.actions.events import line_of
from journey.actions.together import write_together
from journey.models import Alert, AlertReason, Journey, JourneyEvent, TriageResult
from tests.builders import NOW, check_in_of, send
from tests.walked import walked


@pytest.fixture
def journey(db: None) -> Journey:
    return walked("post_care", day=3)


def alert_with_reason(journey: Journey) -> tuple[Alert, AlertReason]:
    send(check_in_of(journey, "A-3"), pain_worst=2)
    level = {"level": "call_24h", "route": "clinic_24h", "opened_at": NOW, "clock_from": NOW, "due_at": NOW}
    alert = Alert(patient_id=journey.patient_id, journey=journey, day=NOW.date(), **level)
    return alert, AlertReason(alert=alert, triage=TriageResult.objects.filter(journey=journey).latest("at"), at=NOW)


def test_rows_of_several_tables_refer_to_one_another_and_each_is_traced(journey: Journey) -> None:
    alert, reason = alert_with_reason(journey)
    lines = [line_of(journey, "alert_raised", by=None, at=NOW, data={"alert": str(number)}) for number in range(2)]

    with CaptureQueriesContext(connection) as seen:
        write_together(reason, alert, *lines)

    assert len(seen.captured_queries) == 1
    assert list(Alert.objects.get(pk=alert.pk).reasons.values_list("triage")) == [(reason.triage_id,)]
    assert {each.data["alert"] for each in journey.events.filter(pk__in=[line.pk for line in lines])} == {"0", "1"}
    traces = Trace.objects.filter(kind="create", patient_id=journey.patient_id)
    assert traces.filter(table_name="journey_alert", row_id=str(alert.pk)).count() == 1
    assert traces.filter(table_name="journey_alertreason", after__alert_id=str(alert.pk)).count() == 1
    assert traces.filter(table_name="journey_journeyevent", row_id__in=[str(line.pk) for line in lines]).count() == 2
    alert.save()  # is known to be there: an update


def test_one_that_breaks_a_rule_takes_all_with_it(journey: Journey) -> None:
    alert, reason = alert_with_reason(journey)
    alert.level = "none of ours"
    line = line_of(journey, "alert_raised", by=None, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        write_together(line, alert, reason)

    assert not JourneyEvent.objects.filter(pk=line.pk).exists()
    assert not Alert.objects.exists()
