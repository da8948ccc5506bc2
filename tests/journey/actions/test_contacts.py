"""Attempts to reach a patient are kept as they happened."""

import pytest

from journey.actions.contacts import log_contact
from journey.domain.errors import NotAccepted, NotPermitted
from journey.models import Alert, ContactAttempt, Journey
from tests.builders import NOW, newest_cycle, report_of, send, staff

GOOD = {"purpose": "silence", "route": "phone", "result": "no_answer"}


@pytest.mark.parametrize("role", ["clinician", "nurse", "coordinator"])
def test_attempt_by_the_desk_is_kept_with_its_event(post_care: Journey, role: str) -> None:
    attempt = log_contact(cycle=newest_cycle(post_care), **GOOD, note=" Rang out. ", by=staff(role), at=NOW)

    assert (attempt.by, attempt.at, attempt.note, attempt.alert) == (staff(role), NOW, "Rang out.", None)
    assert post_care.events.get(kind="contact_attempt", data__purpose="silence").data["result"] == "no_answer"


@pytest.mark.parametrize("role", ["manager", "auditor"])
def test_attempt_by_others_is_refused(post_care: Journey, role: str) -> None:
    with pytest.raises(NotPermitted):
        log_contact(cycle=newest_cycle(post_care), **GOOD, by=staff(role), at=NOW)


@pytest.mark.parametrize("field", GOOD)
def test_word_that_is_not_on_the_list_is_refused_with_its_field(post_care: Journey, field: str) -> None:
    with pytest.raises(NotAccepted) as refusal:
        log_contact(cycle=newest_cycle(post_care), **{**GOOD, field: "pigeon"}, by=staff("nurse"), at=NOW)
    assert refusal.value.field == field
    assert not ContactAttempt.objects.filter(journey=post_care).exists()


@pytest.mark.parametrize(
    ("result", "stops"), [("reached", True), ("no_answer", False), ("left_message", False), ("wrong_number", False)]
)
def test_only_reaching_the_patient_stops_the_clock_of_the_alert(post_care: Journey, result: str, stops: bool) -> None:
    send(report_of(post_care), pain_worst=8)
    alert = Alert.objects.get(patient=post_care.patient)

    log_contact(
        cycle=newest_cycle(post_care),
        **{**GOOD, "purpose": "alert", "result": result},
        by=staff("nurse"),
        at=NOW,
        alert=alert,
    )

    alert.refresh_from_db()
    assert alert.contacted_at == (NOW if stops else None)
    assert alert.contact_attempts.count() == 1


def test_alert_of_another_journey_is_refused(post_care: Journey, follow_up: Journey) -> None:
    send(report_of(follow_up), pain_worst=8)
    alert = Alert.objects.get(patient=follow_up.patient)

    with pytest.raises(NotAccepted):
        log_contact(cycle=newest_cycle(post_care), **GOOD, by=staff("nurse"), at=NOW, alert=alert)
    alert.refresh_from_db()
    assert alert.contacted_at is None
